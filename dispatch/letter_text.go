package dispatch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/sla"
)

// Document is a letter of the ladder as it is printed (督办文书).
type Document struct {
	Number string   `json:"number"`
	Title  string   `json:"title"`
	To     string   `json:"to"`
	Body   []string `json:"body"` // paragraphs
	Issuer string   `json:"issuer"`
	Date   string   `json:"date"`
	Due    string   `json:"due"`
	Copies []string `json:"copies"`
}

// Naming is how a document names what the ticket knows by code only. Title is
// the matter as it may stand on paper, which more people read than a page.
type Naming struct {
	Issuer string
	Title  string
	Unit   func(code string) string
}

// LetterNumber is the number of the nth letter of a ticket (文号), like
// 催办〔2026〕1122-0043-1号. The ticket's number is unique and a letter's place
// in its ticket never changes, so no counter is needed and none can be lost.
func LetterNumber(kind LetterKind, no string, n int) string {
	if len(no) < 5 {
		no = "0000-" + no
	}
	return fmt.Sprintf("%s〔%s〕%s-%d号", letterWords[kind].short, no[:4], no[4:], n)
}

type letterWord struct{ short, title, reason, demand string }

var letterWords = map[LetterKind]letterWord{
	LetterUrge:      {"催办", "催办通知书", "催办理由", "请你单位立即办理，并于%s前回复办理情况和逾期原因。"},
	LetterSupervise: {"督办", "督办通知单", "督办理由", "现予书面通报并督办。请你单位主要负责人过问，于%s前书面回复办理结果；一时难以办结的，写明措施和完成日期。"},
	LetterList:      {"挂牌", "挂牌督办通知书", "挂牌理由", "现决定对本事项挂牌督办。请你单位明确责任领导和责任人，限期办结，于%s前书面报告；未经核实办结，不予摘牌。"},
	LetterTalk:      {"约谈", "约谈通知书", "约谈事由", "现决定约谈你单位负责人。请当面说明办理经过和原因，并于%s前书面报告整改情况。"},
	LetterRaise:     {"提级", "提级办理通知书", "提级理由", "请你单位于%s前报送办理经过、存在的困难和处理意见，并继续做好来电人的解释工作。"},
	LetterTransfer:  {"移送", "移送函", "移送事由", "现将有关线索移送你单位，请依规依纪依法处理，并于%s前函告受理情况。"},
}

var codeWords = map[string]string{
	"negative_effect": "办理不力，造成不良影响", "repeated": "反复投诉，久拖不决", "leader_note": "领导批示件", "beyond_unit": "承办单位无力解决",
	"overlap": "职责交叉，单位之间推诿", "long_unsolved": "长期反复未解决", "shirking": "推诿扯皮", "perfunctory": "敷衍应付",
	"faking": "弄虚作假", "leak": "泄露来电人信息", "retaliation": "打击报复来电人",
}

var formWords = map[Form]string{FormOnSite: "现场督办", FormMeeting: "会议督办", FormNote: "领导批示", FormMedia: "媒体跟踪"}

var clockWords = map[sla.ClockKind]string{sla.AcceptClock: "接单", sla.ContactClock: "联系来电人", sla.ResolveClock: "办结", ClockPart: "协办"}

// Letter renders the nth letter of a ticket as it was issued: from the history
// up to the event that issued it, so that it reads the same for ever.
func (n Naming) Letter(events []Event, number int) (Document, error) {
	t, count := Ticket{}, 0
	for _, e := range events {
		t = fold(t, e)
		if e.Kind == LetterSent {
			if count++; count == number {
				return n.document(t, number, e.Data.Code), nil
			}
		}
	}
	return Document{}, Errorf(NotFound, "letter_unknown", number)
}

func (n Naming) document(t Ticket, number int, code string) Document {
	l := t.Letters[number-1]
	g, _ := rung(l.Level, l.Kind)
	unit, you := n.Unit(l.Unit), "你单位"
	d := Document{Number: LetterNumber(l.Kind, t.No, number), Title: letterWords[l.Kind].title, To: unit, Issuer: issuer(n.Issuer), Date: day(l.At), Due: minute(l.Due)}
	if l.Outside() {
		d.To, you = l.Receiver, unit
	}
	d.Body = slices.DeleteFunc([]string{n.facts(t, l, you), before(t, number), grounds(l, code), formed(t, l), demanded(l)}, func(s string) bool { return s == "" })
	for _, c := range g.Copies {
		d.Copies = append(d.Copies, map[string]string{"deputy": unit + "分管负责人", "head": unit + "主要负责人", "group": "督查组", "office": "政府办公室", "leader": "政府分管领导"}[c])
	}
	return d
}

// facts says what the ticket is, who has it and what is late since when.
func (n Naming) facts(t Ticket, l Letter, you string) string {
	role := "主办"
	if l.Unit != t.Lead {
		role = "协办"
	}
	s := fmt.Sprintf("工单%s“%s”于%s派%s%s。", t.No, n.Title, day(t.DispatchedAt), you, role)
	var late []string
	for _, c := range t.Clocks {
		if c.Unit == l.Unit && c.Open() && c.Overdue {
			late = append(late, fmt.Sprintf("%s（%s到期）", clockWords[c.Kind], minute(c.Due)))
		}
	}
	if len(late) > 0 {
		s += "以下事项已过规定时限，至今未办：" + strings.Join(late, "、") + "。"
	}
	if t.Redo > 0 {
		s += fmt.Sprintf("回访中来电人不满意，已发回重办%d次。", t.Redo)
	}
	if t.Urges > 0 {
		s += fmt.Sprintf("来电人已催单%d次。", t.Urges)
	}
	return s
}

// before says what the unit was told already, and what it did with it.
func before(t Ticket, number int) string {
	l := t.Letters[number-1]
	var told []string
	for i, e := range t.Letters[:number-1] {
		if e.Unit != l.Unit || e.Outside() || e.Withdrawn {
			continue
		}
		answer := "未签收"
		if !e.AnsweredAt.IsZero() {
			answer = "已回复"
		} else if !e.ReceivedAt.IsZero() {
			answer = "已签收、未回复"
		}
		told = append(told, fmt.Sprintf("%s发出%s（%s）", day(e.At), LetterNumber(e.Kind, t.No, i+1), answer))
	}
	if len(told) == 0 {
		return ""
	}
	return "此前已督促：" + strings.Join(told, "；") + "。"
}

func grounds(l Letter, code string) string {
	var parts []string
	if w := codeWords[code]; w != "" {
		parts = append(parts, w)
	}
	if l.Reason != "" {
		parts = append(parts, stopless(l.Reason))
	}
	if len(parts) == 0 {
		return ""
	}
	return letterWords[l.Kind].reason + "：" + strings.Join(parts, "。") + "。"
}

// formed says by which other form the ticket is supervised with the letter.
func formed(t Ticket, l Letter) string {
	i := slices.IndexFunc(t.Oversights, func(o Oversight) bool { return o.Form == l.Form && o.Recorded.Equal(l.At) })
	if i < 0 {
		return ""
	}
	o := t.Oversights[i]
	switch o.Form {
	case FormNote:
		return fmt.Sprintf("%s于%s批示：“%s。”", o.Who, day(o.At), stopless(o.Text))
	case FormMedia:
		return fmt.Sprintf("%s于%s报道了此事：%s。", o.Who, day(o.At), stopless(o.Text))
	default:
		return fmt.Sprintf("%s：%s，%s，参加人员：%s。", formWords[o.Form], minute(o.At), o.Place, o.Who)
	}
}

func demanded(l Letter) string {
	due := minute(l.Due)
	if l.Demand != "" {
		return stopless(l.Demand) + "。请于" + due + "前书面回复。"
	}
	s := fmt.Sprintf(letterWords[l.Kind].demand, due)
	switch {
	case l.Kind == LetterRaise && l.Level >= 5:
		return "本事项现提请政府常务会议研究。" + s
	case l.Kind == LetterRaise:
		return "本事项现提级办理，由" + or(l.Receiver, "上级主管部门") + "牵头研究。" + s
	}
	return s
}

// issuer is the office that signs, from the name of the installation, which may
// put the district behind a dot.
func issuer(name string) string {
	office, district, _ := strings.Cut(strings.ReplaceAll(name, " ", ""), "·")
	return district + or(office, "12345热线") + "办公室"
}

// stopless drops the full stop at the end of what a person typed, since the
// sentence sets its own.
func stopless(s string) string { return strings.TrimRight(strings.TrimSpace(s), "。.；;") }

func day(at time.Time) string { return at.In(sla.Zone).Format("2006年1月2日") }

func minute(at time.Time) string { return at.In(sla.Zone).Format("2006年1月2日15时04分") }
