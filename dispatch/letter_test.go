package dispatch

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// raised is an accepted ticket whose unit had a letter of the given kinds.
func raised(t testing.TB, kinds ...LetterKind) *life {
	l := at(t, StateAccepted)
	levels := map[LetterKind]int{LetterUrge: 1, LetterSupervise: 2, LetterList: 3, LetterTalk: 3, LetterRaise: 4}
	for _, k := range kinds {
		l.do(with(DoSupervise, func(a *Action) { a.Level, a.LetterKind, a.Override = levels[k], k, "情况紧急" }), supervisor)
	}
	return l
}

func letterOf(kind ActionKind, n int) Action { return with(kind, func(a *Action) { a.Letter = n }) }

// Who may raise to which rung, and what must have come before.
func TestRungs(t *testing.T) {
	to := func(level int, change ...func(*Action)) Action {
		return with(DoSupervise, func(a *Action) {
			a.Level = level
			for _, c := range change {
				c(a)
			}
		})
	}
	code := func(c string) func(*Action) { return func(a *Action) { a.Code = c } }
	override := func(a *Action) { a.Override = "群众反映强烈" }
	receiver := func(a *Action) { a.Receiver = "区纪委监委" }
	cases := []struct {
		name       string
		from       *life
		a          Action
		key, field string
		kind       LetterKind
	}{
		{"urge", raised(t), to(1), "", "", LetterUrge},
		{"supervise leaves out a step", raised(t), to(2), "level_jump", "override", ""},
		{"supervise, and says why", raised(t), to(2, override), "", "", LetterSupervise},
		{"supervise after the reminder", raised(t, LetterUrge), to(2), "", "", LetterSupervise},
		{"list after supervision", raised(t, LetterUrge, LetterSupervise), to(3), "", "", LetterList},
		{"list too early", raised(t, LetterUrge), to(3, override), "rung_early", "code", ""},
		{"list early for its effect", raised(t, LetterUrge), to(3, override, code("negative_effect")), "", "", LetterList},
		{"list for a reason that is none", raised(t, LetterUrge, LetterSupervise), to(3, code("faking")), "unknown_value", "code", ""},
		{"talk before the list", raised(t, LetterUrge, LetterSupervise), to(3, func(a *Action) { a.LetterKind = LetterTalk }), "rung_early", "code", ""},
		{"talk after the list", raised(t, LetterUrge, LetterSupervise, LetterList), to(3, func(a *Action) { a.LetterKind = LetterTalk }), "", "", LetterTalk},
		{"list again", raised(t, LetterUrge, LetterSupervise, LetterList), to(3), "level_reached", "", ""},
		{"down again", raised(t, LetterUrge, LetterSupervise), to(1), "level_reached", "", ""},
		{"raise", raised(t, LetterUrge, LetterSupervise, LetterList), to(4), "", "", LetterRaise},
		{"to the meeting before a higher body", raised(t, LetterUrge, LetterSupervise, LetterList), to(5, override), "rung_early", "code", ""},
		{"to the meeting", raised(t, LetterUrge, LetterSupervise, LetterList, LetterRaise), to(5), "", "", LetterRaise},
		{"transfer without the case", raised(t, LetterUrge), to(6, override, receiver), "required", "code", ""},
		{"transfer to nobody", raised(t, LetterUrge), to(6, override, code("faking")), "required", "receiver", ""},
		{"transfer", raised(t, LetterUrge), to(6, override, code("faking"), receiver), "", "", LetterTransfer},
		{"no such letter", raised(t), to(1, func(a *Action) { a.LetterKind = LetterTalk }), "unknown_value", "letter_kind", ""},
		{"due yesterday", raised(t), to(1, func(a *Action) { a.Due = monday.AddDate(0, 0, -1) }), "out_of_range", "due", ""},
		{"due next year", raised(t), to(1, func(a *Action) { a.Due = monday.AddDate(1, 0, 0) }), "out_of_range", "due", ""},
		{"nobody has it", born(t), to(1), "letter_no_unit", "", ""},
		{"no form", raised(t), to(0, func(a *Action) { a.Form = "dance" }), "unknown_value", "form", ""},
		{"a letter of no level", raised(t), to(0), "out_of_range", "level", ""},
		{"on site, nowhere", raised(t), to(0, func(a *Action) { a.Form, a.At, a.Who = FormOnSite, monday, "督查组" }), "required", "place", ""},
		{"a note of nobody", raised(t), to(0, func(a *Action) { a.Form, a.At, a.Text = FormNote, monday, "请速办" }), "required", "who", ""},
		{"a meeting years ago", raised(t), to(0, func(a *Action) {
			a.Form, a.At, a.Place, a.Who = FormMeeting, monday.AddDate(-3, 0, 0), "会议室", "各单位"
		}), "out_of_range", "at", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := len(c.from.ticket.Letters)
			err := c.from.try(c.a, supervisor)
			require.Equal(t, c.key, keyOf(err))
			if c.key != "" {
				require.Equal(t, c.field, err.(*Error).Field)
				return
			}
			l := c.from.ticket.Letters[before]
			require.Equal(t, c.kind, l.Kind)
			require.Equal(t, c.a.Level, c.from.ticket.Level)
			require.True(t, l.Due.After(l.At))
		})
	}
}

// What may be done with a letter, by whom, and what it is then.
func TestLetterGuards(t *testing.T) {
	text := func(s string) Action { return with(DoAnswerLetter, func(a *Action) { a.Text = s }) }
	l := func() *life { return raised(t, LetterUrge, LetterSupervise) }
	cases := []struct {
		name string
		from *life
		a    Action
		by   Actor
		key  string
	}{
		{"a letter that is not there", l(), letterOf(DoReceiveLetter, 3), leader, "letter_unknown"},
		{"a letter of number zero", l(), letterOf(DoReceiveLetter, 0), leader, "letter_unknown"},
		{"of the other unit", l(), letterOf(DoReceiveLetter, 1), helper, "letter_not_yours"},
		{"received by the hotline", l(), letterOf(DoReceiveLetter, 1), supervisor, "letter_not_yours"},
		{"received by a stranger", l(), letterOf(DoReceiveLetter, 1), stranger, "not_your_unit"},
		{"answered with nothing", l(), text(" "), leader, "required"},
		{"answered at length", l(), text(strings.Repeat("长", maxLetterText+1)), leader, "too_long"},
		{"answered twice", l().do(letterOf(DoAnswerLetter, 1), leader), letterOf(DoAnswerLetter, 1), leader, "letter_answered"},
		{"answered once closed", l().do(letterOf(DoCloseLetter, 1), supervisor), letterOf(DoAnswerLetter, 1), leader, "letter_closed"},
		{"closed by the unit", l(), letterOf(DoCloseLetter, 1), leader, "role_may_not"},
		{"closed without a reason", l(), with(DoCloseLetter, func(a *Action) { a.Reason = "" }), supervisor, "required"},
		{"a result of nothing", l(), good(DoSuperviseResult), supervisor, "out_of_range"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.key, keyOf(c.from.try(c.a, c.by))) })
	}
}

func TestLetterLife(t *testing.T) {
	l := raised(t, LetterUrge)
	require.Equal(t, LetterIssued, l.ticket.Letters[0].State())
	require.Contains(t, l.ticket.Queues(), "unit:zhujian/letters")
	l.do(letterOf(DoReceiveLetter, 1), leader)
	require.Equal(t, LetterReceived, l.ticket.Letters[0].State())
	version := l.ticket.Version
	l.do(letterOf(DoReceiveLetter, 1), leader)
	require.Equal(t, version, l.ticket.Version, "received once")
	l.do(letterOf(DoAnswerLetter, 1), leader)
	require.Equal(t, LetterAnswered, l.ticket.Letters[0].State())
	require.False(t, l.ticket.Letters[0].Late)
	require.Subset(t, l.ticket.Queues(), []string{"unit:zhujian/letters/done", "hotline/letters", "hotline/letters/answered"})
	l.do(letterOf(DoCloseLetter, 1), supervisor)
	require.Equal(t, LetterClosed, l.ticket.Letters[0].State())
	require.Contains(t, l.ticket.Queues(), "hotline/letters/closed")
	require.NotContains(t, l.ticket.Queues(), "hotline/letters")
}

// An unanswered letter is late once; its late answer stays late.
func TestLetterLate(t *testing.T) {
	l := raised(t, LetterUrge)
	due := l.ticket.Letters[0].Due
	require.Equal(t, time.Date(2026, 11, 24, 17, 30, 0, 0, sla.Zone).UTC(), due, "one working day, at its close")
	count := func(es []Event) (n int) {
		for _, e := range es {
			if e.Kind == LetterOverdue {
				n++
			}
		}
		return n
	}
	require.Zero(t, count(l.sweep(due.Add(-time.Second))))
	require.False(t, l.ticket.NextAt().After(due))
	require.Equal(t, 1, count(l.sweep(due)))
	require.Zero(t, count(l.sweep(due.AddDate(0, 0, 20))))
	require.Equal(t, LetterLate, l.ticket.Letters[0].State())
	require.Contains(t, l.ticket.Queues(), "hotline/letters/late")
	l.do(letterOf(DoAnswerLetter, 1), leader)
	require.True(t, l.ticket.Letters[0].Late)
	require.Equal(t, LetterAnswered, l.ticket.Letters[0].State())
}

// A reply ends the reminder; the letters above it still want their answer.
func TestLettersAfterTheReply(t *testing.T) {
	l := raised(t, LetterUrge, LetterSupervise).do(good(DoContact), leader).do(good(DoReply), leader)
	require.Equal(t, LetterClosed, l.ticket.Letters[0].State())
	require.Equal(t, ClosedDone, l.ticket.Letters[0].Closing)
	require.Empty(t, l.ticket.Letters[0].ClosedBy, "nobody had to")
	require.Equal(t, LetterIssued, l.ticket.Letters[1].State())
	l.do(good(DoReview), dispatcher).do(good(DoCallback), agent)
	require.True(t, l.ticket.NextAt().IsZero(), "nothing is timed on a ticket that is over")
	l.now = l.now.AddDate(0, 1, 0)
	l.do(letterOf(DoAnswerLetter, 2), leader)
	require.True(t, l.ticket.Letters[1].Late, "a late answer is late all the same")
}

// A unit that has the ticket no more has nothing to answer.
func TestLettersAreWithdrawn(t *testing.T) {
	l := at(t, StateDispatched).do(good(DoSupervise), supervisor)
	l.do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher)
	require.Equal(t, LetterClosed, l.ticket.Letters[0].State())
	require.True(t, l.ticket.Letters[0].Withdrawn)
	last := l.events[len(l.events)-1]
	require.Equal(t, LetterEnded, last.Kind)
	require.Equal(t, RoleSystem, last.Actor.Role)
	require.NotContains(t, strings.Join(l.ticket.Queues(), " "), "unit:zhujian")
	l.do(with(DoDispatch, func(a *Action) { a.Lead, a.CoUnits = "shuiwu", nil }), dispatcher).do(good(DoSupervise), supervisor)
	require.Equal(t, "shuiwu", l.ticket.Letters[1].Unit, "the new lead starts at the foot of the ladder")

	h := raised(t, LetterUrge)
	h.do(good(DoHandover), System())
	require.True(t, h.ticket.Letters[0].Waits() && h.ticket.Letters[0].Unit == "shuiwu", "the successor of a dissolved unit owes its answers")
}

// Merging and taking out again leaves the letters as they were.
func TestLettersRestWithAMergedTicket(t *testing.T) {
	l := raised(t, LetterUrge)
	l.do(good(DoMerge), agent)
	require.NotContains(t, strings.Join(l.ticket.Queues(), " "), "letters")
	require.True(t, l.ticket.NextAt().IsZero())
	l.do(good(DoUnmerge), agent)
	require.Contains(t, l.ticket.Queues(), "unit:zhujian/letters")
}

// The timers send the reminder the day after, the supervision letter five
// working days after, one a unit, and none while the last one waits.
func TestLettersByTimer(t *testing.T) {
	l := at(t, StateContacted)
	due, _ := l.ticket.Clock(sla.ResolveClock)
	step := func(n int) time.Time {
		at, _ := sla.Deadline(due.Due, sla.Limit{N: n, Unit: sla.Workdays}, l.r.Calendar)
		return at
	}
	l.do(good(DoPart), helper)
	l.sweep(step(1).Add(-time.Minute))
	require.Empty(t, l.ticket.Letters)
	l.sweep(step(1))
	require.Len(t, l.ticket.Letters, 1)
	require.Equal(t, LetterUrge, l.ticket.Letters[0].Kind)
	require.Empty(t, l.ticket.Letters[0].By)
	l.sweep(step(5))
	require.Len(t, l.ticket.Letters, 2)
	require.Equal(t, LetterSupervise, l.ticket.Letters[1].Kind)
	require.Equal(t, 2, l.ticket.Level)
	l.sweep(step(30))
	require.Len(t, l.ticket.Letters, 2, "from the third step on a person decides")
}

func TestFormsOfSupervision(t *testing.T) {
	l := raised(t)
	l.do(with(DoSupervise, func(a *Action) {
		a.Level, a.Form, a.At, a.Place, a.Who = 0, FormOnSite, monday, "阳光花园南门", "督查组两人"
	}), supervisor)
	require.Zero(t, l.ticket.Level)
	require.Empty(t, l.ticket.Letters, "a visit is no letter")
	require.Equal(t, "阳光花园南门", l.ticket.Oversights[0].Place)
	l.do(with(DoSuperviseResult, func(a *Action) { a.Text = "现场已修复" }), supervisor)
	require.Equal(t, "现场已修复", l.ticket.Oversights[0].Result)
	require.Equal(t, "result_known", keyOf(l.try(good(DoSuperviseResult), supervisor)))
	l.do(with(DoSupervise, func(a *Action) { a.Form, a.At, a.Who, a.Text = FormNote, monday, "分管副区长", "请速办" }), supervisor)
	require.Len(t, l.ticket.Letters, 1)
	require.Equal(t, FormNote, l.ticket.Letters[0].Form)
}

// The letter of each kind as it is printed, and the same after all that follows.
func TestLetterTexts(t *testing.T) {
	l := at(t, StateContacted).do(good(DoPart), helper)
	due, _ := l.ticket.Clock(sla.ResolveClock)
	l.now = due.Due.AddDate(0, 0, 2)
	l.sweep(l.now)
	l.do(good(DoUrge), agent).do(letterOf(DoReceiveLetter, 1), leader)
	raise := func(level int, change func(*Action)) {
		l.now = l.now.AddDate(0, 0, 1)
		l.do(with(DoSupervise, func(a *Action) { a.Level, a.Reason = level, "路灯仍未修复。"; change(a) }), supervisor)
	}
	raise(2, func(a *Action) {})
	l.do(letterOf(DoAnswerLetter, len(l.ticket.Letters)), leader)
	raise(3, func(a *Action) {
		a.Form, a.At, a.Who, a.Text = FormNote, l.now, "分管副区长", "本月内必须修好。"
	})
	raise(3, func(a *Action) {
		a.LetterKind, a.Form, a.At, a.Place, a.Who = LetterTalk, FormMeeting, l.now.AddDate(0, 0, 1), "区政府三楼会议室", "主要负责人、分管负责人"
	})
	raise(4, func(a *Action) { a.Receiver = "市城市管理委员会" })
	raise(5, func(a *Action) { a.Code = "long_unsolved" })
	raise(6, func(a *Action) {
		a.Code, a.Receiver, a.Demand = "shirking", "区纪委监委", "请核查有关人员责任"
	})
	names := Naming{Issuer: "示范区12345热线", Title: l.ticket.Title, Unit: func(c string) string { return l.r.Units[c].Name }}
	render := func() string {
		var b strings.Builder
		for n := range l.ticket.Letters {
			d, err := names.Letter(l.events, n+1)
			require.NoError(t, err)
			fmt.Fprintf(&b, "%s\n%s\n%s：\n%s\n%s %s\n抄送：%s\n\n", d.Title, d.Number, d.To, strings.Join(d.Body, "\n"), d.Issuer, d.Date, strings.Join(d.Copies, "，"))
		}
		return b.String()
	}
	text := render()
	const golden = "testdata/letters.golden"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(text), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
	for n := range l.ticket.Letters {
		_ = l.try(letterOf(DoAnswerLetter, n+1), leader)
	}
	require.Equal(t, text, render(), "a letter reads the same for ever")
	_, err = names.Letter(l.events, 99)
	require.Equal(t, "letter_unknown", keyOf(err))
	require.Equal(t, "催办〔2026〕1122-0043-1号", LetterNumber(LetterUrge, "20261122-0043", 1))
}
