package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// tolerance is how far the clocks may be apart; what is older may be a replay.
const tolerance = 5 * time.Minute

// verify checks that a delivery comes from the hotline: the header is
// "t=<seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">", the body as it was received.
func verify(header, secret string, body []byte, now time.Time) error {
	var at, sum string
	for part := range strings.SplitSeq(header, ",") {
		switch k, v, _ := strings.Cut(strings.TrimSpace(part), "="); k {
		case "t":
			at = v
		case "v1":
			sum = v
		}
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return errors.New("no time in the signature")
	}
	if now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return errors.New("the signature is too old")
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	given, err := hex.DecodeString(sum)
	if err != nil || !hmac.Equal(given, mac.Sum(nil)) {
		return errors.New("the signature is wrong")
	}
	return nil
}

// hook receives deliveries. One that was seen is acknowledged and not told again:
// a delivery whose answer was lost is sent once more under the same id.
type hook struct {
	secret string
	now    func() time.Time
	tell   func(body []byte)

	mu   sync.Mutex
	seen map[string]bool
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err := verify(r.Header.Get("X-Hotline-Signature"), h.secret, body, h.now()); err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	if id := r.Header.Get("X-Hotline-Delivery"); !h.known(id) {
		h.tell(body)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (h *hook) known(id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.seen == nil {
		h.seen = map[string]bool{}
	}
	defer func() { h.seen[id] = true }()
	return h.seen[id]
}
