package app

import (
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/server/signin"
	"hotline/server/store"
)

func TestSigninConfig(t *testing.T) {
	c, err := Load(filepath.Join("..", "..", "deploy", "issuer", "hotline.toml"), noEnv)
	require.NoError(t, err)
	require.NoError(t, c.Validate(), "the example runs as it stands")
	require.Equal(t, dispatch.RoleLiaison, c.OIDC.Roles["hotline-liaison"])

	c.PublicURL, c.OIDC.ClientSecretFile, c.OIDC.Roles["x"] = "", filepath.Join(t.TempDir(), "none"), "king"
	c.TOTPRequired = []dispatch.Role{dispatch.RoleAdmin, "queen"}
	err = c.Validate()
	for _, want := range []string{"public_url: is missing", "oidc.client_secret_file", `oidc.roles.x: "king"`, `totp_required: "queen"`} {
		require.ErrorContains(t, err, want)
	}
	env := map[string]string{"HOTLINE_OIDC_ISSUER": "https://id.example.gov.cn", "HOTLINE_OIDC_SCOPES": "openid groups", "HOTLINE_TOTP_REQUIRED": "admin,supervisor"}
	c, err = Load("", func(k string) (string, bool) { v, ok := env[k]; return v, ok })
	require.NoError(t, err)
	require.Equal(t, []string{"openid", "groups"}, c.OIDC.Scopes)
	require.Equal(t, []dispatch.Role{dispatch.RoleAdmin, dispatch.RoleSupervisor}, c.TOTPRequired)
}

// TestRotationOfFactors: a new identity key seals the secrets of second factors
// too, and changes nothing else of them.
func TestRotationOfFactors(t *testing.T) {
	c, dir := Default(), t.TempDir()
	c.Store, c.SecretFile = "file:"+filepath.Join(dir, "hotline.db"), filepath.Join(dir, "secret.key")
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	defer func() { require.NoError(t, a.Stop(context.Background())) }()
	was := signin.NewFactor()
	sealed, err := a.outlets.Seal(api.FactorSeal("admin"), was)
	require.NoError(t, err)
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindFactor, "admin", map[string]any{"sealed": sealed, "step": 59_712_345}, a.Clock.Now()))
	r := &rotation{store: a.Store, keys: a.keys, now: a.Clock.Now, progress: io.Discard, settle: time.Millisecond}
	_, err = r.run(t.Context(), "")
	require.NoError(t, err)
	rec, err := a.Store.Record(t.Context(), dispatch.KindFactor, "admin")
	require.NoError(t, err)
	var doc struct {
		Sealed string
		Step   int64
	}
	require.NoError(t, json.Unmarshal(rec.Body, &doc))
	require.NotEqual(t, store.SealedBy(sealed), store.SealedBy(doc.Sealed))
	require.Equal(t, a.keys.ring.Active(), store.SealedBy(doc.Sealed))
	require.EqualValues(t, 59_712_345, doc.Step)
	var is signin.Factor
	require.NoError(t, a.outlets.Open(api.FactorSeal("admin"), doc.Sealed, &is))
	require.Equal(t, was, is)
}
