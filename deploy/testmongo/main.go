// Command testmongo is a MongoDB stand-in for tests: FerretDB with its SQLite
// back end in one process, so the mongo store can be exercised on a machine
// that has no MongoDB.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

const usage = `testmongo serves the MongoDB wire protocol from a throw-away store, for tests.

Usage:
  testmongo [flags]                    serve, print the URI, stop on SIGINT or SIGTERM
  testmongo run [flags] -- CMD ARGS…   run CMD with ` + uriVariable + ` set, exit with its code

Example:
  testmongo run -- go test ./server/store/mongo/...

Flags:
`

// uriVariable is where a command started by "run" finds the server.
const uriVariable = "HOTLINE_TEST_MONGO"

// memberVariable is where it finds the same data with change streams.
const memberVariable = "HOTLINE_TEST_MONGO_STREAMS"

// exitUsage is the exit code for a command line that cannot be understood.
const exitUsage = 2

// arguments is the parsed command line.
type arguments struct {
	listen           string
	dir              string
	untilStdinCloses bool
	streams          bool
	costs            string
	command          []string // Empty means serve.
}

func main() {
	args, err := parse(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "testmongo:", err)
		os.Exit(exitUsage)
	}
	code, err := start(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testmongo:", err)
	}
	os.Exit(code)
}

// parse reads the command line; help and nothing else is written to out.
func parse(words []string, out io.Writer) (arguments, error) {
	run := len(words) > 0 && words[0] == "run"
	if run {
		words = words[1:]
	}
	var args arguments
	flags := flag.NewFlagSet("testmongo", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&args.listen, "listen", "127.0.0.1:0", "`address` to listen on")
	flags.StringVar(&args.dir, "dir", "", "existing `directory` for the data, kept afterwards (default a temporary one, removed)")
	flags.BoolVar(&args.untilStdinCloses, "until-stdin-closes", false, "also stop when standard input closes (not with run)")
	flags.BoolVar(&args.streams, "streams", false, "print the address as of a replica set, with emulated change streams (run sets "+memberVariable+" to it)")
	flags.StringVar(&args.costs, "costs", "", "when it stops, write to this `file` what each kind of command took")
	if err := flags.Parse(words); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(out, usage)
			flags.SetOutput(out)
			flags.PrintDefaults()
		}
		return arguments{}, err
	}
	args.command = flags.Args()
	switch {
	case run && len(args.command) == 0:
		return arguments{}, errors.New("run needs a command, as in: testmongo run -- go test ./server/store/mongo/...")
	case run && args.untilStdinCloses:
		return arguments{}, errors.New("-until-stdin-closes has no meaning with run: the command owns standard input")
	case !run && len(args.command) > 0:
		return arguments{}, fmt.Errorf("unexpected argument %q, see testmongo --help", args.command[0])
	}
	return args, nil
}

// start does what the command line asks for and returns the process's exit code.
func start(args arguments) (code int, err error) {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	srv, err := newServer(args.listen, args.dir)
	if err != nil {
		return 1, err
	}
	defer func() {
		e := srv.stop()
		if args.costs != "" {
			e = errors.Join(e, srv.gate.costs.save(args.costs))
		}
		if e != nil {
			code, err = max(code, 1), errors.Join(err, e)
		}
	}()
	if len(args.command) > 0 {
		return run(ctx, args.command, srv.uri, srv.member)
	}
	if args.streams {
		srv.uri = srv.member
	}
	fmt.Println(srv.uri)
	if args.untilStdinCloses {
		go func() {
			// Any end of standard input, an error too, means the parent is gone.
			_, _ = io.Copy(io.Discard, os.Stdin)
			cancel()
		}()
	}
	<-ctx.Done()
	return 0, nil
}

// run executes the command with the server's address in its environment and
// returns its exit code. When ctx ends the command gets SIGTERM, not SIGKILL,
// so that it can clean up as it would without us.
func run(ctx context.Context, command []string, uri, member string) (int, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), uriVariable+"="+uri, memberVariable+"="+member)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() > 0 {
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
