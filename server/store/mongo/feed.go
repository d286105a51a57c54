package mongo

import (
	"context"
	"encoding/json"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
)

// frame is a notice in a feed. Its id in the database is the notice's key and
// recipient and number are unique too, so that a notice becomes one frame and
// no number is given twice, whoever relays.
type frame struct {
	Key       string `bson:"_id"`
	Recipient string `bson:"recipient"`
	ID        int64  `bson:"id"`
	At        int64  `bson:"at"`
	Doc       string `bson:"doc"`
}

func (f frame) read() (out dispatch.Frame, err error) {
	out.ID = f.ID
	return out, json.Unmarshal([]byte(f.Doc), &out.Notice)
}

// Relay moves pending notices into the feeds, oldest tickets first.
func (s *Store) Relay(ctx context.Context, limit int) ([]dispatch.Frame, error) {
	if limit <= 0 {
		return nil, nil
	}
	cursor, err := s.tickets.Find(ctx, bson.M{"waiting": bson.M{"$gt": 0}}, options.Find().SetLimit(int64(limit)).
		SetSort(bson.D{{Key: "waiting", Value: 1}, {Key: "_id", Value: 1}}).SetProjection(bson.M{"pending": 1}))
	if err != nil {
		return nil, translate(err)
	}
	var waiting []struct {
		Key     int64    `bson:"_id"`
		Pending []string `bson:"pending"`
	}
	if err := cursor.All(ctx, &waiting); err != nil {
		return nil, translate(err)
	}
	var frames []dispatch.Frame
	heads := map[string]int64{}
	taken := make([][]string, len(waiting))
	for i, t := range waiting {
		for _, doc := range t.Pending {
			if len(frames) == limit {
				break
			}
			f, fresh, err := s.move(ctx, doc, heads)
			if err != nil {
				return frames, err
			}
			if taken[i] = append(taken[i], doc); fresh {
				frames = append(frames, f)
			}
		}
	}
	// The heads first: a crash before the notices are off their tickets lets both
	// be done again, so that no frame stays behind its head.
	for to, id := range heads {
		if err := s.head(ctx, to, id); err != nil {
			return frames, err
		}
	}
	for i, t := range waiting {
		if err := s.moved(ctx, t.Key, taken[i]); err != nil {
			return frames, err
		}
	}
	return frames, nil
}

// Post puts notices of no ticket into the feeds at once; hubs find them there.
func (s *Store) Post(ctx context.Context, notices []dispatch.Notice) error {
	heads := map[string]int64{}
	for _, n := range notices {
		n.At = store.Time(store.Milli(n.At))
		doc, err := json.Marshal(n)
		if err != nil {
			return err
		}
		if _, _, err := s.move(ctx, string(doc), heads); err != nil {
			return err
		}
	}
	for to, id := range heads {
		if err := s.head(ctx, to, id); err != nil {
			return err
		}
	}
	return nil
}

// move puts one notice behind the last frame of its recipient; fresh is false
// when it is a frame already.
func (s *Store) move(ctx context.Context, doc string, heads map[string]int64) (out dispatch.Frame, fresh bool, err error) {
	if err := json.Unmarshal([]byte(doc), &out.Notice); err != nil {
		return out, false, err
	}
	to := out.Recipient
	for range tries {
		if _, ok := heads[to]; !ok {
			if heads[to], err = s.last(ctx, to); err != nil {
				return out, false, err
			}
		}
		out.ID = heads[to] + 1
		_, err := s.feeds.InsertOne(ctx, frame{out.Key, to, out.ID, store.Milli(out.At), doc})
		if err == nil {
			heads[to]++
			return out, true, nil
		}
		if !taken(err) {
			return out, false, translate(err)
		}
		if n, err := s.feeds.CountDocuments(ctx, bson.M{"_id": out.Key}); n > 0 || err != nil {
			return out, false, translate(err)
		}
		delete(heads, to) // another server gave this number away
	}
	return out, false, dispatch.Errorf(dispatch.Unavailable, "store_unavailable")
}

// moved takes notices off the ticket.
func (s *Store) moved(ctx context.Context, key int64, docs []string) error {
	if len(docs) > 0 {
		if _, err := s.tickets.UpdateOne(ctx, bson.M{"_id": key}, bson.M{"$pullAll": bson.M{"pending": docs}}); err != nil {
			return translate(err)
		}
	}
	_, err := s.tickets.UpdateOne(ctx, bson.M{"_id": key, "pending": bson.M{"$size": 0}}, bson.M{"$set": bson.M{"waiting": 0}})
	return translate(err)
}

// last is the number of the recipient's last frame: that in the feed, or what
// was noted when all of it was trimmed.
func (s *Store) last(ctx context.Context, recipient string) (int64, error) {
	id, err := s.edge(ctx, recipient, -1)
	if err != nil || id > 0 {
		return id, err
	}
	var h struct {
		ID int64 `bson:"id"`
	}
	if err := s.heads.FindOne(ctx, bson.M{"_id": recipient}).Decode(&h); err != nil && !missing(err) {
		return 0, translate(err)
	}
	return h.ID, nil
}

// edge is the number of the first (1) or last (-1) frame kept, 0 for none.
func (s *Store) edge(ctx context.Context, recipient string, order int) (int64, error) {
	var f struct {
		ID int64 `bson:"id"`
	}
	err := s.feeds.FindOne(ctx, bson.M{"recipient": recipient}, options.FindOne().SetSort(bson.D{{Key: "id", Value: order}}).SetProjection(bson.M{"id": 1})).Decode(&f)
	if missing(err) {
		return 0, nil
	}
	return f.ID, translate(err)
}

// head notes the last number given to a recipient.
func (s *Store) head(ctx context.Context, recipient string, id int64) error {
	return translate(again(func() error {
		_, err := s.heads.UpdateOne(ctx, bson.M{"_id": recipient}, bson.M{"$max": bson.M{"id": id}, "$setOnInsert": bson.M{"acked": int64(0)}}, options.UpdateOne().SetUpsert(true))
		return err
	}))
}

// Feed lists a recipient's frames.
func (s *Store) Feed(ctx context.Context, recipient string, after int64, limit int) ([]dispatch.Frame, error) {
	if limit <= 0 {
		return nil, nil
	}
	return s.frames(ctx, bson.M{"recipient": recipient, "id": bson.M{"$gt": after}}, int64(limit))
}

func (s *Store) frames(ctx context.Context, filter bson.M, limit int64) ([]dispatch.Frame, error) {
	cursor, err := s.feeds.Find(ctx, filter, options.Find().SetSort(bson.D{{Key: "id", Value: 1}}).SetLimit(limit))
	if err != nil {
		return nil, translate(err)
	}
	var found []frame
	if err := cursor.All(ctx, &found); err != nil {
		return nil, translate(err)
	}
	out := make([]dispatch.Frame, len(found))
	for i, f := range found {
		if out[i], err = f.read(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// FeedSpan gives the first kept and the last frame; first is last+1 when all
// frames have been trimmed.
func (s *Store) FeedSpan(ctx context.Context, recipient string) (first, last int64, err error) {
	if last, err = s.last(ctx, recipient); err != nil || last == 0 {
		return 0, last, err
	}
	if first, err = s.edge(ctx, recipient, 1); first == 0 {
		first = last + 1
	}
	return first, last, err
}

// Unacked lists what the recipient has not acknowledged yet.
func (s *Store) Unacked(ctx context.Context, recipient string, id int64) ([]dispatch.Frame, error) {
	var head struct {
		Acked int64 `bson:"acked"`
	}
	if err := s.heads.FindOne(ctx, bson.M{"_id": recipient}).Decode(&head); err != nil && !missing(err) {
		return nil, translate(err)
	}
	return s.frames(ctx, bson.M{"recipient": recipient, "id": bson.M{"$gt": head.Acked, "$lte": id}}, 0)
}

// Ack records how far the recipient is.
func (s *Store) Ack(ctx context.Context, recipient string, id int64) error {
	last, err := s.last(ctx, recipient)
	if id = min(id, last); err != nil || id <= 0 {
		return err
	}
	if err := s.head(ctx, recipient, last); err != nil {
		return err
	}
	_, err = s.heads.UpdateOne(ctx, bson.M{"_id": recipient, "acked": bson.M{"$lt": id}}, bson.M{"$set": bson.M{"acked": id}})
	return translate(err)
}

// TrimFeed drops old frames, after their recipients' last numbers are noted.
func (s *Store) TrimFeed(ctx context.Context, before time.Time) error {
	old := bson.M{"at": bson.M{"$lt": store.Ceil(before)}}
	var recipients []string
	if err := s.feeds.Distinct(ctx, "recipient", old).Decode(&recipients); err != nil {
		return translate(err)
	}
	for _, to := range recipients {
		last, err := s.last(ctx, to)
		if err != nil {
			return err
		}
		if err := s.head(ctx, to, last); err != nil {
			return err
		}
	}
	_, err := s.feeds.DeleteMany(ctx, old)
	return translate(err)
}
