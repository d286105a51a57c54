package signin

import (
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func TestCodes(t *testing.T) {
	f := NewFactor()
	at := func(d time.Duration) string {
		code, err := totp.GenerateCode(f.Secret, noon.Add(d))
		require.NoError(t, err)
		return code
	}
	now := noon.Unix() / 30
	for _, c := range []struct {
		name string
		code string
		last int64
		step int64
		ok   bool
	}{
		{"now", at(0), 0, now, true},
		{"a slow clock", at(-30 * time.Second), 0, now - 1, true},
		{"a fast clock", at(30 * time.Second), 0, now + 1, true},
		{"too slow", at(-60 * time.Second), 0, 0, false},
		{"too fast", at(60 * time.Second), 0, 0, false},
		{"used already", at(0), now, now, false},
		{"the one before that was used", at(-30 * time.Second), now, now - 1, false},
		{"the next after a use", at(30 * time.Second), now, now + 1, true},
		{"with spaces", at(0)[:3] + " " + at(0)[3:], 0, 0, false},
		{"five digits", at(0)[:5], 0, 0, false},
		{"nothing", "", 0, 0, false},
	} {
		step, ok := f.Check(c.code, noon, c.last)
		require.Equal(t, c.ok, ok, c.name)
		require.Equal(t, c.step, step, c.name)
	}
	_, ok := NewFactor().Check(at(0), noon, 0)
	require.False(t, ok, "of another")
}

func TestRecovery(t *testing.T) {
	f := NewFactor()
	codes := f.NewRecovery()
	require.Len(t, codes, 10)
	require.NotContains(t, strings.Join(f.Recovery, " "), strings.ReplaceAll(codes[0], "-", ""))
	require.False(t, f.Recover("aaaaa-aaaaa"))
	require.False(t, f.Recover(""))
	require.True(t, f.Recover(strings.ToUpper(codes[3])))
	require.False(t, f.Recover(codes[3]), "once")
	require.Len(t, f.Recovery, 9)
	fresh := f.NewRecovery()
	require.False(t, f.Recover(codes[4]), "the old ones hold no more")
	require.True(t, f.Recover(strings.ReplaceAll(fresh[0], "-", " ")))
}

func TestURIAndPicture(t *testing.T) {
	f := NewFactor()
	uri, err := f.URI("12345 热线", "admin")
	require.NoError(t, err)
	u, err := url.Parse(uri)
	require.NoError(t, err)
	require.Equal(t, "otpauth", u.Scheme)
	require.Equal(t, f.Secret, u.Query().Get("secret"))
	require.Equal(t, "12345 热线", u.Query().Get("issuer"))
	svg, err := QR(uri)
	require.NoError(t, err)
	require.NoError(t, xml.Unmarshal([]byte(svg), new(struct{})))
	require.NotContains(t, svg, "http://www.w3.org/1999/xlink")
	require.Less(t, len(svg), 40_000)
	again, err := QR(uri)
	require.NoError(t, err)
	require.Equal(t, svg, again)
	_, err = Factor{Secret: "not base32!"}.URI("a", "b")
	require.Error(t, err)
}
