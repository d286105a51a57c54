package mongo

import (
	"net/url"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"hotline/dispatch"
	"hotline/server/store/storetest"
)

// TestTicketsOfAnOlderProgram opens a database of a program that kept neither
// marks nor accounts: reports count the same at once, and after a while nothing
// is made again at each reading.
func TestTicketsOfAnOlderProgram(t *testing.T) {
	s := stopped(t)
	ctx := t.Context()
	storetest.Fill(t, s, 2, 4, func(string) {})
	before := counted(t, s)
	require.Greater(t, len(before), 6)
	_, err := s.tickets.UpdateMany(ctx, bson.M{}, bson.M{"$unset": bson.M{"account": 1, "until": 1, "marks": 1}})
	require.NoError(t, err)
	_, err = s.counters.UpdateOne(ctx, bson.M{"_id": "schema"}, bson.M{"$set": bson.M{"n": 1}})
	require.NoError(t, err)
	require.Equal(t, before, counted(t, s), "made of the tickets at each reading")

	u, err := url.Parse(os.Getenv("HOTLINE_TEST_MONGO"))
	require.NoError(t, err)
	u.Path = "/hotline_test_crash"
	next, err := Open(ctx, u.String(), Options{})
	require.NoError(t, err)
	defer next.Close()
	require.Equal(t, before, counted(t, next), "also while they are filled in")
	require.Eventually(t, func() bool {
		var noted struct{ N int }
		require.NoError(t, s.counters.FindOne(ctx, bson.M{"_id": "schema"}).Decode(&noted))
		return noted.N == schema
	}, 20*time.Second, 10*time.Millisecond)
	left(t, s, 0)
	require.Equal(t, before, counted(t, next))
}

// TestTicketsOfAnOlderProgramInRounds fills more tickets than one round takes, and
// one that no round can change ends it without a note that all are filled.
func TestTicketsOfAnOlderProgramInRounds(t *testing.T) {
	s := stopped(t)
	ctx := t.Context()
	before := counted(t, s)
	forget := func(filter bson.M) {
		_, err := s.tickets.UpdateMany(ctx, filter, bson.M{"$unset": bson.M{"account": 1, "until": 1, "marks": 1}})
		require.NoError(t, err)
		_, err = s.counters.UpdateOne(ctx, bson.M{"_id": "schema"}, bson.M{"$set": bson.M{"n": 1}})
		require.NoError(t, err)
	}
	noted := func() bool {
		older, err := s.checkSchema(ctx)
		require.NoError(t, err)
		return !older
	}
	require.Greater(t, len(before), 4, "three rounds of two")
	forget(bson.M{})
	s.fillOld(ctx, 2)
	left(t, s, 0)
	require.True(t, noted())
	require.Equal(t, before, counted(t, s))

	var one struct {
		Key int64 `bson:"_id"`
	}
	require.NoError(t, s.tickets.FindOne(ctx, bson.M{}).Decode(&one))
	forget(bson.M{"_id": one.Key})
	_, err := s.tickets.UpdateOne(ctx, bson.M{"_id": one.Key}, bson.M{"$inc": bson.M{"version": 1}})
	require.NoError(t, err)
	s.fillOld(ctx, 2)
	left(t, s, 1)
	require.False(t, noted(), "the next start tries again")
	require.Equal(t, before, counted(t, s), "until then it is made of the ticket")
}

// left are the tickets that lack something still.
func left(t *testing.T, s *Store, want int64) {
	n, err := s.tickets.CountDocuments(t.Context(), bson.M{"$or": bson.A{bson.M{"until": bson.M{"$exists": false}}, bson.M{"marks": bson.M{"$exists": false}}}})
	require.NoError(t, err)
	require.Equal(t, want, n)
}

// TestNewerProgram: the data of a newer program is refused with a clear line,
// that of the same version is shared.
func TestNewerProgram(t *testing.T) {
	p := openPair(t, "HOTLINE_TEST_MONGO", "newer")
	_, err := p.writer.counters.UpdateOne(t.Context(), bson.M{"_id": "schema"}, bson.M{"$set": bson.M{"n": schema + 1}})
	require.NoError(t, err)
	u, err := url.Parse(os.Getenv("HOTLINE_TEST_MONGO"))
	require.NoError(t, err)
	u.Path = "/hotline_test_newer"
	_, err = Open(t.Context(), u.String(), Options{})
	require.ErrorContains(t, err, "it was written by a newer version")
}

func counted(t *testing.T, s *Store) []string {
	var list []string
	require.NoError(t, s.Accounts(t.Context(), time.Time{}, time.Now().AddDate(10, 0, 0), func(a dispatch.Account) error {
		list = append(list, a.Records[0].No+" "+a.Until().String())
		return nil
	}))
	slices.Sort(list)
	return list
}
