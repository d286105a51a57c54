// Package filestest is what every place for attachments must pass.
package filestest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/files"
)

// Run checks a vault that open makes empty.
func Run(t *testing.T, open func(t *testing.T) files.Vault) {
	for name, check := range map[string]func(*testing.T, files.Vault){
		"what was put is got": putAndGet, "an unknown key": unknown, "list": list, "drop": drop, "tidy": tidy, "many at once": atOnce,
	} {
		t.Run(name, func(t *testing.T) { check(t, open(t)) })
	}
}

// keyOf is the key of bytes.
func keyOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

const most = 64 << 20

func putAndGet(t *testing.T, v files.Vault) {
	ctx := t.Context()
	for _, b := range [][]byte{[]byte("x"), bytes.Repeat([]byte("路灯"), 500_000)} {
		require.NoError(t, v.Put(ctx, keyOf(b), b))
		require.NoError(t, v.Put(ctx, keyOf(b), b), "the same again")
		got, err := v.Get(ctx, keyOf(b), most)
		require.NoError(t, err)
		require.True(t, bytes.Equal(b, got))
		require.NoError(t, v.Put(ctx, keyOf(b)+".t", []byte("small")))
		small, err := v.Get(ctx, keyOf(b)+".t", most)
		require.NoError(t, err)
		require.Equal(t, "small", string(small))
	}
	require.NoError(t, v.Ping(ctx))
}

func unknown(t *testing.T, v files.Vault) {
	for _, key := range []string{keyOf([]byte("never put")), "../../etc/passwd", ""} {
		_, err := v.Get(t.Context(), key, most)
		require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err), "%q: %v", key, err)
	}
	require.Error(t, v.Put(t.Context(), "../x", []byte("x")))
	gone, err := v.Drop(t.Context(), keyOf([]byte("never put")), time.Now())
	require.NoError(t, err)
	require.False(t, gone)
}

func listed(t *testing.T, v files.Vault) map[string]int64 {
	out := map[string]int64{}
	require.NoError(t, v.List(t.Context(), func(i files.Item) error {
		require.WithinDuration(t, time.Now(), i.At, time.Hour)
		out[i.Key] = i.Size
		return nil
	}))
	return out
}

func list(t *testing.T, v files.Vault) {
	require.Empty(t, listed(t, v))
	want := map[string]int64{}
	for i := range 7 {
		b := bytes.Repeat([]byte{byte('a' + i)}, i+1)
		require.NoError(t, v.Put(t.Context(), keyOf(b), b))
		want[keyOf(b)] = int64(i + 1)
	}
	require.Equal(t, want, listed(t, v))
}

func drop(t *testing.T, v files.Vault) {
	ctx, b := t.Context(), []byte("to go")
	require.NoError(t, v.Put(ctx, keyOf(b), b))
	gone, err := v.Drop(ctx, keyOf(b), time.Now().Add(-time.Hour))
	require.NoError(t, err)
	require.False(t, gone, "it came after that moment")
	gone, err = v.Drop(ctx, keyOf(b), time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.True(t, gone)
	_, err = v.Get(ctx, keyOf(b), most)
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
	require.NoError(t, v.Put(ctx, keyOf(b), b), "it may come again")
	_, err = v.Get(ctx, keyOf(b), most)
	require.NoError(t, err)
}

// tidy: what is whole stays, however old.
func tidy(t *testing.T, v files.Vault) {
	ctx, b := t.Context(), bytes.Repeat([]byte("路灯"), 200_000)
	require.NoError(t, v.Put(ctx, keyOf(b), b))
	require.NoError(t, v.Put(ctx, keyOf(b)+".t", []byte("small")))
	require.NoError(t, v.Tidy(ctx, time.Now().Add(time.Hour)))
	got, err := v.Get(ctx, keyOf(b), most)
	require.NoError(t, err)
	require.True(t, bytes.Equal(b, got))
	require.Len(t, listed(t, v), 2)
}

func atOnce(t *testing.T, v files.Vault) {
	b := bytes.Repeat([]byte("同一张照片"), 10_000)
	errs := make(chan error, 8)
	for range cap(errs) {
		go func() { errs <- v.Put(context.WithoutCancel(t.Context()), keyOf(b), b) }()
	}
	for range cap(errs) {
		require.NoError(t, <-errs)
	}
	got, err := v.Get(t.Context(), keyOf(b), most)
	require.NoError(t, err)
	require.True(t, bytes.Equal(b, got))
	require.Len(t, listed(t, v), 1)
}
