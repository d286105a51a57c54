package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"hotline/dispatch"
)

// Book is who is reached by which channel (通讯录): the channels and the settings
// of persons, read anew every few seconds.
type Book struct {
	store dispatch.Store
	open  func(id, sealed string, v any) error
	seal  func(id string, v any) (string, error)
	now   func() time.Time

	programs atomic.Bool

	// Citizen finds where a citizen is written to, by the number of the ticket; ok is
	// false when they are not any more. It is asked at the moment of sending.
	Citizen func(ctx context.Context, no string, kind dispatch.OutletKind) (to string, ok bool, err error)
	// CitizenQuiet are the hours in which citizens are left alone.
	CitizenQuiet dispatch.Quiet

	mu      sync.Mutex
	read    time.Time
	outlets []dispatch.Outlet
	reach   map[string]dispatch.Reach
}

// bookAge is how long channels are believed without a look at the store.
const bookAge = 5 * time.Second

// NewBook makes a book over the records of a store; open and seal guard what they
// hide.
func NewBook(st dispatch.Store, open func(id, sealed string, v any) error, seal func(id string, v any) (string, error), now func() time.Time) *Book {
	return &Book{store: st, open: open, seal: seal, now: now}
}

// Forget lets the next look read everything anew.
func (b *Book) Forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.read = time.Time{}
}

// look gives the channels and the persons' settings.
func (b *Book) look(ctx context.Context) ([]dispatch.Outlet, map[string]dispatch.Reach, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if !b.read.IsZero() && now.Sub(b.read) < bookAge && !now.Before(b.read) {
		return b.outlets, b.reach, nil
	}
	var outlets []dispatch.Outlet
	err := dispatch.EachRecord(ctx, b.store, dispatch.KindChannel, func(r dispatch.Record) error {
		o, err := ReadOutlet(r)
		outlets = append(outlets, o)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	reach := map[string]dispatch.Reach{}
	err = dispatch.EachRecord(ctx, b.store, dispatch.KindContact, func(r dispatch.Record) (err error) {
		reach[r.ID], err = b.readReach(r)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	b.read, b.outlets, b.reach = now, outlets, reach
	b.programs.Store(slices.ContainsFunc(outlets, func(o dispatch.Outlet) bool { return o.Active && o.Scope == dispatch.ProgramsFeed }))
	return outlets, reach, nil
}

// Programs tells whether any webhook follows all ticket events, as far as this
// server knows by now.
func (b *Book) Programs() bool { return b.programs.Load() }

// SealedReach is how a person's settings are stored: they are addresses.
type SealedReach struct {
	Sealed string `json:"sealed"`
}

func (b *Book) readReach(r dispatch.Record) (out dispatch.Reach, err error) {
	var doc SealedReach
	if err := json.Unmarshal(r.Body, &doc); err != nil {
		return out, fmt.Errorf("contact %s: %w", r.ID, err)
	}
	return out, b.open(dispatch.ReachSeal(r.ID), doc.Sealed, &out)
}

// target is where a delivery goes; ok is false when that is there no more.
func (b *Book) target(ctx context.Context, d dispatch.Delivery) (o dispatch.Outlet, m Message, ok bool, err error) {
	if ToCitizen(d) {
		return dispatch.Outlet{ID: d.Channel, Kind: d.Kind, Quiet: b.CitizenQuiet, Active: true}, m, b.Citizen != nil, nil
	}
	outlets, reach, err := b.look(ctx)
	if err != nil {
		return o, m, false, err
	}
	if user := d.User(); user != "" {
		r := reach[user]
		to, found := dispatch.Address(r.Addresses(d.Kind), d.Target)
		if i := slices.IndexFunc(r.Push, func(s dispatch.Subscription) bool { return s.Endpoint == to }); i >= 0 {
			m.Browser = r.Push[i]
		}
		m.To = to
		return dispatch.Outlet{ID: d.Channel, Kind: d.Kind, Quiet: r.Quiet, Active: true}, m, found && slices.Contains(r.On, d.Kind), nil
	}
	i := slices.IndexFunc(outlets, func(o dispatch.Outlet) bool { return o.ID == d.Channel })
	if i < 0 {
		return o, m, false, nil
	}
	if o = outlets[i]; !o.Active {
		return o, m, false, nil
	}
	if o.Kind.ByURL() {
		return o, m, true, b.open(o.ID, o.Sealed, &m.Endpoint)
	}
	m.To, ok = dispatch.Address(o.Addresses, d.Target)
	return o, m, ok, nil
}

// strike takes a browser that is gone off its person.
func (b *Book) strike(ctx context.Context, d dispatch.Delivery) error {
	user := d.User()
	if user == "" || d.Kind != dispatch.WebPush {
		return nil
	}
	rec, err := b.store.Record(ctx, dispatch.KindContact, user)
	if err != nil {
		return err
	}
	r, err := b.readReach(rec)
	if err != nil {
		return err
	}
	r, ok := r.Unsubscribed(d.Target)
	if !ok {
		return nil
	}
	sealed, err := b.seal(dispatch.ReachSeal(user), r)
	if err != nil {
		return err
	}
	body, err := json.Marshal(SealedReach{sealed})
	if err != nil {
		return err
	}
	rec.Body, rec.At = body, b.now()
	_, err = b.store.PutRecord(ctx, rec)
	b.Forget()
	return err
}

// channelsOf are the ids of all channels of a kind.
func (b *Book) channelsOf(ctx context.Context, kind dispatch.OutletKind) ([]string, error) {
	outlets, reach, err := b.look(ctx)
	var ids []string
	for _, o := range outlets {
		if o.Kind == kind {
			ids = append(ids, o.ID)
		}
	}
	for user := range reach {
		ids = append(ids, dispatch.OwnChannel(user, kind))
	}
	return ids, err
}
