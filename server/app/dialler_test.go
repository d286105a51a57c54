package app

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/notify/channel"
)

// The telephone system is told what it wants to be told; an address inside is
// called only where the operator allowed it, and an error holds no number.
func TestDialler(t *testing.T) {
	var got []string
	status := http.StatusOK
	release := make(chan struct{})
	pbx := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Header.Get("Authorization")+" "+r.Header.Get("Content-Type")+" "+string(body))
		if r.URL.Path == "/slow" {
			<-release
		}
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
			return
		}
		w.WriteHeader(status)
	}))
	defer pbx.Close()
	defer close(release)
	telephone := func(change func(*Config)) func(number string) error {
		c := Default()
		c.Phone.DialURL, c.Phone.Token = pbx.URL+"/dial", "s3cret"
		c.Outbound.Allow = []string{"127.0.0.0/8"}
		change(&c)
		require.Empty(t, c.phoneFaults())
		p, err := c.telephone()
		require.NoError(t, err)
		return func(number string) error { return p.Dial(t.Context(), "8001", number) }
	}
	require.NoError(t, telephone(func(*Config) {})("13800001234"))
	require.Equal(t, `Bearer s3cret application/json {"extension":"8001","number":"13800001234"}`, got[0])
	require.NoError(t, telephone(func(c *Config) {
		c.Phone.DialType, c.Phone.DialBody = "application/x-www-form-urlencoded", "Exten={number}&Channel=PJSIP/{extension}"
	})("0013651234567"))
	require.True(t, strings.HasSuffix(got[1], "Exten=0013651234567&Channel=PJSIP/8001"))

	for name, change := range map[string]func(*Config){
		"inside, not allowed": func(c *Config) { c.Outbound.Allow = nil },
		"another way":         func(c *Config) { c.Phone.DialURL = pbx.URL + "/away" },
		"nobody there":        func(c *Config) { c.Phone.DialURL = "http://127.0.0.1:1/dial" },
	} {
		err := telephone(change)("13800001234")
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "1380000", name)
		require.NotErrorIs(t, err, context.DeadlineExceeded, name)
	}
	status = http.StatusBadGateway
	require.ErrorContains(t, telephone(func(*Config) {})("13800001234"), "status 502")

	allow, err := Reaching{Allow: []string{"127.0.0.0/8"}}.prefixes()
	require.NoError(t, err)
	slow := dialler{client: channel.NewClient(channel.ClientOptions{Allow: allow, Timeout: 50 * time.Millisecond}), at: pbx.URL + "/slow", body: "{number}", kind: "text/plain"}
	require.ErrorIs(t, slow.dial(t.Context(), "8001", "13800001234"), context.DeadlineExceeded, "the page can say that it was slow")
}
