package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/phone"
	"hotline/sla"
)

// figureRow are figures with their rates, which are null where nothing was.
type figureRow struct {
	Offered    int      `json:"offered"`
	Answered   int      `json:"answered"`
	Prompt     int      `json:"prompt"`
	Abandoned  int      `json:"abandoned"`
	Missed     int      `json:"missed"`
	Left       int      `json:"left"`
	Rate       *float64 `json:"rate"`        // 接通率, in percent
	PromptRate *float64 `json:"prompt_rate"` // 15秒接通率, in percent
	WaitS      float64  `json:"wait_s"`      // on average, of those answered
	TalkS      float64  `json:"talk_s"`
}

type figureDay struct {
	Day string `json:"day"`
	figureRow
}

type figureSpan struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	figureRow
}

type figuresView struct {
	From    string      `json:"from"`
	To      string      `json:"to"`
	Target  float64     `json:"target"`        // of 接通率
	Prompt  float64     `json:"prompt_target"` // of 15秒接通率
	Total   figureRow   `json:"total"`
	Days    []figureDay `json:"days"`
	Hours   []figureRow `json:"hours"` // by the hour of the day, from midnight
	Worst   *figureSpan `json:"worst"` // the 24 hours with the smallest share answered
	Waiting int         `json:"to_call_back"`
}

func figureRowOf(r phone.Row) figureRow {
	v := figureRow{Offered: r.Offered, Answered: r.Answered, Prompt: r.Prompt, Abandoned: r.Abandoned, Missed: r.Missed, Left: r.Left}
	if rate, ok := r.Rate(); ok {
		v.Rate = percent(rate)
	}
	if rate, ok := r.PromptRate(); ok {
		v.PromptRate = percent(rate)
		v.WaitS, v.TalkS = tenths(float64(r.WaitMS)/1000/float64(r.Answered)), tenths(float64(r.TalkMS)/1000/float64(r.Answered))
	}
	return v
}

func percent(rate float64) *float64 {
	v := tenths(rate * 100)
	return &v
}

// tenths cuts, so that 94.99 % never looks like 95 %.
func tenths(v float64) float64 { return float64(int64(v*10+1e-6)) / 10 }

// mostDays bounds the span of figures.
const mostDays = 31

// figureSpan reads which days are asked for; today without any.
func (s *server) figureSpan(c *fiber.Ctx) (from time.Time, days int, err error) {
	var q [2]string
	for i, name := range []string{"from", "to"} {
		if q[i], err = query(c, name, 10); err != nil {
			return from, 0, err
		}
	}
	today := s.now().In(sla.Zone)
	from = time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, sla.Zone)
	last := from
	for i, to := range []*time.Time{&from, &last} {
		if q[i] == "" {
			continue
		}
		if *to, err = time.ParseInLocation(time.DateOnly, q[i], sla.Zone); err != nil {
			return from, 0, dispatch.FieldError([]string{"from", "to"}[i], "date_form")
		}
	}
	if q[0] == "" {
		from = last
	}
	days = int(last.Sub(from)/(24*time.Hour)) + 1
	if days < 1 || days > mostDays {
		return from, 0, dispatch.FieldError("to", "out_of_range", 1, mostDays)
	}
	return from, days, nil
}

// callFigures is GET /calls/figures?from=&to= (话务指标).
func (s *server) callFigures(c *fiber.Ctx) error {
	from, days, err := s.figureSpan(c)
	if err != nil {
		return err
	}
	f, err := CountCalls(c.UserContext(), s.store, from, days, s.now())
	if err != nil {
		return err
	}
	v := figuresView{From: from.Format(time.DateOnly), To: from.AddDate(0, 0, days-1).Format(time.DateOnly), Target: phone.TargetAnswered * 100, Prompt: phone.TargetPrompt * 100,
		Total: figureRowOf(f.Total), Days: []figureDay{}, Hours: []figureRow{}}
	for _, d := range f.Days {
		v.Days = append(v.Days, figureDay{d.Day, figureRowOf(d.Row)})
	}
	for _, h := range f.Hours {
		v.Hours = append(v.Hours, figureRowOf(h))
	}
	if f.Worst != nil {
		v.Worst = &figureSpan{f.Worst.From.UTC(), f.Worst.To.UTC(), figureRowOf(f.Worst.Row)}
	}
	if v.Waiting, err = s.missedOpen(c.UserContext()); err != nil {
		return err
	}
	return c.JSON(v)
}
