package mongo

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
)

// tries is how often a write that lost against another is made anew.
const tries = 12

// Create numbers and stores a new ticket.
func (s *Store) Create(ctx context.Context, day string, fn func(no string) (dispatch.Write, error)) (dispatch.Ticket, error) {
	for range tries {
		serial, err := s.serials.next(ctx, day, s.NextSerial)
		if err != nil {
			return dispatch.Ticket{}, err
		}
		w, err := fn(dispatch.FormatNo(day, serial))
		if err != nil {
			return dispatch.Ticket{}, err
		}
		c, err := s.encode(dispatch.Ticket{}, w)
		if err != nil {
			return dispatch.Ticket{}, err
		}
		_, err = s.tickets.InsertOne(ctx, c.fresh())
		if err == nil {
			return c.after, nil
		}
		if !taken(err) {
			return dispatch.Ticket{}, translate(err)
		}
		if t, found := s.holder(ctx, c.after); found != nil {
			return t, found
		} // else an import has the number: take the next
	}
	return dispatch.Ticket{}, dispatch.Errorf(dispatch.Unavailable, "store_unavailable")
}

// holder finds the ticket that has the idempotency key or the upstream number
// of t, with the error that says so; nil if there is none.
func (s *Store) holder(ctx context.Context, t dispatch.Ticket) (dispatch.Ticket, error) {
	for _, by := range []struct{ field, value, key string }{{"idem", idemKey(t), "idem_taken"}, {"upstream", upstreamKey(t), "upstream_taken"}} {
		if by.value == "" {
			continue
		}
		other, err := s.find(ctx, bson.M{by.field: by.value})
		switch {
		case err == nil:
			return other, dispatch.Errorf(dispatch.Exists, by.key)
		case !missing(err):
			return dispatch.Ticket{}, translate(err)
		}
	}
	return dispatch.Ticket{}, nil
}

// NextSerial reserves numbers of a day.
func (s *Store) NextSerial(ctx context.Context, day string, n int) (int, error) {
	if err := store.CheckDay(day); err != nil {
		return 0, err
	}
	var got struct {
		N int `bson:"n"`
	}
	err := again(func() error {
		return s.counters.FindOneAndUpdate(ctx, bson.M{"_id": "serial/" + day}, bson.M{"$inc": bson.M{"n": n}},
			options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Decode(&got)
	})
	return got.N - n + 1, translate(err)
}

// again repeats an upsert that met another one of the same new document.
func again(fn func() error) error {
	err := fn()
	if taken(err) {
		err = fn()
	}
	return err
}

// Update changes a ticket if nobody else did meanwhile.
func (s *Store) Update(ctx context.Context, no string, fn func(dispatch.Ticket) (dispatch.Write, error)) (dispatch.Ticket, error) {
	for try := range tries {
		before, err := s.Ticket(ctx, no)
		if err != nil {
			return dispatch.Ticket{}, err
		}
		w, err := fn(before)
		if err != nil || len(w.Events) == 0 {
			return before, err
		}
		c, err := s.encode(before, w)
		if err != nil {
			return before, err
		}
		change := bson.M{"$set": c.set, "$push": bson.M{"events": bson.M{"$each": c.events}, "pending": bson.M{"$each": c.pending}}}
		r, err := s.tickets.UpdateOne(ctx, bson.M{"_id": c.key, "version": before.Version}, change)
		if err != nil {
			return before, translate(err)
		}
		if r.MatchedCount == 1 {
			return c.after, nil
		}
		if err := pause(ctx, try); err != nil {
			return before, err
		}
	}
	return dispatch.Ticket{}, dispatch.Errorf(dispatch.Conflict, "busy")
}

// pause lets those who were faster finish; the more often, the longer.
func pause(ctx context.Context, try int) error {
	timer := time.NewTimer(time.Duration(rand.Int64N(int64(try+1) * int64(4*time.Millisecond))))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return translate(ctx.Err())
	}
}

// Import stores whole histories; what is there already is passed over, so that
// an import that broke off can be repeated.
func (s *Store) Import(ctx context.Context, ws []dispatch.Write) (int, error) {
	var docs []document
	highest := map[string]int{}
	for _, w := range ws {
		w.Notices = nil
		c, err := s.encode(dispatch.Ticket{}, w)
		if err != nil {
			return 0, err
		}
		known, err := s.clash(ctx, c)
		if err != nil {
			return 0, err
		}
		day, serial := store.Split(c.key)
		highest[day] = max(highest[day], serial)
		if !known {
			docs = append(docs, c.fresh())
		}
	}
	for day, n := range highest {
		err := again(func() error {
			_, err := s.counters.UpdateOne(ctx, bson.M{"_id": "serial/" + day}, bson.M{"$max": bson.M{"n": n}}, options.UpdateOne().SetUpsert(true))
			return err
		})
		if err != nil {
			return 0, translate(err)
		}
	}
	stored := 0
	for _, d := range docs {
		_, err := s.tickets.InsertOne(ctx, d)
		if err == nil {
			stored++
		} else if !taken(err) {
			return stored, translate(err)
		}
	}
	return stored, nil
}

// clash tells whether a history is known by its upstream number; it is an error
// when its own number or key belongs to another.
func (s *Store) clash(ctx context.Context, c *change) (known bool, err error) {
	if u := upstreamKey(c.after); u != "" {
		if _, err := s.find(ctx, bson.M{"upstream": u}); !missing(err) {
			return true, translate(err)
		}
	}
	claims := map[string]bson.M{"number_taken": {"_id": c.key}}
	if key := idemKey(c.after); key != "" { // a server without indexes would look through every ticket
		claims["idem_taken"] = bson.M{"idem": key}
	}
	for key, filter := range claims {
		if _, err := s.find(ctx, filter); !missing(err) {
			return false, errors.Join(dispatch.Errorf(dispatch.Exists, key, c.after.No), translate(err))
		}
	}
	return false, nil
}

// find reads one ticket; the error is the driver's.
func (s *Store) find(ctx context.Context, filter bson.M) (t dispatch.Ticket, err error) {
	var d struct {
		Doc string `bson:"doc"`
	}
	if err := s.tickets.FindOne(ctx, filter, options.FindOne().SetProjection(bson.M{"doc": 1})).Decode(&d); err != nil {
		return t, err
	}
	return t, json.Unmarshal([]byte(d.Doc), &t)
}

// Ticket reads one ticket.
func (s *Store) Ticket(ctx context.Context, no string) (dispatch.Ticket, error) {
	key, err := store.Key(no)
	if err != nil {
		return dispatch.Ticket{}, err
	}
	t, err := s.find(ctx, bson.M{"_id": key})
	return t, known(err, no)
}

// known names the ticket that is not there.
func known(err error, no string) error {
	if missing(err) {
		return dispatch.Errorf(dispatch.NotFound, "ticket_unknown", no)
	}
	return translate(err)
}

// Events reads the history of a ticket.
func (s *Store) Events(ctx context.Context, no string) ([]dispatch.Event, error) {
	key, err := store.Key(no)
	if err != nil {
		return nil, err
	}
	var d struct {
		Events []string `bson:"events"`
	}
	if err := s.tickets.FindOne(ctx, bson.M{"_id": key}, options.FindOne().SetProjection(bson.M{"events": 1})).Decode(&d); err != nil {
		return nil, known(err, no)
	}
	events := make([]dispatch.Event, len(d.Events))
	for i, doc := range d.Events {
		if err := json.Unmarshal([]byte(doc), &events[i]); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// Due lists tickets whose next step is due.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]string, error) {
	if limit <= 0 {
		return nil, nil
	}
	cursor, err := s.tickets.Find(ctx, bson.M{"next": bson.M{"$gt": 0, "$lte": now.UnixMilli()}},
		options.Find().SetSort(bson.D{{Key: "next", Value: 1}, {Key: "_id", Value: 1}}).SetLimit(int64(limit)).SetProjection(bson.M{"_id": 1}))
	if err != nil {
		return nil, translate(err)
	}
	var found []struct {
		Key int64 `bson:"_id"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, translate(err)
	}
	nos := make([]string, len(found))
	for i, f := range found {
		nos[i] = store.No(f.Key)
	}
	return nos, nil
}
