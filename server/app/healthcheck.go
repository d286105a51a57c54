package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// healthTime bounds one look, below what containers give their checks.
const healthTime = 2500 * time.Millisecond

// healthcheck asks the server on this machine whether it is ready: for
// containers, which have no other program to ask with.
func healthcheck(ctx context.Context, o *options, args []string) error {
	if len(args) > 0 {
		return usage{"healthcheck takes no arguments"}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+nearAddress(c.Listen)+"/readyz", nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept-Language", "en")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", strings.TrimSpace(string(said)))
	}
	_, err = o.stdout.Write(said)
	return err
}

// nearAddress is where a server that listens there is reached from this machine.
func nearAddress(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
