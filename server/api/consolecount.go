package api

import (
	"sync/atomic"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"
)

// leavings are why consoles go, in a word each: by themselves, because the server
// stops, because the connection or the store failed, and for the reasons of the
// codes of consoles.
var leavings = map[int]string{
	websocket.CloseNormalClosure: "left", websocket.CloseServiceRestart: "restart", websocket.CloseTryAgainLater: "failed",
	closeSignedOut: "signed_out", closeMoved: "moved", closeSlow: "slow",
}

// The kinds of consoles that are no websockets.
const (
	fallbackPoll   = "poll"
	fallbackStream = "stream"
)

// consoleCounts are what happens to consoles.
type consoleCounts struct {
	gone    map[int]*atomic.Int64
	opened  atomic.Int64
	resumed atomic.Int64
	fallen  map[string]*atomic.Int64 // without a websocket, by kind
}

func newConsoleCounts() *consoleCounts {
	c := &consoleCounts{gone: map[int]*atomic.Int64{}, fallen: map[string]*atomic.Int64{fallbackPoll: {}, fallbackStream: {}}}
	for code := range leavings {
		c.gone[code] = &atomic.Int64{}
	}
	return c
}

// left counts a console that is sent away with a code.
func (c *consoleCounts) left(code int) {
	if n := c.gone[code]; n != nil {
		n.Add(1)
	}
}

// came counts a console; after is what it resumes behind.
func (c *consoleCounts) came(after int64) {
	c.opened.Add(1)
	if after >= 0 {
		c.resumed.Add(1)
	}
}

// Register puts the counts among the figures.
func (s *Sockets) Register(to prometheus.Registerer) {
	counter := func(name, help string, labels prometheus.Labels, n *atomic.Int64) {
		to.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels}, func() float64 { return float64(n.Load()) }))
	}
	counter("hotline_console_opened_total", "Feeds that consoles opened, polls included.", nil, &s.counts.opened)
	counter("hotline_console_resumes_total", "Those that went on behind a frame they had.", nil, &s.counts.resumed)
	for code, reason := range leavings {
		counter("hotline_console_closed_total", "Consoles gone, by reason: left, slow, failed, restart, signed_out, moved.", prometheus.Labels{"reason": reason}, s.counts.gone[code])
	}
	for kind, n := range s.counts.fallen {
		counter("hotline_console_fallbacks_total", "Feeds opened without a websocket, each poll included, by kind: poll, stream.", prometheus.Labels{"kind": kind}, n)
	}
	to.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "hotline_consoles_fallback", Help: "Consoles that are no websockets."},
		func() float64 { return float64(s.Fallback()) }))
}
