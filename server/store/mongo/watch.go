package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
)

const (
	// lookEvery is how often the pulse is read where there are no change streams.
	lookEvery = 100 * time.Millisecond
	// After a change stream failed, the next is opened soon, and less and less so.
	streamSoon, streamLate = time.Second, time.Minute
)

var _ dispatch.Watcher = (*Store)(nil)

// watch tells one listener of the feeds that grow.
type watch struct {
	store *Store
	fn    func(map[string]int64)
	told  map[string]int64
}

// Watch tells of feeds that have grown: by a change stream of the heads where
// the deployment is a replica set or sharded, by polling the pulse where it is
// not, and while a stream cannot be had. What it tells is a state, not a log: a
// stream that broke off or lost its history is opened anew, and a look at all
// heads makes good what was missed between.
func (s *Store) Watch(ctx context.Context, fn func(last map[string]int64)) error {
	w := &watch{store: s, fn: fn, told: map[string]int64{}}
	pause := streamSoon
	for ctx.Err() == nil {
		if streams, err := s.hasStreams(ctx); err == nil && !streams {
			pause = streamLate
		} else if streams && w.stream(ctx) {
			pause = streamSoon
		}
		w.poll(ctx, pause)
		pause = min(2*pause, streamLate)
	}
	return nil
}

// hasStreams tells whether the deployment keeps the log that change streams read.
func (s *Store) hasStreams(ctx context.Context) (bool, error) {
	var hello struct {
		Set string `bson:"setName"`
		Msg string `bson:"msg"`
	}
	err := s.client.Database("admin").RunCommand(ctx, bson.M{"hello": 1}).Decode(&hello)
	return hello.Set != "" || hello.Msg == "isdbgrid", err
}

// growth is an event of a head.
type growth struct {
	Head struct {
		Recipient string `bson:"_id"`
	} `bson:"documentKey"`
	New struct {
		ID int64 `bson:"id"`
	} `bson:"fullDocument"`
	Update struct {
		Fields struct {
			ID int64 `bson:"id"`
		} `bson:"updatedFields"`
	} `bson:"updateDescription"`
}

// grown leaves out what consoles acknowledge, and the pulse.
var grown = driver.Pipeline{{{Key: "$match", Value: bson.D{
	{Key: "documentKey._id", Value: bson.M{"$ne": pulse}},
	{Key: "updateDescription.updatedFields.acked", Value: bson.M{"$exists": false}},
}}}}

// stream tells what a change stream says until it fails; it says whether there
// was one. Cuts, elections and lost cursors do not end it: the driver goes on
// behind its resume token.
func (w *watch) stream(ctx context.Context) bool {
	events, err := w.store.heads.Watch(ctx, grown)
	if err != nil {
		return false
	}
	defer func() { _ = events.Close(context.WithoutCancel(ctx)) }()
	if w.look(ctx) != nil { // what came before the stream began
		return true
	}
	last := map[string]int64{}
	for events.Next(ctx) {
		var g growth
		if events.Decode(&g) != nil {
			return true
		}
		last[g.Head.Recipient] = max(last[g.Head.Recipient], g.New.ID, g.Update.Fields.ID)
		if events.RemainingBatchLength() == 0 {
			w.tell(last)
			clear(last)
		}
	}
	return true
}

// poll looks at the pulse, and at the heads whenever it has moved, for a while.
func (w *watch) poll(ctx context.Context, while time.Duration) {
	ticker, end := time.NewTicker(lookEvery), time.NewTimer(while)
	defer ticker.Stop()
	defer end.Stop()
	seen := int64(-1)
	for {
		n, err := w.store.pulse(ctx)
		if err == nil && n != seen && w.look(ctx) == nil {
			seen = n
		}
		select {
		case <-ctx.Done():
			return
		case <-end.C:
			return
		case <-ticker.C:
		}
	}
}

func (s *Store) pulse(ctx context.Context) (int64, error) {
	var p struct {
		N int64 `bson:"n"`
	}
	err := s.heads.FindOne(ctx, bson.M{"_id": pulse}, options.FindOne().SetProjection(bson.M{"n": 1})).Decode(&p)
	if missing(err) {
		err = nil
	}
	return p.N, translate(err)
}

// look reads all heads.
func (w *watch) look(ctx context.Context) error {
	heads, err := w.store.noted(ctx, bson.M{})
	if err == nil {
		w.tell(heads)
	}
	return err
}

// tell passes on what is news.
func (w *watch) tell(last map[string]int64) {
	news := map[string]int64{}
	for to, id := range last {
		if id > w.told[to] {
			news[to], w.told[to] = id, id
		}
	}
	if len(news) > 0 {
		w.fn(news)
	}
}
