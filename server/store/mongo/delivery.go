package mongo

import (
	"cmp"
	"context"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
)

// delivery is a dispatch.Delivery as it is stored.
type delivery struct {
	ID        string `bson:"_id"`
	Version   int    `bson:"version"`
	State     string `bson:"state"`
	Due       int64  `bson:"due"` // 0: it does not wait
	Channel   string `bson:"channel"`
	Lane      string `bson:"lane"`
	Recipient string `bson:"recipient"`
	No        string `bson:"no"`
	Kind      string `bson:"kind"`
	Group     string `bson:"group"`
	Doc       string `bson:"doc"`
}

func deliveryOf(d dispatch.Delivery) (delivery, error) {
	doc, err := store.DeliveryDoc(d)
	out := delivery{ID: d.ID, Version: d.Version, State: string(d.State), Channel: d.Channel, Lane: d.Lane(), Recipient: d.Frame.Recipient,
		No: d.Frame.No, Kind: string(d.Kind), Group: d.Group, Doc: doc}
	if d.State == dispatch.DeliveryWaiting {
		out.Due = max(store.Milli(d.Due), 1)
	}
	return out, err
}

// Heads lists all feeds. Relay and Post note the head of a feed before they take
// the notice off its ticket, so that no frame is behind it for long.
func (s *Store) Heads(ctx context.Context) ([]dispatch.Head, error) {
	cursor, err := s.heads.Find(ctx, bson.M{})
	if err != nil {
		return nil, translate(err)
	}
	var found []struct {
		Recipient string `bson:"_id"`
		ID        int64  `bson:"id"`
		Acked     int64  `bson:"acked"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, translate(err)
	}
	var out []dispatch.Head
	for _, h := range found {
		if h.ID > 0 {
			out = append(out, dispatch.Head{Recipient: h.Recipient, Last: h.ID, Acked: h.Acked})
		}
	}
	slices.SortFunc(out, func(a, b dispatch.Head) int { return cmp.Compare(a.Recipient, b.Recipient) })
	return out, nil
}

// PutDeliveries stores what is not known yet.
func (s *Store) PutDeliveries(ctx context.Context, ds []dispatch.Delivery) error {
	for _, d := range ds {
		d.Version = 1
		doc, err := deliveryOf(d)
		if err != nil {
			return err
		}
		if _, err := s.deliveries.InsertOne(ctx, doc); err != nil && !taken(err) {
			return translate(err)
		}
	}
	return nil
}

// DueDeliveries lists what may be sent now: it reads what is due, and leaves out
// what stands behind another in its lane.
func (s *Store) DueDeliveries(ctx context.Context, now time.Time, except []string, limit int) ([]dispatch.Delivery, error) {
	limit = store.Limit(limit)
	filter := bson.M{"state": dispatch.DeliveryWaiting, "due": bson.M{"$lte": now.UnixMilli()}}
	if len(except) > 0 {
		filter["channel"] = bson.M{"$nin": except}
	}
	found, err := s.findDeliveries(ctx, filter, bson.D{{Key: "due", Value: 1}, {Key: "_id", Value: 1}}, 4*limit)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	first, err := s.firsts(ctx, found)
	if err != nil {
		return nil, err
	}
	var out []dispatch.Delivery
	for _, d := range found {
		if first[d.Lane()] == d.ID && len(out) < limit {
			out = append(out, d)
		}
	}
	return out, nil
}

// firsts are the deliveries that stand first in the lanes of those given.
func (s *Store) firsts(ctx context.Context, ds []dispatch.Delivery) (map[string]string, error) {
	var lanes []string
	for _, d := range ds {
		if !slices.Contains(lanes, d.Lane()) {
			lanes = append(lanes, d.Lane())
		}
	}
	cursor, err := s.deliveries.Find(ctx, bson.M{"state": dispatch.DeliveryWaiting, "lane": bson.M{"$in": lanes}}, options.Find().SetProjection(bson.M{"lane": 1}))
	if err != nil {
		return nil, translate(err)
	}
	var found []delivery
	if err := cursor.All(ctx, &found); err != nil {
		return nil, translate(err)
	}
	first := map[string]string{}
	for _, d := range found {
		if have, ok := first[d.Lane]; !ok || d.ID < have {
			first[d.Lane] = d.ID
		}
	}
	return first, nil
}

func (s *Store) findDeliveries(ctx context.Context, filter bson.M, sort bson.D, limit int) ([]dispatch.Delivery, error) {
	cursor, err := s.deliveries.Find(ctx, filter, options.Find().SetSort(sort).SetLimit(int64(limit)))
	if err != nil {
		return nil, translate(err)
	}
	var found []delivery
	if err := cursor.All(ctx, &found); err != nil {
		return nil, translate(err)
	}
	out := make([]dispatch.Delivery, len(found))
	for i, d := range found {
		if out[i], err = store.ReadDelivery([]byte(d.Doc)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Delivery reads one.
func (s *Store) Delivery(ctx context.Context, id string) (dispatch.Delivery, error) {
	found, err := s.findDeliveries(ctx, bson.M{"_id": id}, bson.D{{Key: "_id", Value: 1}}, 1)
	if err == nil && len(found) == 0 {
		err = store.DeliveryUnknown(id)
	}
	if err != nil {
		return dispatch.Delivery{}, err
	}
	return found[0], nil
}

// UpdateDelivery writes a delivery if its version is the stored one.
func (s *Store) UpdateDelivery(ctx context.Context, d dispatch.Delivery) (dispatch.Delivery, error) {
	had := d.Version
	d.Version++
	doc, err := deliveryOf(d)
	if err != nil {
		return dispatch.Delivery{}, err
	}
	done, err := s.deliveries.ReplaceOne(ctx, bson.M{"_id": d.ID, "version": had}, doc)
	if err != nil {
		return dispatch.Delivery{}, translate(err)
	}
	if done.MatchedCount == 0 {
		if _, err := s.Delivery(ctx, d.ID); err != nil {
			return dispatch.Delivery{}, err
		}
		return dispatch.Delivery{}, dispatch.Errorf(dispatch.Conflict, "delivery_stale")
	}
	return store.ReadDelivery([]byte(doc.Doc))
}

// Deliveries lists one page.
func (s *Store) Deliveries(ctx context.Context, f dispatch.DeliveryFilter, p dispatch.Page) ([]dispatch.Delivery, string, error) {
	filter := bson.M{}
	for field, v := range map[string]string{"state": string(f.State), "channel": f.Channel, "recipient": f.Recipient, "no": f.No, "group": f.Group} {
		if v != "" {
			filter[field] = v
		}
	}
	if p.After != "" {
		filter["_id"] = bson.M{"$lt": p.After}
	}
	if !f.Due.IsZero() {
		filter["state"], filter["due"] = dispatch.DeliveryWaiting, bson.M{"$lte": f.Due.UnixMilli()}
	}
	limit := store.Limit(p.Limit)
	found, err := s.findDeliveries(ctx, filter, bson.D{{Key: "_id", Value: -1}}, limit+1)
	if err != nil {
		return nil, "", err
	}
	items, next := store.DeliveryPage(found, limit)
	return items, next, nil
}

// DeliveryCounts counts what waits and what is dead.
func (s *Store) DeliveryCounts(ctx context.Context) ([]dispatch.DeliveryCount, error) {
	var out []dispatch.DeliveryCount
	for _, kind := range append([]dispatch.OutletKind{dispatch.WebPush}, dispatch.OutletKinds...) {
		for _, state := range []dispatch.DeliveryState{dispatch.DeliveryDead, dispatch.DeliveryWaiting} {
			filter := bson.M{"state": state, "kind": kind}
			n, err := s.deliveries.CountDocuments(ctx, filter)
			if err != nil {
				return nil, translate(err)
			}
			if n == 0 {
				continue
			}
			first, err := s.findDeliveries(ctx, filter, bson.D{{Key: "_id", Value: 1}}, 1)
			if err != nil {
				return nil, err
			}
			c := dispatch.DeliveryCount{Kind: kind, State: state, N: int(n)}
			if len(first) > 0 {
				c.Oldest = dispatch.DeliveryTime(first[0].ID)
			}
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b dispatch.DeliveryCount) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.State, b.State))
	})
	return out, nil
}

// TrimDeliveries drops what ended long ago.
func (s *Store) TrimDeliveries(ctx context.Context, before time.Time) (int, error) {
	gone, err := s.deliveries.DeleteMany(ctx, bson.M{"_id": bson.M{"$lt": dispatch.DeliveryBefore(before)}, "state": bson.M{"$ne": dispatch.DeliveryWaiting}})
	if err != nil {
		return 0, translate(err)
	}
	return int(gone.DeletedCount), nil
}
