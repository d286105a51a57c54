package app

import (
	"hash/fnv"
	"time"

	"hotline/dispatch"
)

// chance is a draw that belongs to the ticket and not to the order of things, so
// that lives differ without moving the others.
func (l *life) chance(what string, of uint32) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(l.ticket.No + what))
	return h.Sum32() % of
}

// letters lets the units receive their letters within the working hours after
// them, and answer most of them in time; some are left lying.
func (l *life) letters(before time.Time) {
	for i, letter := range l.ticket.Letters {
		if !letter.Waits() || letter.Outside() {
			continue
		}
		by := liaison(letter.Unit)
		by.Name = "A 岗 李**"
		received := l.rules.Calendar.AddWorkMinutes(letter.At, 15+int(l.chance("received", 90)))
		if letter.ReceivedAt.IsZero() && l.chance("left", 6) > 0 {
			l.correspond(received, before, dispatch.Action{Kind: dispatch.DoReceiveLetter, Letter: i + 1}, by)
		}
		if l.chance("answered", 5) > 1 {
			at := l.rules.Calendar.AddWorkMinutes(letter.At, 130+int(l.chance("answered", 240)))
			l.correspond(at, before, dispatch.Action{Kind: dispatch.DoAnswerLetter, Letter: i + 1,
				Text: "已向分管负责人报告，现场核查正在进行；逾期原因是配件到货迟，办理结果另行书面答复。"}, by)
		}
	}
}

// correspond acts on a letter at a moment, where that lies after all that
// happened and before the moment given.
func (l *life) correspond(at, before time.Time, a dispatch.Action, by dispatch.Actor) {
	if at.After(l.ticket.UpdatedAt) && !at.After(before) {
		l.apply(at, a, by)
	}
}

// supervised lets the supervisor decide on some of those that the timers have
// brought to the second rung.
func (l *life) supervised() {
	at := l.rules.Calendar.AddWorkMinutes(l.ticket.UpdatedAt, 60)
	if l.over || l.ticket.Level != 2 || !l.ticket.State.WithUnit() || at.After(l.now) || l.chance("listed", 3) > 0 {
		return
	}
	list := dispatch.Action{Kind: dispatch.DoSupervise, Level: 3, Reason: "书面通报后仍未办结，单位没有说明完成日期"}
	switch l.chance("form", 3) {
	case 0:
		list.Form, list.At, list.Who, list.Text = dispatch.FormNote, at, "分管副区长", "请主要负责人亲自过问，五日内办结并复核"
	case 1:
		list.Form, list.At, list.Place, list.Who = dispatch.FormOnSite, l.rules.Calendar.AddWorkMinutes(at, 180), l.ticket.Place.Town, "督查组二人、承办单位分管负责人"
	}
	l.apply(at, list, demoSupervisor)
}

// earlier is the earlier of a timer, zero for none, and a moment.
func earlier(timer, at time.Time) time.Time {
	if timer.IsZero() || at.Before(timer) {
		return at
	}
	return timer
}

// stuck tells of the few recent tickets that a unit leaves lying, so that every
// rung of the ladder has some.
func (l *life) stuck() bool {
	return l.now.Sub(l.ticket.RegisteredAt) < 24*24*time.Hour && l.ticket.Urgency == dispatch.General && l.chance("stuck", 90) == 0
}
