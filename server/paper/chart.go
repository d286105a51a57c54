package paper

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"hotline/sla"
)

// draw works a chart out.
func draw(c *sla.Chart) picture {
	p := picture{Caption: c.Caption, alt: inWords(c), w: 330, h: 150}
	switch c.Kind {
	case sla.ChartLines:
		p.lines(c)
	case sla.ChartHeat:
		p.heat(c)
	case sla.ChartLying:
		p.lying(c)
	default:
		p.upright(c)
	}
	return p
}

// inWords are the numbers of a chart as text.
func inWords(c *sla.Chart) string {
	parts := []string{c.Caption}
	for _, p := range c.Points {
		parts = append(parts, p.Label+" "+amount(c, p.Value))
	}
	for _, l := range c.Lines {
		text := l.Label
		for i, v := range l.Values {
			if v != nil && i < len(c.Labels) {
				text += " " + c.Labels[i] + " " + v.String()
			}
		}
		parts = append(parts, text)
	}
	for _, r := range c.Cells {
		parts = append(parts, r.Label+" "+comma(r.Sum))
	}
	return strings.Join(parts, "; ")
}

// amount writes a value of a chart.
func amount(c *sla.Chart, v int) string {
	if c.Hundredths {
		return sla.Dec(v).String()
	}
	return comma(v)
}

// stepText writes a step of an axis; whole numbers need no decimals.
func stepText(c *sla.Chart, v int) string {
	if c.Hundredths && v%100 == 0 {
		return comma(v / 100)
	}
	return amount(c, v)
}

// axis are at most six round steps from zero, of 1, 2, 2.5 or 5 times a power
// of ten; between two of them is at least one.
func axis(most int) []int {
	raw := float64(max(1, most)) / 5
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 1.0
	for _, k := range []float64{1, 2, 2.5, 5, 10} {
		if k*power >= raw {
			step = max(1, k*power)
			break
		}
	}
	var ticks []int
	for i := 0; i == 0 || float64(ticks[i-1]) < float64(most); i++ {
		ticks = append(ticks, int(math.Round(step*float64(i))))
	}
	if len(ticks) == 1 {
		ticks = append(ticks, int(step))
	}
	return ticks
}

func mostOf(points []sla.Point) int {
	most := 1
	for _, p := range points {
		most = max(most, p.Value)
		if p.Before != nil {
			most = max(most, *p.Before)
		}
	}
	return most
}

// upright draws bars from zero; the first, the most and the newest carry their
// number, and those that are to stand out.
func (p *picture) upright(c *sla.Chart) {
	const left, floor, height = 38.0, 122.0, 104.0
	ticks := axis(mostOf(c.Points))
	top := float64(ticks[len(ticks)-1])
	for i, n := range ticks {
		y, ink := floor-height*float64(n)/top, uint8(grid)
		if i == 0 {
			ink = strong
		}
		p.line(left, y, p.w, y, .6, ink)
		p.say(left-4, y+3.5, atEnd, stepText(c, n), false, black)
	}
	slot, most, lifted := (p.w-left-6)/float64(max(1, len(c.Points))), 0, false
	for i, point := range c.Points {
		if point.Value > c.Points[most].Value {
			most = i
		}
	}
	for i, point := range c.Points {
		x, h := left+slot*(float64(i)+.5), height*float64(point.Value)/top
		ink := uint8(plain)
		if point.Strong {
			ink = strong
		}
		p.rect(x-slot*.33, floor-h, slot*.66, h, ink)
		said := point.Value > 0 && (point.Strong || i == 0 || i == most || i == len(c.Points)-1)
		if said && slot < 40 {
			lift := 0.0
			if lifted && math.Abs(h-height*float64(c.Points[i-1].Value)/top) < letter { // two numbers would write over each other
				lift = letter - 1
			}
			p.say(x, floor-h-3-lift, atMiddle, amount(c, point.Value), true, black)
		} else if slot >= 40 {
			p.say(x, floor-h-3, atMiddle, amount(c, point.Value), point.Strong, black)
		}
		lifted = said
	}
	labels := make([]string, len(c.Points))
	for i, point := range c.Points {
		labels[i] = point.Label
	}
	p.foot(labels, left, slot, floor)
}

// foot writes the labels under an axis; months get their number and the year
// once, with a stroke where it turns.
func (p *picture) foot(labels []string, left, slot, floor float64) {
	from := 0
	for i, label := range labels {
		at, err := time.Parse("2006-01", label)
		if err != nil {
			p.say(left+slot*(float64(i)+.5), floor+12, atMiddle, fit(label, slot/letter), false, black)
			from = i + 1
			continue
		}
		if slot >= letter*1.2 || i%2 == len(labels)%2 {
			p.say(left+slot*(float64(i)+.5), floor+12, atMiddle, strconv.Itoa(int(at.Month())), false, black)
		}
		if i == len(labels)-1 || at.Month() == time.December {
			p.say(left+slot*(float64(from+i)/2+.5), floor+24, atMiddle, strconv.Itoa(at.Year()), false, black)
			if i < len(labels)-1 {
				x := left + slot*float64(i+1)
				p.line(x, floor, x, floor+20, .5, 0x88)
			}
			from = i + 1
		}
	}
}

// lying draws lying bars from zero: the label before, the number behind; the
// month before is a stroke and the change stands in brackets.
func (p *picture) lying(c *sla.Chart) {
	const slotLeast, gap = 14.6, 4.0
	p.h = math.Max(45, slotLeast*float64(len(c.Points))+18)
	labels, values := 3.0, 2.0
	said := make([]string, len(c.Points))
	for i, point := range c.Points {
		said[i] = amount(c, point.Value)
		if point.Before != nil {
			said[i] += change(c, point.Value-*point.Before)
		}
		labels, values = math.Max(labels, wide(point.Label)), math.Max(values, wide(said[i]))
	}
	labels = math.Min(labels, 8)
	left, right := labels*letter+gap, p.w-values*letter-gap-2
	ticks := axis(mostOf(c.Points))
	top := float64(ticks[len(ticks)-1])
	at := func(n int) float64 { return left + (right-left)*float64(n)/top }
	floor := p.h - 14
	for i, n := range ticks {
		if i > 0 {
			p.line(at(n), 2, at(n), floor, .6, grid)
		}
		p.say(at(n), p.h-3, atMiddle, stepText(c, n), false, black)
	}
	slot := (floor - 3) / float64(max(1, len(c.Points)))
	tall := math.Min(10.5, slot*.72)
	for i, point := range c.Points {
		y, ink := 3+slot*float64(i), uint8(plain)
		if point.Strong {
			ink = strong
		}
		base := y + tall/2 + 3.7
		p.say(left-gap, base, atEnd, fit(point.Label, labels), point.Strong, black)
		p.rect(left, y, at(point.Value)-left, tall, ink)
		if point.Before != nil {
			p.line(at(*point.Before), y-1.4, at(*point.Before), y+tall+1.4, 1.1, black)
		}
		p.say(p.w, base, atEnd, said[i], point.Strong, black)
	}
	p.line(left, 2, left, floor, .6, strong)
}

// change is a difference in brackets.
func change(c *sla.Chart, diff int) string {
	switch {
	case diff > 0:
		return fmt.Sprintf(" (+%s)", amount(c, diff))
	case diff < 0:
		return fmt.Sprintf(" (−%s)", amount(c, -diff))
	}
	return " (0)"
}
