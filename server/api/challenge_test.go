package api

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// prove works on a challenge as a browser does; the zeros are counted another way
// than the server counts them.
func prove(t *testing.T, a answer) string {
	t.Helper()
	require.Equal(t, 200, a.status)
	salt, bits := a.text("salt"), int(a.value()["difficulty"].(float64))
	for n := 0; ; n++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s.%d", salt, n))
		if new(big.Int).SetBytes(sum[:]).BitLen() <= 256-bits {
			return salt + "." + strconv.Itoa(n) + "." + a.text("signature")
		}
	}
}

func TestRobotCheck(t *testing.T) {
	o := openOffice(t)
	o.Config.Robots = &RobotCheck{Key: []byte("key"), Bits: 6}
	form := func(text string) object { return object{"text": text, "caller": object{"phone": "13600009999"}} }
	send := func(f object, headers ...string) answer { return o.post("", "/public/tickets", f, headers...) }
	get := func() answer { return o.get("", "/public/challenge") }

	none := send(form("井盖破损"))
	require.Equal(t, 403, none.status)
	require.Equal(t, "forbidden", none.text("code"))
	proof := prove(t, get())
	salt, rest, _ := strings.Cut(proof, ".")
	for what, bad := range map[string]string{
		"another's signature": salt + "." + strings.Split(rest, ".")[0] + ".00112233445566778899aabbccddeeff",
		"an easier one":       strings.Replace(proof, "-6-", "-0-", 1),
		"no work":             salt + ".x." + strings.Split(rest, ".")[1],
		"no parts":            salt, "long": strings.Repeat("1", 500), "later": strings.Replace(proof, "-6-1", "-6-9", 1),
	} {
		require.Equal(t, 403, send(form("井盖破损"), "X-Challenge", bad).status, what)
	}
	made := send(form("井盖破损"), "X-Challenge", proof, "Idempotency-Key", "one")
	require.Equal(t, 201, made.status)
	require.Equal(t, made.body, send(form("井盖破损"), "X-Challenge", proof, "Idempotency-Key", "one").body, "a lost answer is asked for again")
	require.Equal(t, 403, send(form("路灯不亮"), "X-Challenge", proof, "Idempotency-Key", "one").status, "another matter under the same key")
	require.Equal(t, 403, send(form("井盖破损"), "X-Challenge", proof, "Idempotency-Key", "two").status)
	require.Equal(t, 403, send(form("井盖破损"), "X-Challenge", proof).status)

	fresh := prove(t, get())
	second := RobotCheck{Key: []byte("key"), Bits: 20}
	_, _, err := second.proven(fresh, o.now())
	require.NoError(t, err, "every server knows the challenges of the others")
	require.Equal(t, 201, send(form("污水外溢"), "X-Challenge", fresh).status)
	require.Equal(t, 403, send(form("污水外溢"), "X-Challenge", fresh).status, "without a key it is good once")

	late := prove(t, get())
	o.clock.advance(challengeLife + time.Second)
	require.Equal(t, 403, send(form("井盖破损"), "X-Challenge", late).status)
}

func TestRobotsHoneypot(t *testing.T) {
	o := openOffice(t)
	a := o.post("", "/public/tickets", object{"text": "井盖破损", "website": "https://spam.example", "caller": object{"anonymous": true}})
	require.Equal(t, 403, a.status)
	require.Contains(t, a.text("detail"), "12345", "a person who is taken for a program is told what to do")
	list, _, err := o.store.Tickets(t.Context(), dispatch.Filter{}, dispatch.Page{Limit: 5})
	require.NoError(t, err)
	require.Empty(t, list)
}

// TestChallengesGrowHarder: what one network asks for again and again costs it
// more, and not for ever; another network does not pay for it.
func TestChallengesGrowHarder(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	d := newCrowd()
	bits := 0
	for range 19 {
		bits = d.harder("a", now)
	}
	require.Zero(t, bits, "a village behind one address")
	for _, want := range []struct{ more, bits int }{{1, 1}, {20, 2}, {40, 3}, {5000, challengeSteps}} {
		for range want.more {
			bits = d.harder("a", now)
		}
		require.Equal(t, want.bits, bits)
	}
	require.Zero(t, d.harder("b", now))
	require.Zero(t, d.harder("a", now.Add(challengeSpan)))
}

func TestPlaceProposals(t *testing.T) {
	c := &dispatch.Catalogue{Towns: []dispatch.TownArea{{Name: "柳林镇", Places: []string{"柳林新苑", "柳林村"}}, {Name: "和平镇", Places: []string{"和平新城"}}}}
	for q, want := range map[string][]placeProposal{
		"柳林新苑 6 号楼": {{"柳林镇", "柳林新苑"}}, "柳林镇柳林新苑": {{"柳林镇", "柳林新苑"}}, "柳林镇政府旁": {{"柳林镇", "柳林镇"}},
		"柳林": {{"柳林镇", "柳林镇"}, {"柳林镇", "柳林新苑"}, {"柳林镇", "柳林村"}}, "新城": {{"和平镇", "和平新城"}}, "柳": nil, "": nil, "某处": nil,
	} {
		require.Equal(t, want, proposePlaces(c, q), q)
	}
	require.Nil(t, proposePlaces(nil, "柳林新苑"))
}
