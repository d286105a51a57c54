package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/sla"
)

// trial is a second server over the same store that writes nothing: what a request
// is refused for can be asked of it without anything coming of a request that is
// not refused.
type trial struct{ web *fiber.App }

func newTrial(a *App) *trial {
	d := a.webDeps(nil)
	d.Service.Store, d.Metrics = readOnly{a.Store}, prometheus.NewRegistry()
	d.Reports = readOnlyReports{d.Reports}
	return &trial{api.New(d)}
}

var errReadOnly = errors.New("nothing is written in a trial")

// readOnly is a store that refuses what a request would write.
type readOnly struct{ dispatch.Store }

func (readOnly) Create(context.Context, string, func(string) (dispatch.Write, error)) (dispatch.Ticket, error) {
	return dispatch.Ticket{}, errReadOnly
}

func (s readOnly) Update(ctx context.Context, no string, fn func(dispatch.Ticket) (dispatch.Write, error)) (dispatch.Ticket, error) {
	t, err := s.Ticket(ctx, no)
	if err == nil {
		_, err = fn(t)
	}
	return t, errors.Join(err, errReadOnly)
}
func (s readOnly) PutRecord(ctx context.Context, r dispatch.Record) (int, error) {
	if r.Kind == dispatch.KindNonce || r.Kind == dispatch.KindSession { // requests are let in by them
		return s.Store.PutRecord(ctx, r)
	}
	return 0, errReadOnly
}
func (readOnly) UpdateDelivery(_ context.Context, d dispatch.Delivery) (dispatch.Delivery, error) {
	return d, errReadOnly
}

func (readOnly) DeleteRecord(context.Context, string, string) error { return errReadOnly }
func (readOnly) Post(context.Context, []dispatch.Notice) error      { return errReadOnly }
func (readOnly) Ack(context.Context, string, int64) error           { return errReadOnly }

// readOnlyReports are reports that publish nothing.
type readOnlyReports struct{ api.Reports }

func (readOnlyReports) Close(context.Context, string, dispatch.Actor, string) (sla.Month, error) {
	return sla.Month{}, errReadOnly
}
func (readOnlyReports) SetTimetable(context.Context, sla.Timetable) error { return errReadOnly }

// needs leaves out each field of the example in turn: the server refuses it for
// want of that field if, and only if, the document says that it is required.
func (x *trial) needs(w *walk, s walkStep, op map[string]any, r sending) {
	body, ok := r.body.(map[string]any)
	if !ok {
		return
	}
	for _, field := range slices.Sorted(maps.Keys(body)) {
		required := w.required(s, body, field)
		refused, answer := x.without(w, s, r, body, field)
		key := s.method + " " + s.path + " " + field
		if required != refused && !slices.Contains(conditional, key) {
			w.t.Errorf("%s: required in the document: %v; refused without it: %v (%s)", key, required, refused, answer)
		}
	}
}

// conditional are fields that are wanted only beside what else the example has.
var conditional = []string{
	"POST /api/v1/channels url",                 // of those that are reached by one
	"POST /api/v1/merges/{no}/dismiss tickets",  // none: they all differ
	"POST /api/v1/articles unit",                // a liaison's own is known
	"POST /api/v1/calls/dial no",                // or the missed call
	"POST /api/v1/exports format",               // of a list, not of a month's workbook
	"POST /api/v1/tickets/{no}/supervise level", // of letters
	"POST /api/v1/tickets/{no}/recuse units",    // or users
	"PUT /api/v1/me/notifications email",        // where mail is switched on
	"PUT /api/v1/open311 services",              // what was published may not be left out
}

// required tells whether the document wants the field.
func (w *walk) required(s walkStep, body map[string]any, field string) bool {
	rest := clone(body).(map[string]any)
	delete(rest, field)
	escape := strings.NewReplacer("/", "~1", "{", "%7B", "}", "%7D")
	schema, err := w.compiler.Compile(referenceURL + "#/paths/" + escape.Replace(s.path) + "/" + strings.ToLower(s.method) + "/requestBody/content/application~1json/schema")
	require.NoError(w.t, err)
	require.NoError(w.t, schema.Validate(body), "%s %s: the example", s.method, s.path)
	return schema.Validate(rest) != nil
}

// without sends a body that lacks a field to the trial and tells whether it was
// refused for that.
func (x *trial) without(w *walk, s walkStep, r sending, body map[string]any, field string) (refused bool, answer string) {
	rest := clone(body).(map[string]any)
	delete(rest, field)
	raw, err := json.Marshal(rest)
	require.NoError(w.t, err)
	r.raw = raw
	req, err := http.NewRequestWithContext(w.t.Context(), r.method, "http://hotline.invalid"+r.address, bytes.NewReader(raw))
	require.NoError(w.t, err)
	req.Header = w.header(s.who, r)
	if jar := w.person(s.who).http.Jar; jar != nil {
		home, _ := url.Parse("http://" + w.app.Addr() + "/api/v1/")
		for _, c := range jar.Cookies(home) {
			req.AddCookie(c)
		}
	}
	resp, err := x.web.Test(req, int(30*time.Second/time.Millisecond))
	require.NoError(w.t, err)
	defer resp.Body.Close()
	var p struct {
		Code   string
		Errors []struct{ Field string }
	}
	if resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusServiceUnavailable { // for what the field names
		return true, resp.Status
	}
	if resp.StatusCode != http.StatusUnprocessableEntity {
		return false, resp.Status
	}
	require.NoError(w.t, json.NewDecoder(resp.Body).Decode(&p))
	for _, e := range p.Errors {
		if e.Field == field || strings.HasPrefix(e.Field, field+".") || strings.HasPrefix(e.Field, field+"[") {
			return true, p.Code
		}
	}
	return false, p.Code + " for another field"
}
