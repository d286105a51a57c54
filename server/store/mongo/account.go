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

// accountOf encodes the account of a ticket.
func accountOf(t dispatch.Ticket) (doc string, until int64, err error) {
	a := t.Account()
	a.At = t.UpdatedAt
	body, err := json.Marshal(a)
	return string(body), store.Ceil(a.Until()), err
}

// Accounts reads the accounts that count, then the tickets of an older program
// that have none yet.
func (s *Store) Accounts(ctx context.Context, from, to time.Time, fn func(dispatch.Account) error) error {
	accounts := store.NewAccounts(from, to, fn)
	registered := bson.E{Key: "registered", Value: bson.M{"$lt": store.Ceil(to)}}
	for _, part := range []struct {
		filter bson.D
		field  string
	}{
		{bson.D{{Key: "until", Value: bson.M{"$gte": store.Ceil(from)}}, registered}, "account"},
		{bson.D{{Key: "until", Value: bson.M{"$exists": false}}, registered}, "doc"},
	} {
		cursor, err := s.tickets.Find(ctx, part.filter, options.Find().SetProjection(bson.M{"_id": 0, part.field: 1}).SetBatchSize(5000))
		if err != nil {
			return translate(err)
		}
		defer cursor.Close(ctx)
		for cursor.Next(ctx) {
			var d struct {
				Account string `bson:"account"`
				Doc     string `bson:"doc"`
			}
			if err := cursor.Decode(&d); err != nil {
				return translate(err)
			}
			var account []byte
			if d.Account != "" {
				account = []byte(d.Account)
			}
			if err := accounts.Add(account, []byte(d.Doc)); err != nil {
				return err
			}
		}
		if err := cursor.Err(); err != nil {
			return translate(err)
		}
	}
	return accounts.End()
}
