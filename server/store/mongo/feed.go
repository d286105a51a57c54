package mongo

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
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

// last is the number of the recipient's last frame: that in the feed, or what
// was noted when all of it was trimmed.
func (s *Store) last(ctx context.Context, in *driver.Collection, recipient string) (int64, error) {
	id, err := edge(ctx, in, recipient, -1)
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
func edge(ctx context.Context, in *driver.Collection, recipient string, order int) (int64, error) {
	var f struct {
		ID int64 `bson:"id"`
	}
	err := in.FindOne(ctx, bson.M{"recipient": recipient}, options.FindOne().SetSort(bson.D{{Key: "id", Value: order}}).SetProjection(bson.M{"id": 1})).Decode(&f)
	if missing(err) {
		return 0, nil
	}
	return f.ID, translate(err)
}

// pulse is the head of no recipient: its n grows with every relay, so that
// polling servers see by one small document whether anything came.
const pulse = "pulse"

// note notes the last numbers given to recipients; told moves the pulse too,
// behind them, so that who sees it move finds them.
func (s *Store) note(ctx context.Context, heads map[string]int64, told bool) error {
	var writes []driver.WriteModel
	var blank []any
	for _, to := range slices.Sorted(maps.Keys(heads)) {
		writes = append(writes, driver.NewUpdateOneModel().SetFilter(bson.M{"_id": to}).SetUpdate(bson.M{"$max": bson.M{"id": heads[to]}}))
		blank = append(blank, bson.M{"_id": to, "id": int64(0), "acked": int64(0)})
	}
	if told {
		writes = append(writes, driver.NewUpdateOneModel().SetFilter(bson.M{"_id": pulse}).SetUpdate(bson.M{"$inc": bson.M{"n": int64(1)}}))
		blank = append(blank, bson.M{"_id": pulse, "n": int64(0)})
	}
	return writeAll(ctx, s.heads, writes, blank)
}

// writeAll changes documents in one command, by writes that do nothing the
// second time or may be done twice. Where one of them finds nothing to change,
// the documents that are missing are made, blank, and it is done again.
func writeAll(ctx context.Context, in *driver.Collection, writes []driver.WriteModel, blank []any) error {
	if len(writes) == 0 {
		return nil
	}
	done, err := in.BulkWrite(ctx, writes)
	if err != nil || done.MatchedCount == int64(len(writes)) {
		return translate(err)
	}
	_, err = in.InsertMany(ctx, blank, options.InsertMany().SetOrdered(false))
	var failed driver.BulkWriteException
	if errors.As(err, &failed) && failed.WriteConcernError == nil && !slices.ContainsFunc(failed.WriteErrors, func(e driver.BulkWriteError) bool { return !taken(e.WriteError) }) {
		err = nil // those that were there
	}
	if err == nil {
		_, err = in.BulkWrite(ctx, writes)
	}
	return translate(err)
}

// noted are the last numbers as noted, which may be behind the feeds.
func (s *Store) noted(ctx context.Context, filter bson.M) (map[string]int64, error) {
	cursor, err := s.heads.Find(ctx, filter, options.Find().SetProjection(bson.M{"id": 1}))
	if err != nil {
		return nil, translate(err)
	}
	var found []struct {
		Recipient string `bson:"_id"`
		ID        int64  `bson:"id"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, translate(err)
	}
	heads := map[string]int64{}
	for _, h := range found {
		if h.Recipient != pulse {
			heads[h.Recipient] = h.ID
		}
	}
	return heads, nil
}

// Feed lists a recipient's frames. It reads what a majority of the replica set
// has: a frame that the others lack could vanish with the primary after consoles
// were shown it, and its number would then be given to another.
func (s *Store) Feed(ctx context.Context, recipient string, after int64, limit int) ([]dispatch.Frame, error) {
	if limit <= 0 {
		return nil, nil
	}
	return s.frames(ctx, bson.M{"recipient": recipient, "id": bson.M{"$gt": after}}, int64(limit))
}

func (s *Store) frames(ctx context.Context, filter bson.M, limit int64) ([]dispatch.Frame, error) {
	cursor, err := s.shown.Find(ctx, filter, options.Find().SetSort(bson.D{{Key: "id", Value: 1}}).SetLimit(limit))
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
	if last, err = s.last(ctx, s.shown, recipient); err != nil || last == 0 {
		return 0, last, err
	}
	if first, err = edge(ctx, s.shown, recipient, 1); first == 0 {
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
	last, err := s.last(ctx, s.feeds, recipient)
	if id = min(id, last); err != nil || id <= 0 {
		return err
	}
	if err := s.note(ctx, map[string]int64{recipient: last}, false); err != nil {
		return err
	}
	_, err = s.heads.UpdateOne(ctx, bson.M{"_id": recipient, "acked": bson.M{"$lt": id}}, bson.M{"$set": bson.M{"acked": id}})
	return translate(err)
}

// TrimFeed drops old frames, after their recipients' last numbers are noted.
func (s *Store) TrimFeed(ctx context.Context, before time.Time) (int, error) {
	old := bson.M{"at": bson.M{"$lt": store.Ceil(before)}}
	var recipients []string
	if err := s.feeds.Distinct(ctx, "recipient", old).Decode(&recipients); err != nil {
		return 0, translate(err)
	}
	heads := map[string]int64{}
	for _, to := range recipients {
		last, err := s.last(ctx, s.feeds, to)
		if err != nil {
			return 0, err
		}
		heads[to] = last
	}
	if err := s.note(ctx, heads, false); err != nil {
		return 0, err
	}
	gone, err := s.feeds.DeleteMany(ctx, old)
	if err != nil {
		return 0, translate(err)
	}
	return int(gone.DeletedCount), nil
}
