package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/imports"
	"hotline/server/paper"
	"hotline/server/store"
	"hotline/server/store/sqlite"
	"hotline/sla"
)

// office is a whole server over a real store, with a clock that the test moves
// and a log that it can read.
type office struct {
	testing.TB
	*server
	web   *fiber.App
	clock *clock
	lines *bytes.Buffer
	desk  *desk
	pass  map[string]pass
}

// pass is what a signed-in browser has.
type pass struct{ cookie, csrf string }

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// desk is the directory of the test: two bureaus, a township, three categories.
type desk struct {
	store     dispatch.Store
	units     []dispatch.Unit
	catalogue *dispatch.Catalogue
}

func (d *desk) Unit(code string) (dispatch.Unit, bool) {
	for _, u := range d.units {
		if u.Code == code {
			return u, true
		}
	}
	return dispatch.Unit{}, false
}
func (d *desk) Units() []dispatch.Unit { return d.units }
func (d *desk) Categories() []dispatch.Category {
	return []dispatch.Category{{Code: "03", Name: "城乡建设"}, {Code: "0302", Name: "供热", Parent: "03"}}
}
func (d *desk) Towns() []string                  { return []string{"柳林镇"} }
func (d *desk) Catalogue() *dispatch.Catalogue   { return d.catalogue }
func (d *desk) Schemes() []sla.Scheme            { return sla.Schemes() }
func (d *desk) Reload(ctx context.Context) error { return d.load(ctx) }
func (d *desk) Scheme(name string) (sla.Scheme, bool) {
	for _, s := range sla.Schemes() {
		if s.Name == name {
			return s, true
		}
	}
	return sla.Scheme{}, false
}

func (d *desk) load(ctx context.Context) error {
	d.units = nil
	return dispatch.EachRecord(ctx, d.store, dispatch.KindUnit, func(r dispatch.Record) error {
		var u dispatch.Unit
		err := json.Unmarshal(r.Body, &u)
		d.units = append(d.units, u)
		return err
	})
}

func (d *desk) rules() dispatch.Rules {
	units := map[string]dispatch.Unit{}
	for _, u := range d.units {
		units[u.Code] = u
	}
	centre, _, err := load[dispatch.ReportCentre](context.Background(), d.store, dispatch.KindSetting, reportCentreID)
	if err != nil {
		centre = dispatch.DefaultReportCentre()
	}
	return dispatch.Rules{Centre: centre, Calendar: sla.CN(), Policy: sla.DefaultPolicy(), Units: units, CatalogueVersion: d.catalogue.Version, MinReply: 10}
}

const testCatalogue = `{"version":"t1","threshold":0.9,"root":{"id":"root","name":"全部","children":[
	{"id":"HT","name":"供热","category":"0302","any":["暖气","供热"],"lead":"rl","co_units":["zjj"],"basis":"供热条例","confidence":0.99}]},
	"towns":[{"name":"柳林镇","unit":"llz","places":["柳林"]}],
	"emergencies":[{"id":"E1","name":"火情","number":"119","any":["着火"],"say":"请立即拨打119","route":"119"}]}`

// monday is a quiet Monday morning in office hours.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, sla.Zone)

func openOffice(t testing.TB, change ...func(*Deps)) *office {
	o := &office{TB: t, clock: &clock{at: monday}, lines: &bytes.Buffer{}, pass: map[string]pass{}}
	keys, err := store.NewKeyring(nil, store.IdentityKey{ID: "k1", Secret: make([]byte, 32)})
	require.NoError(t, err)
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "hotline.db"), sqlite.Options{Now: o.clock.now, Keys: keys})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	o.desk = &desk{store: st}
	o.desk.catalogue, err = dispatch.ParseCatalogue([]byte(testCatalogue))
	require.NoError(t, err)
	o.furnish(st)
	var codes atomic.Int64
	d := Deps{
		Base: context.Background(), Directory: o.desk, Reports: papers{}, Insight: finder{st}, Jobs: papers{}, Learner: &school{target: 0.97}, Outlets: &postbox{ring: keys}, Log: slog.New(slog.NewTextHandler(o.lines, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Pages: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>app")}, "assets/a-1.js": {Data: []byte(strings.Repeat("x", 4000))}},
		Service: dispatch.Service{Store: st, Rules: o.desk.rules, Notices: notify.For, Wake: func() {}, Now: o.clock.now,
			Route: func(_ context.Context, f dispatch.Facts) dispatch.Routing {
				return o.desk.catalogue.Route(f, o.desk.rules().Units, nil)
			},
			Code:      func() string { return fmt.Sprintf("CODE%02d", codes.Add(1)) },
			HashPhone: func(p string) string { return digest("key " + p)[:16] }},
		Config: Config{Advance: o.clock.advance},
	}
	d.Imports = imports.NewDesk(imports.Deps{
		Service: d.Service, Categories: o.desk.Categories, Catalogue: o.desk.Catalogue, Reload: o.desk.Reload,
		Seal: d.Outlets.Seal, Open: d.Outlets.Open, Hash: HashPassword, Server: "test",
		Changed: func(context.Context, dispatch.Actor, string, string) {},
	})
	for _, fn := range change {
		fn(&d)
	}
	o.server = newServer(d)
	o.web = o.app()
	return o
}

// accounts are everybody who works here; their password is the same.
var accounts = []dispatch.User{
	{Username: "agent", Name: "甲", Role: dispatch.RoleAgent}, {Username: "dispatcher", Name: "乙", Role: dispatch.RoleDispatcher},
	{Username: "supervisor", Name: "丙", Role: dispatch.RoleSupervisor}, {Username: "admin", Name: "丁", Role: dispatch.RoleAdmin},
	{Username: "liaison-rl", Name: "戊", Role: dispatch.RoleLiaison, Unit: "rl"}, {Username: "liaison-zjj", Name: "己", Role: dispatch.RoleLiaison, Unit: "zjj"},
	{Username: "liaison-cgj", Name: "庚", Role: dispatch.RoleLiaison, Unit: "cgj"},
}

const testPassword = "correct horse"

var testHash = sync.OnceValue(func() string { return HashPassword(testPassword) })

func (o *office) furnish(st dispatch.Store) {
	put := func(kind, id string, v any) {
		body, err := json.Marshal(v)
		require.NoError(o, err)
		_, err = st.PutRecord(o.Context(), dispatch.Record{Kind: kind, ID: id, Body: body, At: monday})
		require.NoError(o, err)
	}
	for _, u := range []dispatch.Unit{{Code: "rl", Name: "热力公司", Group: dispatch.Company}, {Code: "zjj", Name: "住建局", Group: dispatch.Bureau},
		{Code: "cgj", Name: "城管局", Group: dispatch.Bureau}, {Code: "llz", Name: "柳林镇", Group: dispatch.Town}} {
		u.Active = true
		put(dispatch.KindUnit, u.Code, u)
	}
	for _, u := range accounts {
		u.Active, u.Hash = true, testHash()
		put(dispatch.KindUser, u.Username, u)
	}
	require.NoError(o, o.desk.load(o.Context()))
}

// as gives a browser in which the user is signed in.
func (o *office) as(who string) pass {
	if p, ok := o.pass[who]; ok {
		return p
	}
	u, _, err := o.sessions.user(o.Context(), who)
	require.NoError(o, err)
	secret, p, err := o.sessions.open(o.Context(), u, visit{})
	require.NoError(o, err)
	o.pass[who] = pass{secret, p.csrf}
	return o.pass[who]
}

// answer is a response that was read.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// value reads the JSON of an answer.
func (a answer) value() (v map[string]any) {
	if err := json.Unmarshal(a.body, &v); err != nil {
		return map[string]any{"unreadable": string(a.body)}
	}
	return v
}

func (a answer) text(key string) string { s, _ := a.value()[key].(string); return s }

// do sends a request as somebody; "" is nobody. Headers come in pairs.
func (o *office) do(who, method, path string, body any, headers ...string) answer {
	o.Helper()
	var sent []byte
	switch b := body.(type) {
	case nil:
	case string:
		sent = []byte(b)
	default:
		data, err := json.Marshal(b)
		require.NoError(o, err)
		sent = data
	}
	req := httptest.NewRequest(method, path, bytes.NewReader(sent))
	req.Header.Set("Content-Type", "application/json")
	if who != "" {
		p := o.as(who)
		req.Header.Set("Cookie", cookieName+"="+p.cookie)
		req.Header.Set("X-CSRF-Token", p.csrf)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := o.web.Test(req, -1)
	require.NoError(o, err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	require.NoError(o, err)
	a := answer{res.StatusCode, res.Header, data}
	c, err := agreed()
	require.NoError(o, err)
	require.NoError(o, c.check(method, path, req.Header.Get("Content-Type"), sent, a))
	return a
}

func (o *office) get(who, path string) answer {
	o.Helper()
	return o.do(who, "GET", "/api/v1"+path, nil)
}
func (o *office) post(who, path string, body any, headers ...string) answer {
	o.Helper()
	return o.do(who, "POST", "/api/v1"+path, body, headers...)
}

// object is a JSON object under construction.
type object map[string]any

// call is a plain demand that the catalogue does not know.
func call(change ...object) object {
	o := object{"type": "help", "channel": "phone", "urgency": "general", "title": "路灯不亮", "text": "小区门口路灯三天不亮",
		"place":  object{"address": "人民路1号", "town": "柳林镇"},
		"caller": object{"name": "王某某", "phone": "13800001234", "address": "人民路1号2单元", "wants_reply": true}}
	for _, c := range change {
		for k, v := range c {
			o[k] = v
		}
	}
	return o
}

// logged registers a demand and gives its number.
func (o *office) logged(change ...object) string {
	o.Helper()
	a := o.post("agent", "/tickets", call(change...))
	require.Equal(o, 201, a.status, string(a.body))
	return a.text("no")
}

// dispatched registers a demand for the heating company.
func (o *office) dispatched(change ...object) string {
	o.Helper()
	return o.logged(append([]object{{"dispatch": object{"lead": "rl", "co_units": []string{}, "reason": "职责"}}}, change...)...)
}

// tickets counts what the store holds.
func (o *office) tickets() int {
	list, _, err := o.store.Tickets(o.Context(), dispatch.Filter{}, dispatch.Page{Limit: 1000})
	require.NoError(o, err)
	return len(list)
}

// papers are reports and jobs that say little.
type papers struct{}

func (papers) Months(context.Context) ([]string, error) { return []string{"2026-10"}, nil }
func (papers) Score(_ context.Context, month string) (sla.Month, error) {
	row := func(unit string) sla.Row { return sla.Row{Unit: unit, Name: unit, Parts: []sla.Part{}} }
	none := []sla.Tally{}
	return sla.Month{Month: month, Totals: sla.Totals{Rates: []sla.Rate{}}, Intake: sla.Intake{Channels: none, Types: none, Categories: none, Towns: none}, Groups: []sla.Group{{Key: "bureau", Ranked: []sla.Row{row("zjj"), row("cgj")}, Observed: []sla.Row{}, None: []sla.Row{}}, {Key: "company", Ranked: []sla.Row{row("rl")}, Observed: []sla.Row{}, None: []sla.Row{}}}}, nil
}
func (papers) UnitScore(_ context.Context, month, unit string) (sla.Explanation, error) {
	return sla.Explanation{Month: month, Row: sla.Row{Unit: unit, Parts: []sla.Part{}}, Parts: []sla.Detail{}, Gap: sla.Gap{Full: []string{}}}, nil
}
func (papers) Workbook(_ context.Context, month string, brief bool) (paper.Book, error) {
	at := time.Date(2026, 10, 9, 1, 0, 0, 0, time.UTC)
	b := paper.Book{Scheme: sla.DefaultScheme(), Units: []sla.ScoredUnit{{Code: "rl", Name: "燃料公司", Group: "company"}, {Code: "cgj", Name: "城管局", Group: "bureau"}}}
	for i, unit := range []string{"rl", "rl", "cgj"} {
		b.Records = append(b.Records, sla.Record{No: fmt.Sprintf("20261005-000%d", i), Title: "=路灯不亮", Unit: unit, Registered: at, Dispatched: at,
			Resolve: sla.Mark{Applies: true, Due: at.AddDate(0, 0, 5), Met: at.AddDate(0, 0, 4+2*i)}})
	}
	b.Month = sla.Score(b.Scheme, month, b.Units, b.Records)
	if brief {
		b.Brief = &sla.Brief{Title: "工作简报"}
	}
	return b, nil
}
func (papers) Counted(_ context.Context, month, unit, key string, side sla.Side, after string, limit int) (sla.CountedPage, error) {
	if key != sla.MetricAccept {
		return sla.CountedPage{}, dispatch.Errorf(dispatch.NotFound, "metric_unknown", key)
	}
	rows := []sla.TicketRow{
		{No: "20261005-0001", Title: "=路灯不亮", Counted: sla.CountedNum, Nth: 1, Due: monday, Met: monday, Event: &sla.EventRef{Seq: 3, Kind: "accepted", At: monday}},
		{No: "20261005-0002", Title: "下水道堵塞", Counted: sla.CountedLost, Nth: 1, Due: monday, LateMinutes: 63},
	}
	if side == sla.SideLost {
		rows = rows[1:]
	}
	list := sla.CountedPage{Month: month, Unit: unit, Name: "燃料公司", Key: key, Side: side, Num: 1, Den: 2, Lost: 1, Total: len(rows)}
	list.Items, list.Next, _ = sla.PageOf(rows, after, limit)
	return list, nil
}
func (p papers) Close(ctx context.Context, month string, _ dispatch.Actor, _ string) (sla.Month, error) {
	return p.Score(ctx, month)
}
func (papers) Life(context.Context, string) (sla.Life, error) {
	head := sla.EditionHead{N: 2, Hash: "ef", Changes: []sla.Correction{{Unit: "rl", Why: []sla.Reason{}}, {Unit: "zjj", Why: []sla.Reason{}}}}
	return sla.Life{Stage: sla.StagePublished, Editions: []sla.EditionHead{{N: 1, Hash: "cd"}, head}}, nil
}
func (p papers) Draft(ctx context.Context, month string, _ dispatch.Actor) (sla.Life, error) {
	return p.Life(ctx, month)
}
func (p papers) Correct(ctx context.Context, month string, _ dispatch.Actor, reason string) (sla.Life, error) {
	if reason == "" {
		return sla.Life{}, dispatch.FieldError("reason", "month_reason", month)
	}
	return p.Life(ctx, month)
}
func (papers) Replay(_ context.Context, month string) (sla.Replay, error) {
	return sla.Replay{Month: month, Matches: true, Differs: []sla.Difference{}}, nil
}
func (p papers) Edition(ctx context.Context, month string, n int) (sla.Month, error) {
	if n != 1 {
		return sla.Month{}, dispatch.Errorf(dispatch.NotFound, "edition_unknown", n)
	}
	return p.Score(ctx, month)
}
func (papers) Timetable(context.Context) (sla.Timetable, error)      { return sla.DefaultTimetable(), nil }
func (papers) SetTimetable(_ context.Context, t sla.Timetable) error { return t.Validate() }
func (papers) Plans(_ context.Context, t sla.Timetable) ([]sla.MonthPlan, error) {
	p, err := t.Plan("2026-10", sla.CN(), time.Time{})
	return []sla.MonthPlan{{Month: "2026-10", Plan: p}}, err
}
func (papers) Brief(ctx context.Context, month string) (sla.Brief, error) {
	before := 61
	return sla.Brief{Month: month, Org: "示范区 12345", Name: "工作简报", Issue: "第10期", Title: "10月情况", Draft: true, Annex: []sla.Block{},
		Summary: []sla.Block{{Kind: sla.BlockParagraph, Runs: []sla.Run{{Text: "受理 <3,164> 件。"}, {Text: "突出", Style: "bold"}}}},
		Sections: []sla.Section{{Key: "overall", Heading: "一、总体", Blocks: []sla.Block{
			{Kind: sla.BlockTable, Table: &sla.Table{Caption: "表1", Halves: true, Columns: []sla.Column{{Title: "单位"}, {Title: "得分", Right: true, Bold: true}},
				Rows: []sla.TableRow{{Cells: []string{"甲局", "99.00"}}, {Cells: []string{"其余见附件"}, Fold: true}, {Cells: []string{"乙局", "88.00"}}}}},
			{Kind: sla.BlockChart, Chart: &sla.Chart{Kind: sla.ChartLying, Caption: "图1", Points: []sla.Point{{Label: "供热", Value: 274, Before: &before, Strong: true}}}},
			{Kind: sla.BlockChart, Chart: &sla.Chart{Caption: "图2", Points: []sla.Point{{Label: "10", Value: 3164, Strong: true}}}}}}}}, nil
}
func (p papers) AppealGround(ctx context.Context, month string) (dispatch.AppealGround, error) {
	b, err := p.Workbook(ctx, month, false)
	return dispatch.AppealGround{Window: dispatch.AppealWindow{Open: month == "2026-10", Published: month == "2026-09"}, Month: b.Month, Scheme: b.Scheme, Units: b.Units, Records: b.Records}, err
}
func (papers) Adjusted(string) {}
func (p papers) GeneratedBrief(ctx context.Context, month string) (sla.Brief, error) {
	return p.Brief(ctx, month)
}
func (papers) CompareScheme(_ context.Context, month string, sc sla.Scheme) (sla.Comparison, error) {
	return sla.Comparison{Month: month, Before: sla.DefaultScheme().Ref(), After: sc.Ref(), Groups: []sla.MovedGroup{}}, nil
}

// SchemeFixed: October 2026 is published.
func (papers) SchemeFixed(_ context.Context, from string) (string, error) {
	if from <= "2026-10" {
		return "2026-10", nil
	}
	return "", nil
}
func (papers) Bulletin(_ context.Context, kind sla.BulletinKind, period, unit string) (sla.Bulletin, error) {
	return sla.Bulletin{Kind: kind, Period: period, Unit: unit, Title: "通报", Issue: period, Org: "示范区 12345", Figures: []byte(`{"late":12}`), SnapshotAt: monday,
		Sections: []sla.BulletinSection{{Key: "overall", Title: "总体情况", Text: "超时 12 件。"}, {Key: "next", Title: "下步要求", Text: "逐件说明。"}}}, nil
}
func (papers) Breakdown(_ context.Context, month string, by sla.Dimension, unit string) (sla.Breakdown, error) {
	return sla.Breakdown{Month: month, By: by, Unit: unit, Rows: []sla.Slice{}}, nil
}
func (papers) BehindBreakdown(context.Context, string, sla.Dimension, string, string, string) ([]sla.Behind, error) {
	return []sla.Behind{{No: "1"}, {No: "2", Unit: "cgj"}, {No: "2", Unit: "zjj"}, {No: "3"}}, nil
}
func (papers) Noise(_ context.Context, month string, runs int) (sla.Noise, error) {
	rows := []sla.NoiseRow{{Unit: "zjj", Tied: 1, TiedWith: []string{"cgj"}}, {Unit: "cgj", Tied: 1, TiedWith: []string{"zjj"}}}
	return sla.Noise{Month: month, Runs: runs, Groups: []sla.NoiseGroup{{Key: "bureau", Rows: rows, Bands: [][]string{}}}, Smoothing: []sla.Smoothed{}}, nil
}
func (papers) Signals(context.Context, string) ([]sla.Signal, error) {
	return []sla.Signal{{Unit: "zjj", Kind: sla.SignalGap, Nos: []string{}}}, nil
}
func (papers) List(context.Context) ([]JobStatus, error) {
	return []JobStatus{{Name: "sweep", Schedule: "* * * * * *", Start: monday, Millis: 3, Result: "2 tickets"}}, nil
}
func (papers) Run(_ context.Context, name string) (bool, error) {
	if name != "sweep" {
		return false, dispatch.Errorf(dispatch.NotFound, "job_unknown", name)
	}
	return true, nil
}
