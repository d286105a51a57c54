package channel

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/SherClockHolmes/webpush-go"

	"hotline/notify"
)

// PushOptions are the keys by which browsers know this installation (VAPID).
type PushOptions struct {
	Public, Private string
	Subscriber      string // a mail address or https URL of who runs it
}

// Push sends web push to the browsers of persons.
type Push struct {
	Client *http.Client
	Keys   PushOptions
}

// pushLife is how long a push service keeps a message for a browser that is off.
const pushLife = 12 * 60 * 60

type pushBody struct {
	Title  string `json:"title"`
	Body   string `json:"body"`
	URL    string `json:"url,omitempty"`
	Tag    string `json:"tag"`
	Urgent bool   `json:"urgent,omitempty"`
}

// Send pushes the message to one browser. One that is gone is reported as such.
func (p Push) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	body, err := json.Marshal(pushBody{clip(m.Title, 300), clip(m.Plain(), 2000), m.Link, m.ID, m.Urgent})
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Reason: "unknown", Final: true}
	}
	urgency := webpush.UrgencyNormal
	if m.Urgent {
		urgency = webpush.UrgencyHigh
	}
	res, err := webpush.SendNotificationWithContext(ctx, body, &webpush.Subscription{Endpoint: m.Browser.Endpoint,
		Keys: webpush.Keys{Auth: m.Browser.Auth, P256dh: m.Browser.P256dh}},
		&webpush.Options{HTTPClient: p.Client, Subscriber: p.Keys.Subscriber, VAPIDPublicKey: p.Keys.Public, VAPIDPrivateKey: p.Keys.Private,
			TTL: pushLife, Urgency: urgency})
	if err != nil {
		var sent *url.Error // of the client; everything else is about the browser's keys
		if !errors.As(err, &sent) {
			return notify.Receipt{}, &notify.Failure{Reason: "bad_subscription", Final: true, Gone: true}
		}
		return notify.Receipt{}, broken(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, answerMost)) // so that the connection can be used again
	f := judge(res, m.At)
	switch {
	case f == nil:
		return notify.Receipt{Status: res.StatusCode}, nil
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		f.Reason, f.Gone, f.Final = "gone", true, true
	}
	return notify.Receipt{}, f
}
