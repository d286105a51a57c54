package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// run runs a subcommand on a store of its own and returns what it printed.
func run(t *testing.T, dir string, args ...string) (code int, out, errs string) {
	t.Helper()
	t.Setenv("HOTLINE_SECRET_FILE", filepath.Join(dir, "secret.key"))
	t.Setenv("HOTLINE_STORE", "file:"+filepath.Join(dir, "hotline.db"))
	var stdout, stderr bytes.Buffer
	code = Main(args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

type request struct{ ID, Agency, Created, Due, Closed string }

func requests(t *testing.T, path string) []request {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	var out []request
	for in := bufio.NewScanner(f); in.Scan(); {
		var r request
		require.NoError(t, json.Unmarshal(in.Bytes(), &r))
		out = append(out, r)
	}
	return out
}

func onTimeByUnit(m sla.Month) map[string][2]int {
	out := map[string][2]int{}
	for _, g := range m.Groups {
		for _, row := range append(append([]sla.Row{}, g.Ranked...), g.Observed...) {
			for _, p := range row.Parts {
				if p.Key == sla.MetricResolve && p.Den > 0 {
					out[row.Name] = [2]int{p.Num, p.Den}
				}
			}
		}
	}
	return out
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// open opens the store that subcommands wrote.
func open(t *testing.T, dir string) *App {
	t.Helper()
	c := Default()
	c.Store, c.SecretFile, c.Listen = "file:"+filepath.Join(dir, "hotline.db"), filepath.Join(dir, "secret.key"), "127.0.0.1:0"
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Stop(context.Background())) })
	return a
}

// TestImportGoesOn: an import that broke off goes on behind the last batch.
func TestImportGoesOn(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "m.jsonl")
	var b strings.Builder
	for i := range 3 * importBatch {
		fmt.Fprintf(&b, `{"id":"%d","title":"路灯不亮","text":"和平镇的路灯三天不亮","time":"2026-01-05 10:00:00","reply":"已更换灯具，当晚恢复照明。","reply_time":"2026-01-07 10:00:00"}`+"\n", i)
	}
	require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o600))
	a := open(t, dir)
	m := newImport(a, breaking{a.Store, new(int)}, io.Discard, io.Discard)
	require.ErrorContains(t, m.File(t.Context(), path), "pulled the plug")
	m = newImport(a, a.Store, io.Discard, io.Discard)
	require.NoError(t, m.File(t.Context(), path))
	require.Equal(t, importBatch, m.Result.Resumed, "the first batch is not read again")
	require.Equal(t, ImportResult{Rows: 3 * importBatch, New: 3 * importBatch, Resumed: importBatch}, m.Result)
}

// breaking fails at the second batch.
type breaking struct {
	dispatch.Store
	calls *int
}

func (b breaking) Import(ctx context.Context, ws []dispatch.Write) (int, error) {
	if *b.calls++; *b.calls > 1 {
		return 0, errors.New("somebody pulled the plug")
	}
	return b.Store.Import(ctx, ws)
}

// TestImportRejects: bad rows are named by line and reason and do not stop the
// good ones.
func TestImportRejects(t *testing.T) {
	dir := t.TempDir()
	path, report := filepath.Join(dir, "m.jsonl"), filepath.Join(dir, "r.tsv")
	good := `{"id":"1","title":"路灯不亮 😀","text":"<b>三天了","time":"2026-01-05 10:00:00","reply":"已修","reply_time":"2026-01-07 10:00:00"}`
	rows := []string{good, `{"id":"2","title":"x","time":"yesterday"}`, `{broken`, "{\"id\":\"\xff\"}",
		`{"id":"3","title":"a","text":"b","time":"1899-01-01 00:00:00"}`, `{"id":"4","title":"a","text":{"$ne":""},"time":"2026-01-05 10:00:00"}`,
		`{"id":"5","title":"a","text":"b","time":"2026-01-05 10:00:00","reply":"c","reply_time":"2026-01-04 10:00:00"}`, `{"title":"a","text":"b","time":"2026-01-05 10:00:00"}`}
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(rows, "\n")), 0o600))
	code, out, errs := run(t, dir, "import", path, "--report", report)
	require.Zero(t, code, errs)
	require.Contains(t, out, "8 rows: 1 new tickets, 0 known before, 7 rejected")
	got := string(must(os.ReadFile(report)))
	for _, want := range []string{"2\t", "3\tthe body is not valid JSON", "4\t", "5\ttime: ", "6\tholds something nested", "7\treply_time: is before the beginning", "8\t"} {
		require.Contains(t, got, want)
	}
	code, _, errs = run(t, dir, "import", filepath.Join(dir, "none.jsonl"))
	require.Equal(t, 2, code)
	require.Equal(t, 1, strings.Count(errs, "\n"), "one clear line: %s", errs)
}
