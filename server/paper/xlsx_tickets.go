package paper

import (
	"slices"

	"hotline/sla"
)

// ticketColumn is a column of 明细, and the counts of a unit that are made of it.
type ticketColumn struct {
	head  string
	width float64
	cell  func(k *book, e sla.Entry) any
	ties  []tie
}

// tie says that a count of a unit is what a column adds up to: the rows with one
// of the words, or the sum of the numbers where there is no word.
type tie struct {
	count string
	words []string
	of    func(e sla.Entry) int
}

func num(key string) func(sla.Entry) int { return func(e sla.Entry) int { return e.Num(key) } }
func den(key string) func(sla.Entry) int { return func(e sla.Entry) int { return e.Den(key) } }

func flag(of func(sla.Entry) bool) func(sla.Entry) int {
	return func(e sla.Entry) int {
		if of(e) {
			return 1
		}
		return 0
	}
}

// ticketColumns are the columns of 明细. The second holds the unit's code.
func ticketColumns() []ticketColumn {
	moment3 := func(head string, of func(sla.Entry) sla.Mark, key string) []ticketColumn {
		return []ticketColumn{
			{head: head + "时限", width: 19, cell: func(k *book, e sla.Entry) any { return moment(of(e).Due, k.style.day) }},
			{head: head + "时间", width: 19, cell: func(k *book, e sla.Entry) any { return moment(of(e).Met, k.style.day) }},
			worded(head+"结果", key, wordOnTime, wordLate),
		}
	}
	out := []ticketColumn{
		{head: "工单号", width: 18, cell: func(_ *book, e sla.Entry) any { return text(e.No, 0) }},
		{head: "单位代码", width: 14, cell: func(_ *book, e sla.Entry) any { return text(e.Unit, 0) }},
		{head: "标题", width: 40, cell: func(_ *book, e sla.Entry) any { return text(e.Title, 0) }},
		{head: "派单时间", width: 19, cell: func(k *book, e sla.Entry) any { return moment(e.Record.Dispatched, k.style.day) }},
		counted("本月派单", "dispatched", flag(func(e sla.Entry) bool { return e.Dispatched })),
		counted("上月结转", "carried_in", flag(func(e sla.Entry) bool { return e.CarriedIn })),
		counted("结转下月", "carried_out", flag(func(e sla.Entry) bool { return e.CarriedOut })),
	}
	out = append(out, moment3("接单", func(e sla.Entry) sla.Mark { return e.Accept }, sla.MetricAccept)...)
	out = append(out, moment3("联系", func(e sla.Entry) sla.Mark { return e.Contact }, sla.MetricContact)...)
	out = append(out, moment3("办结", func(e sla.Entry) sla.Mark { return e.Resolve }, sla.MetricResolve)...)
	out = append(out, ticketColumn{head: "回访时间", width: 19, cell: func(k *book, e sla.Entry) any { return moment(e.CallbackAt, k.style.day) }},
		worded("满意", sla.MetricSatisfaction, wordYes, wordNo),
		worded("解决", sla.MetricResolution, wordYes, wordNo),
		worded("响应", sla.MetricResponse, wordYes, wordNo),
		worded("重办", sla.MetricRedo, wordRedo, wordOnce),
		counted("退单（分母）", "den."+sla.MetricImproperReturn, den(sla.MetricImproperReturn)),
		counted("退单不当", "num."+sla.MetricImproperReturn, num(sla.MetricImproperReturn)))
	for _, f := range [][2]string{{sla.FindingReply, "答复不规范"}, {sla.FindingFalseCompletion, "虚假办结"}, {sla.FindingLeak, "泄露信息"},
		{sla.FindingSupervise2, "书面通报"}, {sla.FindingSupervise3, "挂牌督办"}, {sla.BonusPraise, "表扬"}, {sla.BonusDifficult, "解决疑难"}} {
		out = append(out, counted(f[1], "num."+f[0], num(f[0])))
	}
	return append(out, ticketColumn{head: "剔除原因", width: 16, cell: func(k *book, e sla.Entry) any {
		if !e.Excluded {
			return nil
		}
		return text(k.reason(e.Record.Excluded), 0)
	}})
}

// worded is a column of a metric: one word for what counts above the line, the
// other for what only counts below it.
func worded(head, key, yes, no string) ticketColumn {
	return ticketColumn{head: head, width: 9,
		cell: func(_ *book, e sla.Entry) any {
			switch {
			case e.Num(key) > 0:
				return yes
			case e.Den(key) > 0:
				return no
			}
			return nil
		},
		ties: []tie{{"num." + key, []string{yes}, num(key)}, {"den." + key, []string{yes, no}, den(key)}},
	}
}

// counted is a column of numbers; nothing where there is none.
func counted(head, count string, of func(sla.Entry) int) ticketColumn {
	return ticketColumn{head: head, width: 9, ties: []tie{{count, nil, of}}, cell: func(_ *book, e sla.Entry) any {
		if n := of(e); n > 0 {
			return n
		}
		return nil
	}}
}

func (k *book) reason(code string) string {
	if e, ok := k.Scheme.Exclusion(code); ok {
		return e.Name
	}
	return code
}

// ticketsHead is how many rows stand above the first ticket.
const ticketsHead = 1

// tickets is the sheet 明细: every record that gave something to a unit's month.
func (k *book) tickets() error {
	columns := ticketColumns()
	widths, head := make([]float64, len(columns)), make([]any, len(columns))
	for i, c := range columns {
		widths[i], head[i] = c.width, text(c.head, k.style.head)
	}
	s := k.sheet(sheetTickets, ticketsHead, widths...)
	s.put(head...)
	cells := make([]any, len(columns))
	err := sla.Ledger(k.Scheme, k.Month.Month, k.Units, k.Records, func(e sla.Entry) error {
		for i, c := range columns {
			cells[i] = c.cell(k, e)
		}
		s.put(cells...)
		if k.step(1); s.err == nil && s.row%500 == 0 {
			s.err = k.ctx.Err()
		}
		return s.err
	})
	if err != nil {
		return err
	}
	return s.flush()
}

// approval is the decision that left the ticket out of the month; the zero value
// where that happened on the ticket itself.
func (k *book) approval(no string) sla.Adjustment {
	i := slices.IndexFunc(k.Adjustments, func(a sla.Adjustment) bool { return a.No == no && a.Kind == sla.AdjustExclusion })
	if i < 0 {
		return sla.Adjustment{}
	}
	return k.Adjustments[i]
}

// exclusions is the sheet 剔除: what was taken out of the month, and why.
func (k *book) exclusions() error {
	s := k.sheet(sheetExcluded, 1, 18, 14, 40, 19, 18, 16, 19)
	k.heads(s, "工单号", "单位代码", "标题", "办结时限", "剔除原因", "批准人", "批准时间")
	err := sla.Ledger(k.Scheme, k.Month.Month, k.Units, k.Records, func(e sla.Entry) error {
		if e.Excluded {
			by := k.approval(e.No)
			s.put(text(e.No, 0), text(e.Unit, 0), text(e.Title, 0), moment(e.Resolve.Due, k.style.day), text(k.reason(e.Record.Excluded), 0), text(by.By, 0), moment(by.At, k.style.day))
		}
		return s.err
	})
	if err != nil {
		return err
	}
	return s.flush()
}
