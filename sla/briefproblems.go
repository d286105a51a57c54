package sla

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// lowSatisfaction is the rate below which a unit is named, if enough callers answered.
const (
	lowSatisfaction = Dec(85_00)
	fewAnswers      = 5
)

// problems are the section 存在问题: one entry a kind, units with their numbers.
func (v *view) problems() []lead {
	var list []lead
	add := func(title, text string) {
		if text != "" {
			list = append(list, lead{Lead: title, Text: text})
		}
	}
	add("接单不及时。", v.slowest(MetricAccept))
	add("联系不及时。", v.slowest(MetricContact))
	add("办结超时。", v.lateUnits())
	add("督办通报。", v.supervised())
	add("办理不实。", v.penalised(FindingFalseCompletion, "%s %d 件未办结即报办结，扣 %s 分"))
	add("泄露信息。", v.penalised(FindingLeak, "%s %d 件，扣 %s 分"))
	add("满意率低于 85%。", v.dissatisfying())
	add("答复不规范。", v.counted(FindingReply))
	add("重办。", v.counted(MetricRedo))
	add("退单不当。", v.counted(MetricImproperReturn))
	return list
}

// slowest is the one ranked unit whose rate is lowest; a tie names nobody lowest.
func (v *view) slowest(key string) string {
	var late []Row
	for _, r := range v.ranked() {
		if p := r.part(key); p.LostKind == LostTime && p.Rate != nil {
			late = append(late, r)
		}
	}
	if len(late) == 0 {
		return ""
	}
	slices.SortStableFunc(late, func(a, b Row) int { return cmp.Compare(*a.part(key).Rate, *b.part(key).Rate) })
	name, first := v.metricName(key), late[0].part(key)
	text := fmt.Sprintf("%s超时 %d 件，%s %s（%s）", late[0].Name, first.Den-first.Num, name, share(first.Rate), first.fraction())
	if len(late) == 1 || *late[1].part(key).Rate > *first.Rate {
		text += "，为参加排名单位中最低"
	}
	mark := func(r Record) Mark { return r.Accept }
	if key == MetricContact {
		mark = func(r Record) Mark { return r.Contact }
	}
	if why := v.cause(late[0].Unit, v.lateIn(mark)); why != "" {
		text += "，" + why
	}
	if len(late) > 1 {
		text += fmt.Sprintf("；%s共 %d 家因此失分", name, len(late))
	}
	return text
}

// lateUnits are the three lowest on-time rates among units with enough tickets.
func (v *view) lateUnits() string {
	var rows []Row
	for _, r := range v.ranked() {
		if r.Late > 0 && r.Due >= fewDue && r.part(MetricResolve).Rate != nil {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return ""
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Compare(*a.part(MetricResolve).Rate, *b.part(MetricResolve).Rate)
	})
	n := min(3, len(rows))
	for n < len(rows) && *rows[n].part(MetricResolve).Rate == *rows[n-1].part(MetricResolve).Rate {
		n++
	}
	var parts []string
	for _, r := range rows[:n] {
		p := r.part(MetricResolve)
		why := v.cause(r.Unit, v.lateIn(func(r Record) Mark { return r.Resolve }))
		if why != "" {
			why = "，" + why
		}
		parts = append(parts, fmt.Sprintf("%s（%s，%s%s）", r.Name, share(p.Rate), p.fraction(), why))
	}
	text := fmt.Sprintf("应办结 %d 件以上的单位中，%s", fewDue, strings.Join(parts, "、"))
	if n < len(rows) {
		return text + v.metricName(MetricResolve) + "最低"
	}
	return text + "有办结超时"
}

func (v *view) supervised() string {
	var parts []string
	for _, key := range []string{FindingSupervise3, FindingSupervise2} {
		for _, r := range v.rows {
			if p := r.part(key); p.Num > 0 {
				parts = append(parts, fmt.Sprintf("%s%s %d 件", r.Name, p.Name, p.Num))
			}
		}
	}
	return strings.Join(parts, "，")
}

func (v *view) penalised(key, format string) string {
	var parts []string
	for _, r := range v.rows {
		if p := r.part(key); p.Num > 0 {
			parts = append(parts, fmt.Sprintf(format, r.Name, p.Num, p.Lost))
		}
	}
	return strings.Join(parts, "；")
}

// dissatisfyingRows are the units below the line, the lowest first.
func (v *view) dissatisfyingRows() []Row {
	var rows []Row
	for _, r := range v.rows {
		if p := r.part(MetricSatisfaction); p.Rate != nil && p.Den >= fewAnswers && *p.Rate < lowSatisfaction {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Compare(*a.part(MetricSatisfaction).Rate, *b.part(MetricSatisfaction).Rate)
	})
	return rows
}

func (v *view) dissatisfying() string {
	var parts []string
	for _, r := range v.dissatisfyingRows() {
		p := r.part(MetricSatisfaction)
		why := v.cause(r.Unit, func(r Record) bool { return r.Satisfied == No && MonthOf(r.CallbackAt) == v.in.Month.Month })
		if why != "" {
			why = "，" + why
		}
		parts = append(parts, fmt.Sprintf("%s（%s，%s%s）", r.Name, share(p.Rate), p.fraction(), why))
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("有效回访 %d 件以上的有%s", fewAnswers, strings.Join(parts, "、"))
}

// counted lists the units with events of one kind, the most first.
func (v *view) counted(key string) string {
	var rows []Row
	sum := 0
	for _, r := range v.rows {
		if n := r.part(key).Num; n > 0 {
			rows, sum = append(rows, r), sum+n
		}
	}
	if sum == 0 {
		return ""
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return b.part(key).Num - a.part(key).Num })
	var parts []string
	for _, r := range rows[:min(5, len(rows))] {
		parts = append(parts, fmt.Sprintf("%s %d 件", r.Name, r.part(key).Num))
	}
	text := fmt.Sprintf("%d 件，%s", sum, strings.Join(parts, "、"))
	if len(rows) > len(parts) {
		text += fmt.Sprintf("，其他 %d 家 %d 件", len(rows)-len(parts), sum-v.sumOf(rows[:len(parts)], key))
	}
	return text
}

func (v *view) sumOf(rows []Row, key string) (sum int) {
	for _, r := range rows {
		sum += r.part(key).Num
	}
	return sum
}

func (v *view) ranked() []Row {
	var rows []Row
	for _, g := range v.in.Month.Groups {
		rows = append(rows, g.Ranked...)
	}
	return rows
}

// steps are the demands (下步要求), each with who and by when.
func (v *view) steps() []string {
	steps := slices.Clone(v.in.Steps)
	by := v.reportBy()
	if rows := v.toReport(); len(rows) > 0 {
		steps = append(steps, fmt.Sprintf("%s %s前报整改措施和完成日期。", namesOf(rows, 8), by))
	}
	if rows := v.dissatisfyingRows(); len(rows) > 0 {
		steps = append(steps, fmt.Sprintf("%s由主要负责人负责，%s前逐件回访不满意工单。", namesOf(rows, 8), by))
	}
	var improper []Row
	for _, r := range v.rows {
		if r.part(MetricImproperReturn).Num > 0 {
			improper = append(improper, r)
		}
	}
	if len(improper) > 0 {
		steps = append(steps, fmt.Sprintf("%s退单须写明职责依据和建议承办单位，%s前完成联络员培训。", namesOf(improper, 8), by))
	}
	return steps
}

// toReport are the units supervised, penalised, or late with three tickets and more.
func (v *view) toReport() []Row {
	var rows []Row
	for _, r := range v.rows {
		if r.Penalty > 0 || r.Late >= 3 {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Penalty, a.Penalty), cmp.Compare(b.Late, a.Late))
	})
	return rows
}
