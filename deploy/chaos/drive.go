package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"hotline/deploy/load/wire"
)

// drive lets the clients work until stop is closed or the server is gone.
func (c *chaos) drive(stop <-chan struct{}) {
	var clients sync.WaitGroup
	for range c.o.clients {
		clients.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if !c.handle() {
					return
				}
				time.Sleep(c.pace)
			}
		})
	}
	clients.Wait()
}

// handle registers a ticket and mostly has it accepted; false when the server
// is gone.
func (c *chaos) handle() bool {
	e := c.journal.open(c.units)
	if !c.again(e) {
		return false
	}
	if e.no == "" || rand.IntN(3) == 0 {
		return true
	}
	e.pending, e.accepting = accept, true
	return c.again(e)
}

// again sends the entry's pending request, for the first time or once more with
// the same key; false when the answer did not come. A refusal that asks for
// patience leaves it pending too.
func (c *chaos) again(e *entry) bool {
	var t wire.Ticket
	var err error
	request := e.pending
	switch request {
	case register:
		err = c.agent.Post(context.Background(), "/tickets", e.key(c.series, request), wire.NewDemand(c.run, e.serial).For(e.unit), &t)
	case accept:
		err = c.liaisons[e.unit].Post(context.Background(), "/tickets/"+e.no+"/accept", e.key(c.series, request), struct{}{}, &t)
	default:
		return true
	}
	switch status := wire.Refused(err); {
	case err == nil:
		if e.no != "" && e.no != t.No {
			c.journal.fault("%s answered as %s", e.no, t.No)
		}
		e.no, e.state, e.pending = t.No, t.State, ""
		return true
	case status == 0:
		return false
	case status == http.StatusServiceUnavailable:
		c.refused.Add(1)
		time.Sleep(100 * time.Millisecond) // as it asked
		return true
	case status == http.StatusTooManyRequests:
		return true
	default:
		c.journal.fault("%s of demand %d was refused: %v", request, e.serial, err)
		e.pending = ""
		return true
	}
}

// advance moves the server's clock. The sum is kept here, since the server
// forgets it with every crash; it grows before the request, so that a restarted
// server is never behind the one that was killed.
func (c *chaos) advance(ctx context.Context, by time.Duration) error {
	c.ahead += by
	return c.setClock(ctx, by)
}

// setClock asks again while the store is too slow to keep the sessions with the
// clock; the clock has not moved then.
func (c *chaos) setClock(ctx context.Context, by time.Duration) error {
	until := time.Now().Add(20 * time.Second)
	for {
		err := c.agent.Post(ctx, "/test/clock", "", map[string]string{"advance": by.String()}, nil)
		if err == nil {
			return nil
		}
		if wire.Refused(err) != http.StatusServiceUnavailable || time.Now().After(until) {
			return fmt.Errorf("move the test clock: %w", err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// listen connects every console that has no connection, after what it has seen;
// each reads and acknowledges until its connection ends.
func (c *chaos) listen(ctx context.Context, first bool) error {
	for _, f := range c.feeds {
		if f.live.Load() {
			continue
		}
		after := f.resume()
		if first {
			after = -1
		}
		k, err := f.client.Console(ctx, after)
		if err != nil {
			return err
		}
		if first {
			f.begin(k.Hello.Last)
		}
		f.live.Store(true)
		c.readers.Go(func() {
			defer f.live.Store(false)
			for {
				m, err := k.Read()
				if err != nil {
					_ = k.Close() // it has ended already
					return
				}
				f.take(m)
				_ = k.Ack(m.ID) // a broken connection shows when reading
			}
		})
	}
	return nil
}

// renew signs in again who is not known any more.
func (c *chaos) renew(ctx context.Context) error {
	for _, cl := range c.clients() {
		err := cl.Get(ctx, "/session", nil)
		if wire.Refused(err) == http.StatusUnauthorized {
			err = cl.Again(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *chaos) clients() []*wire.Client {
	out := []*wire.Client{c.agent, c.supervisor}
	for _, l := range c.liaisons {
		out = append(out, l)
	}
	return out
}

// retry sends every request again whose answer never came.
func (c *chaos) retry() error {
	work := make(chan *entry)
	errs := make(chan error, c.o.clients)
	var clients sync.WaitGroup
	for range c.o.clients {
		clients.Go(func() {
			var err error
			for e := range work {
				if err == nil {
					err = c.settle(e)
				}
			}
			errs <- err
		})
	}
	for _, e := range c.journal.all() {
		if e.pending != "" {
			work <- e
		}
	}
	close(work)
	clients.Wait()
	close(errs)
	var all error
	for err := range errs {
		all = errors.Join(all, err)
	}
	return all
}

// settle repeats one request until it is answered; it has 5 s.
func (c *chaos) settle(e *entry) error {
	for range 50 {
		if !c.again(e) {
			return errors.New("the server does not answer although it recovered")
		}
		if e.pending == "" {
			return nil
		}
		time.Sleep(100 * time.Millisecond) // it asked for patience
	}
	c.journal.fault("%s of demand %d was refused for 5 s after the recovery", e.pending, e.serial)
	return nil
}
