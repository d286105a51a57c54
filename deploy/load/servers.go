package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"hotline/deploy/load/wire"
)

// servers measures how soon a console on one server shows what another one did:
// tickets are registered at the first, and of each unit's consoles every other
// one is connected to the second.
func (b *bench) servers(ctx context.Context) error {
	if b.o.second == "" {
		return errors.New("scenario servers needs another server of the same store: --second, or --start with --store")
	}
	in := newIntake(b.agent, b.units, b.o)
	if err := b.connect(ctx, in); err != nil {
		return err
	}
	if err := b.load(ctx, in, ""); err != nil {
		return err
	}
	b.report.spread("register → frame, same server", wire.Measure(b.crowd.spans(false)))
	away := b.crowd.spans(true)
	if len(away) == 0 {
		b.report.fault("no console of the other server was told anything")
	}
	b.report.spread("register → frame, other server", wire.Measure(away))
	return nil
}

// spread connects every other console to the second server, if there is one.
func (b *bench) spread(m *member, k int) {
	if b.o.second != "" && k%2 == 1 {
		m.client, m.away = m.client.At(b.o.second), true
	}
}

// spans are the times of the consoles of one of the servers.
func (c *crowd) spans(away bool) (took []time.Duration) {
	for _, m := range c.members {
		m.mu.Lock()
		if m.away == away {
			took = append(took, m.took...)
		}
		m.mu.Unlock()
	}
	return took
}

// ownDatabase names a new database on the MongoDB that dsn names.
func ownDatabase(dsn string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Host == "" || !strings.HasPrefix(u.Scheme, "mongodb") {
		return "", fmt.Errorf("--store: %q is not an address such as mongodb://127.0.0.1:27017", dsn)
	}
	u.Path = fmt.Sprintf("/load_%d", time.Now().UnixNano())
	return u.String(), nil
}
