package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/notify/channel"
)

var now = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func signed(secret string, at time.Time, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil)))
}

func TestVerify(t *testing.T) {
	const body = `{"no":"20261123-0001"}`
	good := signed("s", now, body)
	require.NoError(t, verify(good, "s", []byte(body), now.Add(time.Minute)))
	require.Error(t, verify(good, "other", []byte(body), now))
	require.Error(t, verify(good, "s", []byte(body+" "), now))
	require.Error(t, verify(good, "s", []byte(body), now.Add(6*time.Minute)), "a replay")
	require.Error(t, verify(good, "s", []byte(body), now.Add(-6*time.Minute)))
	for _, bad := range []string{"", "t=1", "v1=ab", "t=x,v1=ab", "t=1795395600,v1=zz"} {
		require.Error(t, verify(bad, "s", []byte(body), now), bad)
	}
}

// TestHookTakesWhatTheServerSends has the server's own sender deliver to the
// example: the right secret is taken, another is not.
func TestHookTakesWhatTheServerSends(t *testing.T) {
	var told []string
	web := httptest.NewServer(&hook{secret: "s", now: func() time.Time { return now }, tell: func(b []byte) { told = append(told, string(b)) }})
	defer web.Close()
	sender := channel.Webhook{Client: channel.NewClient(channel.ClientOptions{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 5 * time.Second})}
	m := notify.Message{ID: "d1", At: now, Body: []byte(`{"no":"20261123-0001","text":"路灯"}`), Endpoint: dispatch.Endpoint{URL: web.URL, Secret: "s"}}
	for range 2 { // the answer of the first was lost
		_, err := sender.Send(t.Context(), m)
		require.NoError(t, err)
	}
	m.ID, m.Endpoint.Secret = "d2", "other"
	_, err := sender.Send(t.Context(), m)
	require.Error(t, err)
	require.Equal(t, []string{string(m.Body)}, told)
}

func TestHookTellsOnce(t *testing.T) {
	var told []string
	h := &hook{secret: "s", now: func() time.Time { return now }, tell: func(b []byte) { told = append(told, string(b)) }}
	send := func(id, header string) int {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader([]byte("{}")))
		r.Header.Set("X-Hotline-Signature", header)
		r.Header.Set("X-Hotline-Delivery", id)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	good := signed("s", now, "{}")
	require.Equal(t, http.StatusNoContent, send("a", good))
	require.Equal(t, http.StatusNoContent, send("a", good))
	require.Equal(t, http.StatusUnauthorized, send("b", "t=1,v1=00"))
	require.Equal(t, http.StatusNoContent, send("b", good))
	require.Equal(t, []string{"{}", "{}"}, told)
}
