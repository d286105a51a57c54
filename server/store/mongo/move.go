package mongo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
)

var _ store.Mover = (*Store)(nil)

// serial is the counter of a day.
type serial struct {
	ID string `bson:"_id"`
	N  int    `bson:"n"`
}

const serialPrefix = "serial/"

// Pieces lists what is stored.
func (s *Store) Pieces(ctx context.Context, section store.Section, after string, limit int) ([]store.Piece, error) {
	switch section {
	case store.SectionTickets:
		return pieces(ctx, s.tickets, bson.M{"_id": bson.M{"$gt": store.TicketAfter(after)}}, limit,
			func(d moved) store.Piece {
				return store.MovedTicket{No: d.Key, Doc: d.Doc, Events: d.Events, Person: d.Person}
			},
			[]string{"_id"}, "doc", "events", "person")
	case store.SectionSerials:
		return pieces(ctx, s.counters, bson.M{"_id": bson.M{"$gt": serialPrefix + after, "$lt": "serial0"}}, limit, func(d serial) store.Piece {
			return store.MovedSerial{Day: strings.TrimPrefix(d.ID, serialPrefix), N: d.N}
		}, []string{"_id"})
	case store.SectionFrames:
		to, id := store.FrameAfter(after)
		return pieces(ctx, s.feeds, bson.M{"$or": bson.A{bson.M{"recipient": bson.M{"$gt": to}}, bson.M{"recipient": to, "id": bson.M{"$gt": id}}}}, limit,
			func(f frame) store.Piece {
				return store.MovedFrame{Recipient: f.Recipient, ID: f.ID, At: f.At, Doc: f.Doc}
			},
			[]string{"recipient", "id"})
	case store.SectionHeads:
		return s.movedHeads(ctx, after, limit)
	case store.SectionDeliveries:
		return pieces(ctx, s.deliveries, bson.M{"_id": bson.M{"$gt": after}}, limit, func(d delivery) store.Piece {
			return store.MovedDelivery{ID: d.ID, Doc: d.Doc}
		}, []string{"_id"})
	case store.SectionRecords:
		filter := append(s.moving(), bson.E{Key: "_id", Value: bson.M{"$gt": after}})
		return pieces(ctx, s.records, filter, limit, func(r record) store.Piece {
			return store.MovedRecord{Kind: r.Kind, ID: r.ID, Version: r.Version, Body: string(r.Body), At: r.At, Expires: r.Expires}
		}, []string{"_id"})
	}
	return nil, fmt.Errorf("mongo: no section %q", section)
}

// moved is the part of a ticket's document that is moved.
type moved struct {
	Key    int64    `bson:"_id"`
	Doc    string   `bson:"doc"`
	Events []string `bson:"events"`
	Person string   `bson:"person"`
}

// moving is the condition of the records that are moved.
func (s *Store) moving() bson.D {
	return s.live(bson.D{{Key: "kind", Value: bson.M{"$nin": store.Staying()}}})
}

// pieces reads one page of a collection.
func pieces[D any](ctx context.Context, from *driver.Collection, filter any, limit int, read func(D) store.Piece, sort []string, fields ...string) ([]store.Piece, error) {
	o := options.Find().SetSort(bson.D(on(sort...))).SetLimit(int64(limit))
	if len(fields) > 0 {
		projection := bson.M{}
		for _, f := range fields {
			projection[f] = 1
		}
		o.SetProjection(projection)
	}
	cursor, err := from.Find(ctx, filter, o)
	if err != nil {
		return nil, translate(err)
	}
	var found []D
	if err := cursor.All(ctx, &found); err != nil {
		return nil, translate(err)
	}
	out := make([]store.Piece, len(found))
	for i, d := range found {
		out[i] = read(d)
	}
	return out, nil
}

// recipients are all who have a feed; the head of one is written after its
// frames, so a crash may have left a feed without.
func (s *Store) recipients(ctx context.Context) (map[string]int64, error) {
	cursor, err := s.heads.Find(ctx, bson.M{"_id": bson.M{"$ne": pulse}})
	if err != nil {
		return nil, translate(err)
	}
	var heads []struct {
		Recipient string `bson:"_id"`
		Acked     int64  `bson:"acked"`
	}
	if err := cursor.All(ctx, &heads); err != nil {
		return nil, translate(err)
	}
	var fed []string
	if err := s.feeds.Distinct(ctx, "recipient", bson.M{}).Decode(&fed); err != nil {
		return nil, translate(err)
	}
	acked := make(map[string]int64, len(fed))
	for _, to := range fed {
		acked[to] = 0
	}
	for _, h := range heads {
		acked[h.Recipient] = h.Acked
	}
	return acked, nil
}

func (s *Store) movedHeads(ctx context.Context, after string, limit int) ([]store.Piece, error) {
	acked, err := s.recipients(ctx)
	if err != nil {
		return nil, err
	}
	var out []store.Piece
	for _, to := range slices.Sorted(maps.Keys(acked)) {
		if to <= after || len(out) == limit {
			continue
		}
		last, err := s.last(ctx, s.feeds, to)
		if err != nil {
			return nil, err
		}
		out = append(out, store.MovedHead{Recipient: to, ID: last, Acked: acked[to]})
	}
	return out, nil
}

// PutPieces stores what another store held, in one call to the database.
func (s *Store) PutPieces(ctx context.Context, section store.Section, pieces []store.Piece) error {
	var into *driver.Collection
	var writes []driver.WriteModel
	put := func(c *driver.Collection, id any, update bson.M) {
		into = c
		writes = append(writes, driver.NewUpdateOneModel().SetFilter(bson.M{"_id": id}).SetUpdate(update).SetUpsert(true))
	}
	for _, p := range pieces {
		switch p := p.(type) {
		case store.MovedTicket:
			update, err := s.ticketUpdate(p)
			if err != nil {
				return err
			}
			put(s.tickets, p.No, update)
		case store.MovedSerial:
			put(s.counters, serialPrefix+p.Day, bson.M{"$set": bson.M{"n": p.N}})
		case store.MovedFrame:
			n, err := frame{ID: p.ID, Doc: p.Doc}.read()
			if err != nil {
				return err
			}
			put(s.feeds, n.Key, bson.M{"$set": bson.M{"recipient": p.Recipient, "id": p.ID, "at": p.At, "doc": p.Doc}})
		case store.MovedHead:
			put(s.heads, p.Recipient, bson.M{"$set": bson.M{"id": p.ID, "acked": p.Acked}})
		case store.MovedDelivery:
			d, err := store.ReadDelivery([]byte(p.Doc))
			if err != nil {
				return err
			}
			doc, err := deliveryOf(d)
			if err != nil {
				return err
			}
			doc.Doc = p.Doc
			into = s.deliveries
			writes = append(writes, driver.NewReplaceOneModel().SetFilter(bson.M{"_id": d.ID}).SetReplacement(doc).SetUpsert(true))
		case store.MovedRecord:
			put(s.records, p.Key(), bson.M{"$set": bson.M{"kind": p.Kind, "id": p.ID, "version": p.Version, "body": []byte(p.Body), "at": p.At, "expires": p.Expires}})
		}
	}
	if len(writes) == 0 {
		return nil
	}
	if _, err := into.BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(false)); err != nil {
		return translate(fmt.Errorf("%s: %w", section, err))
	}
	return nil
}

// ticketUpdate writes a ticket as it came. What the counters know it by is left
// alone where it is stored already: it is counted anew from there.
func (s *Store) ticketUpdate(p store.MovedTicket) (bson.M, error) {
	t, err := p.Opened()
	if err != nil {
		return nil, err
	}
	set, err := variableOf(dispatch.Write{Ticket: t}, s.now(), false)
	if err != nil {
		return nil, err
	}
	set.Doc = p.Doc
	doc, err := bson.Marshal((&change{key: p.No, after: t, set: set, events: p.Events, pending: []string{}}).fresh())
	if err != nil {
		return nil, err
	}
	var fields bson.M
	if err := bson.Unmarshal(doc, &fields); err != nil {
		return nil, err
	}
	for _, name := range []string{"_id", "counted", "count_rev"} {
		delete(fields, name)
	}
	update := bson.M{"$set": fields, "$setOnInsert": bson.M{"counted": bson.A{}, "count_rev": 0}}
	if p.Person != "" {
		fields["person"] = p.Person
	} else {
		update["$unset"] = bson.M{"person": ""}
	}
	return update, nil
}

// DropPieces removes frames and records that the source has not any more.
func (s *Store) DropPieces(ctx context.Context, section store.Section, pieces []store.Piece) error {
	for _, p := range pieces {
		var err error
		switch p := p.(type) {
		case store.MovedFrame:
			_, err = s.feeds.DeleteOne(ctx, bson.M{"recipient": p.Recipient, "id": p.ID})
		case store.MovedDelivery:
			_, err = s.deliveries.DeleteOne(ctx, bson.M{"_id": p.ID})
		case store.MovedRecord:
			_, err = s.records.DeleteOne(ctx, bson.M{"_id": p.Key()})
		default:
			err = store.Undroppable(section, p)
		}
		if err != nil {
			return translate(err)
		}
	}
	return nil
}

// Sizes counts the documents.
func (s *Store) Sizes(ctx context.Context) (map[store.Section]int, error) {
	out := map[store.Section]int{}
	for _, c := range []struct {
		section store.Section
		in      *driver.Collection
		filter  any
	}{
		{store.SectionTickets, s.tickets, bson.M{}},
		{store.SectionSerials, s.counters, bson.M{"_id": bson.M{"$gt": serialPrefix, "$lt": "serial0"}}},
		{store.SectionFrames, s.feeds, bson.M{}},
		{store.SectionDeliveries, s.deliveries, bson.M{}},
		{store.SectionRecords, s.records, s.moving()},
	} {
		n, err := c.in.CountDocuments(ctx, c.filter)
		if err != nil {
			return nil, translate(err)
		}
		out[c.section] = int(n)
	}
	acked, err := s.recipients(ctx)
	out[store.SectionHeads] = len(acked)
	return out, err
}

// settledAtOnce is how many frames Settle makes at a time.
const settledAtOnce = 500

// Settle relays what waits on the tickets. Servers at work find the frames in
// the feeds, as they find those of each other.
func (s *Store) Settle(ctx context.Context) error {
	for {
		frames, err := s.Relay(ctx, settledAtOnce)
		if err != nil || len(frames) == 0 {
			return err
		}
	}
}
