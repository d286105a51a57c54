package dispatch

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// The sentences of merge suggestions, in the language of the hotline's people.

// Reason says in a sentence why the tickets may be one matter. category is the
// name of their category, "" if it has none.
func (c Cluster) Reason(category string) string {
	span := spanText(c.span())
	matter := category + "问题"
	if category == "" {
		matter = "同一问题"
	}
	switch {
	case c.all(SameCaller):
		return fmt.Sprintf("同一来电人在 %s就%s来电 %d 次。", span, matter, 1+len(c.Members))
	case c.all(SameText):
		return fmt.Sprintf("%d 件文字雷同，最高 %.0f%%，在 %s登记。", 1+len(c.Members), 100*c.Members[0].Score, span)
	}
	where := c.Master.Place.Town
	if spot := Spot(c.Master.Place); spot != "" {
		where = spot + "一带"
	}
	if where != "" {
		where += "的"
	}
	text := fmt.Sprintf("%d 人在 %s反映%s", c.Callers(), span, where+matter)
	if far := c.farthest(); far >= 0 {
		text += fmt.Sprintf("，相距不超过 %.0f 米", math.Max(10, math.Ceil(far/10)*10))
	}
	return text + "。"
}

func (c Cluster) all(kind DuplicateKind) bool {
	return !slices.ContainsFunc(c.Members, func(m Duplicate) bool { return m.Kind != kind })
}

func spanText(d time.Duration) string {
	switch {
	case d < time.Hour:
		return "1 小时内"
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f 小时内", math.Ceil(d.Hours()))
	}
	return fmt.Sprintf("%.0f 天内", math.Ceil(d.Hours()/24))
}

// span is the time between the first and the last of the tickets.
func (c Cluster) span() time.Duration {
	first, last := c.Master.RegisteredAt, c.Master.RegisteredAt
	for _, m := range c.Members {
		if m.Ticket.RegisteredAt.Before(first) {
			first = m.Ticket.RegisteredAt
		}
		if m.Ticket.RegisteredAt.After(last) {
			last = m.Ticket.RegisteredAt
		}
	}
	return last.Sub(first)
}

// farthest is the way to the farthest member in metres; negative when no way is
// known.
func (c Cluster) farthest() float64 {
	far := -1.0
	for _, m := range c.Members {
		far = max(far, m.Distance)
	}
	return far
}

// Callers counts who stands behind the tickets; callers without a number count
// one for each ticket.
func (c Cluster) Callers() int {
	n := len(c.Master.Children)
	var seen []string
	for _, d := range append([]Duplicate{{Ticket: c.Master}}, c.Members...) {
		hash := d.Ticket.Contact.PhoneHash
		if hash != "" && slices.Contains(seen, hash) {
			continue
		}
		n, seen = n+1, append(seen, hash)
	}
	return n
}
