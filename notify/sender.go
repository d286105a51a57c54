package notify

import (
	"context"
	"time"

	"hotline/dispatch"
)

// Message is what a sender carries to one target.
type Message struct {
	// ID is the same for every attempt at the same message, so that a receiver
	// can tell a repetition; Again says that it may have arrived already.
	ID       string
	Again    bool
	At       time.Time // of the attempt
	Endpoint dispatch.Endpoint
	To       string                // a mail address or telephone number
	Browser  dispatch.Subscription // of web push
	Words
	Frame dispatch.Frame // the notice, for programs
	// Body is what a program outside gets as it is, Path where below its address,
	// and Platform by which name it knows us.
	Body     []byte
	Path     string
	Platform string
}

// Receipt is the answer of a receiver who took the message.
type Receipt struct{ Status int }

// Failure is why a message was not taken. It carries codes only: the text of an
// answer or of a network error may hold an address with its key.
type Failure struct {
	Reason string
	Status int
	Final  bool          // trying again is of no use
	Gone   bool          // the target is there no more
	After  time.Duration // the receiver asks not to come earlier
}

// Error gives the reason.
func (f *Failure) Error() string { return f.Reason }

// Sender brings a message to where it belongs. An error is a *Failure.
type Sender interface {
	Send(ctx context.Context, m Message) (Receipt, error)
}

// RateLimited is the reason of a receiver who is written to too fast.
const RateLimited = "rate_limited"

// Wire is a frame as consoles and webhooks get it.
func Wire(f dispatch.Frame) []byte { return encode(f).JSON }
