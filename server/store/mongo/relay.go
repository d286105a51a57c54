package mongo

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
)

// outgoing is a ticket with notices that are no frames yet.
type outgoing struct {
	Key     int64    `bson:"_id"`
	Pending []string `bson:"pending"`
}

// Relay moves pending notices into the feeds, oldest tickets first. Whatever
// their number, that takes five commands: the tickets, the heads of the feeds,
// the frames, the heads again, the tickets again. Each step done twice, by a
// server that took over or at the same time, changes nothing.
func (s *Store) Relay(ctx context.Context, limit int) ([]dispatch.Frame, error) {
	if limit <= 0 {
		return nil, nil
	}
	cursor, err := s.tickets.Find(ctx, bson.M{"waiting": bson.M{"$gt": 0}}, options.Find().SetLimit(int64(limit)).
		SetSort(bson.D{{Key: "waiting", Value: 1}, {Key: "_id", Value: 1}}).SetProjection(bson.M{"pending": 1}))
	if err != nil {
		return nil, translate(err)
	}
	var tickets []outgoing
	if err := cursor.All(ctx, &tickets); err != nil {
		return nil, translate(err)
	}
	var docs []string
	for i, t := range tickets {
		tickets[i].Pending = list(t.Pending[:min(len(t.Pending), limit-len(docs))])
		docs = append(docs, tickets[i].Pending...)
	}
	frames, err := s.enter(ctx, docs)
	if err != nil {
		return frames, err
	}
	return frames, s.moved(ctx, tickets)
}

// Post puts notices of no ticket into the feeds at once; hubs find them there.
func (s *Store) Post(ctx context.Context, notices []dispatch.Notice) error {
	var docs []string
	for _, n := range notices {
		n.At = store.Time(store.Milli(n.At))
		doc, err := json.Marshal(n)
		if err != nil {
			return err
		}
		docs = append(docs, string(doc))
	}
	_, err := s.enter(ctx, docs)
	return err
}

// enter puts notices behind the last frames of their recipients and gives those
// that were none before. Frames go in one by one in order, so that no feed ever
// has a gap: one that meets another frame stops those behind it.
func (s *Store) enter(ctx context.Context, docs []string) (out []dispatch.Frame, err error) {
	rest, err := framesOf(docs)
	if err != nil || len(rest) == 0 {
		return nil, err
	}
	heads, err := s.noted(ctx, bson.M{"_id": bson.M{"$in": recipients(rest)}})
	if err != nil {
		return nil, err
	}
	for try := range tries {
		n, err := s.insert(ctx, rest, heads)
		for _, f := range rest[:n] {
			fresh, err := f.read()
			if err != nil {
				return out, err
			}
			out, heads[f.Recipient] = append(out, fresh), f.ID
		}
		if rest = rest[n:]; len(rest) == 0 {
			return out, s.note(ctx, heads, true)
		}
		if !taken(err) {
			return out, translate(err)
		}
		if rest, err = s.catchUp(ctx, rest, heads); err != nil {
			return out, err
		}
		if err := pause(ctx, try); err != nil {
			return out, err
		}
	}
	return out, dispatch.Errorf(dispatch.Unavailable, "store_unavailable")
}

// framesOf are notices that have no number yet.
func framesOf(docs []string) ([]frame, error) {
	out := make([]frame, len(docs))
	for i, doc := range docs {
		var n dispatch.Notice
		if err := json.Unmarshal([]byte(doc), &n); err != nil {
			return nil, err
		}
		out[i] = frame{Key: n.Key, Recipient: n.Recipient, At: store.Milli(n.At), Doc: doc}
	}
	return out, nil
}

func recipients(fs []frame) []string {
	set := map[string]bool{}
	for _, f := range fs {
		set[f.Recipient] = true
	}
	return slices.Collect(maps.Keys(set))
}

// insert numbers the frames behind the heads and stores as many as it can, from
// the first on.
func (s *Store) insert(ctx context.Context, fs []frame, heads map[string]int64) (stored int, err error) {
	if len(fs) == 0 {
		return 0, nil
	}
	next := maps.Clone(heads)
	for i := range fs {
		next[fs[i].Recipient]++
		fs[i].ID = next[fs[i].Recipient]
	}
	_, err = s.feeds.InsertMany(ctx, fs)
	if err == nil {
		return len(fs), nil
	}
	var failed driver.BulkWriteException
	if errors.As(err, &failed) && len(failed.WriteErrors) == 1 && failed.WriteConcernError == nil {
		return failed.WriteErrors[0].Index, err
	}
	return 0, err
}

// catchUp drops what is a frame already, and reads where the feeds really are.
func (s *Store) catchUp(ctx context.Context, fs []frame, heads map[string]int64) ([]frame, error) {
	keys := make([]string, len(fs))
	for i, f := range fs {
		keys[i] = f.Key
	}
	var known []string
	if err := s.feeds.Distinct(ctx, "_id", bson.M{"_id": bson.M{"$in": keys}}).Decode(&known); err != nil {
		return fs, translate(err)
	}
	for _, to := range recipients(fs) {
		last, err := s.last(ctx, s.feeds, to)
		if err != nil {
			return fs, err
		}
		heads[to] = last
	}
	return slices.DeleteFunc(fs, func(f frame) bool { return slices.Contains(known, f.Key) }), nil
}

// moved takes notices off their tickets. A ticket that has new ones by now, or
// had more than were moved, keeps those.
func (s *Store) moved(ctx context.Context, tickets []outgoing) error {
	var whole, parts []driver.WriteModel
	for _, t := range tickets {
		whole = append(whole, driver.NewUpdateOneModel().SetFilter(bson.M{"_id": t.Key, "pending": t.Pending}).
			SetUpdate(bson.M{"$set": bson.M{"pending": bson.A{}, "waiting": 0}}))
		parts = append(parts,
			driver.NewUpdateOneModel().SetFilter(bson.M{"_id": t.Key}).SetUpdate(bson.M{"$pullAll": bson.M{"pending": t.Pending}}),
			driver.NewUpdateOneModel().SetFilter(bson.M{"_id": t.Key, "pending": bson.M{"$size": 0}}).SetUpdate(bson.M{"$set": bson.M{"waiting": 0}}))
	}
	if len(whole) == 0 {
		return nil
	}
	done, err := s.tickets.BulkWrite(ctx, whole)
	if err == nil && done.MatchedCount < int64(len(whole)) {
		_, err = s.tickets.BulkWrite(ctx, parts)
	}
	return translate(err)
}
