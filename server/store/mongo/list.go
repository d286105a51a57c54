package mongo

import (
	"context"
	"encoding/json"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
)

// filterOf translates a filter.
func filterOf(f dispatch.Filter) bson.D {
	var d bson.D
	add := func(set bool, field string, value any) {
		if set {
			d = append(d, bson.E{Key: field, Value: value})
		}
	}
	add(f.Queue != "", "queues", f.Queue)
	add(f.Unit != "", "units", f.Unit)
	words := queryTerms(f.Q)
	add(len(words) > 0, "terms", bson.M{"$all": words})
	states := make([]string, len(f.States))
	for i, s := range f.States {
		states[i] = string(s)
	}
	add(len(states) > 0, "state", bson.M{"$in": states})
	add(f.Type != "", "type", string(f.Type))
	add(f.Urgency != "", "urgency", string(f.Urgency))
	add(f.Category != "", "category", bson.M{"$gte": f.Category, "$lt": f.Category + "\U0010FFFF"})
	add(f.Town != "", "town", store.Town(f))
	add(f.PhoneHash != "", "phone", f.PhoneHash)
	add(f.Upstream != "", "upstream", prefixed("key:", f.Upstream))
	add(f.Parent != "", "parent", f.Parent)
	span := bson.M{}
	if !f.From.IsZero() {
		span["$gte"] = store.Ceil(f.From)
	}
	if !f.To.IsZero() {
		span["$lt"] = store.Ceil(f.To)
	}
	add(len(span) > 0, "registered", span)
	return d
}

// listing is a filter with the order its rows come in.
type listing struct {
	filter    bson.D
	text      string
	queue     bool  // by the clock
	up        bool  // by number upwards
	low, high int64 // keys [low, high); 0: no bound
}

func listingOf(f dispatch.Filter) listing {
	l := listing{filter: filterOf(f), text: f.Q}
	l.low, l.high = store.Span(f.From, f.To)
	return l
}

// behind is the condition of rows of the list that come after a cursor.
func (l listing) behind(c store.Cursor, given bool) bson.D {
	filter, keys := append(bson.D{}, l.filter...), bson.M{}
	if l.low > 0 {
		keys["$gte"] = l.low
	}
	if l.high > 0 {
		keys["$lt"] = l.high
	}
	switch {
	case !given:
	case l.queue:
		later := bson.A{bson.M{"sort": bson.M{"$gt": c.Sort}}, bson.M{"sort": c.Sort, "_id": bson.M{"$gt": c.Key}}}
		filter = append(filter, bson.E{Key: "$or", Value: later})
	case l.up:
		keys["$gte"] = c.Key + 1
	default:
		keys["$lt"] = c.Key
	}
	if len(keys) > 0 {
		filter = append(filter, bson.E{Key: "_id", Value: keys})
	}
	return filter
}

func (l listing) order() bson.D {
	switch {
	case l.queue:
		return bson.D{{Key: "sort", Value: 1}, {Key: "_id", Value: 1}}
	case l.up:
		return bson.D{{Key: "_id", Value: 1}}
	default:
		return bson.D{{Key: "_id", Value: -1}}
	}
}

// row is a ticket with its place in the list.
type row struct {
	ticket dispatch.Ticket
	cursor store.Cursor
}

// page reads rows behind a cursor and keeps those in which every word is found;
// last and read are of all rows, kept or not.
func (s *Store) page(ctx context.Context, l listing, after store.Cursor, given bool, limit int) (kept []row, last store.Cursor, read int, err error) {
	cursor, err := s.tickets.Find(ctx, l.behind(after, given), options.Find().SetSort(l.order()).SetLimit(int64(limit)).SetProjection(bson.M{"doc": 1, "sort": 1}))
	if err != nil {
		return nil, last, 0, translate(err)
	}
	var docs []struct {
		Key  int64  `bson:"_id"`
		Sort int64  `bson:"sort"`
		Doc  string `bson:"doc"`
	}
	if err := cursor.All(ctx, &docs); err != nil {
		return nil, last, 0, translate(err)
	}
	for _, d := range docs {
		last = store.Cursor{Key: d.Key}
		if l.queue {
			last.Sort = d.Sort
		}
		r := row{cursor: last}
		if err := json.Unmarshal([]byte(d.Doc), &r.ticket); err != nil {
			return nil, last, 0, err
		}
		if l.text == "" || dispatch.Found(store.Text(r.ticket), l.text) {
			kept = append(kept, r)
		}
	}
	return kept, last, len(docs), nil
}

// Tickets lists a page.
func (s *Store) Tickets(ctx context.Context, f dispatch.Filter, p dispatch.Page) ([]dispatch.Ticket, string, error) {
	after, given, err := store.ParseCursor(p.After)
	if err != nil {
		return nil, "", err
	}
	l, limit := listingOf(f), store.Limit(p.Limit)
	l.queue = f.Queue != ""
	items, at := []dispatch.Ticket{}, after
	for {
		page, last, read, err := s.page(ctx, l, after, given, limit+1)
		if err != nil {
			return nil, "", err
		}
		for _, r := range page {
			if len(items) == limit {
				return items, at.String(), nil
			}
			items, at = append(items, r.ticket), r.cursor
		}
		if read <= limit {
			return items, "", nil
		}
		after, given = last, true
	}
}

// eachPage is how many tickets Each reads at a time.
const eachPage = 500

// Each calls fn for every ticket of the filter.
func (s *Store) Each(ctx context.Context, f dispatch.Filter, fn func(dispatch.Ticket) error) error {
	l := listingOf(f)
	l.up = true
	var after store.Cursor
	for given := false; ; given = true {
		page, last, read, err := s.page(ctx, l, after, given, eachPage)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := fn(r.ticket); err != nil {
				return err
			}
		}
		if read < eachPage {
			return nil
		}
		after = last
	}
}
