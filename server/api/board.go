package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

type rateView struct {
	Rate float64 `json:"rate"` // in percent; 0 when Den is 0
	Num  int     `json:"num"`
	Den  int     `json:"den"`
}

type todayView struct {
	Intake    int            `json:"intake"`
	ByChannel map[string]int `json:"by_channel"`
}

type yesterdayView struct {
	Intake        int     `json:"intake"`
	Open          int     `json:"open,omitempty"`
	Late          int     `json:"late"`
	AcceptRate    float64 `json:"accept_rate"`
	ContactRate   float64 `json:"contact_rate"`
	SatisfiedRate float64 `json:"satisfied_rate"`
}

type townView struct {
	Town  string `json:"town"`
	Count int    `json:"count"`
	Late  int    `json:"late"`
}

type lastView struct {
	At           time.Time        `json:"at"`
	CategoryName string           `json:"category_name"`
	Town         string           `json:"town"`
	UnitName     string           `json:"unit_name"`
	Urgency      dispatch.Urgency `json:"urgency"`
}

type lateDayView struct {
	Day  string `json:"day"`
	Late int    `json:"late"`
	Open int    `json:"open,omitempty"`
}

type findingView struct {
	Run     string            `json:"run"`
	Rule    string            `json:"rule"`
	Count   int               `json:"count"`
	Units   []string          `json:"units"`
	New     int               `json:"new"` // since the run before
	Gone    int               `json:"gone"`
	Handled *dispatch.Handled `json:"handled,omitempty"`
	At      time.Time         `json:"at"`
}

// openByView counts the open tickets by what they wait for.
type openByView struct {
	Replied   int `json:"replied"`
	ToAccept  int `json:"to_accept"`
	ToContact int `json:"to_contact"`
	Working   int `json:"working"`
}

// byClockView counts tickets by the clock that is late, or soon will be.
type byClockView struct {
	Accept  int `json:"accept"`
	Contact int `json:"contact"`
	Resolve int `json:"resolve"`
}

type nearView struct {
	byClockView
	Total int `json:"total"`
}

type boardRatesView struct {
	Accept    rateView `json:"accept"`
	Contact   rateView `json:"contact"`
	Resolve   rateView `json:"resolve"`
	Satisfied rateView `json:"satisfied"`
}

// boardView are the figures of the supervisor's desk and the wall: counters and
// a few rows, no personal data.
type boardView struct {
	At          time.Time      `json:"at"`
	Today       todayView      `json:"today"`
	Open        int            `json:"open"`
	OpenBy      openByView     `json:"open_by"`
	Late        int            `json:"late"`
	LateBy      byClockView    `json:"late_by"`
	Rates       boardRatesView `json:"rates"`
	Yesterday   yesterdayView  `json:"yesterday"`
	Levels      []int          `json:"levels"`
	Near        nearView       `json:"near"`
	Towns       []townView     `json:"towns"`
	Last        []lastView     `json:"last"`
	LateHistory []lateDayView  `json:"late_history"`
	Findings    []findingView  `json:"findings"`
	Calls       *boardCalls    `json:"calls,omitempty"`
}

// boardFresh is how long the figures are shown to everybody before they are
// read again: a wall of screens costs what one does.
const boardFresh = time.Second

// board gives the figures of today beside yesterday's (大屏、督办台).
func (s *server) board(c *fiber.Ctx) error {
	s.boardMu.Lock()
	defer s.boardMu.Unlock()
	now := s.now()
	if age := now.Sub(s.boardAt); age < 0 || age >= boardFresh || s.boardAt.IsZero() {
		v, err := s.figures(c.UserContext(), now)
		if err != nil {
			return err
		}
		s.boardAt, s.boardLast = now, v
	}
	return c.JSON(s.boardLast)
}

// staleBoard has the next look at the board see what was just changed.
func (s *server) staleBoard() {
	s.boardMu.Lock()
	defer s.boardMu.Unlock()
	s.boardAt = time.Time{}
}

// counted are kept counters by name.
type counted map[string]int

// rate is the share of the clocks due on a day that were met in time.
func (n counted) rate(day, clock string) rateView {
	den := n["day/"+day+"/"+clock+"/due"]
	return rateOf(den-n["day/"+day+"/"+clock+"/late"], den)
}

func (n counted) satisfied(day string) rateView {
	return rateOf(n["day/"+day+"/callback/satisfied"], n["day/"+day+"/callback"])
}

func (n counted) byClock(queue string) byClockView {
	return byClockView{n[queue+"/accept"], n[queue+"/contact"], n[queue+"/resolve"]}
}

func rateOf(num, den int) rateView {
	v := rateView{Num: num, Den: den}
	if den > 0 {
		v.Rate = float64(num*10_000/den) / 100
	}
	return v
}

// boardNames are the counters the board is made of.
func boardNames(today, yesterday string, towns []string) []string {
	names := append([]string{"hotline/open", "hotline/late", "hotline/near"}, levelQueues()...)
	for _, st := range []dispatch.State{dispatch.StateDispatched, dispatch.StateAccepted, dispatch.StateContacted, dispatch.StateReplied} {
		names = append(names, "hotline/open/"+string(st))
	}
	for _, k := range []sla.ClockKind{sla.AcceptClock, sla.ContactClock, sla.ResolveClock} {
		names = append(names, "hotline/late/"+string(k), "hotline/near/"+string(k))
		for _, day := range []string{today, yesterday} {
			names = append(names, "day/"+day+"/"+string(k)+"/due", "day/"+day+"/"+string(k)+"/late")
		}
	}
	for _, day := range []string{today, yesterday} {
		names = append(names, "day/"+day+"/intake", "day/"+day+"/callback", "day/"+day+"/callback/satisfied")
	}
	for _, ch := range dispatch.Channels {
		names = append(names, "day/"+today+"/intake/"+string(ch))
	}
	for _, town := range towns {
		names = append(names, "day/"+today+"/town/"+town)
	}
	return names
}

func (s *server) figures(ctx context.Context, now time.Time) (boardView, error) {
	today, yesterday, towns := dispatch.Day(now), dispatch.Day(now.AddDate(0, 0, -1)), s.Directory.Towns()
	counts, err := s.store.Counts(ctx, boardNames(today, yesterday, towns))
	if err != nil {
		return boardView{}, err
	}
	n := counted(counts)
	v := boardView{At: now.UTC(), Open: n["hotline/open"], Late: n["hotline/late"],
		Today: todayView{Intake: n["day/"+today+"/intake"], ByChannel: map[string]int{}},
		OpenBy: openByView{Replied: n["hotline/open/replied"], ToAccept: n["hotline/open/dispatched"],
			ToContact: n["hotline/open/accepted"], Working: n["hotline/open/contacted"]},
		LateBy: n.byClock("hotline/late"), Near: nearView{n.byClock("hotline/near"), n["hotline/near"]},
		Rates: boardRatesView{n.rate(today, "accept"), n.rate(today, "contact"), n.rate(today, "resolve"), n.satisfied(today)},
		Yesterday: yesterdayView{Intake: n["day/"+yesterday+"/intake"], AcceptRate: n.rate(yesterday, "accept").Rate,
			ContactRate: n.rate(yesterday, "contact").Rate, SatisfiedRate: n.satisfied(yesterday).Rate},
	}
	for _, ch := range dispatch.Channels {
		if x := n["day/"+today+"/intake/"+string(ch)]; x > 0 {
			v.Today.ByChannel[string(ch)] = x
		}
	}
	for _, q := range levelQueues() {
		v.Levels = append(v.Levels, n[q])
	}
	if err := s.boardRows(ctx, &v, n, today, towns); err != nil {
		return v, err
	}
	if v.Calls, err = s.boardCalls(ctx, now); err != nil {
		return v, err
	}
	return v, s.boardHistory(ctx, &v, now.In(sla.Zone).Format(time.DateOnly))
}

// maxLateRows bounds how many late tickets are looked at for their township.
const maxLateRows = 500

// boardRows adds the last tickets and the townships.
func (s *server) boardRows(ctx context.Context, v *boardView, n counted, today string, towns []string) error {
	late, _, err := s.store.Tickets(ctx, dispatch.Filter{Queue: "hotline/late"}, dispatch.Page{Limit: maxLateRows})
	if err != nil {
		return err
	}
	byTown := map[string]int{}
	for _, t := range late {
		byTown[t.Place.Town]++
	}
	v.Towns, v.Last = []townView{}, []lastView{}
	for _, town := range towns {
		v.Towns = append(v.Towns, townView{town, n["day/"+today+"/town/"+town], byTown[town]})
	}
	last, _, err := s.store.Tickets(ctx, dispatch.Filter{}, dispatch.Page{Limit: 10})
	for _, t := range last {
		if t.IsSealed() { // counted, and nothing else
			v.Last = append(v.Last, lastView{At: t.RegisteredAt, Urgency: t.Urgency})
			continue
		}
		v.Last = append(v.Last, lastView{t.RegisteredAt, s.categoryName(t.Category), t.Place.Town, s.unitName(t.Lead), t.Urgency})
	}
	return err
}

// boardHistory adds what the jobs keep: the late at the close of earlier days
// and the findings of the last inspection (电子监察).
func (s *server) boardHistory(ctx context.Context, v *boardView, today string) error {
	v.LateHistory, v.Findings = []lateDayView{}, []findingView{}
	err := dispatch.EachRecord(ctx, s.store, dispatch.KindFinding, func(r dispatch.Record) error {
		var d lateDayView
		if err := json.Unmarshal(r.Body, &d); err != nil {
			return fmt.Errorf("finding %s: %w", r.ID, err)
		}
		v.LateHistory = append(v.LateHistory, d)
		return nil
	})
	if err != nil {
		return err
	}
	run, err := s.Service.LastRun(ctx, s.now())
	if err != nil {
		return err
	}
	v.Findings = findingsOf(run)
	v.LateHistory = v.LateHistory[max(0, len(v.LateHistory)-30):]
	for _, d := range v.LateHistory { // the last working day before today
		if d.Day < today {
			v.Yesterday.Late, v.Yesterday.Open = d.Late, d.Open
		}
	}
	return nil
}
