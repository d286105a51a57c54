package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/FerretDB/FerretDB/ferretdb"
)

// server is one running FerretDB over SQLite files, behind a gate.
type server struct {
	uri    string
	member string // The address as of a replica set, with change streams.
	gate   *gate
	cancel context.CancelFunc
	done   chan error
	temp   string // The directory to remove at the end; empty when the caller named one.
}

// newServer starts FerretDB with its files in dir, or in a new temporary
// directory when dir is empty, and listens on address when it returns.
func newServer(address, dir string) (*server, error) {
	srv := &server{done: make(chan error, 1)}
	if dir == "" {
		temp, err := os.MkdirTemp("", "testmongo-")
		if err != nil {
			return nil, err
		}
		srv.temp, dir = temp, temp
	}
	db, err := open(dir)
	if err != nil {
		return nil, errors.Join(err, srv.clean())
	}
	ctx, cancel := context.WithCancel(context.Background())
	srv.cancel = cancel
	go func() { srv.done <- db.Run(ctx) }()
	if err := srv.listen(address, db.MongoDBURI()); err != nil {
		cancel()
		return nil, errors.Join(err, <-srv.done, srv.clean())
	}
	return srv, nil
}

// open makes a FerretDB on a port of its own that logs errors only: as a
// warning it would print in full every command it refuses.
func open(dir string) (*ferretdb.FerretDB, error) {
	location, err := sqliteURL(dir)
	if err != nil {
		return nil, err
	}
	db, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: location,
	})
	if err != nil {
		return nil, fmt.Errorf("start FerretDB with files in %s: %w", dir, err)
	}
	return db, nil
}

// sqliteURL names dir as FerretDB wants it, with a closing slash. The busy
// handler must be set before WAL, and the disk is not waited for: the data is
// thrown away, and a killed process loses nothing by it.
func sqliteURL(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	pragmas := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(wal)", "synchronous(off)"}}
	location := url.URL{Scheme: "file", Path: filepath.ToSlash(abs) + "/", OmitHost: true, RawQuery: pragmas.Encode()}
	return location.String(), nil
}

// listen opens the gate on address before the FerretDB at uri.
func (s *server) listen(address, uri string) error {
	backend, err := url.Parse(uri)
	if err != nil {
		return err
	}
	if s.gate, err = newGate(address, backend.Host); err != nil {
		return err
	}
	go s.gate.serve()
	front := url.URL{Scheme: "mongodb", Host: s.gate.listener.Addr().String(), Path: "/"}
	s.uri = front.String()
	front.Host, front.RawQuery = s.gate.member.Addr().String(), "replicaSet=testmongo"
	s.member = front.String()
	return nil
}

// stop closes every connection, waits for the files to be closed and removes
// the temporary directory.
func (s *server) stop() error {
	err := s.gate.close()
	s.cancel()
	return errors.Join(err, <-s.done, s.clean())
}

func (s *server) clean() error {
	if s.temp == "" {
		return nil
	}
	return os.RemoveAll(s.temp)
}
