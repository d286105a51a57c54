package main

import (
	"context"
	"time"
)

// scenario is a named measurement: what it sets, and what it does where that is
// more than the flags can say.
type scenario struct {
	name  string
	about string
	set   func(*options)
	do    func(*bench, context.Context) error // nil: (*bench).measure
}

// tier is a place by its size: tickets on an ordinary day, units, consoles.
type tier struct {
	day, units, consoles int
}

// Of a place's tickets come on its worst day 1.86 times those of an ordinary
// one, and of a day's 15 % in its busiest hour.
const (
	peakDay  = 1.86
	peakHour = 0.15
)

// rate is how many tickets a second come in the busiest hour of the worst day.
func (t tier) rate() float64 { return float64(t.day) * peakDay * peakHour / 3600 }

// least is how many tickets a second a run has at least: in half a minute of
// a district's worst hour comes a quarter of a ticket, from which nothing could
// be read.
const least = 5

func (t tier) set(o *options) {
	o.rate, o.units, o.consoles, o.length, o.readers = max(t.rate(), least), t.units, t.consoles, 30*time.Second, 8
}

func scenarios() []scenario {
	tiered := func(name, about string, t tier) scenario { return scenario{name: name, about: about, set: t.set} }
	bigCity := tier{day: 10_000, units: 800, consoles: 3000}
	return []scenario{
		tiered("district", "100 tickets a day", tier{100, 80, 100}),
		tiered("county", "500 tickets a day", tier{500, 120, 300}),
		tiered("prefecture", "3,000 tickets a day", tier{3000, 300, 1000}),
		tiered("city", "10,000 tickets a day", bigCity),
		tiered("beijing", "65,000 tickets a day", tier{65_000, 2000, 10_000}),
		tiered("nation", "4.37 million calls a day on one server", tier{4_370_000, 2000, 10_000}),
		{name: "peak", about: "a big city's whole worst day, hour by hour, in a minute", set: func(o *options) {
			bigCity.set(o)
			o.length, o.curve = time.Minute, hours
			o.rate = float64(bigCity.day) * peakDay / o.length.Seconds()
		}},
		{name: "figures", about: "500 tickets a second with 10,000 consoles connected", set: func(o *options) {
			o.rate, o.units, o.consoles, o.idle, o.length = 500, 12, 48, 10_000, 30*time.Second
		}},
		{name: "intake", about: "as many tickets as 32 clients can", set: func(o *options) {
			o.rate, o.consoles, o.auto, o.length = 0, 0, true, 20*time.Second
		}},
		{name: "monday", about: "10,000 deadlines that come due in the same second", set: surgeOptions, do: (*bench).monday},
		{name: "reconnect", about: "2,000 consoles lose their connection at once, without and with the pages' patience", set: func(o *options) {
			o.rate, o.units, o.consoles, o.length, o.jitter = 100, 40, 2000, 12*time.Second, time.Second
		}, do: (*bench).reconnect},
		{name: "stall", about: "20 of 200 consoles stop reading", set: func(o *options) {
			o.rate, o.consoles, o.stalled, o.length = 300, 200, 20, 30*time.Second
		}},
		{name: "page-under-report", about: "four supervisors ask for a report four times a second each", set: func(o *options) {
			o.rate, o.consoles, o.length, o.days, o.readers = 100, 48, 15*time.Second, 35, 4
		}, do: (*bench).underReport},
		{name: "servers", about: "tickets registered at one server, consoles on two", set: func(o *options) {
			o.rate, o.units, o.consoles, o.length = 2, 4, 16, 30*time.Second
		}, do: (*bench).servers},
		{name: "peers", about: "the measurements made of another help desk", set: func(o *options) {
			surgeOptions(o)
			o.units = 12
		}, do: (*bench).peers},
	}
}

func scenarioOf(name string) (scenario, bool) {
	for _, s := range scenarios() {
		if s.name == name {
			return s, true
		}
	}
	return scenario{}, false
}

func scenarioNames() []string {
	var names []string
	for _, s := range scenarios() {
		names = append(names, s.name)
	}
	return names
}

// shape is how a day's tickets spread over its hours, in percent: little at
// night, two peaks, the higher with 15 % in it.
func shape() [24]float64 {
	return [24]float64{0.8, 0.6, 0.5, 0.5, 0.6, 1, 2, 4, 9, 15, 10, 7, 4, 4.5, 7.5, 8, 6.5, 5, 4, 3, 2.5, 1.8, 1.2, 1}
}

// hours is when in a day a share of its tickets has come.
func hours(done float64) float64 {
	left := done * 100
	for h, percent := range shape() {
		if left <= percent {
			return (float64(h) + left/percent) / 24
		}
		left -= percent
	}
	return 1
}
