package app

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify/channel/fake"
)

// shared is a log that a server writes while a test reads.
type shared struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// TestNothingReadableIsLeft runs a district with channels that have secrets and
// with a caller, over answers good and bad, and looks through every byte it left
// on the disk and in its log.
func TestNothingReadableIsLeft(t *testing.T) {
	good, bad := fake.NewWeb("{}", "", ""), fake.DingTalk()
	defer good.Close()
	defer bad.Close()
	bad.Turn(fake.Refuse)
	dir, log := t.TempDir(), &shared{}
	c := Default()
	c.Store, c.SecretFile, c.Listen = "file:"+filepath.Join(dir, "h.db"), filepath.Join(dir, "secret.key"), "127.0.0.1:0"
	c.Outbound.Allow = []string{"127.0.0.1/32"}
	a, err := New(t.Context(), c, Options{Log: newLogger(log, "debug"), Demo: true})
	require.NoError(t, err)
	stop := sync.OnceValue(func() error { return a.Stop(context.Background()) })
	defer func() { require.NoError(t, stop()) }()
	require.NoError(t, a.plant(t.Context(), &options{stderr: log, days: -1}))
	require.NoError(t, a.Start(t.Context()))

	admin, agent := signIn(t, a, "admin"), signIn(t, a, "agent")
	for name, web := range map[string]*fake.Web{"webhook": good, "dingtalk": bad} {
		made := admin.post("/channels", map[string]any{"name": "群 " + name, "kind": name, "scope": "unit:chengguanju", "always": name == "webhook",
			"url": web.URL() + "/send?key=KEY-7c1f", "secret": "SECRET-5e0b"}, http.StatusCreated)
		admin.post("/channels/"+made["id"].(string)+"/test", map[string]any{}, http.StatusOK)
	}
	require.Eventually(t, func() bool { // what came before the first plan of all is not told
		_, err := a.Store.Record(t.Context(), dispatch.KindSetting, "channel_plan")
		return err == nil
	}, 20*time.Second, 20*time.Millisecond)
	ticket := agent.post("/tickets", map[string]any{"type": "complaint", "channel": "phone", "urgency": "general", "title": "早市散场后垃圾无人清理",
		"text": "早市散场后垃圾堆了一天", "place": map[string]any{"address": "和平镇早市", "town": "和平镇"},
		"caller":   map[string]any{"name": "欧阳暗记", "phone": "19912345678", "address": "暗记路九号", "wants_reply": true},
		"dispatch": map[string]any{"lead": "chengguanju", "co_units": []string{}, "reason": "按目录"}}, http.StatusCreated)
	no := ticket["no"].(string)
	require.Eventually(t, func() bool { // the trial, and what the ticket's frame made
		return len(good.Got()) >= 2 && bytes.Contains(good.Got()[len(good.Got())-1].Body, []byte(no))
	}, 20*time.Second, 20*time.Millisecond)
	require.NotEmpty(t, bad.Got())
	for _, got := range append(good.Got(), bad.Got()...) {
		nothingOf(t, got.Body, "a message", "SECRET-5e0b", "欧阳暗记", "19912345678", "暗记路九号")
	}
	require.NoError(t, filepath.WalkDir(dir, leftIn(t, no, false))) // with its log, while it runs
	require.NoError(t, stop())
	require.NoError(t, filepath.WalkDir(dir, leftIn(t, no, true)))
	nothingOf(t, log.text.Bytes(), "the log", "KEY-7c1f", "SECRET-5e0b", "欧阳暗记", "19912345678", "暗记路九号", demoPassword)
}

// leftIn looks through a file; the store of one that ended must be the right one.
func leftIn(t *testing.T, no string, ended bool) func(string, os.DirEntry, error) error {
	return func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if ended && filepath.Base(path) == "h.db" {
			require.Contains(t, string(raw), no, "it looks at the right place")
		}
		nothingOf(t, raw, d.Name(), "KEY-7c1f", "SECRET-5e0b", "欧阳暗记", "19912345678", "暗记路九号", demoPassword)
		return err
	}
}

func nothingOf(t *testing.T, raw []byte, where string, secrets ...string) {
	t.Helper()
	for _, s := range secrets {
		require.False(t, bytes.Contains(raw, []byte(s)), "%s is readable in %s", s, where)
	}
}
