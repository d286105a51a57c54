package exchange

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hotline/dispatch"
)

// The headers of a signed request.
const (
	HeaderPlatform  = "X-Platform"
	HeaderTimestamp = "X-Timestamp"
	HeaderNonce     = "X-Nonce"
	HeaderSignature = "X-Signature"
)

// Window is how far the time of a signature may be from ours, and NonceLife how
// long a nonce is remembered: as long as a signature with it could be good.
const (
	Window    = 5 * time.Minute
	NonceLife = 2*Window + time.Minute
)

// Proof is what a request proves itself with.
type Proof struct {
	Platform  string
	Timestamp string // unix seconds
	Nonce     string
	Signature string
}

// Sign computes the signature of a request: the hexadecimal HMAC-SHA256 of method,
// path with query, timestamp, nonce and the hexadecimal SHA-256 of the body, each
// on a line of its own.
func Sign(secret, method, path, timestamp, nonce string, body []byte) string {
	sum := sha256.Sum256(body)
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(strings.Join([]string{method, path, timestamp, nonce, hex.EncodeToString(sum[:])}, "\n")))
	return hex.EncodeToString(h.Sum(nil))
}

// NewProof signs a request of the moment with a nonce of its own.
func NewProof(platform, secret, method, path string, body []byte, now time.Time) Proof {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	p := Proof{Platform: platform, Timestamp: strconv.FormatInt(now.Unix(), 10), Nonce: hex.EncodeToString(b)}
	p.Signature = Sign(secret, method, path, p.Timestamp, p.Nonce, body)
	return p
}

// Put writes the headers of a request.
func (p Proof) Put(h http.Header) {
	for _, x := range p.Headers() {
		h.Set(x[0], x[1])
	}
}

// Headers are names and values.
func (p Proof) Headers() [][2]string {
	return [][2]string{{HeaderPlatform, p.Platform}, {HeaderTimestamp, p.Timestamp}, {HeaderNonce, p.Nonce}, {HeaderSignature, p.Signature}}
}

// Verify finds what is wrong with a proof, in constant time. Whether the nonce was
// seen before is for the caller to find out, after this.
func (p Proof) Verify(secret, method, path string, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(p.Timestamp, 10, 64)
	if err != nil || len(p.Nonce) < 8 || len(p.Nonce) > 100 || strings.ContainsFunc(p.Nonce, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
		return dispatch.Errorf(dispatch.Unauthorized, "signature_missing")
	}
	given, err := hex.DecodeString(p.Signature)
	want, _ := hex.DecodeString(Sign(secret, method, path, p.Timestamp, p.Nonce, body))
	if err != nil || !hmac.Equal(given, want) {
		return dispatch.Errorf(dispatch.Unauthorized, "signature_wrong")
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > Window || age < -Window {
		return dispatch.Errorf(dispatch.Unauthorized, "signature_old")
	}
	return nil
}
