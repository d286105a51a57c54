package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	mongooptions "go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
)

// stored is an SQLite store with three tickets, closed again, and a way to run
// a command of the server on it.
func stored(t *testing.T) (path string, run func(args ...string) (code int, out, err string)) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "hotline.db")
	t.Setenv("HOTLINE_SECRET_FILE", filepath.Join(dir, "secret.key"))
	c := Default()
	c.Store, c.SecretFile = "file:"+path, filepath.Join(dir, "secret.key")
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	by := dispatch.Actor{ID: "agent", Role: dispatch.RoleAgent}
	for _, text := range []string{"路灯不亮", "水管漏水", "占道经营"} {
		tk, err := a.Service.Log(t.Context(), dispatch.Intake{
			Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: text, Text: text},
			Person: dispatch.Person{Name: "欧阳甲", Phone: "13912345678"}}, nil, dispatch.Action{}, by)
		require.NoError(t, err)
		for _, note := range []string{"一", "二"} {
			_, err := a.Service.Act(t.Context(), tk.No, dispatch.Action{Kind: dispatch.DoNote, Text: note}, by)
			require.NoError(t, err)
		}
	}
	require.NoError(t, a.Stop(context.Background()))
	return path, func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := Main(append(args, "--store", "file:"+path), &out, &errs)
		return code, out.String(), errs.String()
	}
}

// TestVerify changes a store behind the server's back and looks whether the
// first broken link is named.
func TestVerify(t *testing.T) {
	event := func(change func(e *dispatch.Event), rehash bool) func(doc []byte) []byte {
		return func(doc []byte) []byte {
			var e dispatch.Event
			_ = json.Unmarshal(doc, &e)
			change(&e)
			if rehash {
				e.Hash = e.Sum()
			}
			doc, _ = json.Marshal(e)
			return doc
		}
	}
	second := `id = (SELECT id FROM events WHERE CAST(doc AS TEXT) LIKE '%"seq":2,%' ORDER BY id LIMIT 1)`
	last := `id = (SELECT max(id) FROM events)`
	for _, c := range []struct {
		name   string
		table  string
		where  string
		change func(doc []byte) []byte // nil deletes the row
		want   []string
	}{
		{"a changed payload", "events", second, event(func(e *dispatch.Event) { e.Data.Text = "别的" }, false), []string{"-0001, event 2 (noted)", "was changed"}},
		{"a changed actor", "events", second, event(func(e *dispatch.Event) { e.Actor.ID = "nobody" }, false), []string{"-0001, event 2 (noted)", "was changed"}},
		{"a changed time", "events", second, event(func(e *dispatch.Event) { e.At = e.At.Add(-1e9) }, false), []string{"-0001, event 2 (noted)", "was changed"}},
		{"a changed event with a new seal", "events", second, event(func(e *dispatch.Event) { e.Actor.ID = "nobody" }, true), []string{"-0001, event 3 (noted)", "was replaced"}},
		{"a changed last event with a new seal", "events", last, event(func(e *dispatch.Event) { e.Data.Text = "别的" }, true), []string{"-0003, event 3 (noted)", "different: head"}},
		{"a deleted event", "events", second, nil, []string{"-0001, event 2 (missing)", "number 3 stands in its place"}},
		{"a deleted last event", "events", last, nil, []string{"-0003, event 3 (missing)", "its history ends at 2"}},
		{"a changed ticket", "docs", "key = (SELECT max(key) FROM docs)", func(doc []byte) []byte {
			return bytes.Replace(doc, []byte("占道经营"), []byte("合法经营"), 1)
		}, []string{"-0003, event 3 (noted)", "different: title"}},
		{"another person under the ticket", "persons", "key = (SELECT key FROM persons ORDER BY key LIMIT 1 OFFSET 1)", func([]byte) []byte { return nil }, []string{"-0002, event 1 (registered)", "cannot be opened"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, run := stored(t)
			code, out, errs := run("verify")
			require.Zero(t, code, errs)
			require.Regexp(t, `^whole: 3 tickets, 9 events, digest [0-9a-f]{64}\n$`, out)
			_, again, _ := run("verify")
			require.Equal(t, out, again, "the digest is that of the content")
			tamper(t, path, c.table, c.where, c.change)
			code, out, errs = run("verify")
			require.Equal(t, 1, code)
			for _, w := range c.want {
				require.Contains(t, out, w)
			}
			require.Contains(t, errs, "1 of 3 tickets are not what was written")
			require.Equal(t, 1, strings.Count(out, "\n"))
			require.NotContains(t, out+errs, "13912345678")
		})
	}
}

// tamper changes or deletes one document in the file. A person gets the one of
// another ticket.
func tamper(t *testing.T, path, table, where string, change func([]byte) []byte) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer db.Close()
	if change == nil {
		_, err = db.Exec(`DELETE FROM ` + table + ` WHERE ` + where)
		require.NoError(t, err)
		return
	}
	var doc []byte
	require.NoError(t, db.QueryRow(`SELECT doc FROM `+table+` WHERE `+where).Scan(&doc))
	fresh := change(doc)
	if table == "persons" {
		require.NoError(t, db.QueryRow(`SELECT doc FROM persons ORDER BY key LIMIT 1`).Scan(&fresh))
	}
	require.NotEqual(t, string(doc), string(fresh))
	_, err = db.Exec(`UPDATE `+table+` SET doc = ? WHERE `+where, fresh)
	require.NoError(t, err)
}

// TestVerifyMongo: a changed event in a document is found too.
func TestVerifyMongo(t *testing.T) {
	dsn, ok := stores(t)["mongo"]
	if !ok {
		t.Skip("HOTLINE_TEST_MONGO names no server")
	}
	c := Default()
	c.Store, c.SecretFile = dsn, filepath.Join(t.TempDir(), "secret.key")
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	defer func() { require.NoError(t, a.Stop(context.Background())) }()
	for range 3 {
		_, err := a.Service.Log(t.Context(), dispatch.Intake{
			Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "路灯不亮", Text: "路灯不亮"},
			Person: dispatch.Person{Name: "欧阳甲", Phone: "13912345678"}}, nil, dispatch.Action{}, dispatch.Actor{ID: "agent", Role: dispatch.RoleAgent})
		require.NoError(t, err)
	}
	look := func() (*verifier, string) {
		var out bytes.Buffer
		v := &verifier{store: a.Store, progress: io.Discard, report: &out, heads: sha256.New()}
		require.NoError(t, v.run(t.Context()))
		return v, out.String()
	}
	v, out := look()
	require.Equal(t, 3, v.tickets)
	require.Empty(t, out)
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	client, err := mongo.Connect(mongooptions.Client().ApplyURI(dsn))
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Disconnect(context.Background())) }()
	tickets := client.Database(u.Path[1:]).Collection("tickets")
	var doc struct {
		ID     int64    `bson:"_id"`
		Events []string `bson:"events"`
	}
	require.NoError(t, tickets.FindOne(t.Context(), bson.M{}, mongooptions.FindOne().SetSort(bson.M{"_id": 1})).Decode(&doc))
	doc.Events[0] = strings.Replace(doc.Events[0], "路灯不亮", "路灯亮了", 1)
	_, err = tickets.UpdateOne(t.Context(), bson.M{"_id": doc.ID}, bson.M{"$set": bson.M{"events": doc.Events}})
	require.NoError(t, err)
	v, out = look()
	require.Equal(t, 1, v.broken)
	require.Contains(t, out, "-0001, event 1 (registered): what happened, when or by whom was changed")
}

func TestVerifyWithoutStore(t *testing.T) {
	var out, errs bytes.Buffer
	require.Equal(t, 2, Main([]string{"verify", "--store", "file:" + filepath.Join(t.TempDir(), "none.db")}, &out, &errs))
	require.Contains(t, errs.String(), "none.db")
}
