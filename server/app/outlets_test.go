package app

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/store"
)

func TestChannelConfig(t *testing.T) {
	c := Default()
	require.NoError(t, c.Validate())
	c.PublicURL, c.SMTP.Host, c.SMTP.TLS, c.SMS.URL, c.SMS.Body = "hotline", "smtp.example.com", "ssl", "sms", "{{.Nothing"
	c.SMS.OKField, c.WebPush.Public, c.Outbound.Allow = "code", "B", []string{"10.0.0.0/8", "inside"}
	c.SMTP.Password = "S3CRET"
	err := c.Validate()
	for _, key := range []string{"public_url", "smtp.from", "smtp.tls", "sms.url", "sms.ok", "sms.body", "webpush.public_key", "webpush.subscriber", "outbound.allow"} {
		require.ErrorContains(t, err, key+":", "every fault is listed")
	}
	require.NotContains(t, err.Error(), "S3CRET")

	file := filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("S3CRET\n"), 0o600))
	env := map[string]string{"HOTLINE_SMTP_HOST": "localhost", "HOTLINE_SMTP_PORT": "2525", "HOTLINE_SMTP_FROM": "a@example.com", "HOTLINE_SMTP_PASSWORD_FILE": file,
		"HOTLINE_OUTBOUND_ALLOW": "10.1.0.0/16, 192.168.1.9", "HOTLINE_PUBLIC_URL": "https://h.example.com", "HOTLINE_DELIVERIES_KEEP": "48h"}
	c, err = Load("", func(k string) (string, bool) { v, ok := env[k]; return v, ok })
	require.NoError(t, err)
	require.NoError(t, c.Validate())
	require.Equal(t, 2525, c.SMTP.Port)
	allow, err := c.Outbound.prefixes()
	require.NoError(t, err)
	require.Len(t, allow, 2)
	secret, err := hidden(c.SMTP.Password, c.SMTP.PasswordFile)
	require.NoError(t, err)
	require.Equal(t, "S3CRET", secret)
	require.True(t, c.kindReady(dispatch.EMail))
	require.False(t, c.kindReady(dispatch.WebPush))
	_, err = Load("", func(k string) (string, bool) { return "many", k == "HOTLINE_SMTP_PORT" })
	require.ErrorContains(t, err, "HOTLINE_SMTP_PORT")
}

// TestRotatedChannels: a new identity key seals channels and persons' settings
// too, and the old one can go.
func TestRotatedChannels(t *testing.T) {
	cfg := Default()
	dir := t.TempDir()
	cfg.Store, cfg.SecretFile, cfg.Listen = "file:"+filepath.Join(dir, "h.db"), filepath.Join(dir, "secret.key"), "127.0.0.1:0"
	a, err := New(t.Context(), cfg, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	defer func() { require.NoError(t, a.Stop(t.Context())) }()
	endpoint := dispatch.Endpoint{URL: "https://example.com/hook?key=S3CRET", Secret: "S3CRET"}
	sealed, err := a.outlets.Seal("c1", endpoint)
	require.NoError(t, err)
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindChannel, "c1", dispatch.Outlet{ID: "c1", Kind: dispatch.Webhook, Sealed: sealed}, a.Clock.Now()))
	city := dispatch.Outlet{ID: dispatch.PlatformID("city"), Kind: dispatch.PlatformLink, Scope: dispatch.PlatformFeed("city"), Platform: &dispatch.Platform{Code: "city"}}
	city.Sealed, err = a.outlets.Seal(city.ID, endpoint)
	require.NoError(t, err)
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindChannel, city.ID, city, a.Clock.Now()))
	own, err := a.outlets.Seal(dispatch.ReachSeal("li"), dispatch.Reach{Phone: "13800001234"})
	require.NoError(t, err)
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindContact, "li", notify.SealedReach{Sealed: own}, a.Clock.Now()))

	r := &rotation{store: a.Store, keys: a.keys, now: a.Clock.Now, progress: io.Discard}
	_, err = r.run(t.Context(), "")
	require.NoError(t, err)
	dropped, err := r.drop(t.Context())
	require.NoError(t, err)
	require.Len(t, dropped, 1)

	for _, id := range []string{"c1", city.ID} {
		rec, err := a.Store.Record(t.Context(), dispatch.KindChannel, id)
		require.NoError(t, err)
		require.NotContains(t, string(rec.Body), "S3CRET")
		o, err := notify.ReadOutlet(rec)
		require.NoError(t, err)
		require.Equal(t, a.keys.ring.Active(), store.SealedBy(o.Sealed))
		var e dispatch.Endpoint
		require.NoError(t, a.outlets.Open(id, o.Sealed, &e))
		require.Equal(t, endpoint, e)
		require.Error(t, a.outlets.Open("c2", o.Sealed, &e), "it is bound to its channel")
	}
	rec, err := a.Store.Record(t.Context(), dispatch.KindContact, "li")
	require.NoError(t, err)
	var doc notify.SealedReach
	require.NoError(t, json.Unmarshal(rec.Body, &doc))
	var reach dispatch.Reach
	require.NoError(t, a.outlets.Open(dispatch.ReachSeal("li"), doc.Sealed, &reach))
	require.Equal(t, "13800001234", reach.Phone)
	require.False(t, strings.Contains(string(rec.Body), "138"))
}
