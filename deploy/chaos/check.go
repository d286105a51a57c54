package main

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"

	"hotline/deploy/load/wire"
)

// verify holds the restarted server to the journal: the tickets given, and
// every frame that acknowledged dispatches owe.
func (c *chaos) verify(ctx context.Context, entries []*entry) error {
	c.awaitFrames(ctx)
	work := make(chan *entry)
	failed := make(chan error, 4)
	var checkers sync.WaitGroup
	for range 4 {
		checkers.Go(func() {
			for e := range work {
				if err := c.check(ctx, e); err != nil {
					select {
					case failed <- err:
					default: // one example is enough
					}
				}
			}
		})
	}
	for _, e := range entries {
		if e.no != "" {
			work <- e
		}
	}
	close(work)
	checkers.Wait()
	for _, f := range c.feeds {
		for _, fault := range f.troubles() {
			c.journal.fault("%s", fault)
		}
	}
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// check looks at one ticket. A ticket that is not found is a fault; every other
// failure ends the test.
func (c *chaos) check(ctx context.Context, e *entry) error {
	var t wire.Ticket
	if err := c.agent.Get(ctx, "/tickets/"+e.no, &t); err != nil {
		if wire.Refused(err) == 404 {
			c.journal.fault("%s was acknowledged and is gone", e.no)
			return nil
		}
		return fmt.Errorf("read %s: %w", e.no, err)
	}
	var h history
	if err := c.agent.Get(ctx, "/tickets/"+e.no+"/events", &h); err != nil {
		return fmt.Errorf("events of %s: %w", e.no, err)
	}
	for _, fault := range append(checkTicket(e, t), checkHistory(e, h)...) {
		c.journal.fault("%s", fault)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.steps[e.no] = h.steps()
	c.delivered[e.no] = t.DeliveredAt != nil
	return nil
}

// awaitFrames waits up to 15 s for the frames of acknowledged dispatches; those
// still missing are lost.
func (c *chaos) awaitFrames(ctx context.Context) {
	owed := map[string][]string{}
	for _, e := range c.journal.all() {
		if e.no != "" {
			owed[e.unit] = append(owed[e.unit], e.no)
		}
	}
	until := time.Now().Add(15 * time.Second)
	for unit, nos := range owed {
		f := c.feeds[unit]
		some, n := f.lacks(nos)
		for n > 0 && time.Now().Before(until) && ctx.Err() == nil {
			time.Sleep(20 * time.Millisecond)
			some, n = f.lacks(nos)
		}
		if n > 0 {
			c.journal.fault("%s was not told of %d tickets, such as %v", unit, n, some)
		}
	}
}

// awaitMarks waits up to 30 s in all for the delivery marks of acknowledged
// tickets: after a full disk thousands of them stand in line.
func (c *chaos) awaitMarks(ctx context.Context, entries []*entry) error {
	until := time.Now().Add(30 * time.Second)
	for _, e := range entries {
		for marked := e.no == ""; !marked && time.Now().Before(until); {
			var t wire.Ticket
			err := c.agent.Get(ctx, "/tickets/"+e.no, &t)
			if err != nil && wire.Refused(err) != 404 {
				return fmt.Errorf("read %s: %w", e.no, err)
			}
			if marked = err != nil || t.DeliveredAt != nil; !marked {
				time.Sleep(100 * time.Millisecond)
			}
		}
	}
	return nil
}

// numbers lists every ticket of the server.
func (c *chaos) numbers(ctx context.Context) (map[string]bool, error) {
	all := map[string]bool{}
	after := ""
	for {
		var list struct {
			Items []wire.Ticket `json:"items"`
			Next  *string       `json:"next"`
		}
		if err := c.agent.Get(ctx, "/tickets?limit=200&after="+url.QueryEscape(after), &list); err != nil {
			return nil, fmt.Errorf("list tickets: %w", err)
		}
		for _, t := range list.Items {
			all[t.No] = true
		}
		if list.Next == nil {
			return all, nil
		}
		after = *list.Next
	}
}

// strangers are tickets that nobody asked for: a retried request that made a
// second one.
func strangers(now, before map[string]bool, entries []*entry) []string {
	ours := map[string]int{}
	var out []string
	for _, e := range entries {
		if e.no == "" {
			continue
		}
		if ours[e.no]++; ours[e.no] == 2 {
			out = append(out, e.no+" answers two demands")
		}
	}
	for no := range now {
		if !before[no] && ours[no] == 0 {
			out = append(out, no+" answers no demand")
		}
	}
	for no := range ours {
		if !now[no] {
			out = append(out, no+" is not in the list")
		}
	}
	return out
}
