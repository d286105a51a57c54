package exchange

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// TestSignature holds a signature against one made elsewhere:
//
//	printf 'POST\n/api/v1/upstream/city/tickets\n1795395600\nnonce-0001\n%s' $(printf '{}' | sha256sum | cut -d' ' -f1) | openssl dgst -sha256 -hmac secret
func TestSignature(t *testing.T) {
	p := Proof{Platform: "city", Timestamp: "1795395600", Nonce: "nonce-0001"}
	p.Signature = Sign("secret", "POST", "/api/v1/upstream/city/tickets", p.Timestamp, p.Nonce, []byte("{}"))
	at := time.Unix(1795395600, 0)
	check := func(p Proof, path string, now time.Time) error {
		return p.Verify("secret", "POST", path, []byte("{}"), now)
	}
	require.NoError(t, check(p, "/api/v1/upstream/city/tickets", at.Add(Window)))
	require.ErrorContains(t, check(p, "/api/v1/upstream/city/events", at), "signature_wrong")
	require.ErrorContains(t, check(p, "/api/v1/upstream/city/tickets", at.Add(Window+time.Second)), "signature_old")
	require.ErrorContains(t, check(p, "/api/v1/upstream/city/tickets", at.Add(-Window-time.Second)), "signature_old")
	p.Nonce = "short"
	require.ErrorContains(t, check(p, "/api/v1/upstream/city/tickets", at), "signature_missing")
}

func TestCompare(t *testing.T) {
	ours := []Ours{{"1", "t1", true, monday}, {"2", "t2", false, monday}, {"3", "t3", true, monday}, {"4", "t4", false, monday}}
	theirs := []Theirs{{"1", "open", monday}, {"2", "open", monday}, {"3", "closed", monday}, {"5", "open", monday}, {"6", "closed", monday}, {"2", "open", monday}}
	kinds := map[string]DifferenceKind{}
	for _, d := range Compare(theirs, ours) {
		kinds[d.No] = d.Kind
	}
	require.Equal(t, map[string]DifferenceKind{"2": TheirsOpen, "3": TheirsClosed, "4": MissingThere, "5": MissingHere}, kinds)
}

// FuzzHanded reads what any platform might send: no fault but a named one, and
// nothing that a ticket could not be made of.
func FuzzHanded(f *testing.F) {
	f.Add(`{"no":"C-1","text":"三号楼供暖不达标","type":"投诉","due":"2026-11-30T10:00:00Z"}`)
	f.Add(`{"no":"","attachments":[{"name":"a","data":"!"},{"url":"x","data":"y"}]}`)
	p := dispatch.Platform{Code: "city", Types: map[string]dispatch.Type{"投诉": dispatch.Complaint}}
	f.Fuzz(func(t *testing.T, s string) {
		var h Handed
		if json.NewDecoder(strings.NewReader(s)).Decode(&h) != nil {
			return
		}
		r, err := h.Read(p)
		if err != nil {
			require.NotEqual(t, dispatch.Internal, dispatch.CodeOf(err))
			return
		}
		require.Equal(t, strings.TrimSpace(h.No), r.Intake.Upstream.No)
		require.NotEmpty(t, r.Intake.Upstream.Digest)
		require.Contains(t, dispatch.Types, r.Intake.Type)
	})
}

// FuzzWord reads what any platform might say later.
func FuzzWord(f *testing.F) {
	f.Add(`{"id":"1","no":"C-1","kind":"remind","text":"请加快"}`)
	f.Add(`{"id":"2","no":"C-1","kind":"due","due":"2026-11-30T10:00:00Z"}`)
	f.Fuzz(func(t *testing.T, s string) {
		var w Word
		if json.NewDecoder(strings.NewReader(s)).Decode(&w) != nil {
			return
		}
		a, err := w.Action("city")
		if err != nil {
			require.NotEqual(t, dispatch.Internal, dispatch.CodeOf(err))
			return
		}
		require.NotEmpty(t, a.Kind)
		require.Len(t, a.Key, 32)
	})
}
