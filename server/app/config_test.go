package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func noEnv(string) (string, bool) { return "", false }

func TestConfigOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hotline.toml")
	require.NoError(t, os.WriteFile(path, []byte("listen = \"127.0.0.1:1\"\nname = \"file\"\nrequest_timeout = \"5s\"\n"), 0o600))
	env := func(k string) (string, bool) {
		v, ok := map[string]string{"HOTLINE_NAME": "env", "HOTLINE_SECURE_COOKIE": "true"}[k]
		return v, ok
	}
	c, err := Load(path, env)
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:1", c.Listen, "file over default")
	require.Equal(t, "env", c.Name, "environment over file")
	require.True(t, c.SecureCookie)
	require.Equal(t, "file:./data/hotline.db", c.Store, "default")
	require.NoError(t, c.Validate())
}

func TestConfigFaults(t *testing.T) {
	for name, tc := range map[string]struct{ file, want string }{
		"unknown key":  {"lisen = \"x\"", `unknown key "lisen"`},
		"syntax":       {"listen = ", ":1:"},
		"bad duration": {"request_timeout = \"5 parsecs\"", "parsecs"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "hotline.toml")
			require.NoError(t, os.WriteFile(path, []byte(tc.file), 0o600))
			_, err := Load(path, noEnv)
			require.ErrorContains(t, err, tc.want)
		})
	}
	c := Default()
	c.Listen, c.Store, c.LogLevel, c.TrustedProxies = "nowhere", "mysql://u:secret@h", "loud", []string{"me"}
	err := c.Validate()
	for _, key := range []string{"listen", "store", "log_level", "trusted_proxies"} {
		require.ErrorContains(t, err, key+":", "every fault is listed")
	}
	require.NotContains(t, err.Error(), "secret")
	_, err = Load("", func(k string) (string, bool) { return "maybe", strings.HasSuffix(k, "COOKIE") })
	require.ErrorContains(t, err, "HOTLINE_SECURE_COOKIE")
}

func FuzzConfig(f *testing.F) {
	f.Add("listen = \"a\"")
	f.Add("[a]\nb = 1")
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "hotline.toml")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		if c, err := Load(path, noEnv); err == nil {
			_ = c.Validate()
		}
	})
}
