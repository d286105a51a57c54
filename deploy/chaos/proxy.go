package main

import (
	"io"
	"net"
	"sync"
	"time"
)

// proxy stands between the server and its database and does it harm.
type proxy struct {
	listener net.Listener
	backend  string

	mu    sync.Mutex
	conns map[net.Conn]bool
	state proxyState
	moved chan struct{} // closed when the state changes
}

type proxyState int

const (
	passing proxyState = iota
	refusing
	stalling // nothing passes in either direction
	swallowing
)

func newProxy(backend string) (*proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener: l, backend: backend, conns: map[net.Conn]bool{}, moved: make(chan struct{})}
	go p.serve()
	return p, nil
}

func (p *proxy) address() string { return p.listener.Addr().String() }

func (p *proxy) serve() {
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.join(in)
	}
}

// join passes bytes between a client and the database until either ends.
func (p *proxy) join(in net.Conn) {
	if state, _ := p.now(); state == refusing {
		_ = in.Close()
		return
	}
	out, err := net.DialTimeout("tcp", p.backend, 5*time.Second)
	if err != nil {
		_ = in.Close()
		return
	}
	p.mu.Lock()
	p.conns[in], p.conns[out] = true, true
	p.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { p.pass(out, in, false) })
	both.Go(func() { p.pass(in, out, true) })
	both.Wait()
	p.mu.Lock()
	delete(p.conns, in)
	delete(p.conns, out)
	p.mu.Unlock()
}

// pass moves bytes one way; answers are those that come back from the database.
func (p *proxy) pass(to, from net.Conn, answers bool) {
	defer func() { _, _ = to.Close(), from.Close() }() // the other way ends too
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		state, moved := p.now()
		for state == stalling {
			<-moved
			state, moved = p.now()
		}
		if state == swallowing && answers {
			continue
		}
		if _, err := to.Write(buffer[:n]); err != nil && err != io.EOF {
			return
		}
	}
}

func (p *proxy) now() (proxyState, chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state, p.moved
}

func (p *proxy) set(s proxyState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = s
	close(p.moved)
	p.moved = make(chan struct{})
}

// cut ends every connection and lets none begin.
func (p *proxy) cut() {
	p.set(refusing)
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		_ = c.Close()
	}
}

func (p *proxy) stall()    { p.set(stalling) }
func (p *proxy) halfOpen() { p.set(swallowing) }
func (p *proxy) mend()     { p.set(passing) }

// close ends the proxy.
func (p *proxy) close() error {
	p.cut()
	return p.listener.Close()
}
