package s3

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/files"
	"hotline/server/files/filestest"
)

func vault(t testing.TB, host string) *Vault {
	v, err := New(Options{Endpoint: host, Bucket: "files", Prefix: "hotline", AccessKey: access, SecretKey: secret, Plain: true})
	require.NoError(t, err)
	return v
}

func TestVault(t *testing.T) {
	filestest.Run(t, func(t *testing.T) files.Vault {
		b, host := newBucket(t)
		b.objects["others/readme"] = object{body: []byte("not ours")}
		return vault(t, host)
	})
}

func TestFaults(t *testing.T) {
	b, host := newBucket(t)
	v, key := vault(t, host), strings.Repeat("a", 32)
	b.full = true
	err := v.Put(t.Context(), key, []byte("x"))
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err))
	require.Contains(t, err.Error(), "files_full")
	elsewhere, err := New(Options{Endpoint: host, Bucket: "none", AccessKey: access, SecretKey: secret, Plain: true})
	require.NoError(t, err)
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(elsewhere.Ping(t.Context())))
	_, err = elsewhere.Get(t.Context(), key, 9)
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err), "a bucket that is gone is no unknown file")
	b.full = false
	for _, o := range []Options{{AccessKey: "who", SecretKey: secret}, {AccessKey: access, SecretKey: "another secret"}} {
		o.Endpoint, o.Bucket, o.Plain = host, "files", true
		stranger, err := New(o)
		require.NoError(t, err)
		require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(stranger.Put(t.Context(), key, []byte("x"))))
		_, err = stranger.Get(t.Context(), key, 9)
		require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err))
	}
	require.Empty(t, b.objects)
	require.NoError(t, v.Put(t.Context(), key, []byte("x")))
}
