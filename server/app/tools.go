package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/server/paper"
	"hotline/sla"
)

// offline opens the store for a command that works without a server.
func (o *options) offline(ctx context.Context) (*App, error) {
	c, err := o.load()
	if err != nil {
		return nil, err
	}
	return New(ctx, c, Options{Log: newLogger(o.stderr, "error")})
}

// with runs fn against the store and closes it.
func (o *options) with(ctx context.Context, fn func(*App) error) error {
	a, err := o.offline(ctx)
	if err != nil {
		return err
	}
	return errors.Join(fn(a), a.Stop(context.Background()))
}

func importFile(ctx context.Context, o *options, args []string) error {
	if len(args) != 1 {
		return usage{"import takes one FILE"}
	}
	if _, err := os.Stat(args[0]); err != nil {
		return usage{err.Error()}
	}
	if o.report == "" {
		o.report = strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0])) + ".rejected.tsv"
	}
	return o.with(ctx, func(a *App) error {
		report, err := os.OpenFile(o.report, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		m := newImport(a, a.Store, o.stderr, report)
		if err := errors.Join(m.File(ctx, args[0]), report.Close()); err != nil {
			return fmt.Errorf("import: %w (what was read so far is kept; the same command goes on)", err)
		}
		return m.summary(o.stdout, o.report)
	})
}

// summary says what came in, and drops an empty report of rejected rows.
func (m *Import) summary(w io.Writer, report string) error {
	r := m.Result
	if r.Resumed > 0 {
		fmt.Fprintln(w, "went on where the last import of this file stopped")
	}
	fmt.Fprintf(w, "%d rows: %d new tickets, %d known before, %d rejected\n", r.Rows, r.New, r.Known, r.Rejected)
	if r.Rejected == 0 {
		return os.Remove(report)
	}
	_, err := fmt.Fprintf(w, "rejected rows by line and reason: %s\n", report)
	return err
}

func score(ctx context.Context, o *options, args []string) error {
	if len(args) != 1 {
		return usage{"score takes one MONTH such as 2026-10"}
	}
	if _, _, err := sla.MonthBounds(args[0]); err != nil {
		return usage{err.Error()}
	}
	if o.file != "" {
		return scoreFile(ctx, o, args[0])
	}
	return o.with(ctx, func(a *App) error {
		if o.verify {
			return a.verifyMonth(ctx, o.stdout, args[0])
		}
		b, err := a.reports().basisBy(ctx, args[0], o.scheme)
		if err != nil {
			return err
		}
		if err := o.saveScore(ctx, b); err != nil {
			return err
		}
		m := b.month
		if o.json {
			enc := json.NewEncoder(o.stdout)
			enc.SetIndent("", "  ")
			return enc.Encode(m)
		}
		causes := sla.Causes(args[0], b.units, b.records, topCauses)
		return errors.Join(printMonth(o.stdout, m), printCauses(o.stdout, causes, a.reports().labels()))
	})
}

// printMonth writes the ranking as text.
func printMonth(w io.Writer, m sla.Month) error {
	fmt.Fprintf(w, "%s  scheme %s %s (%s)\ndispatched %d, due %d, on time %d, late %d\n", m.Month, m.Scheme.Name, m.Scheme.Version, m.Scheme.Hash[:12],
		m.Totals.Dispatched, m.Totals.Due, m.Totals.OnTime, m.Totals.Late)
	tw := tabwriter.NewWriter(w, 2, 4, 2, ' ', 0)
	for _, g := range m.Groups {
		if len(g.Ranked)+len(g.Observed) == 0 {
			continue
		}
		fmt.Fprintf(tw, "\n%s\nrank\tunit\tdue\tlate\ton time\ttotal\n", g.Name)
		for _, row := range append(append([]sla.Row{}, g.Ranked...), g.Observed...) {
			rank := fmt.Sprint(row.Rank)
			if row.Rank == 0 {
				rank = "-"
			}
			fmt.Fprintf(tw, "%s\t%s\t%d\t%d\t%s\t%s\n", rank, row.Name, row.Due, row.Late, onTime(row), row.Total)
		}
		if len(g.None) > 0 {
			fmt.Fprintf(tw, "no due tickets: %d units\n", len(g.None))
		}
	}
	return tw.Flush()
}

// onTime is the row's rate of resolving on time with its counts.
func onTime(r sla.Row) string {
	for _, p := range r.Parts {
		if p.Key == sla.MetricResolve && p.Rate != nil {
			return fmt.Sprintf("%s%% (%d/%d)", p.Rate, p.Num, p.Den)
		}
	}
	return "-"
}

func brief(ctx context.Context, o *options, args []string) error {
	if len(args) != 1 || o.out == "" {
		return usage{"brief takes one MONTH and -o FILE"}
	}
	if _, _, err := sla.MonthBounds(args[0]); err != nil || len(args[0]) != len("2026-10") {
		return usage{fmt.Sprintf("month %q is not like 2026-10", args[0])}
	}
	ext := strings.ToLower(filepath.Ext(o.out))
	if !slices.Contains(briefFiles(), ext) {
		return usage{fmt.Sprintf("brief writes %s, not %q", strings.Join(briefFiles(), ", "), ext)}
	}
	if o.file != "" {
		return briefFile(ctx, o, args[0], ext)
	}
	return o.with(ctx, func(a *App) error { return o.writeBrief(ctx, a, args[0], ext) })
}

// writeBrief writes the brief of a month as people composed or published it.
func (o *options) writeBrief(ctx context.Context, a *App, month, ext string) error {
	r := a.reports()
	b, err := r.briefBy(ctx, month, o.scheme)
	if err != nil {
		return err
	}
	if ext == ".xlsx" {
		scored, err := r.basisBy(ctx, month, o.scheme)
		if err != nil {
			return err
		}
		return o.saveBrief(ctx, scored, b)
	}
	f, err := os.Create(o.out)
	if err != nil {
		return err
	}
	if err := errors.Join(layOut(ctx, a.cfg.PDFProgram, f, ext, b), f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.stdout, "wrote %s\n", o.out)
	return err
}

// briefFiles are the kinds of files a brief can be written as.
func briefFiles() []string { return []string{".html", ".docx", ".xlsx", ".pdf", ".json"} }

// layOut writes the brief as the kind of file its name asks for.
func layOut(ctx context.Context, printer string, w io.Writer, ext string, b sla.Brief) error {
	o := paper.Options{Draft: api.DraftMark}
	switch ext {
	case ".docx":
		return paper.DOCX(w, b, o)
	case ".pdf":
		return paper.NewPrinter(printer).PDF(ctx, w, b, o)
	case ".json":
		return json.NewEncoder(w).Encode(b)
	}
	return paper.HTML(w, b, o)
}

func user(ctx context.Context, o *options, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "list":
		return o.with(ctx, func(a *App) error { return a.listUsers(ctx, o.stdout) })
	case len(args) == 2 && (args[0] == "add" || args[0] == "passwd"):
		password, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if password = strings.TrimRight(password, "\r\n"); len([]rune(password)) < 10 {
			return usage{fmt.Sprintf("the password on standard input must have 10 characters or more (%v)", err)}
		}
		return o.with(ctx, func(a *App) error { return a.setUser(ctx, o, args[0] == "add", args[1], password) })
	default:
		return usage{"user takes add USERNAME, passwd USERNAME or list"}
	}
}

func (a *App) listUsers(ctx context.Context, w io.Writer) error {
	tw := tabwriter.NewWriter(w, 2, 4, 2, ' ', 0)
	err := dispatch.EachRecord(ctx, a.Store, dispatch.KindUser, func(r dispatch.Record) error {
		var u dispatch.User
		if err := json.Unmarshal(r.Body, &u); err != nil {
			return err
		}
		_, err := fmt.Fprintf(tw, "%s\t%s\t%s\tactive %v\n", u.Username, u.Role, u.Unit, u.Active)
		return err
	})
	return errors.Join(err, tw.Flush())
}

// setUser makes an account or gives it a new password.
func (a *App) setUser(ctx context.Context, o *options, add bool, name, password string) error {
	u := dispatch.User{Username: name, Name: name, Active: true}
	r, err := a.Store.Record(ctx, dispatch.KindUser, name)
	known := err == nil
	switch {
	case err != nil && dispatch.CodeOf(err) != dispatch.NotFound:
		return err
	case known && add:
		return usage{fmt.Sprintf("there is a user %s already", name)}
	case !known && !add:
		return usage{fmt.Sprintf("there is no user %s", name)}
	case known:
		if err := json.Unmarshal(r.Body, &u); err != nil {
			return err
		}
	default:
		if err := newUser(a, o, &u); err != nil {
			return err
		}
	}
	u.Hash, u.Failed = api.HashPassword(password), 0
	if err := put(ctx, a.Store, dispatch.KindUser, name, u, a.Clock.Now()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.stdout, "%s can sign in as %s\n", u.Username, u.Role)
	return err
}

func newUser(a *App, o *options, u *dispatch.User) error {
	u.Role, u.Unit = dispatch.Role(o.role), o.unit
	if o.name != "" {
		u.Name = o.name
	}
	if !u.Role.Hotline() && u.Role != dispatch.RoleLiaison {
		return usage{"--role is agent, dispatcher, liaison, supervisor or admin"}
	}
	if _, ok := a.Directory.Unit(u.Unit); (u.Role == dispatch.RoleLiaison) != ok {
		return usage{"--unit names an existing unit for a liaison, and nobody else has one"}
	}
	return nil
}
