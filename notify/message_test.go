package notify

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

var (
	agent      = dispatch.Actor{ID: "a1", Role: dispatch.RoleAgent}
	caller     = dispatch.Actor{ID: "citizen", Role: dispatch.RoleCitizen}
	dispatcher = dispatch.Actor{ID: "d1", Role: dispatch.RoleDispatcher}
	supervisor = dispatch.Actor{ID: "s1", Role: dispatch.RoleSupervisor}
)

func liaison(unit string) dispatch.Actor {
	return dispatch.Actor{ID: "l-" + unit, Role: dispatch.RoleLiaison, Unit: unit}
}

// desk plays actions on one ticket and reports who is told.
type desk struct {
	testing.TB
	rules  dispatch.Rules
	now    time.Time
	ticket dispatch.Ticket
	told   []dispatch.Notice // of the last write
}

// newDesk registers a general ticket on a Monday morning.
func newDesk(tb testing.TB, change ...func(*dispatch.Intake)) *desk {
	d := &desk{TB: tb, now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
	units := map[string]dispatch.Unit{}
	for _, c := range []string{"zjj", "cgj", "swj", "jd1"} {
		units[c] = dispatch.Unit{Code: c, Name: c, Group: dispatch.Bureau, Active: true}
	}
	d.rules = dispatch.Rules{Calendar: sla.CN(), Policy: sla.DefaultPolicy(), Units: units}
	in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "路灯不亮", Text: "路灯不亮三天"},
		Person: dispatch.Person{Name: "张三", Phone: "13800001234"}, WantsReply: true}
	for _, c := range change {
		c(&in)
	}
	t, events, err := d.rules.Register(in, "20261123-0001", "123456", "hash", nil, agent, d.now)
	require.NoError(tb, err)
	d.ticket, d.told = t, For(dispatch.Ticket{}, t, events)
	return d
}

// do plays one action a minute later.
func (d *desk) do(by dispatch.Actor, a dispatch.Action) *desk {
	d.Helper()
	d.now = d.now.Add(time.Minute)
	after, events, err := d.rules.Apply(d.ticket, a, by, d.now)
	require.NoError(d, err, a.Kind)
	d.told = For(d.ticket, after, events)
	d.ticket = after
	return d
}

func (d *desk) list() []string {
	out := []string{}
	for _, n := range d.told {
		out = append(out, n.Recipient+" "+n.Kind)
	}
	return out
}

func (d *desk) dispatched(lead string, co ...string) *desk {
	return d.do(dispatcher, dispatch.Action{Kind: dispatch.DoDispatch, Lead: lead, CoUnits: co, Reason: "职责"})
}

func (d *desk) accepted() *desk {
	return d.dispatched("zjj", "cgj").do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoAccept})
}

// lettered is with the unit, which has a letter (督办通知单).
func (d *desk) lettered() *desk {
	return d.accepted().do(supervisor, dispatch.Action{Kind: dispatch.DoSupervise, Level: 2, Reason: "影响大", Override: "反复投诉"})
}

func (d *desk) replied() *desk {
	d.accepted().do(liaison("cgj"), dispatch.Action{Kind: dispatch.DoPart, Text: "协办意见"})
	d.do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoContact, Method: "phone", Reached: true})
	return d.do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoReply, Text: "已更换灯泡，恢复照明", Resolved: true})
}

func (d *desk) reviewed() *desk {
	return d.replied().do(dispatcher, dispatch.Action{Kind: dispatch.DoReview, Pass: true})
}

func TestFor(t *testing.T) {
	returned := dispatch.Action{Kind: dispatch.DoReturn, Reason: "not_duty", Basis: "三定方案", Suggested: "swj"}
	tests := []struct {
		name string
		play func(d *desk) *desk
		want []string
	}{
		{"registered", func(d *desk) *desk { return d }, []string{"role:dispatcher triage"}},
		{"dispatched", func(d *desk) *desk { return d.dispatched("zjj", "cgj") }, []string{"unit:zjj dispatched", "unit:cgj co_dispatched"}},
		{"answered on the line", func(d *desk) *desk { return d.do(agent, dispatch.Action{Kind: dispatch.DoAnswer, Text: "已答复"}) }, []string{}},
		{"accepted", func(d *desk) *desk { return d.accepted() }, []string{}},
		{"a share handed in", func(d *desk) *desk {
			return d.dispatched("zjj", "cgj").do(liaison("cgj"), dispatch.Action{Kind: dispatch.DoPart, Text: "已清运"})
		}, []string{"unit:zjj parted"}},
		{"replied", func(d *desk) *desk { return d.replied() }, []string{"role:dispatcher replied"}},
		{"review passed", func(d *desk) *desk { return d.reviewed() }, []string{"role:agent reviewed"}},
		{"review failed", func(d *desk) *desk {
			return d.replied().do(dispatcher, dispatch.Action{Kind: dispatch.DoReview, Reason: "未说明原因"})
		}, []string{"unit:zjj reviewed_back"}},
		{"satisfied", func(d *desk) *desk {
			return d.reviewed().do(agent, dispatch.Action{Kind: dispatch.DoCallback, Reached: true, Resolved: true, Satisfied: true})
		}, []string{"unit:zjj closed", "unit:cgj closed"}},
		{"redo", func(d *desk) *desk {
			return d.reviewed().do(agent, dispatch.Action{Kind: dispatch.DoCallback, Reached: true, Subjective: new(true), Reason: "没有修"})
		}, []string{"unit:zjj redo"}},
		{"return asked", func(d *desk) *desk { return d.dispatched("zjj").do(liaison("zjj"), returned) }, []string{"role:dispatcher returned", "role:supervisor returned"}},
		{"return refused", func(d *desk) *desk {
			return d.dispatched("zjj").do(liaison("zjj"), returned).do(supervisor, dispatch.Action{Kind: dispatch.DoDecideReturn, Reason: "属本单位"})
		}, []string{"unit:zjj return_decided"}},
		{"extension asked", func(d *desk) *desk {
			return d.accepted().do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoExtend, Days: 2, Reason: "待配件"})
		}, []string{"role:dispatcher extension", "role:supervisor extension"}},
		{"extension granted", func(d *desk) *desk {
			d.accepted().do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoExtend, Days: 2, Reason: "待配件"})
			return d.do(supervisor, dispatch.Action{Kind: dispatch.DoDecideExtension, Approve: true})
		}, []string{"unit:zjj extension_decided"}},
		{"reminded by a person", func(d *desk) *desk {
			return d.accepted().do(dispatcher, dispatch.Action{Kind: dispatch.DoRemind, Reason: "久未办理"})
		}, []string{"unit:zjj reminded"}},
		{"supervised", func(d *desk) *desk {
			return d.accepted().do(supervisor, dispatch.Action{Kind: dispatch.DoSupervise, Level: 3, Reason: "影响大", Code: "negative_effect", Override: "涉及安全"})
		}, []string{"role:supervisor supervised", "unit:zjj letter_issued"}},
		{"passed to discipline", func(d *desk) *desk {
			return d.accepted().do(supervisor, dispatch.Action{Kind: dispatch.DoSupervise, Level: 6, Reason: "弄虚作假", Code: "faking", Override: "情节严重", Receiver: "区纪委监委"})
		}, []string{"unit:zjj supervised", "role:supervisor supervised"}},
		{"a leader's note", func(d *desk) *desk {
			return d.accepted().do(supervisor, dispatch.Action{Kind: dispatch.DoSupervise, Form: dispatch.FormNote, Reason: "批示", At: d.now, Who: "分管副区长", Text: "请速办"})
		}, []string{"unit:zjj supervised", "role:supervisor supervised"}},
		{"a letter received", func(d *desk) *desk {
			return d.lettered().do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoReceiveLetter, Letter: 1})
		}, []string{"role:supervisor letter_received"}},
		{"a letter answered", func(d *desk) *desk {
			return d.lettered().do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoAnswerLetter, Letter: 1, Text: "已派人处理"})
		}, []string{"role:supervisor letter_answered"}},
		{"a letter closed", func(d *desk) *desk {
			return d.lettered().do(supervisor, dispatch.Action{Kind: dispatch.DoCloseLetter, Letter: 1, Reason: "已落实"})
		}, []string{"unit:zjj letter_closed"}},
		{"a letter nobody answers", func(d *desk) *desk {
			d.lettered()
			d.now = d.ticket.Letters[0].Due
			return d.do(dispatch.System(), dispatch.Action{Kind: dispatch.DoEscalate})
		}, []string{"unit:zjj overdue", "role:supervisor overdue", "role:supervisor letter_late", "unit:zjj letter_late"}},
		{"suspended and resumed", func(d *desk) *desk {
			d.accepted().do(supervisor, dispatch.Action{Kind: dispatch.DoSuspend, Reason: "等检测", Text: "已委托检测", Until: d.now.AddDate(0, 0, 9)})
			return d.do(supervisor, dispatch.Action{Kind: dispatch.DoResume, Reason: "检测完成"})
		}, []string{"unit:zjj resumed", "unit:cgj resumed"}},
		{"a suspension that lapsed", func(d *desk) *desk {
			d.accepted().do(supervisor, dispatch.Action{Kind: dispatch.DoSuspend, Reason: "等检测", Text: "已委托检测", Until: d.now.AddDate(0, 0, 9)})
			d.now = d.now.AddDate(0, 0, 10)
			return d.do(dispatch.System(), dispatch.Action{Kind: dispatch.DoEscalate})
		}, []string{"unit:zjj lapsed", "unit:cgj lapsed", "role:supervisor lapsed"}},
		{"help called for", func(d *desk) *desk {
			return d.accepted().do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoAskAssist, Units: []string{"swj"}, Reason: "需到场"})
		}, []string{"role:dispatcher assist_asked", "role:supervisor assist_asked"}},
		{"help refused", func(d *desk) *desk {
			d.accepted().do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoAskAssist, Units: []string{"swj"}, Reason: "需到场"})
			return d.do(dispatcher, dispatch.Action{Kind: dispatch.DoDecideAssist, Reason: "电话商请"})
		}, []string{"unit:zjj assist_refused"}},
		{"help sent", func(d *desk) *desk {
			return d.accepted().do(dispatcher, dispatch.Action{Kind: dispatch.DoAssist, CoUnits: []string{"swj"}, Reason: "需到场"})
		}, []string{"unit:swj co_dispatched", "unit:zjj assisted"}},
		{"handed over to another", func(d *desk) *desk {
			return d.accepted().do(dispatch.System(), dispatch.Action{Kind: dispatch.DoHandover, Unit: "zjj", Lead: "swj", Reason: "机构改革"})
		}, []string{"unit:swj handed_over", "unit:zjj removed"}},
		{"urged in triage", func(d *desk) *desk { return d.do(agent, dispatch.Action{Kind: dispatch.DoUrge}) }, []string{"role:dispatcher urged"}},
		{"urged with the unit", func(d *desk) *desk { return d.accepted().do(agent, dispatch.Action{Kind: dispatch.DoUrge}) }, []string{"unit:zjj urged"}},
		{"appended", func(d *desk) *desk {
			return d.accepted().do(agent, dispatch.Action{Kind: dispatch.DoAppend, Text: "还有一盏"})
		}, []string{"unit:zjj appended"}},
		{"files from the hotline", func(d *desk) *desk {
			return d.accepted().do(agent, dispatch.Action{Kind: dispatch.DoAttach, Attachments: []dispatch.Attachment{{ID: strings.Repeat("a", 32), Name: "a.jpg", Type: "image/jpeg"}}})
		}, []string{"unit:zjj attached"}},
		{"files of the unit itself", func(d *desk) *desk {
			return d.accepted().do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoAttach, Attachments: []dispatch.Attachment{{ID: strings.Repeat("a", 32), Name: "a.jpg", Type: "image/jpeg"}}})
		}, []string{}},
		{"merged", func(d *desk) *desk {
			return d.accepted().do(dispatcher, dispatch.Action{Kind: dispatch.DoMerge, Into: "20261123-0009"})
		}, []string{"unit:zjj merged", "unit:cgj merged"}},
		{"unmerged", func(d *desk) *desk {
			d.accepted().do(dispatcher, dispatch.Action{Kind: dispatch.DoMerge, Into: "20261123-0009"})
			return d.do(dispatcher, dispatch.Action{Kind: dispatch.DoUnmerge})
		}, []string{"unit:zjj unmerged", "unit:cgj unmerged"}},
		{"merged ticket gets its master's reply", func(d *desk) *desk {
			d.accepted().do(dispatcher, dispatch.Action{Kind: dispatch.DoMerge, Into: "20261123-0009"})
			return d.do(dispatch.System(), dispatch.Action{Kind: dispatch.DoInherit, Text: "已修", Resolved: true})
		}, []string{"role:agent reviewed"}},
		{"terminated", func(d *desk) *desk {
			return d.accepted().do(supervisor, dispatch.Action{Kind: dispatch.DoTerminate, Reason: "重复"})
		}, []string{"unit:zjj closed", "unit:cgj closed"}},
		{"reopened", func(d *desk) *desk {
			d.reviewed().do(dispatcher, dispatch.Action{Kind: dispatch.DoClose, Reason: "满意"})
			return d.do(supervisor, dispatch.Action{Kind: dispatch.DoReopen, Reason: "又坏了"})
		}, []string{"unit:zjj redo"}},
		{"asked by the unit itself", func(d *desk) *desk {
			return d.accepted().do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoAsk, Items: []string{"购房合同"}})
		}, []string{}},
		{"asked by the hotline", func(d *desk) *desk {
			return d.accepted().do(agent, dispatch.Action{Kind: dispatch.DoAsk, Items: []string{"购房合同"}})
		}, []string{"unit:zjj asked"}},
		{"what was asked for is answered", func(d *desk) *desk {
			d.accepted().do(agent, dispatch.Action{Kind: dispatch.DoAsk, Items: []string{"购房合同"}})
			return d.do(caller, dispatch.Action{Kind: dispatch.DoAppend, Text: "合同已寄出"})
		}, []string{"unit:zjj ask_answered", "role:agent ask_answered"}},
		{"rated badly before the call", func(d *desk) *desk {
			return d.reviewed().do(caller, dispatch.Action{Kind: dispatch.DoRate, Resolved: true})
		}, []string{"role:agent rated_badly", "role:dispatcher rated_badly"}},
		{"rated well before the call", func(d *desk) *desk {
			return d.reviewed().do(caller, dispatch.Action{Kind: dispatch.DoRate, Resolved: true, Satisfied: true})
		}, []string{"unit:zjj closed", "unit:cgj closed"}},
		{"rated badly after the end", func(d *desk) *desk {
			d.reviewed().do(dispatcher, dispatch.Action{Kind: dispatch.DoClose, Reason: "来电人要求"})
			return d.do(caller, dispatch.Action{Kind: dispatch.DoRate})
		}, []string{"role:dispatcher reopen_asked"}},
		{"withdrawn", func(d *desk) *desk {
			return d.accepted().do(caller, dispatch.Action{Kind: dispatch.DoWithdraw})
		}, []string{"unit:zjj withdrawn", "unit:cgj withdrawn"}},
		{"dissatisfied twice in a row", func(d *desk) *desk {
			no := dispatch.Action{Kind: dispatch.DoCallback, Reached: true, Code: "result", Reason: "没有修"}
			d.reviewed().do(agent, no)
			d.do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoReply, Text: "已再次更换灯泡，恢复照明", Resolved: true})
			return d.do(dispatcher, dispatch.Action{Kind: dispatch.DoReview, Pass: true}).do(agent, no)
		}, []string{"unit:zjj redo", "role:supervisor twice_unhappy"}},
		{"seen, noted", func(d *desk) *desk {
			return d.dispatched("zjj").do(agent, dispatch.Action{Kind: dispatch.DoNote, Text: "备注"})
		}, []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, tt.play(newDesk(t)).list()) })
	}
}

// TestForOneWrite checks a ticket that is registered and dispatched at once: no
// dispatcher is called for work that is done.
func TestForOneWrite(t *testing.T) {
	d := newDesk(t)
	after, events, err := d.rules.Apply(d.ticket, dispatch.Action{Kind: dispatch.DoDispatch, Lead: "zjj"}, dispatch.System(), d.now)
	require.NoError(t, err)
	d.told = For(dispatch.Ticket{}, after, append([]dispatch.Event{{Ticket: after.No, Seq: 1, Kind: dispatch.Registered}}, events...))
	require.Equal(t, []string{"unit:zjj dispatched"}, d.list())
	require.Equal(t, "20261123-0001/2/unit:zjj", d.told[0].Key)
	require.Equal(t, after.Version, d.told[0].Version)
}

// TestPeers20 checks that everybody who loses a ticket hears of it.
func TestPeers20(t *testing.T) {
	d := newDesk(t).dispatched("zjj", "cgj")
	d.do(liaison("zjj"), dispatch.Action{Kind: dispatch.DoReturn, Reason: "not_duty", Basis: "三定方案", Suggested: "swj"})
	d.do(supervisor, dispatch.Action{Kind: dispatch.DoDecideReturn, Approve: true})
	require.Equal(t, []string{"unit:zjj return_decided", "unit:cgj removed", "role:dispatcher triage"}, d.list())
	require.Equal(t, "cgj", d.told[1].Unit)

	// Given straight to somebody else: lead and a co-handler lose it, one stays.
	before, after := newDesk(t).dispatched("zjj", "cgj", "jd1").ticket, dispatch.Ticket{}
	after = before
	after.Lead, after.CoUnits = "swj", []string{"jd1"}
	d.told = For(before, after, []dispatch.Event{{Ticket: before.No, Seq: 9, Kind: dispatch.Dispatched, Data: dispatch.Data{Lead: "swj", CoUnits: []string{"jd1"}}}})
	require.Equal(t, []string{"unit:swj dispatched", "unit:jd1 co_dispatched", "unit:zjj removed", "unit:cgj removed"}, d.list())
}

// TestPeers11 checks that the steps a clock missed during a downtime are told
// once, with the highest level, for each clock apart.
func TestPeers11(t *testing.T) {
	d := newDesk(t).dispatched("zjj")
	d.now = d.now.AddDate(0, 1, 0)
	d.do(dispatch.System(), dispatch.Action{Kind: dispatch.DoEscalate})
	require.Equal(t, []string{
		"role:supervisor escalated", "role:supervisor escalated", "role:supervisor escalated", "unit:zjj deemed", "unit:zjj letter_issued",
	}, d.list())
	clocks := []sla.ClockKind{}
	for i := range 3 {
		require.Equal(t, 2, d.told[i].Level)
		clocks = append(clocks, d.told[i].Clock)
	}
	require.Equal(t, []sla.ClockKind{sla.AcceptClock, sla.ContactClock, sla.ResolveClock}, clocks)

	d.do(dispatch.System(), dispatch.Action{Kind: dispatch.DoEscalate})
	require.Empty(t, d.told, "a step fires once")
}

// TestForHotlineClock checks that a ticket nobody dispatches reaches the
// dispatchers, and once late the supervisors.
func TestForHotlineClock(t *testing.T) {
	d := newDesk(t)
	d.now = d.ticket.NextAt()
	d.do(dispatch.System(), dispatch.Action{Kind: dispatch.DoEscalate})
	require.Equal(t, []string{"role:dispatcher reminded"}, d.list())
	d.now = d.now.AddDate(0, 1, 0)
	d.do(dispatch.System(), dispatch.Action{Kind: dispatch.DoEscalate})
	require.Equal(t, []string{"role:dispatcher overdue", "role:supervisor overdue"}, d.list())
}

// TestForNoPersonalData plays a whole life with marked data wherever a person
// types, and looks for it in every notice.
func TestForNoPersonalData(t *testing.T) {
	const mark = "机密标记"
	sealed := []func(*dispatch.Intake){
		func(in *dispatch.Intake) { in.Type = dispatch.Report },
		func(in *dispatch.Intake) { in.Confidential = true },
	}
	for _, seal := range append(sealed, func(in *dispatch.Intake) { in.Title = "路灯不亮，请回电13800001234或138 0000 1234" }) {
		d := newDesk(t, func(in *dispatch.Intake) {
			in.Title = mark
			in.Text = mark
			in.Place = dispatch.Place{Address: mark, Town: mark}
			in.Person = dispatch.Person{Name: mark, Phone: "13800001234", Address: mark}
		}, seal)
		all := d.told
		play := func(by dispatch.Actor, a dispatch.Action) {
			d.do(by, a)
			all = append(all, d.told...)
		}
		play(agent, dispatch.Action{Kind: dispatch.DoUrge, Text: mark})
		play(dispatcher, dispatch.Action{Kind: dispatch.DoDispatch, Lead: "zjj", Reason: mark})
		play(agent, dispatch.Action{Kind: dispatch.DoAppend, Text: mark})
		play(supervisor, dispatch.Action{Kind: dispatch.DoSupervise, Level: 4, Reason: mark, Code: "beyond_unit", Override: mark, Demand: mark})
		play(liaison("zjj"), dispatch.Action{Kind: dispatch.DoReturn, Reason: "not_duty", Basis: mark, Suggested: "swj"})
		play(supervisor, dispatch.Action{Kind: dispatch.DoDecideReturn, Reason: mark})
		play(liaison("zjj"), dispatch.Action{Kind: dispatch.DoAccept})
		play(liaison("zjj"), dispatch.Action{Kind: dispatch.DoExtend, Days: 1, Reason: mark})
		play(liaison("zjj"), dispatch.Action{Kind: dispatch.DoContact, Method: "phone", Reached: true})
		play(liaison("zjj"), dispatch.Action{Kind: dispatch.DoReply, Text: mark, Override: mark})
		play(dispatcher, dispatch.Action{Kind: dispatch.DoReview, Reason: mark})
		require.Len(t, all, 13)
		b, err := json.Marshal(all)
		require.NoError(t, err)
		require.NotContains(t, string(b), mark)
		require.NotContains(t, string(b), "138")
	}
}

func TestTitle(t *testing.T) {
	tests := []struct {
		name   string
		ticket dispatch.Ticket
		want   string
	}{
		{"plain", dispatch.Ticket{Matter: dispatch.Matter{Title: "3号楼2026-11 停水"}}, "3号楼2026-11 停水"},
		{"number", dispatch.Ticket{Matter: dispatch.Matter{Title: "联系13800001234"}}, "联系****"},
		{"identity number", dispatch.Ticket{Matter: dispatch.Matter{Title: "证件11010119900101123X办理"}}, "证件****办理"},
		{"report", dispatch.Ticket{Matter: dispatch.Matter{Type: dispatch.Report, Title: "举报某厂"}}, "举报件"},
		{"confidential", dispatch.Ticket{Matter: dispatch.Matter{Title: "某厂"}, Contact: dispatch.Contact{Confidential: true}}, "保密件"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, Title(tt.ticket)) })
	}
}

func TestFeedOf(t *testing.T) {
	tests := []struct {
		by   dispatch.Actor
		want string
	}{
		{liaison("zjj"), "unit:zjj"}, {dispatcher, "role:dispatcher"}, {dispatch.Actor{Role: dispatch.RoleAdmin}, "role:admin"},
		{dispatch.Actor{Role: dispatch.RoleLiaison}, ""}, {dispatch.Actor{Role: dispatch.RoleCitizen}, ""}, {dispatch.System(), ""},
	}
	for _, tt := range tests {
		feed, ok := FeedOf(tt.by)
		require.Equal(t, tt.want, feed)
		require.Equal(t, tt.want != "", ok)
	}
}

// TestUpstreamSaid: a ticket that the upstream platform does not take back waits
// for the dispatcher again; one that it takes is nobody's work.
func TestUpstreamSaid(t *testing.T) {
	tk := dispatch.Ticket{No: "20261123-0001", State: dispatch.StateRegistered}
	for yes, want := range map[bool]int{false: 1, true: 0} {
		out := For(tk, tk, []dispatch.Event{{Seq: 3, Kind: dispatch.UpReturnDecided, Data: dispatch.Data{Yes: yes, Reason: "属你区管辖"}}})
		require.Len(t, out, want)
		for _, n := range out {
			require.Equal(t, []string{RoleFeed(dispatch.RoleDispatcher), Triage}, []string{n.Recipient, n.Kind})
		}
	}
}

// TestUpstreamMoved: whoever works on a ticket hears of the platform's other deadline;
// of one that nobody has yet nobody does.
func TestUpstreamMoved(t *testing.T) {
	due := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	tk := dispatch.Ticket{No: "20261123-0001", State: dispatch.StateDispatched, Lead: "zjj", CoUnits: []string{"cgj"}}
	moved := []dispatch.Event{{Seq: 3, Kind: dispatch.UpMoved, Data: dispatch.Data{Due: due}}}
	out := For(tk, tk, moved)
	require.Len(t, out, 2)
	for i, unit := range []string{"zjj", "cgj"} {
		require.Equal(t, []string{UnitFeed(unit), UpstreamDue}, []string{out[i].Recipient, out[i].Kind})
		require.Contains(t, out[i].Text, "11-25 17:00")
	}
	require.Empty(t, For(dispatch.Ticket{No: tk.No}, dispatch.Ticket{No: tk.No}, moved))
}

// TestFailuresAtOnce: attempts that one fault cut together make one pause, and
// only the next failure makes a longer one; else a link that was down for seconds
// would rest for minutes.
func TestFailuresAtOnce(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	c := &Courier{Now: func() time.Time { return now }, Jitter: func(d time.Duration) time.Duration { return d }}
	c.bell()
	d := dispatch.Delivery{Channel: "city"}
	c.lanes["city"] = &lane{most: 8}
	for range 8 {
		require.Equal(t, 5*time.Second, c.after(d, &Failure{Reason: "timeout"}))
	}
	require.Equal(t, time.Minute, c.after(d, &Failure{Reason: RateLimited, After: time.Minute}), "it asked to be left alone")
	now = now.Add(time.Minute)
	require.Equal(t, 10*time.Second, c.after(d, &Failure{Reason: "timeout"}))
	require.Zero(t, c.after(d, nil))
	require.Equal(t, 5*time.Second, c.after(d, &Failure{Reason: "timeout"}))
}
