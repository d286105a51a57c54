package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/exchange"
)

// TestUpstreamEventMuchLater: an event whose answer was lost comes again when much
// has happened to the ticket since, and changes nothing all the same.
func TestUpstreamEventMuchLater(t *testing.T) {
	o := connected(t)
	_, v := o.hand("city/tickets", object{"no": "C-8", "text": "某小区供暖温度不达标，请核实处理", "caller": object{"anonymous": true}}, nil)
	no := v["no"].(string)
	event := object{"id": "e1", "no": "C-8", "kind": "append", "text": "来电人补充：顶楼也不热"}
	require.Equal(t, 200, first(o.hand("city/events", event, nil)))
	for i := range 10 {
		a := o.post("agent", "/tickets/"+no+"/note", object{"text": fmt.Sprint("核实 ", i)}, "Idempotency-Key", fmt.Sprint("note-", i))
		require.Equal(t, 200, a.status, string(a.body))
	}
	status, v := o.hand("city/events", event, nil)
	require.Equal(t, []any{200, "registered"}, []any{status, v["state"]})
	require.Equal(t, 200, o.post("dispatcher", "/tickets/"+no+"/decline", object{"reason": "court", "route": "向人民法院咨询"}).status)
	require.Equal(t, 200, first(o.hand("city/events", event, nil)), "nor when the ticket has ended")
	require.Equal(t, 409, first(o.hand("city/events", object{"id": "e2", "no": "C-8", "kind": "append", "text": "再补充"}, nil)))
	got, err := o.store.Ticket(t.Context(), no)
	require.NoError(t, err)
	require.Equal(t, 1, got.Appends)
	other := object{"id": "e1", "no": "C-9", "kind": "append", "text": "另一件"}
	require.Equal(t, 404, first(o.hand("city/events", other, nil)), "an id is of one ticket")
}

// TestUpstreamDueOfMerged: another deadline of a ticket that is merged here is kept,
// and caps what runs when it stands by itself again.
func TestUpstreamDueOfMerged(t *testing.T) {
	o := connected(t)
	_, v := o.hand("city/tickets", object{"no": "C-5", "text": "三号楼供暖温度不达标，请尽快处理", "caller": object{"anonymous": true}}, nil)
	no, master := v["no"].(string), o.logged()
	a := o.post("dispatcher", "/tickets/"+no+"/merge", object{"into": master})
	require.Equal(t, 200, a.status, string(a.body))
	due := o.clock.now().Add(5 * time.Hour).UTC().Truncate(time.Second)
	require.Equal(t, 200, first(o.hand("city/events", object{"id": "e1", "no": "C-5", "kind": "due", "due": due.Format(time.RFC3339)}, nil)))
	a = o.post("dispatcher", "/tickets/"+no+"/unmerge", object{"reason": "并非同一事项"})
	require.Equal(t, 200, a.status, string(a.body))
	got, err := o.store.Ticket(t.Context(), no)
	require.NoError(t, err)
	require.Equal(t, due, got.Upstream.Due)
	for _, c := range got.Clocks {
		require.True(t, !c.Open() || !c.Due.After(due), "%s %s", c.Kind, c.Due)
	}
}

// TestUpstreamSignedMedia: a file's address that was signed anew is the same file.
func TestUpstreamSignedMedia(t *testing.T) {
	o := connected(t)
	ticket := func(file string) object {
		return object{"no": "C-6", "text": "三号楼供暖温度不达标，请尽快处理", "caller": object{"anonymous": true}, "attachments": []object{{"name": "a.png", "url": "https://city.example.com/" + file}}}
	}
	require.Equal(t, 201, first(o.hand("city/tickets", ticket("a.png?sign=1&expires=2"), nil)))
	require.Equal(t, 200, first(o.hand("city/tickets", ticket("a.png?sign=3&expires=4"), nil)))
	require.Equal(t, 409, first(o.hand("city/tickets", ticket("b.png?sign=1"), nil)))
}

// listing is a platform that pages: it has many tickets, and some that its list
// leaves out.
func listing(t *testing.T, o *office, total, step int, also ...string) *httptest.Server {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/tickets" {
			for _, no := range also {
				if r.URL.Path == "/tickets/"+no {
					_, _ = fmt.Fprintf(w, `{"no":%q,"text":"x"}`, no)
					return
				}
			}
			http.NotFound(w, r)
			return
		}
		from := 0
		_, _ = fmt.Sscan(r.URL.Query().Get("after"), &from)
		page := struct {
			Items []exchange.Theirs `json:"items"`
			Next  string            `json:"next"`
		}{Items: []exchange.Theirs{}}
		for i := from; i < min(from+step, total); i++ {
			page.Items = append(page.Items, exchange.Theirs{No: fmt.Sprint("N-", i), State: "closed", At: o.clock.now()})
		}
		if from+step < total {
			page.Next = fmt.Sprint(from + step)
		}
		_ = json.NewEncoder(w).Encode(page)
	}))
	t.Cleanup(srv.Close)
	return srv
}

// compared compares with a platform at an address.
func (o *office) compared(srv *httptest.Server) (reconcileView, error) {
	p, err := o.server.platform(o.Context(), "city")
	require.NoError(o, err)
	p.endpoint.URL = srv.URL
	s := &server{Deps: o.Deps, store: o.server.store}
	s.Exchange = exchange.Client{HTTP: srv.Client(), Now: o.clock.now}
	return s.compare(context.Background(), p, time.Time{}, p.actor())
}

// TestReconcileManyPages: a list is read to its end, however many pages it has.
func TestReconcileManyPages(t *testing.T) {
	o := connected(t)
	v, err := o.compared(listing(t, o, 700, 2))
	require.NoError(t, err)
	require.Equal(t, 700, v.Theirs)
	_, err = o.compared(listing(t, o, 700, 0)) // its pages never move on
	require.ErrorContains(t, err, "platform_silent")
}

// TestReconcileFetchedLate: a ticket that was fetched long after it was handed down
// stands in no list of the last days. The platform is asked before it is called
// missing there.
func TestReconcileFetchedLate(t *testing.T) {
	o := connected(t)
	for _, no := range []string{"C-1", "C-2"} {
		require.Equal(t, 201, first(o.hand("city/tickets", object{"no": no, "text": "三号楼供暖温度不达标，请尽快处理", "caller": object{"anonymous": true}}, nil)))
	}
	v, err := o.compared(listing(t, o, 0, 1, "C-1"))
	require.NoError(t, err)
	require.Len(t, v.Differences, 1)
	require.Equal(t, exchange.MissingThere, v.Differences[0].Kind)
	require.Equal(t, "C-2", v.Differences[0].No)
}
