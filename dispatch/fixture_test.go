package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// monday is a working day, nine o'clock in Shanghai.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, sla.Zone)

var (
	agent      = Actor{ID: "a1", Role: RoleAgent}
	dispatcher = Actor{ID: "d1", Role: RoleDispatcher}
	supervisor = Actor{ID: "s1", Role: RoleSupervisor}
	admin      = Actor{ID: "m1", Role: RoleAdmin}
	leader     = Actor{ID: "l1", Role: RoleLiaison, Unit: "zhujian"}
	helper     = Actor{ID: "l2", Role: RoleLiaison, Unit: "ranqi"}
	stranger   = Actor{ID: "l3", Role: RoleLiaison, Unit: "shuiwu"}
	citizen    = Actor{ID: "public", Role: RoleCitizen}
	upstream   = Actor{ID: "city", Role: RoleUpstream}
)

func testRules() Rules {
	units := map[string]Unit{}
	for _, u := range []Unit{
		{Code: "zhujian", Name: "区住建局", Group: Bureau, Active: true},
		{Code: "shuiwu", Name: "区水务局", Group: Bureau, Active: true},
		{Code: "ranqi", Name: "示范燃气公司", Group: Company, Active: true},
		{Code: "xingfu", Name: "幸福镇人民政府", Group: Town, Active: true},
		{Code: "gone", Name: "已撤销单位", Group: Bureau},
	} {
		units[u.Code] = u
	}
	return Rules{Calendar: sla.CN(), Policy: sla.DefaultPolicy(), Units: units, DepartmentOnly: []string{"0101"},
		CatalogueVersion: "c1", MinReply: 10, Perfunctory: []string{"已转相关单位处理，请耐心等待"}, Failover: DefaultFailover(),
		Centre: DefaultReportCentre()}
}

// life is a ticket with its history and its time, for tests.
type life struct {
	t      testing.TB
	r      Rules
	now    time.Time
	ticket Ticket
	events []Event
}

func intake() Intake {
	return Intake{Matter: Matter{Type: Complaint, Channel: Phone, Urgency: General, Title: "小区路灯不亮", Text: "小区门口的路灯不亮有一周了。",
		Place: Place{Address: "幸福镇阳光花园", Town: "幸福镇"}}, Person: Person{Name: "张三", Phone: "13800001234"}, WantsReply: true}
}

// born registers a ticket, after the changes to the plain intake.
func born(t testing.TB, change ...func(*Intake)) *life {
	t.Helper()
	return bornAt(t, monday, change...)
}

// bornAt is born at another time.
func bornAt(t testing.TB, at time.Time, change ...func(*Intake)) *life {
	t.Helper()
	in := intake()
	for _, c := range change {
		c(&in)
	}
	l := &life{t: t, r: testRules(), now: at}
	ticket, events, err := l.r.Register(in, "20261123-0001", "7Q4K2", "hash", nil, agent, l.now)
	require.NoError(t, err)
	l.ticket, l.events = ticket, events
	return l
}

// try applies an action a minute later and keeps what comes of it.
func (l *life) try(a Action, by Actor) error {
	l.now = l.now.Add(time.Minute)
	ticket, events, err := l.r.Apply(l.ticket, a, by, l.now)
	l.ticket, l.events = ticket, append(l.events, events...)
	return err
}

func (l *life) do(a Action, by Actor) *life {
	l.t.Helper()
	require.NoError(l.t, l.try(a, by), "%s by %s in %s", a.Kind, by.Role, l.ticket.State)
	return l
}

const goodReply = "我单位已派人到现场更换灯具，路灯已恢复照明。"

// good is an action that its guards let pass in the plain way of a ticket.
func good(kind ActionKind) Action {
	a := Action{Kind: kind, Reason: "有必要", Text: "补充说明", Lead: "zhujian", CoUnits: []string{"ranqi"}, Route: "110", Method: "phone", Reached: true,
		Pass: true, Approve: true, Resolved: true, Contacted: true, Satisfied: true, Days: 2, Level: 1, Into: "20261123-0002", Unit: "zhujian",
		Until: monday.AddDate(0, 1, 0)}
	switch kind {
	case DoFollow:
		a.Method = string(TextMessage)
	case DoReply:
		a.Text, a.Override = goodReply, "协办单位电话说明"
		a.Evidence = "23日上午更换灯具两盏，物业经理在场见证并签字。"
	case DoAssist:
		a.CoUnits = []string{"xingfu"}
	case DoAskAssist:
		a.Units = []string{"xingfu"}
	case DoHandover:
		a.Lead = "shuiwu"
	case DoSeal:
		a.Category = "safety"
	case DoRecuse:
		a.Units = []string{"shuiwu"}
	case DoAsk:
		a.Items = []string{"购房合同", "现场照片"}
	case DoSupervise:
		a.Text, a.Code = "", ""
	case DoReceiveLetter, DoAnswerLetter, DoCloseLetter:
		a.Letter = 1
	case DoSuperviseResult:
		a.N = 1
	case DoReturnUp:
		a.Basis = "责任清单第十二条"
	case DoMoveUp:
		a.Due = monday.AddDate(0, 0, 5)
	case DoAttach:
		a.Attachments = []Attachment{photo(1)}
	case DoReturn:
		a.Reason, a.Basis, a.Suggested = "not_duty", "三定规定第三条", "shuiwu"
	case DoConfer:
		a.Units, a.At, a.Place = []string{"zhujian", "shuiwu"}, monday.AddDate(0, 0, 2), "三楼会议室"
	case DoConclude:
		a.Attended = []string{"zhujian", "shuiwu"}
	}
	return a
}

// at brings a new ticket to a state on the shortest way.
func at(t testing.TB, s State) *life {
	t.Helper()
	l := born(t)
	ends := map[State]ActionKind{StateAnswered: DoAnswer, StateDeclined: DoDecline, StateTransferred: DoTransfer}
	if kind, early := ends[s]; early {
		return l.do(good(kind), agent)
	}
	for _, step := range []struct {
		reaches State
		kind    ActionKind
		by      Actor
	}{{StateRegistered, "", agent}, {StateDispatched, DoDispatch, dispatcher}, {StateAccepted, DoAccept, leader}, {StateContacted, DoContact, leader},
		{StateReplied, DoReply, leader}, {StateReviewed, DoReview, dispatcher}, {StateClosed, DoCallback, agent}} {
		if step.kind != "" {
			l.do(good(step.kind), step.by)
		}
		if l.ticket.State == StateDispatched && s == StateMerged {
			return l.do(good(DoMerge), agent)
		}
		if l.ticket.State == StateDispatched && s == StateTerminated {
			return l.do(good(DoTerminate), supervisor)
		}
		if step.reaches == s {
			break
		}
	}
	require.Equal(t, s, l.ticket.State)
	return l
}

// keyOf is the message key of an error, "" for none.
func keyOf(err error) string {
	if err == nil {
		return ""
	}
	return err.(*Error).Key
}
