package api

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/dispatch/insight"
	"hotline/sla"
)

type codeName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type leadingView struct {
	codeName
	Count int     `json:"count"`
	Share float64 `json:"share"` // in percent
}

type townCount struct {
	Town  string `json:"town"`
	Count int    `json:"count"`
}

type progressView struct {
	Accepted  int `json:"accepted"`
	Contacted int `json:"contacted"`
	Resolved  int `json:"resolved"`
	Late      int `json:"late"`
}

type quoteView struct {
	No   string `json:"no"`
	Text string `json:"text"`
}

type issueView struct {
	ID          string       `json:"id"`
	Rank        int          `json:"rank"`
	Title       string       `json:"title"`
	Emerging    bool         `json:"emerging"`
	Category    codeName     `json:"category"`
	Town        string       `json:"town"`
	Towns       []townCount  `json:"towns"`
	Place       string       `json:"place"`
	Unit        string       `json:"unit"`
	UnitName    string       `json:"unit_name"`
	Count       int          `json:"count"`
	Callers     int          `json:"callers"`
	Who         []string     `json:"who"`
	Repeats     int          `json:"repeats"`
	Votes       int          `json:"votes"`
	Usual       float64      `json:"usual"`
	Ratio       float64      `json:"ratio"`
	Heat        int          `json:"heat"`
	FirstAt     time.Time    `json:"first_at"`
	LastAt      time.Time    `json:"last_at"`
	Daily       []int        `json:"daily"`
	Recent      int          `json:"recent"`
	Progress    progressView `json:"progress"`
	Quotes      []quoteView  `json:"quotes"`
	MergeGroups int          `json:"merge_groups"`
}

type hotView struct {
	From     time.Time    `json:"from"`
	To       time.Time    `json:"to"`
	Now      time.Time    `json:"now"`
	Intake   int          `json:"intake"`
	Previous int          `json:"previous"`
	Least    int          `json:"least"`
	Step     int          `json:"step"` // days of one column of an issue's curve
	Basis    string       `json:"basis" words:"before within"`
	Leading  *leadingView `json:"leading"`
	Issues   []issueView  `json:"issues"`
}

type issuePage struct {
	issueView
	Tickets []ticketLine `json:"tickets"`
}

// longestWindow bounds a window in days.
const longestWindow = 1100

// window reads the days a page looks at: some last ones, or from one to another.
func (s *server) window(c *fiber.Ctx) (insight.Window, error) {
	from, err := moment("from", c.Query("from"))
	if err != nil {
		return insight.Window{}, err
	}
	to, err := moment("to", c.Query("to"))
	if err != nil {
		return insight.Window{}, err
	}
	now := s.now()
	if from.IsZero() && to.IsZero() {
		days, ok := map[string]int{"": 7, "1": 1, "7": 7, "30": 30}[c.Query("window")]
		if !ok {
			return insight.Window{}, dispatch.FieldError("window", "unknown_value")
		}
		return insight.LastDays(days, now), nil
	}
	switch {
	case from.IsZero():
		return insight.Window{}, dispatch.FieldError("from", "required")
	case to.IsZero():
		to = now
	}
	w := insight.Between(from, to, now)
	if days := w.To.Sub(w.From); days <= 0 || days > longestWindow*24*time.Hour {
		return w, dispatch.FieldError("from", "window_length", longestWindow)
	}
	return w, nil
}

// hotIssues lists what many people raise (热点问题).
func (s *server) hotIssues(c *fiber.Ctx) error {
	r, err := s.report(c)
	if err != nil {
		return err
	}
	limit := 10
	if q := c.Query("limit"); q != "" {
		if limit, err = strconv.Atoi(q); err != nil || limit < 1 || limit > 50 {
			return dispatch.FieldError("limit", "out_of_range", 1, 50)
		}
	}
	h := r.Hot
	v := hotView{From: h.Window.From.UTC(), To: h.Window.To.UTC(), Now: s.now().UTC(), Intake: h.Intake, Previous: h.Previous, Least: h.Least,
		Step: h.Step, Basis: "before", Issues: []issueView{}}
	if h.Window.Long() {
		v.Basis = "within"
	}
	if l := h.Leading; l != nil {
		v.Leading = &leadingView{codeName{l.Name, s.categoryName(l.Name)}, l.Count, percentOf(l.Count, h.Intake)}
	}
	for _, is := range h.Issues[:min(len(h.Issues), limit)] {
		v.Issues = append(v.Issues, s.issueView(is, h))
	}
	return c.JSON(v)
}

func (s *server) report(c *fiber.Ctx) (insight.Report, error) {
	w, err := s.window(c)
	if err != nil {
		return insight.Report{}, err
	}
	return s.Insight.Insight(c.UserContext(), w)
}

func percentOf(n, of int) float64 { return math.Round(10_000*float64(n)/float64(max(of, 1))) / 100 }

// tenth rounds to one decimal.
func tenth(x float64) float64 { return math.Round(10*x) / 10 }

func (s *server) issueView(is insight.Issue, h insight.Hot) issueView {
	v := issueView{
		ID: is.ID, Rank: is.Rank, Title: is.Title, Emerging: is.Emerging, Category: codeName{is.Category, s.categoryName(is.Category)},
		Town: is.Town, Towns: []townCount{}, Place: is.Place, Unit: is.Unit, UnitName: s.unitName(is.Unit), Count: is.Count, Callers: is.Callers,
		Who: orEmpty(is.Who), Repeats: is.Repeats, Votes: is.Votes, Usual: tenth(is.Usual), Ratio: tenth(is.Ratio), Heat: is.Heat,
		FirstAt: is.First.UTC(), LastAt: is.Last.UTC(), Daily: is.Daily, Recent: h.Recent, Progress: progressView(is.Progress),
		Quotes: []quoteView{}, MergeGroups: is.Merges,
	}
	for _, t := range is.Towns {
		v.Towns = append(v.Towns, townCount{t.Name, t.Count})
	}
	for _, q := range is.Quotes {
		v.Quotes = append(v.Quotes, quoteView(q))
	}
	return v
}

// issue finds the issue a request names.
func (s *server) issue(c *fiber.Ctx, id string) (insight.Issue, insight.Hot, error) {
	r, err := s.report(c)
	if err != nil {
		return insight.Issue{}, r.Hot, err
	}
	is, ok := r.Issue(id)
	if !ok {
		return is, r.Hot, dispatch.Errorf(dispatch.NotFound, "issue_unknown", clip(id, 50))
	}
	return is, r.Hot, nil
}

// issueMost bounds the tickets an issue is shown with.
const issueMost = 500

// hotIssue gives one issue with its tickets.
func (s *server) hotIssue(c *fiber.Ctx) error {
	is, h, err := s.issue(c, c.Params("id"))
	if err != nil {
		return err
	}
	v := issuePage{issueView: s.issueView(is, h), Tickets: []ticketLine{}}
	for _, it := range is.Items[:min(len(is.Items), issueMost)] {
		v.Tickets = append(v.Tickets, ticketLine{No: it.No, Title: it.Title, Town: it.Town, UnitName: s.unitName(it.Unit), State: it.State, RegisteredAt: it.At.UTC()})
	}
	return c.JSON(v)
}

// issueParts are the parts of an issue that a page counts.
var issueParts = map[string]func(insight.Item) bool{
	"":          func(insight.Item) bool { return true },
	"accepted":  func(it insight.Item) bool { return it.Accepted },
	"contacted": func(it insight.Item) bool { return it.Contacted },
	"resolved":  func(it insight.Item) bool { return it.Resolved },
	"late":      func(it insight.Item) bool { return it.Late },
}

// issueTickets lists exactly the tickets an issue counts, or a part of them,
// newest first.
func (s *server) issueTickets(c *fiber.Ctx) error {
	by := actorOf(c)
	if !by.Role.Hotline() {
		return dispatch.Errorf(dispatch.Forbidden, "role_may_not")
	}
	p, err := pageParams(c)
	if err != nil {
		return err
	}
	id, err := query(c, "issue", 50)
	if err != nil {
		return err
	}
	in, ok := issueParts[c.Query("part")]
	if !ok {
		return dispatch.FieldError("part", "unknown_value")
	}
	is, _, err := s.issue(c, id)
	if err != nil {
		return err
	}
	items := slices.DeleteFunc(slices.Clone(is.Items), func(it insight.Item) bool { return !in(it) })
	if i := slices.IndexFunc(items, func(it insight.Item) bool { return it.No == p.After }); i >= 0 {
		items = items[i+1:]
	}
	next := ""
	if len(items) > p.Limit {
		items = items[:p.Limit]
		next = items[p.Limit-1].No
	}
	rows := make([]ticketRow, 0, len(items))
	for _, it := range items {
		t, err := s.store.Ticket(c.UserContext(), it.No)
		if err != nil {
			return err
		}
		rows = append(rows, s.row(t, by))
	}
	return c.JSON(page(rows, next))
}

type dayView struct {
	Day   string `json:"day"`
	Count int    `json:"count"`
	Off   bool   `json:"off,omitempty"`
}

type dayEvent struct {
	Day   string `json:"day"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

type calendarOfYear struct {
	Year   int        `json:"year"`
	Total  int        `json:"total"`
	Max    *dayView   `json:"max"`
	Min    *dayView   `json:"min"`
	Steps  []int      `json:"steps"`
	Days   []dayView  `json:"days"`
	Events []dayEvent `json:"events"`
}

type cellView struct {
	Count int     `json:"count"`
	Usual float64 `json:"usual"`
	Hot   bool    `json:"hot,omitempty"`
}

type matrixRow struct {
	Category codeName   `json:"category"`
	Cells    []cellView `json:"cells"`
	Total    int        `json:"total"`
}

type matrixView struct {
	Towns  []string    `json:"towns"`
	Rows   []matrixRow `json:"rows"`
	Totals []int       `json:"totals"`
	Total  int         `json:"total"`
}

type unitTrend struct {
	Unit     string `json:"unit"`
	UnitName string `json:"unit_name"`
	Count    int    `json:"count"`
	Previous int    `json:"previous"`
}

type noteView struct {
	Title    string `json:"title"`
	Evidence string `json:"evidence"`
	Advice   string `json:"advice"`
}

type trendsView struct {
	From     time.Time      `json:"from"`
	To       time.Time      `json:"to"`
	Intake   int            `json:"intake"`
	Previous int            `json:"previous"`
	Calendar calendarOfYear `json:"calendar"`
	Matrix   matrixView     `json:"matrix"`
	Units    []unitTrend    `json:"units"`
	Notes    []noteView     `json:"notes"`
}

// trends gives where and when demands come (趋势).
func (s *server) trends(c *fiber.Ctx) error {
	r, err := s.report(c)
	if err != nil {
		return err
	}
	t := r.Trends
	v := trendsView{From: t.Window.From.UTC(), To: t.Window.To.UTC(), Intake: t.Intake, Previous: t.Previous, Calendar: yearView(r.Year),
		Matrix: s.matrixView(t.Matrix), Units: []unitTrend{}, Notes: []noteView{}}
	for _, u := range t.Units {
		v.Units = append(v.Units, unitTrend{u.Unit, s.unitName(u.Unit), u.Count, u.Previous})
	}
	for _, n := range t.Notes {
		v.Notes = append(v.Notes, noteView(n))
	}
	return c.JSON(v)
}

func (s *server) matrixView(m insight.Matrix) matrixView {
	v := matrixView{Towns: m.Towns, Rows: []matrixRow{}, Totals: m.Totals, Total: m.Total}
	for _, r := range m.Rows {
		row := matrixRow{Category: codeName{r.Category, s.categoryName(r.Category)}, Total: r.Total}
		for _, cell := range r.Cells {
			row.Cells = append(row.Cells, cellView{cell.Count, tenth(cell.Usual), cell.Hot})
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func yearView(y insight.Year) calendarOfYear {
	one := func(d *insight.Day) *dayView {
		if d == nil {
			return nil
		}
		return &dayView{localDay(d.Day), d.Count, d.Off}
	}
	v := calendarOfYear{Year: y.Year, Total: y.Total, Max: one(y.Max), Min: one(y.Min), Steps: y.Steps, Days: []dayView{}, Events: []dayEvent{}}
	for _, d := range y.Days {
		v.Days = append(v.Days, *one(&d))
	}
	for _, e := range y.Events {
		v.Events = append(v.Events, dayEvent{localDay(e.Day), e.Label, e.Count})
	}
	return v
}

func localDay(t time.Time) string { return t.In(sla.Zone).Format(time.DateOnly) }
