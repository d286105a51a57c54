package main

import (
	"context"
	"fmt"
	"time"

	"hotline/deploy/load/wire"
)

// reconnect cuts all consoles' connections while tickets come in, once so that
// all are back at once and once with the pages' patience.
func (b *bench) reconnect(ctx context.Context) error {
	patience := b.o.jitter
	for _, jitter := range []time.Duration{0, patience} {
		b.o.jitter, b.o.storm = jitter, true
		name := fmt.Sprintf("patience %s: ", jitter)
		in := newIntake(b.agent, b.units, b.o)
		b.crowd = &crowd{}
		if err := b.connect(ctx, in); err != nil {
			return err
		}
		b.report.add(name+"storm", "%d consoles", b.o.consoles)
		err := b.load(ctx, in, name)
		b.crowd.close()
		if err != nil {
			return err
		}
	}
	b.resident("memory after")
	return nil
}

// worse is how much a report may raise intake's 99th percentile, and calm what
// is fast enough anyhow.
const (
	worse = 2
	calm  = 50 * time.Millisecond
)

// underReport measures intake by itself, then while reports are asked for.
func (b *bench) underReport(ctx context.Context) error {
	supervisor, err := b.signInAs(ctx, "supervisor")
	if err != nil {
		return err
	}
	for _, l := range reportLooks(supervisor) {
		if err := b.warm(ctx, l.name, l.client, l.path); err != nil {
			return err
		}
	}
	b.calm(ctx)
	var p99 [2]time.Duration
	for i, name := range []string{"by itself: ", "under reports: "} {
		in := newIntake(b.agent, b.units, b.o)
		b.crowd = &crowd{}
		if err := b.connect(ctx, in); err != nil {
			return err
		}
		asking, enough := context.WithCancel(ctx)
		r := &readers{took: map[string][]time.Duration{}}
		for range 4 * i {
			r.begin(asking, pause, reportLooks(supervisor))
		}
		err := b.load(ctx, in, name)
		enough()
		r.report(&b.report)
		b.crowd.close()
		if err != nil {
			return err
		}
		p99[i] = wire.Measure(in.took).P99
	}
	if p99[1] > max(worse*p99[0], calm) {
		b.report.fault("intake p99 %s by itself, %s under reports", millis(p99[0]), millis(p99[1]))
	}
	b.resident("memory after")
	return nil
}

func reportLooks(c *wire.Client) []look {
	month := time.Now().Format("2006-01")
	var looks []look
	for _, path := range []string{"/scores/" + month, "/briefs/" + month, "/analysis/" + month + "/breakdown", "/insight/trends", "/board"} {
		looks = append(looks, look{"report " + path, c, path})
	}
	return looks
}

func (b *bench) signInAs(ctx context.Context, user string) (*wire.Client, error) {
	c, err := wire.New(b.o.server, b.o.clients+hands)
	if err != nil {
		return nil, err
	}
	return c.SignIn(ctx, user)
}
