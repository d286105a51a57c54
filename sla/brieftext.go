package sla

import (
	"fmt"
	"slices"
	"strings"
)

func (v *view) summary() map[string]any {
	return map[string]any{
		"MonthName": fmt.Sprintf("%d月", v.month.Month()), "Area": v.area(), "Registered": v.in.Month.Totals.Registered,
		"Versus":   v.versusMonth(v.word("mom"), v.in.Previous) + v.versusMonth(v.word("yoy"), v.in.LastYear),
		"Headline": v.headline(), "Worst": v.worst(),
	}
}

// headline gives the three headline rates and how they moved against last month.
func (v *view) headline() string {
	var list, up, down []string
	for _, key := range []string{MetricAccept, MetricResolve, MetricSatisfaction} {
		now, before, name := v.in.Month.rate(key), v.in.Previous.rate(key), v.metricName(key)
		if now.Rate == nil {
			continue
		}
		list = append(list, name+" "+share(now.Rate))
		switch {
		case before.Rate == nil:
		case *now.Rate > *before.Rate:
			up = append(up, name)
		case *now.Rate < *before.Rate:
			down = append(down, name)
		}
	}
	text := strings.Join(list, "，")
	switch {
	case len(list) == 0:
		return ""
	case len(up) == len(list):
		text += "，均高于上月"
	case len(down) == len(list):
		text += "，均低于上月"
	case len(down) > 0:
		text += "，其中" + strings.Join(down, "、") + "低于上月"
	}
	return text + "。"
}

// versusMonth is the change of the intake against another month, if it is known.
func (v *view) versusMonth(word string, other *Month) string {
	if other == nil || other.Totals.Registered == 0 {
		return ""
	}
	d := versus(v.in.Month.Totals.Registered, other.Totals.Registered)
	switch {
	case d > 0:
		return fmt.Sprintf("，%s上升 %s%%", word, d)
	case d < 0:
		return fmt.Sprintf("，%s下降 %s%%", word, -d)
	}
	return "，" + word + "持平"
}

// worst is the sentence about the one worst problem: the unit with the most late
// tickets, with the category that grew most beside it. Whatever it calls the most
// is so by the figures; a tie names all, and without lateness nobody is named.
func (v *view) worst() string {
	late := 0
	for _, r := range v.rows {
		late = max(late, r.Late)
	}
	if late == 0 {
		return "本月没有办结超时。"
	}
	var worst []Row
	for _, r := range v.rows {
		if r.Late == late {
			worst = append(worst, r)
		}
	}
	text := v.surge()
	if len(worst) > 1 {
		return text + fmt.Sprintf("%s各 %d 件办结超时，同为最多，是本月最突出的问题。", namesOf(worst, 3), late)
	}
	r, resolve := worst[0], worst[0].part(MetricResolve)
	text += r.Name + " "
	if n := r.part(FindingSupervise3).Num; n > 0 {
		text += fmt.Sprintf("%d 件挂牌督办、", n)
	}
	return text + fmt.Sprintf("%d 件办结超时（%s %s，%s），超时件数最多，是本月最突出的问题。",
		late, v.metricName(MetricResolve), share(resolve.Rate), resolve.fraction())
}

// surge names the category whose tickets at least doubled and grew most.
func (v *view) surge() string {
	best, text := 19, ""
	for _, c := range v.in.Month.Intake.Categories {
		before, ok := v.countBefore(c.Key)
		if ok && c.Key != "" && c.Count >= 2*before && c.Count-before > best {
			best = c.Count - before
			text = fmt.Sprintf("%s类诉求由 %s 件升至 %s 件，", v.label("category", c.Key), comma(before), comma(c.Count))
		}
	}
	return text
}

// countBefore is a category's count of the month before; false if unknown.
func (v *view) countBefore(key string) (int, bool) {
	if v.in.Previous == nil {
		return 0, false
	}
	for _, c := range v.in.Previous.Intake.Categories {
		if c.Key == key {
			return c.Count, true
		}
	}
	return 0, true
}

func (v *view) overall() map[string]any {
	t := v.in.Month.Totals
	d := map[string]any{
		"Channels": v.shares("channel", v.in.Month.Intake.Channels, "%s %s 件，占 %s%%", "；"), "Calls": 0,
		"Direct": t.Direct, "Dispatched": t.Dispatched, "CarriedIn": t.CarriedIn, "CarriedOut": t.CarriedOut,
		"Uncounted": t.Uncounted, "Due": t.Due, "OnTime": t.OnTime, "Late": t.Late, "Open": t.Open, "Returns": t.Returns,
		"ImproperReturns": t.ImproperReturns, "Redos": t.Redos, "Excluded": t.Excluded, "RedoRate": "",
	}
	if r := v.in.Month.rate(MetricRedo); r.Rate != nil {
		d["RedoRate"] = share(r.Rate)
	}
	if c := v.in.Calls; c != nil && c.Received > 0 {
		d["Calls"], d["Answered"] = c.Received, c.Answered
		d["AnswerRate"] = percent(c.Answered, c.Received, 2).String() + "%"
	}
	return d
}

// shares lists codes with their counts and their share of the intake.
func (v *view) shares(kind string, list []Tally, format, sep string) string {
	if len(list) == 0 {
		return "本月没有受理诉求"
	}
	var parts []string
	for _, c := range list {
		p := percent(c.Count, v.in.Month.Totals.Registered, 2)
		parts = append(parts, fmt.Sprintf(format, v.label(kind, c.Key), comma(c.Count), p))
	}
	return strings.Join(parts, sep)
}

func (v *view) composition() map[string]any {
	intake := v.in.Month.Intake
	d := map[string]any{"Types": v.shares("type", intake.Types, "%s %s 件（%s%%）", "，"), "Categories": "", "Changes": ""}
	named := slices.DeleteFunc(slices.Clone(intake.Categories), func(c Tally) bool { return c.Key == "" })
	if len(named) >= 3 && (len(named) == 3 || named[2].Count > named[3].Count) {
		var top []string
		sum := 0
		for _, c := range named[:3] {
			top = append(top, v.label("category", c.Key))
			sum += c.Count
		}
		d["Categories"] = fmt.Sprintf("%s居前三位，合计 %s 件，占 %s%%",
			strings.Join(top, "、"), comma(sum), percent(sum, v.in.Month.Totals.Registered, 2))
		d["Changes"] = v.changes(named)
	}
	return d
}

// changes names the categories that rose and fell most.
func (v *view) changes(list []Tally) string {
	return v.mostChanged(list, 1, "增加最多") + v.mostChanged(list, -1, "减少最多")
}

// mostChanged is silent unless exactly one category changed most in a direction.
func (v *view) mostChanged(list []Tally, sign int, word string) string {
	best, text := 0, ""
	for _, c := range list {
		before, ok := v.countBefore(c.Key)
		if change := sign * (c.Count - before); !ok || change < best {
			continue
		} else if change == best {
			text = ""
		} else {
			best = change
			text = fmt.Sprintf("；%s%s（%s 件至 %s 件）", v.label("category", c.Key), word, comma(before), comma(c.Count))
		}
	}
	return text
}

// lead is a hot issue's lead-in and what is said about it.
type lead struct{ Lead, Text string }

func (v *view) hot() map[string]any {
	var list []lead
	for i, h := range v.hotIssues() {
		text := fmt.Sprintf("%s 件", comma(h.Count))
		if len(h.Places) > 0 {
			text += "，集中在" + strings.Join(h.Places, "、")
		}
		if h.Text != "" {
			text += "，" + strings.TrimRight(h.Text, "。")
		}
		list = append(list, lead{Lead: fmt.Sprintf("%s是%s。", numeral(i), h.Name), Text: text + "。"})
	}
	return map[string]any{"Hot": list, "Repeats": v.repeats()}
}

// hotIssues are those found, else the three most frequent categories.
func (v *view) hotIssues() []HotIssue {
	if len(v.in.Hot) > 0 {
		return v.in.Hot
	}
	var list []HotIssue
	for _, c := range v.in.Month.Intake.Categories {
		if c.Key == "" || len(list) == 3 {
			continue
		}
		h := HotIssue{Name: v.label("category", c.Key), Count: c.Count}
		if before, ok := v.countBefore(c.Key); ok {
			switch change := c.Count - before; {
			case change > 0:
				h.Text = fmt.Sprintf("比上月增加 %s 件", comma(change))
			case change < 0:
				h.Text = fmt.Sprintf("比上月减少 %s 件", comma(-change))
			default:
				h.Text = "与上月持平"
			}
		}
		list = append(list, h)
	}
	return list
}

func (v *view) repeats() string {
	var parts []string
	if r := v.in.Repeats; r != nil && v.in.Month.Totals.Registered > 0 {
		text := fmt.Sprintf("重复诉求 %s 件，占 %s%%", comma(r.Count), percent(r.Count, v.in.Month.Totals.Registered, 2))
		if r.Answers > 0 {
			rate := percent(r.Satisfied, r.Answers, 2)
			text += fmt.Sprintf("，满意率 %s%%（%s）", rate, fraction(r.Satisfied, r.Answers))
			if all := v.in.Month.rate(MetricSatisfaction).Rate; all != nil && rate < *all {
				text += fmt.Sprintf("，低于总体 %s 个百分点", *all-rate)
			}
		}
		parts = append(parts, text)
	}
	if n := v.in.Month.Totals.Difficult; n > 0 {
		solved := 0
		for _, r := range v.rows {
			solved += r.part(BonusDifficult).Num
		}
		text := fmt.Sprintf("疑难工单 %s 件", comma(n))
		if solved > 0 {
			text += fmt.Sprintf("，解决 %s 件", comma(solved))
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "。") + "。"
}

// cases are those a person chose, else the leaders of the groups.
func (v *view) cases() []Case {
	if len(v.in.Cases) > 0 {
		cases := slices.Clone(v.in.Cases)
		for i := range cases {
			cases[i].Text = strings.TrimRight(cases[i].Text, "。")
		}
		return cases
	}
	var list []Case
	for _, g := range v.in.Month.Groups {
		if len(g.Ranked) == 0 {
			continue
		}
		r := g.Ranked[0]
		text := fmt.Sprintf("应办结 %s 件，按时 %s 件", comma(r.Due), comma(r.Due-r.Late))
		if r.part(MetricRedo).Num == 0 && r.part(MetricImproperReturn).Num == 0 {
			text += "，无重办、无不当退单"
		}
		list = append(list, Case{Unit: r.Name, Text: text + fmt.Sprintf("，得 %s 分，%s第 1 名", r.Total, g.Name)})
	}
	return append(list, v.goodCases()...)
}

func namesOf(rows []Row, most int) string {
	var list []string
	for _, r := range rows {
		list = append(list, r.Name)
	}
	if len(list) > most {
		return fmt.Sprintf("%s等 %d 家", strings.Join(list[:most], "、"), len(list))
	}
	return strings.Join(list, "、")
}
