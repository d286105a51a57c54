package s3

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/files"
	"hotline/server/files/filestest"
	"hotline/server/files/s3/s3test"
)

func vault(t testing.TB, host string) *Vault {
	v, err := New(Options{Endpoint: host, Bucket: "files", Prefix: "hotline", AccessKey: s3test.Access, SecretKey: s3test.Secret, Plain: true})
	require.NoError(t, err)
	return v
}

func TestVault(t *testing.T) {
	filestest.Run(t, func(t *testing.T) files.Vault {
		b, host := s3test.NewBucket(t)
		b.Lay("others/readme", []byte("not ours"))
		return vault(t, host)
	})
}

func TestFaults(t *testing.T) {
	b, host := s3test.NewBucket(t)
	v, key := vault(t, host), strings.Repeat("a", 32)
	b.Fill(true)
	err := v.Put(t.Context(), key, []byte("x"))
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err))
	require.Contains(t, err.Error(), "files_full")
	elsewhere, err := New(Options{Endpoint: host, Bucket: "none", AccessKey: s3test.Access, SecretKey: s3test.Secret, Plain: true})
	require.NoError(t, err)
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(elsewhere.Ping(t.Context())))
	_, err = elsewhere.Get(t.Context(), key, 9)
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err), "a bucket that is gone is no unknown file")
	b.Fill(false)
	for _, o := range []Options{{AccessKey: "who", SecretKey: s3test.Secret}, {AccessKey: s3test.Access, SecretKey: "another secret"}} {
		o.Endpoint, o.Bucket, o.Plain = host, "files", true
		stranger, err := New(o)
		require.NoError(t, err)
		require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(stranger.Put(t.Context(), key, []byte("x"))))
		_, err = stranger.Get(t.Context(), key, 9)
		require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err))
	}
	require.Zero(t, b.Len())
	require.NoError(t, v.Put(t.Context(), key, []byte("x")))
}
