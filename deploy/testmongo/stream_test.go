package main

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// ask sends a command as a client of the second address does.
func ask(t *testing.T, s *streams, command bson.D) bson.D {
	t.Helper()
	answer := s.answer(append(command, bson.E{Key: "$db", Value: "x"}))
	require.NotNil(t, answer)
	return answer
}

func opening(options bson.D, stages ...any) bson.D {
	return bson.D{{Key: "aggregate", Value: "heads"}, {Key: "pipeline", Value: append(bson.A{bson.D{{Key: "$changeStream", Value: options}}}, stages...)}}
}

// seen are the events of an answer by the id of their document.
func seen(t *testing.T, answer bson.D, batch string) (kinds []string, id int64, token bson.D) {
	t.Helper()
	c, ok := value(answer, "cursor").(bson.D)
	require.True(t, ok, "%v", answer)
	for _, e := range value(c, batch).(bson.A) {
		kinds = append(kinds, text(e.(bson.D), "operationType")+" "+at(e.(bson.D), "documentKey._id").(string))
	}
	return kinds, number(value(c, "id")), value(c, "postBatchResumeToken").(bson.D)
}

func head(id string, n int64) bson.D {
	return bson.D{{Key: "_id", Value: id}, {Key: "id", Value: n}}
}

func TestStreams(t *testing.T) {
	s := newStreams()
	_, ids := s.touched(bson.D{{Key: "insert", Value: "heads"}, {Key: "documents", Value: bson.A{head("a", 1)}}, {Key: "$db", Value: "x"}})
	require.Empty(t, ids, "nobody watches")
	match := bson.D{{Key: "$match", Value: bson.D{{Key: "documentKey._id", Value: bson.D{{Key: "$ne", Value: "pulse"}}}}}}
	_, id, begun := seen(t, ask(t, s, opening(nil, match)), "firstBatch")
	_, ids = s.touched(bson.D{{Key: "update", Value: "heads"}, {Key: "updates", Value: bson.A{bson.D{{Key: "q", Value: head("a", 1)[:1]}}}}, {Key: "$db", Value: "x"}})
	require.Equal(t, bson.A{"a"}, ids)

	s.record("x.heads", nil, []bson.D{head("a", 1), head("pulse", 1)})
	s.record("x.heads", []bson.D{head("a", 1), head("b", 1)}, []bson.D{head("a", 2), head("b", 1)})
	s.record("x.other", nil, []bson.D{head("c", 1)})
	more := bson.D{{Key: "getMore", Value: id}, {Key: "maxTimeMS", Value: int64(1)}}
	kinds, _, _ := seen(t, ask(t, s, more), "nextBatch")
	require.Equal(t, []string{"insert a", "update a"}, kinds)
	kinds, _, last := seen(t, ask(t, s, more), "nextBatch")
	require.Empty(t, kinds)

	ask(t, s, bson.D{{Key: "killCursors", Value: "heads"}, {Key: "cursors", Value: bson.A{id}}})
	require.Nil(t, s.answer(append(more, bson.E{Key: "$db", Value: "x"})), "FerretDB says that it knows no such cursor")
	_, id, _ = seen(t, ask(t, s, opening(bson.D{{Key: "resumeAfter", Value: begun}}, match)), "firstBatch")
	kinds, _, _ = seen(t, ask(t, s, bson.D{{Key: "getMore", Value: id}}), "nextBatch")
	require.Equal(t, []string{"insert a", "update a"}, kinds, "again, behind the token")

	for n := range int64(kept + 1) {
		s.record("x.heads", []bson.D{head("a", n)}, []bson.D{head("a", n+1)})
	}
	require.EqualValues(t, historyLost, value(ask(t, s, opening(bson.D{{Key: "resumeAfter", Value: begun}})), "code"))
	require.EqualValues(t, historyLost, value(ask(t, s, opening(bson.D{{Key: "resumeAfter", Value: last}})), "code"))
	require.EqualValues(t, unsupported, value(ask(t, s, opening(nil, bson.D{{Key: "$project", Value: bson.D{}}})), "code"))
}
