package mongo

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"hotline/dispatch"
	"hotline/server/store/storetest"
)

// stopped opens an empty store whose tickets have neither been counted nor
// relayed: what a server leaves that stops right after its writes.
func stopped(t *testing.T) *Store {
	server := os.Getenv("HOTLINE_TEST_MONGO")
	if server == "" {
		t.Skip("HOTLINE_TEST_MONGO names no server; see deploy/testmongo")
	}
	u, err := url.Parse(server)
	require.NoError(t, err)
	u.Path = "/hotline_test_crash"
	s, err := Open(t.Context(), u.String(), Options{})
	require.NoError(t, err)
	drop := func() { require.NoError(t, s.tickets.Database().Drop(context.Background())) }
	drop()
	_, err = s.checkSchema(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.index(t.Context()))
	t.Cleanup(func() { drop(); require.NoError(t, s.Close()) })
	storetest.Fill(t, s, 2, 3, func(string) {})
	return s
}

// TestCountAfterCrash stops counting after each of its steps.
func TestCountAfterCrash(t *testing.T) {
	s := stopped(t)
	ctx := t.Context()
	for name, crash := range map[string]func(l ledger){
		"after the ledger": func(ledger) {},
		"after a counter": func(l ledger) {
			var b batch
			require.NoError(t, json.Unmarshal([]byte(l.Batch), &b))
			for name, n := range b.Deltas {
				_, err := s.counters.UpdateOne(ctx, bson.M{"_id": "count/" + name}, bson.M{"$inc": bson.M{"n": n}, "$set": bson.M{"rev": l.Rev}})
				require.NoError(t, err)
				break
			}
		},
		"after everything": func(l ledger) {
			require.NoError(t, s.book(ctx, l))
			_, err := s.counters.UpdateOne(ctx, bson.M{"_id": "ledger"}, bson.M{"$set": bson.M{"batch": l.Batch}})
			require.NoError(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, s.count(ctx))
			storetest.Fill(t, s, 2, 1, func(string) {})
			var l ledger
			require.NoError(t, s.counters.FindOne(ctx, bson.M{"_id": "ledger"}).Decode(&l))
			next, err := s.nextBatch(ctx)
			require.NoError(t, err)
			require.NoError(t, s.publish(ctx, l.Rev, next))
			require.NoError(t, s.counters.FindOne(ctx, bson.M{"_id": "ledger"}).Decode(&l))
			require.NotEmpty(t, l.Batch)
			crash(l)
			storetest.Fill(t, s, 1, 1, func(string) {}) // tickets move on meanwhile
			storetest.Audit(t, s)
			require.NoError(t, s.book(ctx, l), "a server that was held up comes last")
			storetest.Audit(t, s)
		})
	}
}

// TestRelayAfterCrash stops relaying after a frame is written and before the
// ticket knows, and before the recipient's last number is noted.
func TestRelayAfterCrash(t *testing.T) {
	s := stopped(t)
	for range 3 {
		storetest.Fill(t, s, 1, 1, func(string) {})
		var d document
		require.NoError(t, s.tickets.FindOne(t.Context(), bson.M{"pending": bson.M{"$ne": bson.A{}}}).Decode(&d))
		frames, err := framesOf(d.Pending[:1])
		require.NoError(t, err)
		heads, err := s.noted(t.Context(), bson.M{})
		require.NoError(t, err)
		n, err := s.insert(t.Context(), frames, heads)
		require.NoError(t, err)
		require.Equal(t, 1, n)
		fresh, err := s.enter(t.Context(), d.Pending[:1])
		require.NoError(t, err)
		require.Empty(t, fresh, "once only")
	}
	storetest.Audit(t, s)
}

func TestErrorsOfTheDriver(t *testing.T) {
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(translate(errors.New("no server"))))
	require.NoError(t, translate(nil))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Open(ctx, "mongodb://127.0.0.1:1/", Options{})
	require.Error(t, err)
	_, err = Open(t.Context(), "http://127.0.0.1", Options{})
	require.Error(t, err)
}

// TestConsolesAreShownWhatStays checks that feeds are read for consoles as a
// majority of the replica set has them. Without that a console could be shown a
// frame that goes with its primary, be at its number, and miss the other frame
// that gets it from the next one.
func TestConsolesAreShownWhatStays(t *testing.T) {
	p := openPair(t, "HOTLINE_TEST_MONGO", "stays")
	s, ctx := p.watcher, t.Context()
	require.NoError(t, s.Post(ctx, []dispatch.Notice{{Key: "a", Recipient: "unit:a", At: time.Now()}}))
	for what, read := range map[string]func() error{
		"feed":    func() error { _, err := s.Feed(ctx, "unit:a", 0, 10); return err },
		"span":    func() error { _, _, err := s.FeedSpan(ctx, "unit:a"); return err },
		"unacked": func() error { _, err := s.Unacked(ctx, "unit:a", 1); return err },
	} {
		require.NoError(t, read())
		sent := p.wire.lastOf("find")
		require.Equal(t, "feeds", sent.Lookup("find").StringValue(), what)
		require.Equal(t, "majority", sent.Lookup("readConcern", "level").StringValue(), what)
	}
}
