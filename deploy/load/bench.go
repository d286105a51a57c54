package main

import (
	"context"
	"fmt"
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
	intake   *intake
	report   report
}

// newBench signs in the agent and a liaison of each unit.
func newBench(ctx context.Context, o options) (*bench, error) {
	c, err := wire.New(o.server, o.clients+8)
	if err != nil {
		return nil, err
	}
	b := &bench{o: o, crowd: &crowd{}}
	if b.agent, err = c.SignIn(ctx, "agent"); err != nil {
		return nil, err
	}
	if b.units, err = b.agent.Units(ctx, o.units); err != nil {
		return nil, err
	}
	for _, u := range b.units {
		l, err := c.SignIn(ctx, "liaison-"+u.Code)
		if err != nil {
			return nil, err
		}
		b.liaisons = append(b.liaisons, l)
	}
	b.intake = newIntake(b.agent, b.units, o)
	return b, nil
}

// measure does what the flags ask for, in order.
func (b *bench) measure(ctx context.Context) error {
	b.resident("memory at rest")
	if err := b.connectIdle(ctx); err != nil {
		return err
	}
	if err := b.connect(ctx); err != nil {
		return err
	}
	if b.o.length > 0 {
		if err := b.load(ctx); err != nil {
			return err
		}
		if b.o.consoles > 0 {
			b.crowd.settle(ctx, b.intake.expected)
			b.frames()
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
	if err := b.crowd.open(ctx, b.liaisons[quiet], "", b.o.idle, nil); err != nil {
		return err
	}
	took := time.Since(start)
	if quiet > 0 {
		b.units, b.liaisons = b.units[:quiet], b.liaisons[:quiet]
		b.intake.units = b.units
	}
	select { // what the handshakes left is freed and given back within two collections
	case <-time.After(5 * time.Second):
	case <-ctx.Done():
	}
	b.report.add("idle consoles", "%d in %s (%.0f/s)", b.o.idle, took.Round(time.Millisecond), float64(b.o.idle)/took.Seconds())
	if after := b.memory(); before > 0 {
		b.report.add("idle console, memory", "%.1f KiB each (resident %d → %d KiB)", float64(after-before)/float64(b.o.idle), before, after)
	}
	return nil
}

// connect spreads the following consoles over the units.
func (b *bench) connect(ctx context.Context) error {
	for i, l := range b.liaisons {
		n := b.o.consoles / len(b.liaisons)
		if i < b.o.consoles%len(b.liaisons) {
			n++
		}
		if err := b.crowd.open(ctx, l, b.units[i].Code, n, b.intake); err != nil {
			return err
		}
	}
	return nil
}

// load registers tickets, with a storm half-way if asked for.
func (b *bench) load(ctx context.Context) error {
	if b.o.storm {
		half := time.AfterFunc(b.o.length/2, func() { b.stormed(b.crowd.storm(ctx)) })
		defer half.Stop()
	}
	before := b.cpu()
	b.intake.run(ctx)
	if b.intake.done == 0 {
		return fmt.Errorf("no ticket was registered: %w", b.intake.err)
	}
	s := wire.Measure(b.intake.took)
	b.report.add("registered", "%d in %s = %.0f/s (%s)", b.intake.done, b.intake.length.Round(time.Millisecond), float64(b.intake.done)/b.intake.length.Seconds(), b.how())
	b.report.spread("intake", s)
	if used := b.cpu() - before; used > 0 {
		b.report.add("server's processor time", "%s = %.2f ms a ticket, frames and delivery marks included", used, used.Seconds()*1000/float64(b.intake.done))
	}
	if b.intake.failed > 0 {
		b.report.add("refused or broken off", "%d, the last: %v", b.intake.failed, b.intake.err)
	}
	return ctx.Err()
}

func (b *bench) how() string {
	shape := fmt.Sprintf("%d asked for", b.o.rate)
	if b.o.rate == 0 {
		shape = fmt.Sprintf("closed loop, %d at once", b.o.clients)
	}
	if b.o.auto {
		return shape + ", units chosen by the rules"
	}
	return shape + ", units chosen by the agent"
}

// frames reports what the consoles saw.
func (b *bench) frames() {
	t := b.crowd.total()
	b.report.add("consoles", "%d following, %d idle, %d units", b.o.consoles, b.o.idle, len(b.units))
	b.report.add("frames", "%d arrived, %d lost, %d doubled, %d consoles short, %d resyncs, %d reconnects", t.frames, t.lost, t.doubled, t.short, t.resyncs, t.reconnects)
	if t.example != nil {
		b.report.add("for example", "%v", t.example)
	}
	b.report.spread("register → frame", wire.Measure(t.took))
}

func (b *bench) stormed(took []time.Duration, err error) {
	s := wire.Measure(took)
	b.report.add("storm", "%d consoles back, p50 %s, last after %s", s.N, millis(s.P50), millis(s.Max))
	if err != nil {
		b.report.add("storm, trouble", "%v", err)
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
		b.report.add(name, "%.1f MiB resident", float64(kib)/1024)
	}
}
