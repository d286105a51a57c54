package main

import (
	"context"
	"flag"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	tests := []struct {
		line string
		want arguments
		err  string
	}{
		{line: "", want: arguments{listen: "127.0.0.1:0", command: []string{}}},
		{line: "--listen :1 --dir d --until-stdin-closes", want: arguments{listen: ":1", dir: "d", untilStdinCloses: true, command: []string{}}},
		{line: "run -- go test -v", want: arguments{listen: "127.0.0.1:0", command: []string{"go", "test", "-v"}}},
		{line: "run --listen :1 -- true", want: arguments{listen: ":1", command: []string{"true"}}},
		{line: "run --", err: "run needs a command"},
		{line: "run --until-stdin-closes -- true", err: "no meaning with run"},
		{line: "serve", err: `unexpected argument "serve"`},
		{line: "--bad", err: "not defined: -bad"},
	}
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			got, err := parse(strings.Fields(test.line), io.Discard)
			if test.err != "" {
				require.ErrorContains(t, err, test.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestHelpShowsExample(t *testing.T) {
	var out strings.Builder
	_, err := parse([]string{"--help"}, &out)
	require.ErrorIs(t, err, flag.ErrHelp)
	require.Contains(t, out.String(), "testmongo run -- go test ./server/store/mongo/...")
	require.Contains(t, out.String(), "-until-stdin-closes")
}

func TestRun(t *testing.T) {
	const uri = "mongodb://127.0.0.1:1/"
	check := func(script string) []string { return []string{"sh", "-c", script} }
	tests := []struct {
		name    string
		command []string
		want    int
		fails   bool
	}{
		{name: "success", command: check("true")},
		{name: "exit code", command: check("exit 7"), want: 7},
		{name: "environment", command: check(`test "$HOTLINE_TEST_MONGO" = ` + uri)},
		{name: "killed", command: check("kill -KILL $$"), want: 1, fails: true},
		{name: "missing", command: []string{"/nonexistent/command"}, want: 1, fails: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code, err := run(t.Context(), test.command, uri, uri)
			require.Equal(t, test.want, code)
			require.Equal(t, test.fails, err != nil, "error: %v", err)
		})
	}
}

// TestRunPassesSignalOn checks that an interrupted run ends its command too,
// gently: the command's own trap decides the exit code.
func TestRunPassesSignalOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan os.Signal, 1)
	signal.Notify(ready, syscall.SIGUSR1)
	defer signal.Stop(ready)
	go func() {
		<-ready
		cancel()
	}()
	code, _ := run(ctx, []string{"sh", "-c", `trap 'exit 5' TERM; kill -USR1 $PPID; while :; do sleep 0.01; done`}, "", "")
	require.Equal(t, 5, code)
}
