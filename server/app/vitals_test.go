package app

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/stretchr/testify/require"
)

// scrape reads a running server's figures.
func scrape(t *testing.T, a *App) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+a.Addr()+"/metrics", nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, string(b))
	return b
}

// TestMetrics looks at what a server under use tells: figures that are well
// named, that have all that dashboard and alerts ask for, and nobody's data.
func TestMetrics(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	agent := signIn(t, a, "agent")
	agent.post("/tickets", map[string]any{"type": "complaint", "channel": "phone", "urgency": "life", "title": "楼道有燃气味", "text": "楼道里有很重的燃气味",
		"place":  map[string]any{"address": "幸福里12号楼", "town": "幸福镇"},
		"caller": map[string]any{"name": "李先生", "phone": "19900000001"}}, http.StatusCreated)
	_, err := a.Jobs.Run(t.Context(), "retention")
	require.NoError(t, err)
	text := string(scrape(t, a))
	for _, secret := range []string{"李先生", "19900000001", "幸福里", "燃气"} {
		require.NotContains(t, text, secret)
	}
	for _, line := range []string{`hotline_tickets{queue="open"} 1`, "hotline_tickets_today 1", `hotline_tickets_registered_total{channel="phone"} 1`,
		`hotline_sign_ins_total{result="ok"} 1`, `hotline_ready{check="write"} 1`, "hotline_servers 1"} {
		require.Contains(t, text, "\n"+line+"\n")
	}
	wellNamed(t, text, "hotline_store_connections", "hotline_store_commands_total")
}

// TestMetricsMongo: the same figures come from the store of several servers.
func TestMetricsMongo(t *testing.T) {
	dsn := stores(t)["mongo"]
	if dsn == "" {
		t.Skip("HOTLINE_TEST_MONGO names no server; see deploy/testmongo")
	}
	a := bare(t, func(c *Config) { c.Store = dsn })
	_, err := a.Jobs.Run(t.Context(), "retention")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(a.ready.why()) == 0 }, 5*time.Second, time.Millisecond)
	_, _ = ask(t, a, "/readyz") // so that requests are counted
	wellNamed(t, string(scrape(t, a)), "hotline_store_file_bytes", "hotline_store_pages")
}

// wellNamed asks that the figures are named as they should be and are all that
// dashboard and alerts ask for, but for those of the other kind of store.
func wellNamed(t *testing.T, text string, others ...string) {
	t.Helper()
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Contains(t, text, "\nhotline_vitals_failed 0\n")
	have := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^(hotline_\w+|go_\w+|process_\w+)`).FindAllString(text, -1) {
		have[m] = true
	}
	for metric, file := range namedMetrics(t) {
		require.Equal(t, !slices.Contains(others, metric), have[metric], "%s, asked for by %s", metric, file)
	}
}

// namedMetrics are the figures that the dashboard and the alerts ask for, with
// the file that does.
func namedMetrics(t *testing.T) map[string]string {
	t.Helper()
	names := map[string]string{}
	metric := regexp.MustCompile(`\b(hotline_[a-z_]+|process_[a-z_]+|go_[a-z_]+)\b`)
	for _, path := range []string{"grafana/hotline.json", "prometheus/alerts.yml"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "deploy", path))
		require.NoError(t, err)
		for _, expr := range expressions(t, path, b) {
			for _, m := range metric.FindAllString(expr, -1) {
				names[m] = path
			}
		}
	}
	require.Greater(t, len(names), 30)
	return names
}

// expressions are the questions a file asks.
func expressions(t *testing.T, path string, b []byte) (out []string) {
	t.Helper()
	if strings.HasSuffix(path, ".yml") {
		for _, m := range regexp.MustCompile(`(?m)^\s*expr: (.+)$`).FindAllStringSubmatch(string(b), -1) {
			out = append(out, m[1])
		}
		return out
	}
	var board any
	require.NoError(t, json.Unmarshal(b, &board))
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if expr, ok := v["expr"].(string); ok {
				out = append(out, expr)
			}
			for _, w := range v {
				walk(w)
			}
		case []any:
			for _, w := range v {
				walk(w)
			}
		}
	}
	walk(board)
	return out
}
