package api

import (
	"context"
	"errors"
	"time"

	"hotline/dispatch"
	"hotline/notify"
)

// rightsChanged lets what an account or token listens with be looked at again,
// here at once and at the other servers as soon as they hear of it. If it cannot
// be told, they find out with the next ping of each console.
func (s *server) rightsChanged(id string) {
	if s.Consoles == nil {
		return
	}
	s.Consoles.Review(id)
	ctx, cancel := context.WithTimeout(s.Base, 5*time.Second)
	defer cancel()
	if err := s.store.Post(ctx, []dispatch.Notice{notify.Rights(id, newID(16), s.now())}); err != nil {
		s.Log.Error("tell of rights", "of", id, "err", err)
		return
	}
	s.Service.Wake()
}

// Rights follows what other servers tell of rights until ctx ends or the hub is
// closed. A failing store is asked again every second.
func (s *Sockets) Rights(ctx context.Context) error {
	for {
		err := s.followRights(ctx)
		if ctx.Err() != nil || errors.Is(err, notify.ErrClosed) {
			return nil
		}
		s.log.Error("follow rights", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (s *Sockets) followRights(ctx context.Context) error {
	sub, err := s.hub.Servers(ctx)
	if err != nil {
		return err
	}
	defer sub.Close()
	s.reviewAll() // of what came before nobody tells any more
	for {
		changed := sub.Changed()
		batch, err := sub.Take(ctx, window)
		if err != nil {
			return err
		}
		if !batch.Empty() {
			s.heardOfRights(batch)
			continue
		}
		select {
		case <-changed:
		case <-sub.Done():
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Sockets) heardOfRights(b notify.Batch) {
	if s.stale != nil && tellsOfRights(b) {
		s.stale()
	}
	if b.Resync {
		s.reviewAll()
	}
	for _, f := range b.Frames {
		if n, ok := f.Call(); ok {
			s.ring(f.Whom(), n)
			continue
		}
		for _, id := range f.Whom() {
			s.Review(id)
		}
	}
}

func (s *Sockets) reviewAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, seats := range s.seats {
		for k := range seats {
			k.ask()
		}
	}
}

// Review has every console of the person or program ask again whether it may
// listen: at once, not with its next ping.
func (s *Sockets) Review(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.seats[id] {
		k.ask()
	}
}

func (k *seat) ask() {
	select {
	case k.review <- struct{}{}:
	default: // it is asked already
	}
}
