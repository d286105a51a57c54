package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
)

// storedPerson is who called, as the ticket's document carries it.
type storedPerson struct {
	Key    int64  `bson:"_id"`
	Person string `bson:"person"`
}

// Person reads who called.
func (s *Store) Person(ctx context.Context, no string) (p dispatch.Person, err error) {
	key, err := store.Key(no)
	if err != nil {
		return p, err
	}
	var d storedPerson
	if err := s.tickets.FindOne(ctx, bson.M{"_id": key}, options.FindOne().SetProjection(bson.M{"person": 1})).Decode(&d); err != nil {
		return p, known(err, no)
	}
	if d.Person == "" {
		return p, dispatch.Errorf(dispatch.NotFound, "person_unknown", no)
	}
	return s.keys.Open(no, d.Person)
}

// ErasePerson forgets who called.
func (s *Store) ErasePerson(ctx context.Context, no string) error {
	key, err := store.Key(no)
	if err != nil {
		return err
	}
	r, err := s.tickets.UpdateOne(ctx, bson.M{"_id": key}, bson.M{"$unset": bson.M{"person": ""}})
	if err == nil && r.MatchedCount == 0 {
		err = driver.ErrNoDocuments
	}
	return known(err, no)
}

// probe opens the oldest and the newest person, so that a store whose keys are
// missing is refused before anything is written with others.
func (s *Store) probe(ctx context.Context) error {
	for _, order := range []int{1, -1} {
		var d storedPerson
		err := s.tickets.FindOne(ctx, bson.M{"person": bson.M{"$gt": ""}},
			options.FindOne().SetSort(bson.M{"_id": order}).SetProjection(bson.M{"person": 1})).Decode(&d)
		if missing(err) {
			return nil
		}
		if err == nil {
			_, err = s.keys.Open(store.No(d.Key), d.Person)
		}
		if err != nil {
			return translate(err)
		}
	}
	return nil
}

// Reseal seals anew what another key sealed.
func (s *Store) Reseal(ctx context.Context, after string, limit int) (next string, done int, err error) {
	var from int64
	if after != "" {
		if from, err = store.Key(after); err != nil {
			return "", 0, err
		}
	}
	cursor, err := s.tickets.Find(ctx, bson.M{"_id": bson.M{"$gt": from}}, options.Find().SetSort(bson.M{"_id": 1}).SetLimit(int64(limit)).SetProjection(bson.M{"person": 1}))
	if err != nil {
		return "", 0, translate(err)
	}
	var bite []storedPerson
	if err := cursor.All(ctx, &bite); err != nil {
		return "", 0, translate(err)
	}
	for _, d := range bite {
		if d.Person == "" {
			continue
		}
		fresh, ok, err := s.keys.Reseal(store.No(d.Key), d.Person)
		if err != nil {
			return "", done, err
		}
		if !ok {
			continue
		}
		r, err := s.tickets.UpdateOne(ctx, bson.M{"_id": d.Key, "person": d.Person}, bson.M{"$set": bson.M{"person": fresh}})
		if err != nil {
			return "", done, translate(err)
		}
		done += int(r.ModifiedCount)
	}
	if len(bite) < limit {
		return "", done, nil
	}
	return store.No(bite[len(bite)-1].Key), done, nil
}

// Seals counts persons by key.
func (s *Store) Seals(ctx context.Context) (map[string]int, error) {
	cursor, err := s.tickets.Find(ctx, bson.M{"person": bson.M{"$gt": ""}}, options.Find().SetProjection(bson.M{"person": 1}))
	if err != nil {
		return nil, translate(err)
	}
	defer cursor.Close(ctx)
	seals := map[string]int{}
	for cursor.Next(ctx) {
		var d storedPerson
		if err := cursor.Decode(&d); err != nil {
			return nil, err
		}
		seals[store.SealedBy(d.Person)]++
	}
	return seals, translate(cursor.Err())
}
