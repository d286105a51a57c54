package channel

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hotline/notify"
)

// Webhook posts notices to programs as JSON, signed with the channel's secret:
//
//	X-Hotline-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">
//	X-Hotline-Delivery and Idempotency-Key: the same for every attempt
//
// A receiver refuses what is older than Window, and what it knows already.
type Webhook struct{ Client *http.Client }

// Window is how far the time of a signature may be from the receiver's.
const Window = 5 * time.Minute

type hookBody struct {
	ID        string          `json:"id"`
	Recipient string          `json:"recipient"`
	Link      string          `json:"link,omitempty"`
	Notice    json.RawMessage `json:"notice"`
}

// Send posts the notice.
func (w Webhook) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	body, err := m.Body, error(nil)
	if body == nil {
		body, err = json.Marshal(hookBody{m.ID, m.Frame.Recipient, m.Link, notify.Wire(m.Frame)})
	}
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Reason: "unknown", Final: true}
	}
	headers := []string{"X-Hotline-Delivery", m.ID, "X-Hotline-Event", m.Frame.Kind}
	if m.Endpoint.Secret != "" {
		headers = append(headers, "X-Hotline-Signature", Sign(m.Endpoint.Secret, m.At, body))
	}
	res, _, err := post(ctx, w.Client, m, m.Endpoint.URL, "application/json", body, headers...)
	if err != nil {
		return notify.Receipt{}, err
	}
	if f := judge(res, m.At); f != nil {
		return notify.Receipt{}, f
	}
	return notify.Receipt{Status: res.StatusCode}, nil
}

// Sign is the signature of a body at a moment.
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac(secret, t, body))
}

func mac(secret, t string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(t + "."))
	h.Write(body)
	return h.Sum(nil)
}

// Verify is what a receiver does with the header, in constant time.
func Verify(secret, header string, body []byte, now time.Time) error {
	t, sum, ok := strings.Cut(strings.TrimPrefix(header, "t="), ",v1=")
	seconds, err := strconv.ParseInt(t, 10, 64)
	if !ok || err != nil || !strings.HasPrefix(header, "t=") {
		return errors.New("the signature is not readable")
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > Window || age < -Window {
		return errors.New("the signature is too old, or of the future")
	}
	given, err := hex.DecodeString(sum)
	if err != nil || !hmac.Equal(given, mac(secret, t, body)) {
		return errors.New("the signature is not right")
	}
	return nil
}
