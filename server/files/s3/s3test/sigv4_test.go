package s3test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The examples of the "Signature Version 4" chapters of the Amazon S3 API reference.
const (
	exampleAccess = "AKIAIOSFODNN7EXAMPLE"
	exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

func TestSignatureExamples(t *testing.T) {
	at := time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://examplebucket.s3.amazonaws.com/test.txt", bytes.NewReader(nil))
	require.NoError(t, err)
	r.Header.Set("Range", "bytes=0-9")
	r.Header.Set("X-Amz-Date", "20130524T000000Z")
	r.Header.Set("X-Amz-Content-Sha256", hashOf(nil))
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+exampleAccess+"/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"+
		"Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
	_, err = verified(r, exampleAccess, exampleSecret, at)
	require.NoError(t, err)
	s, err := signatureOf(r, exampleAccess, exampleSecret)
	require.NoError(t, err)
	require.Equal(t, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
		s.piece("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", bytes.Repeat([]byte("a"), 65536)))

	for name, spoil := range map[string]func(){
		"another range": func() { r.Header.Set("Range", "bytes=0-99") },
		"another body":  func() { r.Body = io.NopCloser(strings.NewReader("x")) },
		"another path":  func() { r.URL.Path = "/other.txt" },
	} {
		r.Header.Set("Range", "bytes=0-9")
		r.Body, r.URL.Path = io.NopCloser(strings.NewReader("")), "/test.txt"
		spoil()
		_, err = verified(r, exampleAccess, exampleSecret, at)
		require.ErrorIs(t, err, errSignature, name)
	}
	r.Body, r.URL.Path = io.NopCloser(strings.NewReader("")), "/test.txt"
	_, err = verified(r, exampleAccess, exampleSecret, at.Add(time.Hour))
	require.ErrorIs(t, err, errSignature, "an old one")
	_, err = verified(r, exampleAccess, "another", at)
	require.ErrorIs(t, err, errSignature)
}
