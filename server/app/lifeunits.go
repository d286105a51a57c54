package app

import (
	"hash/fnv"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// lot draws a number below n that a ticket always draws again, without touching
// what else happens to it.
func (l *life) lot(n uint32) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte("units " + l.ticket.No))
	return h.Sum32() % n
}

// helped lets the lead of one ticket in fifty call for the township (吹哨报到),
// which is sent some hours later.
func (l *life) helped() {
	town := l.townUnit()
	if l.lot(50) != 0 || town == "" || l.ticket.Handles(town) || !l.ticket.State.WithUnit() || l.ticket.Urgency != dispatch.General {
		return
	}
	at := l.within(sla.ResolveClock, 0.1)
	ask := dispatch.Action{Kind: dispatch.DoAskAssist, Units: []string{town}, Reason: "现场涉及多户居民，需属地到场协调"}
	if l.do(at, ask, liaison(l.ticket.Lead)) {
		if l.now.Sub(at) < 30*time.Hour {
			return // it still waits for an answer
		}
		tasks := []dispatch.Task{{Unit: town, Text: "到场协调居民，配合主办单位施工"}}
		l.do(at.Add(3*time.Hour), dispatch.Action{Kind: dispatch.DoDecideAssist, Approve: true, Tasks: tasks}, demoDispatcher)
	}
}

func (l *life) townUnit() string {
	for code, u := range l.rules.Units {
		if u.Active && u.Group == dispatch.Town && slices.Contains(u.Areas, l.ticket.Place.Town) {
			return code
		}
	}
	return ""
}

// told lets the lead tell the citizen of an extension; one in six forgets, and of
// the last days not all have come to it.
func (l *life) told(at time.Time) {
	if l.ticket.Tell() == "" || l.lot(6) == 0 || l.now.Sub(at) < 40*time.Hour {
		return
	}
	l.do(at, dispatch.Action{Kind: dispatch.DoContact, Method: "phone", Reached: true, About: dispatch.AboutExtension, Text: "已告知新的期限和原因"}, liaison(l.ticket.Lead))
}

// putAside suspends one of the recent tickets in a hundred (挂账): it waits for
// what the unit cannot hasten, and nothing else happens to it.
func (l *life) putAside() bool {
	if l.lot(100) != 7 || l.ticket.State != dispatch.StateContacted || l.now.Sub(l.ticket.RegisteredAt) > 20*24*time.Hour {
		return false
	}
	at := l.within(sla.ResolveClock, 0.4)
	return l.do(at, dispatch.Action{Kind: dispatch.DoSuspend, Reason: "所在片区整体改造尚未立项，目前不具备实施条件",
		Text: "已采取临时措施并列入明年计划，主办单位每月巡查一次", Until: at.AddDate(0, 0, 40+int(l.lot(30)))}, demoSupervisor)
}
