package phone

import "time"

// Prompt is how soon a call is to be answered (GB/T 33358: 15 s), and stale how
// long one may be live before it counts as unanswered, its end being lost.
const (
	Prompt = 15 * time.Second
	stale  = 30 * time.Minute
)

// The targets: of those who asked for a person over any 24 hours, and of those
// answered.
const (
	TargetAnswered = 0.95
	TargetPrompt   = 0.80
)

// Row are the figures of a span.
//
//	接通率 = answered ÷ offered            15秒接通率 = prompt ÷ answered
//
// Offered are the incoming calls that asked for a person: who hung up in the
// menu (left) did not, and the hotline's own calls are none.
type Row struct {
	Offered   int   `json:"offered"`
	Answered  int   `json:"answered"`
	Prompt    int   `json:"prompt"`    // within 15 s
	Abandoned int   `json:"abandoned"` // before a telephone rang
	Missed    int   `json:"missed"`    // telephones rang
	Left      int   `json:"left"`      // in the menu
	WaitMS    int64 `json:"wait_ms"`   // all waiting of those answered
	TalkMS    int64 `json:"talk_ms"`
}

// Rate is the share answered; ok is false when none was offered.
func (r Row) Rate() (rate float64, ok bool) { return share(r.Answered, r.Offered) }

// PromptRate is the share of those answered that were answered within 15 s.
func (r Row) PromptRate() (rate float64, ok bool) { return share(r.Prompt, r.Answered) }

func share(n, of int) (float64, bool) {
	if of == 0 {
		return 0, false
	}
	return float64(n) / float64(of), true
}

func (r *Row) add(o Row) {
	r.Offered += o.Offered
	r.Answered += o.Answered
	r.Prompt += o.Prompt
	r.Abandoned += o.Abandoned
	r.Missed += o.Missed
	r.Left += o.Left
	r.WaitMS += o.WaitMS
	r.TalkMS += o.TalkMS
}

// count adds a call. One that goes on is not counted before it is answered or
// over.
func (r *Row) count(c Call, now time.Time) {
	state := c.State()
	if c.Out {
		return
	}
	if state.Live() && state != Talking && now.Sub(c.Started) > stale {
		state = Unanswered
	}
	switch state {
	case LeftInMenu:
		r.Left++
		return
	case GivenUp:
		r.Abandoned++
	case Unanswered:
		r.Missed++
	case Talking, Over:
		r.Answered++
		if c.Wait() <= Prompt {
			r.Prompt++
		}
		r.WaitMS += c.Wait().Milliseconds()
		r.TalkMS += c.Talk().Milliseconds()
	default:
		return
	}
	r.Offered++
}

// DayRow are the figures of a local day.
type DayRow struct {
	Day string `json:"day"`
	Row
}

// Span are the figures of some hours.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Row
}

// Figures are what the hotline is measured by over whole local days (话务指标).
type Figures struct {
	Total Row
	Days  []DayRow
	Hours Hours // by the hour of the day
	// Worst are the 24 hours, from a full hour on, in which the smallest share was
	// answered; nil where fewer were called in.
	Worst *Span
}

// Hours are the figures of the hours of a local day, from midnight.
type Hours [24]Row

// CountDay counts the calls that began in the day that begins at from; each hands
// over calls, also others, in any order.
func CountDay(from, now time.Time, each func(func(Call)) error) (hours Hours, err error) {
	err = each(func(c Call) {
		if h := int(c.Started.Sub(from) / time.Hour); !c.Started.Before(from) && h < len(hours) {
			hours[h].count(c, now)
		}
	})
	return hours, err
}

// Sum makes figures of days one after another, of which the first begins at from.
func Sum(from time.Time, days []Hours) (f Figures) {
	var all []Row
	for d, hours := range days {
		row := DayRow{Day: from.AddDate(0, 0, d).Format(time.DateOnly)}
		for h, r := range hours {
			row.add(r)
			f.Hours[h].add(r)
		}
		f.Total.add(row.Row)
		f.Days = append(f.Days, row)
		all = append(all, hours[:]...)
	}
	f.Worst = worst(from, all)
	return f
}

func worst(from time.Time, hours []Row) *Span {
	var found *Span
	for h := 0; h+24 <= len(hours); h++ {
		s := Span{From: from.Add(time.Duration(h) * time.Hour), To: from.Add(time.Duration(h+24) * time.Hour)}
		for _, r := range hours[h : h+24] {
			s.add(r)
		}
		if rate, ok := s.Rate(); ok {
			if least, _ := rateOf(found); found == nil || rate < least {
				found = &s
			}
		}
	}
	return found
}

func rateOf(s *Span) (float64, bool) {
	if s == nil {
		return 0, false
	}
	return s.Rate()
}
