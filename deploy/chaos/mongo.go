package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// standIn is a MongoDB of the test's own (deploy/testmongo) behind a proxy.
type standIn struct {
	cmd   *exec.Cmd
	stdin io.Closer
	proxy *proxy
	dsn   string // through the proxy
}

func startMongo(ctx context.Context, program, dir string) (*standIn, error) {
	data := filepath.Join(dir, "mongo-data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	m := &standIn{cmd: exec.Command(program, "-until-stdin-closes", "-dir", data)}
	in, err := m.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	m.stdin = in
	out, err := m.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := m.cmd.Start(); err != nil {
		return nil, err
	}
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n') // "" when it ended
		said <- strings.TrimSpace(line)
	}()
	var address string
	select {
	case address = <-said:
	case <-time.After(20 * time.Second):
	case <-ctx.Done():
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, errors.Join(fmt.Errorf("%s does not say where it listens", program), m.stop())
	}
	if m.proxy, err = newProxy(u.Host); err != nil {
		return nil, errors.Join(err, m.stop())
	}
	m.dsn = "mongodb://" + m.proxy.address() + "/chaos"
	return m, nil
}

func (m *standIn) stop() error {
	if m.proxy != nil {
		_ = m.proxy.close() // it has nothing to keep
	}
	return errors.Join(m.stdin.Close(), m.cmd.Wait())
}
