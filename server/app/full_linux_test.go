package app

import (
	"net/http"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestReadsGoOnWhenFull: where nothing can be written any more, reading goes on, what
// needs a write says so, the server is not ready, and all of it heals.
func TestReadsGoOnWhenFull(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	agent := signIn(t, a, "agent")
	call := map[string]any{"type": "complaint", "channel": "phone", "urgency": "general", "title": "路灯不亮", "text": "小区路灯三天不亮",
		"place": map[string]any{"address": "和平镇", "town": "和平镇"}, "caller": map[string]any{"anonymous": true}}
	no := agent.post("/tickets", call, http.StatusCreated)["no"].(string)
	a.Clock.Advance(time.Hour) // sessions want to be written again, and clocks are due

	var before syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	heal := func() { require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)) }
	defer heal()
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1, Max: before.Max}))

	refused := agent.post("/tickets", call, http.StatusServiceUnavailable)
	require.Equal(t, "unavailable", refused["code"])
	require.NotEmpty(t, refused["detail"])
	status, _ := ask(t, a, "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status, "at once, before the next look")
	agent.post("/tickets/"+no+"/note", map[string]any{"text": "再次来电"}, http.StatusServiceUnavailable)
	for _, path := range []string{"/tickets?queue=hotline/open", "/tickets/" + no, "/tickets/" + no + "/events", "/queues", "/session", "/tickets?q=路灯"} {
		agent.get(path)
	}

	heal()
	agent.post("/tickets", call, http.StatusCreated)
	require.Eventually(t, func() bool { return len(a.ready.why()) == 0 }, 10*time.Second, 10*time.Millisecond)
	events := agent.get("/tickets/" + no + "/events")
	require.Equal(t, true, events["intact"])
}
