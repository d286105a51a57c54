package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"hotline/dispatch"
	"hotline/server/store"
)

// schema is the version of what this program stores; documents of a newer one
// are refused.
const schema = 3

// Store is a dispatch.Store in a MongoDB database.
type Store struct {
	now    func() time.Time
	keys   *store.Keyring
	client *driver.Client
	close  func() error

	tickets  *driver.Collection
	feeds    *driver.Collection
	shown    *driver.Collection // the feeds as consoles are shown them: what no failover takes back
	heads    *driver.Collection
	counters *driver.Collection // counters, serials and the ledger
	records  *driver.Collection

	deliveries *driver.Collection // messages over other channels

	pool    *pool
	serials serials
	stop    context.CancelFunc
	marking sync.WaitGroup
}

var _ dispatch.Store = (*Store)(nil)

// Options are what Open is told.
type Options struct {
	// Now is the clock by which records expire; nil is the real one.
	Now func() time.Time
	// Keys seal who called; without any, persons are stored as they are.
	Keys *store.Keyring
	// Meter is told of every command.
	Meter store.Meter
	// spy is shown every command instead.
	spy *event.CommandMonitor
}

// Open connects to the database the DSN names (hotline if it names none) and
// makes the indexes.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	cs, err := connstring.ParseAndValidate(dsn)
	if err != nil {
		return nil, fmt.Errorf("mongo: %w", err)
	}
	name := cs.Database
	if name == "" {
		name = "hotline"
	}
	acknowledged := writeconcern.Majority()
	journal := true
	acknowledged.Journal = &journal
	connections := &pool{}
	seen := monitor(o.Meter)
	if o.spy != nil {
		seen = o.spy
	}
	client, err := driver.Connect(options.Client().ApplyURI(dsn).SetWriteConcern(acknowledged).SetAppName("hotline").
		SetMonitor(seen).SetPoolMonitor(connections.monitor()))
	if err != nil {
		return nil, fmt.Errorf("mongo: %w", err)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	db := client.Database(name)
	s := &Store{now: o.Now, keys: o.Keys, pool: connections, client: client, tickets: db.Collection("tickets"), feeds: db.Collection("feeds"),
		shown: db.Collection("feeds", options.Collection().SetReadConcern(readconcern.Majority())),
		heads: db.Collection("heads"), counters: db.Collection("counters"), records: db.Collection("records"), deliveries: db.Collection("deliveries")}
	s.close = sync.OnceValue(func() error { return client.Disconnect(context.Background()) })
	older, err := s.checkSchema(ctx)
	if err := errors.Join(err, s.index(ctx), s.probe(ctx)); err != nil {
		return nil, errors.Join(fmt.Errorf("mongo: %w", err), s.Close())
	}
	if older { // its tickets are found by the indexes, which an older program did not make
		background, stop := context.WithCancel(context.Background())
		s.stop = stop
		s.marking.Go(func() { s.fillOld(background, filledAtOnce) })
	}
	return s, nil
}

// checkSchema records the version of the data, refuses a newer one, and tells
// whether an older program wrote it, whose tickets have no marks or accounts.
func (s *Store) checkSchema(ctx context.Context) (older bool, err error) {
	var got struct {
		N int `bson:"n"`
	}
	_, err = s.counters.InsertOne(ctx, bson.M{"_id": "schema", "n": schema})
	if !taken(err) {
		return false, err
	}
	if err := s.counters.FindOne(ctx, bson.M{"_id": "schema"}).Decode(&got); err != nil {
		return false, err
	}
	if got.N > schema {
		return false, fmt.Errorf("the database has schema %d, this program knows %d: it was written by a newer version", got.N, schema)
	}
	return got.N < schema, nil
}

// index makes the indexes that are missing.
func (s *Store) index(ctx context.Context) error {
	for _, c := range []struct {
		in      *driver.Collection
		indexes []driver.IndexModel
	}{
		{s.tickets, []driver.IndexModel{
			on("upstream").unique(), on("idem").unique(), on("queues", "sort", "_id").many(), on("units", "-_id").many(), on("terms", "-_id").many(),
			on("marks", "-_id").many(),
			on("state", "-_id").many(), on("phone", "-_id").many(), on("parent", "-_id").many(), on("next").many(),
			on("waiting").many(), on("dirty").many(), on("until").many(),
		}},
		{s.feeds, []driver.IndexModel{on("recipient", "id").unique(), on("at").many()}},
		{s.records, []driver.IndexModel{on("kind", "id").many(), on("expires").many()}},
		{s.deliveries, []driver.IndexModel{on("state", "due").many(), on("lane", "state").many(), on("state", "kind", "_id").many(),
			on("channel", "state", "_id").many(), on("recipient", "_id").many(), on("no", "_id").many(), on("group").many()}},
	} {
		if err := ensure(ctx, c.in.Indexes(), c.indexes); err != nil {
			return err
		}
	}
	return nil
}

// keys are the fields of an index; one with a minus before it goes down.
type keys bson.D

func on(fields ...string) keys {
	var k keys
	for _, f := range fields {
		if down, ok := strings.CutPrefix(f, "-"); ok {
			k = append(k, bson.E{Key: down, Value: -1})
		} else {
			k = append(k, bson.E{Key: f, Value: 1})
		}
	}
	return k
}

func (k keys) many() driver.IndexModel { return k.model(options.Index()) }

func (k keys) unique() driver.IndexModel { return k.model(options.Index().SetUnique(true)) }

func (k keys) model(o *options.IndexOptionsBuilder) driver.IndexModel {
	return driver.IndexModel{Keys: bson.D(k), Options: o.SetName(k.name())}
}

func (k keys) name() string {
	var b strings.Builder
	for _, e := range k {
		fmt.Fprintf(&b, "%s_%d_", e.Key, e.Value)
	}
	return strings.TrimSuffix(b.String(), "_")
}

// ensure creates what is not there; asking again for an index that exists is
// harmless for MongoDB but not for everything that speaks its protocol.
func ensure(ctx context.Context, view driver.IndexView, wanted []driver.IndexModel) error {
	have, err := view.ListSpecifications(ctx)
	if err != nil {
		return err
	}
	var missing []driver.IndexModel
	for _, m := range wanted {
		name := keys(m.Keys.(bson.D)).name()
		if !slices.ContainsFunc(have, func(s driver.IndexSpecification) bool { return s.Name == name }) {
			missing = append(missing, m)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = view.CreateMany(ctx, missing)
	return err
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return translate(s.client.Ping(ctx, nil)) }

// Close ends the connections.
func (s *Store) Close() error {
	if s.stop != nil {
		s.stop()
	}
	s.marking.Wait()
	return s.close()
}
