package city

import (
	"fmt"
	"time"

	"hotline/dispatch"
	"hotline/server/exchange"
)

// Plan is what becomes of a ticket in a played day: what the platform says about
// it by itself, and what the district does with it.
type Plan struct {
	Remind   bool // 催办 after it was accepted
	Append   bool // 补充 with a file
	Move     bool // 改期: the platform wants it a day earlier
	Callback bool // 回访 by the platform after the reply; else the matter is anonymous
	Extend   bool // 延期
	Return   bool // 退单 by the first unit
	Back     bool // 退回上级, after the unit returned it
	Keep     bool // the platform does not take it back
	Files    int  // with the reply
	Big      bool // the file is too big to travel in the message
}

// planOf is the plan of the nth ticket of a day: every tenth like the one before.
func planOf(n int) Plan {
	p := Plan{Files: n % 3 % 2, Big: n%100 == 50}
	switch n % 10 {
	case 1:
		p.Remind = true
	case 2:
		p.Append = true
	case 3:
		p.Extend = true
	case 4:
		p.Move = true
	case 5:
		p.Callback = true
	case 7:
		p.Return = true
	case 8:
		p.Return, p.Back = true, true
	case 9:
		p.Return, p.Back, p.Keep = true, true, true
	default:
	}
	if p.Big {
		p.Files = 1
	}
	return p
}

// Milestones are those the platform has to hear of, in their order.
func (p Plan) Milestones() (out []dispatch.Milestone) {
	if p.Return {
		out = append(out, dispatch.MileReturnAsked, dispatch.MileReturnGranted)
	}
	if p.Back {
		out = append(out, dispatch.MileReturned)
		if !p.Keep {
			return append(out, dispatch.MileClosed)
		}
	}
	out = append(out, dispatch.MileAccepted, dispatch.MileContacted)
	if p.Extend {
		out = append(out, dispatch.MileExtensionAsked, dispatch.MileExtended)
	}
	return append(out, dispatch.MileReplied, dispatch.MileClosed)
}

// Sent is the text of the reply to a ticket in a played day.
func Sent(no string) string {
	return "已派维修人员到现场处理完毕，并逐户回访，居民表示认可（" + no + "）。"
}

// matters are what people call the city about.
var matters = []struct{ category, unit, town, text string }{
	{"0101", "heat", "解放街道", "朝阳小区三号楼供暖温度不达标，多户室温只有十四度，物业和供热站互相推脱，希望尽快处理。"},
	{"0102", "road", "和平镇", "人民路与建设街交叉口路面塌陷，形成约半米宽的深坑，夜间没有警示，存在安全隐患。"},
	{"0103", "clean", "和平镇", "早市散场后垃圾长时间无人清理，异味严重，影响周边居民出行。"},
	{"0104", "water", "解放街道", "自来水连续两天发黄，接出来的水有沉淀，住户不敢饮用，请查明原因。"},
}

// Sample is the nth ticket of a made-up day, in the platform's own codes. Most are
// due in a week; one in ten tomorrow, which caps what runs below, and one in ten
// late enough for an extension.
func Sample(day time.Time, n int) exchange.Handed {
	m := matters[n%len(matters)]
	days := map[int]int{0: 1, 3: 60}[n%10]
	if days == 0 {
		days = 7
	}
	h := exchange.Handed{No: fmt.Sprintf("C%s%06d", day.Format("20060102"), n), Text: fmt.Sprintf("%s（第%d件）", m.text, n), Type: "投诉", Category: m.category,
		Urgency: "普通", Unit: m.unit, Due: day.AddDate(0, 0, days).UTC().Format(time.RFC3339), ReceivedAt: day.UTC().Format(time.RFC3339),
		Place:  exchange.HandedPlace{Address: m.town + "居民区", Town: m.town},
		Caller: exchange.HandedCaller{Anonymous: true}}
	if planOf(n).Callback {
		h.Caller = exchange.HandedCaller{Name: "来电人", Phone: fmt.Sprintf("138%08d", n), WantsReply: true}
	}
	return h
}

// says are the words of the platform after a milestone.
func (k *Case) says(m exchange.Milestone) (out []exchange.Word) {
	word := func(kind, text string) exchange.Word {
		return exchange.Word{ID: m.ID + "-" + kind, No: m.No, Kind: kind, Text: text}
	}
	p := k.Plan
	switch m.Milestone {
	case dispatch.MileAccepted:
		if p.Remind {
			out = append(out, word(exchange.EventRemind, "群众来电催问，请加快办理"))
		}
		if p.Append {
			w := word(exchange.EventAppend, "来电人补充：夜间情况更严重")
			w.Attachments = []exchange.Media{{Name: "补充材料.pdf", Data: encoded(paper(m.No, 0))}}
			out = append(out, w)
		}
		if p.Move {
			w := word(exchange.EventDue, "市里要求提前一天")
			w.Due = k.moved().Format(time.RFC3339)
			out = append(out, w)
		}
	case dispatch.MileReturned:
		w := word(exchange.EventReturn, "经核实属市级职责，同意收回")
		if w.Approve = !p.Keep; p.Keep {
			w.Text = "属你区管辖，请继续办理"
		}
		out = append(out, w)
	case dispatch.MileReplied:
		if p.Callback {
			w := word(exchange.EventCallback, "")
			w.Reached, w.Contacted, w.Resolved, w.Satisfied = true, true, true, true
			out = append(out, w)
		}
	default:
	}
	return out
}

// moved is the earlier deadline of a ticket that the platform moves.
func (k *Case) moved() time.Time {
	due, _ := time.Parse(time.RFC3339, k.Ticket.Due) // the sample writes it
	return due.AddDate(0, 0, -5)
}
