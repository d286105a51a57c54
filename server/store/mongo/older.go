package mongo

import (
	"context"
	"encoding/json"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
)

// filledAtOnce is how many tickets of an older program are filled in one request.
const filledAtOnce = 200

// fillOld gives the tickets of an older program their marks and their accounts,
// and notes when all have them. What it leaves undone, the next start does; until
// then both are made of the ticket at each reading.
func (s *Store) fillOld(ctx context.Context, atOnce int) {
	for _, fill := range []func(ctx context.Context, atOnce int) (more bool, err error){s.markSome, s.accountSome} {
		for more := true; more; {
			var err error
			if more, err = fill(ctx, atOnce); err != nil {
				return
			}
		}
	}
	_, _ = s.counters.UpdateOne(ctx, bson.M{"_id": "schema", "n": bson.M{"$lt": schema}}, bson.M{"$set": bson.M{"n": schema}})
}

func (s *Store) markSome(ctx context.Context, atOnce int) (more bool, err error) {
	var writes []driver.WriteModel
	err = s.eachDoc(ctx, bson.M{"marks": bson.M{"$exists": false}}, atOnce, func(key int64, t dispatch.Ticket) {
		writes = append(writes, driver.NewUpdateOneModel().SetFilter(bson.M{"_id": key}).SetUpdate(bson.M{"$set": bson.M{"marks": marks(t)}}))
	})
	return s.fill(ctx, writes, err)
}

func (s *Store) accountSome(ctx context.Context, atOnce int) (more bool, err error) {
	without := bson.M{"until": bson.M{"$exists": false}}
	cursor, err := s.tickets.Find(ctx, without, options.Find().SetLimit(int64(atOnce)).SetProjection(bson.M{"doc": 1}))
	if err != nil {
		return false, translate(err)
	}
	var rows []struct {
		Key int64  `bson:"_id"`
		Doc string `bson:"doc"`
	}
	if err := cursor.All(ctx, &rows); err != nil {
		return false, translate(err)
	}
	var writes []driver.WriteModel
	for _, r := range rows {
		var t dispatch.Ticket
		if err := json.Unmarshal([]byte(r.Doc), &t); err != nil {
			return false, err
		}
		account, until, err := accountOf(t)
		if err != nil {
			return false, err
		}
		// One that changed meanwhile has its account, or gets it in the next round.
		writes = append(writes, driver.NewUpdateOneModel().SetFilter(bson.M{"_id": r.Key, "version": t.Version, "until": without["until"]}).
			SetUpdate(bson.M{"$set": bson.M{"account": account, "until": until}}))
	}
	return s.fill(ctx, writes, nil)
}

// fill writes a round. One that changes nothing would come again for ever: it is
// left to the next start.
func (s *Store) fill(ctx context.Context, writes []driver.WriteModel, err error) (more bool, _ error) {
	if err != nil || len(writes) == 0 {
		return false, err
	}
	done, err := s.tickets.BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(false))
	if err == nil && done.MatchedCount == 0 {
		err = errors.New("mongo: no ticket of an older program took what it lacks")
	}
	return err == nil, err
}
