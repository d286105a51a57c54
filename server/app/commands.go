package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Version is set at build time with -ldflags "-X hotline/server/app.Version=…".
var Version = "dev"

// command is one subcommand of the server.
type command struct {
	name    string
	args    string
	short   string
	example string
	// flags adds the command's own flags; run gets what is left after them.
	flags func(fs *flag.FlagSet, o *options)
	run   func(ctx context.Context, o *options, args []string) error
}

// options is what flags and the environment of a command give.
type options struct {
	stdout, stderr io.Writer
	config         string
	listen         string
	store          string
	set            map[string]bool // flags given

	keep    int // backup
	noFiles bool

	dir       string // demo
	traffic   bool
	known     bool // --i-know
	testClock bool
	ahead     time.Duration // of the test clock
	days      int
	units     int

	report string // import
	json   bool   // score
	verify bool   // score
	scheme string
	xlsx   string
	file   string // score and brief
	by     string
	out    string // brief
	train  string // route-eval
	test   string
	folds  int
	seed   uint64
	role   string // user
	unit   string
	name   string

	dropOld bool // rotate-key
	key     string

	from   string // migrate
	to     string
	online bool
}

// usage is an error of the command line: exit 2.
type usage struct{ msg string }

func (u usage) Error() string { return u.msg }

func commands() []command {
	return []command{
		{"serve", "", "run the server (the default)", "server serve --store file:./data/hotline.db", nil, serve},
		{"demo", "", "run a full sample district", "server demo --dir ./data/demo --traffic", demoFlags, demo},
		{"import", "FILE", "bring in the history of another system (JSONL or XLSX)", "server import messages.jsonl --store file:./data/hotline.db", func(fs *flag.FlagSet, o *options) {
			fs.StringVar(&o.report, "report", "", "write rejected rows to this file (default FILE's name + .rejected.tsv)")
		}, importFile},
		{"score", "MONTH", "score the units of a month (2026-10) or a year (2026)", "server score 2026-10 --xlsx scores.xlsx\n  server score --file service-requests.jsonl 2018-03", func(fs *flag.FlagSet, o *options) {
			fs.BoolVar(&o.json, "json", false, "print the whole result as JSON")
			fs.StringVar(&o.scheme, "scheme", "", "score by this scheme instead of the one in force")
			fs.BoolVar(&o.verify, "verify", false, "make a frozen month again from the events of its tickets and name what differs")
			fs.StringVar(&o.xlsx, "xlsx", "", "also write the workbook that recomputes the score to this file")
			fileFlags(fs, o)
		}, score},
		{"brief", "MONTH", "write the work brief of a month", "server brief 2026-10 -o brief.docx", func(fs *flag.FlagSet, o *options) {
			fs.StringVar(&o.out, "o", "", "the file to write: .html, .docx, .pdf or .json")
			fs.StringVar(&o.scheme, "scheme", "", "score by this scheme instead of the one in force")
			fileFlags(fs, o)
		}, brief},
		{"route-eval", "", "judge the text model on texts it has not seen", "server route-eval --train labelled.jsonl --cv 5", evalFlags, routeEval},
		{"user", "add|passwd|list [USERNAME]", "manage accounts; the password is read from standard input", "echo 'a long password' | server user add admin --role admin", func(fs *flag.FlagSet, o *options) {
			fs.StringVar(&o.role, "role", "", "agent, dispatcher, liaison, supervisor or admin")
			fs.StringVar(&o.unit, "unit", "", "the unit of a liaison")
			fs.StringVar(&o.name, "name", "", "the name colleagues see (default: the username)")
		}, user},
		{"migrate", "", "move everything into another store (SQLite or MongoDB), verified; goes on where it was broken off", "server migrate --from file:./data/hotline.db --to mongodb://db1,db2,db3/hotline?replicaSet=rs0", migrateFlags, migrate},
		{"backup", "FILE", "copy the store to an SQLite file while it is in use, verified, with a manifest beside it", "server backup hotline-20261123.db\n  server backup /var/backups/hotline --keep 14", func(fs *flag.FlagSet, o *options) {
			fs.IntVar(&o.keep, "keep", 0, "FILE is a folder: name the copy by its moment and keep so many (0: all)")
			fs.BoolVar(&o.noFiles, "no-files", false, "leave the attachments out; else they go into the folder attachments beside it")
		}, backupInto},
		{"restore", "FILE", "fill an empty store with what backup wrote, verified", "server restore hotline-20261123.db --store file:./data/hotline.db", nil, restore},
		{"files", "DIR|TOML", "copy the attachments of a folder, or of the place another hotline.toml names, into the place that is set up: after a restore, or to other storage", "server files /var/backups/hotline/attachments\n  server files hotline-before.toml", nil, takeFilesCommand},
		{"verify", "", "look for what was changed behind the server's back: chains of events, tickets, sealed callers, attachments", "server verify --store file:./data/hotline.db", nil, verify},
		{"rotate-key", "", "seal all callers with a new identity key, also while the server runs", "server rotate-key --drop-old", func(fs *flag.FlagSet, o *options) {
			fs.BoolVar(&o.dropOld, "drop-old", false, "take the old keys out of the file when nothing is sealed with them any more")
			fs.StringVar(&o.key, "use", "", "make this key of the file the active one instead of a new key")
		}, rotateKey},
		{"healthcheck", "", "ask the server on this machine whether it is ready (for containers)", "server healthcheck --listen 0.0.0.0:8890", nil, healthcheck},
		{"check-config", "", "read the configuration and list every fault", "server check-config --config hotline.toml", nil, checkConfig},
		{"openapi", "", "print the reference of the HTTP API (OpenAPI 3.1)", "server openapi > openapi.json", nil, printReference},
		{"version", "", "print the version", "server version", nil, func(_ context.Context, o *options, _ []string) error {
			_, err := fmt.Fprintln(o.stdout, Version)
			return err
		}},
	}
}

// fileFlags are those of commands that also work on a file without a store.
func fileFlags(fs *flag.FlagSet, o *options) {
	fs.StringVar(&o.file, "file", "", "work on this JSONL or XLSX file of requests (id, type, agency, created, due, closed) instead of the store")
	fs.StringVar(&o.by, "by", "agency", "with --file: the field that names the unit")
}

// Main runs a subcommand and returns the exit code: 0, 1 for a failure, 2 for
// a command line or a file that is wrong.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := dispatchCommand(ctx, args, stdout, stderr)
	var u usage
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &u):
		fmt.Fprintln(stderr, "server:", strings.ReplaceAll(u.msg, "\n", "; "))
		return 2
	default:
		fmt.Fprintln(stderr, "server:", err)
		return 1
	}
}

func dispatchCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 1 && slices.Contains([]string{"help", "--help", "-h"}, args[0]) {
		overview(stdout)
		return nil
	}
	name := "serve"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	i := slices.IndexFunc(commands(), func(c command) bool { return c.name == name })
	if i < 0 {
		return usage{fmt.Sprintf("unknown command %q; server help lists them", name)}
	}
	return commands()[i].exec(ctx, args, stdout, stderr)
}

func overview(w io.Writer) {
	fmt.Fprint(w, "A dispatch server for government hotlines.\n\nUsage: server [COMMAND] [FLAGS]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-13s %s\n", c.name, c.short)
	}
	fmt.Fprint(w, "\nserver COMMAND --help shows a command's flags and an example.\n")
}

// exec reads flags (before and after the arguments) and runs the command.
func (c command) exec(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o := &options{stdout: stdout, stderr: stderr, set: map[string]bool{}}
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.config, "config", "", "configuration file (hotline.toml)")
	fs.StringVar(&o.listen, "listen", "", "address to listen on (default 127.0.0.1:8890)")
	fs.StringVar(&o.store, "store", "", "file:PATH (SQLite) or mongodb://… (default file:./data/hotline.db)")
	if c.flags != nil {
		c.flags(fs, o)
	}
	var rest []string
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				c.help(stdout, fs)
				return flag.ErrHelp
			}
			return usage{fmt.Sprintf("%s: %v; see server %s --help", c.name, err, c.name)}
		}
		if args = fs.Args(); len(args) > 0 {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
	fs.Visit(func(f *flag.Flag) { o.set[f.Name] = true })
	return c.run(ctx, o, rest)
}

func (c command) help(w io.Writer, fs *flag.FlagSet) {
	fmt.Fprintf(w, "%s\n\nUsage: server %s %s [FLAGS]\n\n", c.short, c.name, c.args)
	fs.SetOutput(w)
	fs.PrintDefaults()
	fmt.Fprintf(w, "\nExample:\n  %s\n", c.example)
}

// load makes the configuration: file, environment, flags, checked.
func (o *options) load() (Config, error) {
	c, err := Load(o.config, osEnv)
	if err != nil {
		return c, usage{err.Error()}
	}
	if o.set["listen"] {
		c.Listen = o.listen
	}
	if o.set["store"] {
		c.Store = o.store
	}
	if err := c.Validate(); err != nil {
		return c, usage{err.Error()}
	}
	return c, nil
}

func checkConfig(_ context.Context, o *options, args []string) error {
	if len(args) > 0 {
		return usage{"check-config takes no arguments"}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.stdout, "the configuration is right: listens on %s, store %s\n", c.Listen, redact(c.Store))
	return err
}

func serve(ctx context.Context, o *options, args []string) error {
	if len(args) > 0 {
		return usage{fmt.Sprintf("serve takes no argument %q", args[0])}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	a, err := New(ctx, c, Options{Log: newLogger(o.stderr, c.LogLevel)})
	if err != nil {
		return err
	}
	return a.Run(ctx, func(addr string) { fmt.Fprintf(o.stdout, "listening on http://%s\n", addr) })
}

// loopback tells whether only this machine can reach the address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
