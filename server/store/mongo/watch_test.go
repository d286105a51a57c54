package mongo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"

	"hotline/dispatch"
)

// wire counts what a store sends.
type wire struct {
	mu   sync.Mutex
	sent map[string]int
	last map[string]bson.Raw
	news chan string
}

func newWire() *wire {
	return &wire{sent: map[string]int{}, last: map[string]bson.Raw{}, news: make(chan string, 1000)}
}

func (w *wire) monitor() *event.CommandMonitor {
	return &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.sent[e.CommandName]++
		w.last[e.CommandName] = append(bson.Raw(nil), e.Command...)
		select {
		case w.news <- e.CommandName:
		default:
		}
	}}
}

// total is how many commands were sent, and of which kinds; it starts anew.
func (w *wire) total() (n int, kinds map[string]int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.news) > 0 {
		<-w.news
	}
	kinds, w.sent = w.sent, map[string]int{}
	for _, k := range kinds {
		n += k
	}
	return n, kinds
}

func (w *wire) lastOf(command string) bson.Raw {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last[command]
}

// await reads on until a command was sent.
func (w *wire) await(t testing.TB, command string) {
	for {
		select {
		case got := <-w.news:
			if got == command {
				return
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("no %s was sent", command)
		}
	}
}

// pair are two servers on one database, of which one watches.
type pair struct {
	testing.TB
	watcher, writer *Store
	wire            *wire
	told            chan map[string]int64
}

// openPair opens the database of a test at the address a variable names.
func openPair(t testing.TB, variable, name string) *pair {
	server := os.Getenv(variable)
	if server == "" {
		t.Skip(variable + " names no server; see deploy/testmongo")
	}
	u, err := url.Parse(server)
	require.NoError(t, err)
	u.Path = "/hotline_test_" + name
	p := &pair{TB: t, wire: newWire(), told: make(chan map[string]int64, 100)}
	p.writer, err = Open(t.Context(), u.String(), Options{})
	require.NoError(t, err)
	p.watcher, err = Open(t.Context(), u.String(), Options{spy: p.wire.monitor()})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, p.writer.tickets.Database().Drop(context.Background()))
		require.NoError(t, p.writer.Close())
		require.NoError(t, p.watcher.Close())
	})
	return p
}

func (p *pair) watch() {
	ctx, stop := context.WithCancel(p.Context())
	done := make(chan error, 1)
	go func() { done <- p.watcher.Watch(ctx, func(last map[string]int64) { p.told <- last }) }()
	p.Cleanup(func() { stop(); require.NoError(p, <-done) })
}

// post lets the other server put a frame into a feed, and waits until it is
// told.
func (p *pair) post(key, recipient string, id int64) {
	require.NoError(p, p.writer.Post(p.Context(), []dispatch.Notice{{Key: key, Recipient: recipient, Kind: "bulletin", At: time.Now()}}))
	p.hear(recipient, id)
}

func (p *pair) hear(recipient string, id int64) {
	for {
		select {
		case last := <-p.told:
			if last[recipient] == id {
				return
			}
			require.Zero(p, last[recipient], "told twice or wrong")
		case <-time.After(20 * time.Second):
			p.Fatalf("nobody told of %s %d", recipient, id)
		}
	}
}

// fail orders a failure of the server's.
func (p *pair) fail(command string, data bson.E) {
	p.order(bson.D{{Key: "configureFailPoint", Value: "failCommand"}, {Key: "mode", Value: bson.M{"times": 1}},
		{Key: "data", Value: bson.D{{Key: "failCommands", Value: bson.A{command}}, data}}})
}

func (p *pair) order(command bson.D) {
	require.NoError(p, p.writer.client.Database("admin").RunCommand(p.Context(), command).Err())
}

func TestWatchPolls(t *testing.T) {
	p := openPair(t, "HOTLINE_TEST_MONGO", "polls")
	require.NoError(t, p.writer.Post(t.Context(), []dispatch.Notice{{Key: "old", Recipient: "unit:a", At: time.Now()}}))
	p.watch()
	p.hear("unit:a", 1)
	for i := range int64(3) {
		p.post("a"+string(rune('0'+i)), "unit:a", i+2)
	}
	p.post("b", "role:dispatcher", 1)
	frames, err := p.watcher.Feed(t.Context(), "unit:a", 0, 10)
	require.NoError(t, err)
	require.Len(t, frames, 4)
	require.NoError(t, p.writer.Ack(t.Context(), "unit:a", 4))
	_, _ = p.wire.total()
	for range 3 {
		p.wire.await(t, "find")
	}
	_, kinds := p.wire.total()
	require.Len(t, kinds, 1, "nothing but the pulse is read while nothing comes, whatever is acknowledged")
}

func TestWatchStreams(t *testing.T) {
	p := openPair(t, "HOTLINE_TEST_MONGO_STREAMS", "streams")
	require.NoError(t, p.writer.Post(t.Context(), []dispatch.Notice{{Key: "old", Recipient: "unit:a", At: time.Now()}}))
	p.watch()
	p.hear("unit:a", 1)
	p.wire.await(t, "getMore")
	_, _ = p.wire.total()
	p.post("new head", "unit:b", 1)
	p.post("known head", "unit:a", 2)
	require.NoError(t, p.writer.Ack(t.Context(), "unit:a", 2))
	p.post("behind an acknowledgement", "unit:a", 3)
	_, kinds := p.wire.total()
	require.Zero(t, kinds["find"], "nothing is polled")

	// The connection is cut: the driver goes on behind its token.
	p.fail("getMore", bson.E{Key: "closeConnection", Value: true})
	p.post("before the cut", "unit:a", 4)
	p.wire.await(t, "aggregate")
	_, err := p.wire.lastOf("aggregate").LookupErr("pipeline", "0", "$changeStream", "resumeAfter")
	require.NoError(t, err)
	p.post("after the cut", "unit:a", 5)

	// The cursor is killed.
	p.wire.await(t, "getMore")
	id, ok := p.wire.lastOf("getMore").Lookup("getMore").AsInt64OK()
	require.True(t, ok)
	require.NoError(t, p.writer.heads.Database().RunCommand(t.Context(), bson.D{{Key: "killCursors", Value: "heads"}, {Key: "cursors", Value: bson.A{id}}}).Err())
	p.post("killed", "unit:a", 6)
	p.wire.await(t, "aggregate")

	// History is lost: it polls, and streams again soon.
	p.wire.await(t, "getMore")
	p.fail("getMore", bson.E{Key: "errorCode", Value: 286})
	p.post("lost", "unit:a", 7)
	p.wire.await(t, "find")
	p.post("polled", "unit:a", 8)
	p.wire.await(t, "aggregate")
	_, err = p.wire.lastOf("aggregate").LookupErr("pipeline", "0", "$changeStream", "resumeAfter")
	require.Error(t, err, "a stream that lost its history begins anew")
	p.wire.await(t, "getMore")
	p.post("streamed again", "unit:a", 9)
}

// A deployment that has no streams for us is polled.
func TestWatchWithoutStreams(t *testing.T) {
	p := openPair(t, "HOTLINE_TEST_MONGO_STREAMS", "refused")
	p.fail("aggregate", bson.E{Key: "errorCode", Value: 40573})
	p.watch()
	p.wire.await(t, "find")
	p.post("polled", "unit:a", 1)
	p.wire.await(t, "aggregate")
	p.wire.await(t, "getMore")
	p.post("streamed", "unit:a", 2)
}

// BenchmarkWatch is the way from one server's notice to the other server that
// knows of its frame, without and with change streams.
func BenchmarkWatch(b *testing.B) {
	for _, variable := range []string{"HOTLINE_TEST_MONGO", "HOTLINE_TEST_MONGO_STREAMS"} {
		b.Run(strings.ToLower(strings.TrimPrefix(variable, "HOTLINE_TEST_")), func(b *testing.B) {
			p := openPair(b, variable, fmt.Sprint("bench_", time.Now().UnixNano()))
			p.watch()
			p.post("first", "unit:a", 1)
			p.wire.await(b, map[bool]string{true: "getMore", false: "find"}[strings.HasSuffix(variable, "STREAMS")])
			var took []time.Duration
			for i := int64(2); b.Loop(); i++ {
				start := time.Now()
				p.post(fmt.Sprint(i), "unit:a", i)
				took = append(took, time.Since(start))
				time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond) // at any moment between two looks
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-max")
		})
	}
}
