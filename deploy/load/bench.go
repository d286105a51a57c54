package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"hotline/deploy/load/wire"
)

// bench is one measurement from start to report.
type bench struct {
	o        options
	agent    *wire.Client
	units    []wire.Unit
	liaisons []*wire.Client
	crowd    *crowd
	report   report
	awake    chan struct{} // closed when stalled consoles read again
}

// play runs what the command line asks for.
func (b *bench) play(ctx context.Context) error {
	do := (*bench).measure
	if s, ok := scenarioOf(b.o.scenario); ok {
		b.report.add("scenario", "%s: %s", s.name, s.about)
		if s.do != nil {
			do = s.do
		}
	}
	b.calm(ctx)
	b.resident("memory at rest")
	if err := b.signIn(ctx); err != nil {
		return err
	}
	defer func() { b.crowd.close() }()
	return do(b, ctx)
}

// calm waits, for a minute at most, until the server does nothing: a new
// district trains its model and computes its indexes first.
func (b *bench) calm(ctx context.Context) {
	for until := time.Now().Add(time.Minute); b.o.pid != 0 && time.Now().Before(until); {
		before := b.cpu()
		select {
		case <-ctx.Done():
			return
		case <-time.After(2 * time.Second):
		}
		if b.cpu()-before < 100*time.Millisecond {
			return
		}
	}
}

// hands is how many accounts sign in, or units connect, side by side.
const hands = 16

// signIn signs in the agent and a liaison of each unit.
func (b *bench) signIn(ctx context.Context) error {
	c, err := wire.New(b.o.server, b.o.clients+b.o.readers+hands)
	if err != nil {
		return err
	}
	if b.agent, err = c.SignIn(ctx, "agent"); err != nil {
		return err
	}
	if b.units, err = b.agent.Units(ctx, b.o.units); err != nil {
		return err
	}
	b.liaisons = make([]*wire.Client, len(b.units))
	return b.each(func(i int) error {
		b.liaisons[i], err = c.SignIn(ctx, "liaison-"+b.units[i].Code)
		return err
	})
}

// each does something for every unit, several at a time.
func (b *bench) each(fn func(i int) error) error {
	errs := make([]error, hands)
	var work sync.WaitGroup
	for h := range hands {
		work.Go(func() {
			for i := h; i < len(b.units) && errs[h] == nil; i += hands {
				errs[h] = fn(i)
			}
		})
	}
	work.Wait()
	return errors.Join(errs...)
}

// measure does what the flags ask for, in order.
func (b *bench) measure(ctx context.Context) error {
	if err := b.connectIdle(ctx); err != nil {
		return err
	}
	in := newIntake(b.agent, b.units, b.o)
	if err := b.connect(ctx, in); err != nil {
		return err
	}
	if b.o.length > 0 {
		if err := b.load(ctx, in, ""); err != nil {
			return err
		}
	}
	if b.o.storm && b.o.length == 0 {
		b.stormed(b.crowd.storm(ctx))
	}
	b.resident("memory after")
	if b.o.pages {
		return b.lists(ctx)
	}
	return nil
}

// connectIdle opens the consoles that have nothing to show, all of the last
// unit, which gets no tickets then, and takes their share of the memory.
func (b *bench) connectIdle(ctx context.Context) error {
	if b.o.idle == 0 {
		return nil
	}
	before := b.memory()
	start := time.Now()
	quiet := len(b.units) - 1
	if err := b.crowd.open(ctx, b.liaisons[quiet], "", b.o.idle, nil, b.patient); err != nil {
		return err
	}
	took := time.Since(start)
	if quiet > 0 {
		b.units, b.liaisons = b.units[:quiet], b.liaisons[:quiet]
	}
	select { // what the handshakes left is freed and given back within two collections
	case <-time.After(5 * time.Second):
	case <-ctx.Done():
	}
	b.report.add("idle consoles", "%d in %s (%.0f/s)", b.o.idle, took.Round(time.Millisecond), float64(b.o.idle)/took.Seconds())
	b.share("idle console, memory", before, b.o.idle)
	return nil
}

// share reports what each of n consoles costs the server.
func (b *bench) share(name string, before, n int) {
	if after := b.memory(); before > 0 && n > 0 {
		b.report.value(name, float64(after-before)/float64(n), fmt.Sprintf("KiB each (resident %d → %d KiB)", before, after))
	}
}

func (b *bench) patient(m *member, _ int) { m.jitter = b.o.jitter }

// connect spreads the following consoles over the units.
func (b *bench) connect(ctx context.Context, in *intake) error {
	before := b.memory()
	b.awake = make(chan struct{})
	part := func(n, i int) int { return (n + len(b.units) - 1 - i) / len(b.units) }
	err := b.each(func(i int) error {
		n, stalled := part(b.o.consoles, i), part(b.o.stalled, i)
		return b.crowd.open(ctx, b.liaisons[i], b.units[i].Code, n, in, b.patient, b.spread, func(m *member, k int) {
			if k >= n-stalled && k > 0 { // the first says what has arrived
				m.stall = b.awake
			}
		})
	})
	if b.o.consoles >= 1000 {
		b.share("following console, memory", before, b.o.consoles)
	}
	return err
}

// load registers tickets, with a storm half-way if asked for, and holds what the
// consoles saw against what was promised.
func (b *bench) load(ctx context.Context, in *intake, name string) error {
	if b.o.storm {
		half := time.AfterFunc(b.o.length/2, func() { b.stormed(b.crowd.storm(ctx)) })
		defer half.Stop()
	}
	reading, finished := context.WithCancel(ctx)
	readers := b.read(reading)
	before := b.cpu()
	in.run(ctx)
	used := b.cpu() - before
	finished()
	readers.report(&b.report)
	close(b.awake)
	if len(in.nos) == 0 {
		return fmt.Errorf("no ticket was registered: %w", in.err)
	}
	b.report.add(name+"registered", "%d in %s = %.1f/s (%s)", len(in.nos), in.length.Round(time.Millisecond), float64(len(in.nos))/in.length.Seconds(), b.how())
	b.report.value(name+"rate", float64(len(in.nos))/in.length.Seconds(), "tickets/s")
	b.report.spread(name+"intake", wire.Measure(in.took))
	if used > 0 {
		b.report.value(name+"server's processor time", used.Seconds()*1000/float64(len(in.nos)), "ms a ticket, frames, delivery marks and readers included")
	}
	if b.o.consoles > 0 {
		b.crowd.settle(ctx, in.expected, b.o.wait)
		b.frames(name)
	}
	return errors.Join(b.judge(ctx, in), ctx.Err())
}

func (b *bench) how() string {
	shape := fmt.Sprintf("%.3g a second asked for", b.o.rate)
	switch {
	case b.o.rate == 0:
		shape = fmt.Sprintf("closed loop, %d at once", b.o.clients)
	case b.o.curve != nil:
		shape += " in the mean, as a day has its hours"
	}
	if b.o.auto {
		return shape + ", units chosen by the rules"
	}
	return shape + ", units chosen by the agent"
}

// frames reports what the consoles saw.
func (b *bench) frames(name string) {
	t := b.crowd.total()
	b.report.add(name+"consoles", "%d following, %d idle, %d units", b.o.consoles, b.o.idle, len(b.units))
	b.report.add(name+"frames", "%d arrived, %d lost, %d doubled, %d consoles short, %d resyncs, %d reconnects", t.frames, t.lost, t.doubled, t.short, t.resyncs, t.reconnects)
	if b.o.stalled > 0 {
		b.report.add(name+"stalled consoles", "%d, of which %d were sent away as slow", b.o.stalled, t.slow)
	}
	b.report.spread(name+"register → frame", wire.Measure(t.took))
}

func (b *bench) stormed(took []time.Duration, err error) {
	b.report.spread(fmt.Sprintf("storm: %d consoles back with all they missed", len(took)), wire.Measure(took))
	if err != nil {
		b.report.fault("storm: %v", err)
	}
}

func (b *bench) memory() int {
	if b.o.pid == 0 {
		return 0
	}
	kib, err := wire.Resident(b.o.pid)
	if err != nil {
		return 0 // no /proc on this system: the figure is left out
	}
	return kib
}

func (b *bench) cpu() time.Duration {
	if b.o.pid == 0 {
		return 0
	}
	used, err := wire.CPU(b.o.pid)
	if err != nil {
		return 0 // as with memory
	}
	return used
}

func (b *bench) resident(name string) {
	if kib := b.memory(); kib > 0 {
		b.report.value(name, float64(kib)/1024, "MiB resident")
	}
}
