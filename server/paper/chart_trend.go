package paper

import (
	"cmp"
	"math"
	"slices"

	"hotline/sla"
)

// lines draws rates over months, a line each, with its name and newest value at
// its end. The lines differ by grey and stroke, so that a photocopy reads.
func (p *picture) lines(c *sla.Chart) {
	const floor, height, left = 122.0, 112.0, 32.0
	low, high, step := span(c.Lines)
	at := func(v float64) float64 { return floor - height*(v-low)/(high-low) }
	names := make([]string, len(c.Lines))
	room := 2.0
	for i, l := range c.Lines {
		if v := last(l); v != nil {
			names[i] = l.Label + " " + v.String()
		}
		room = math.Max(room, wide(names[i]))
	}
	right := p.w - math.Min(room*letter, 150) - 8
	for v := low; v <= high+step/2; v += step {
		ink := uint8(grid)
		if v == low {
			ink = strong
		}
		p.line(left, at(v), right, at(v), .6, ink)
		p.say(left-4, at(v)+3.5, atEnd, tick(v, step), false, black)
	}
	slot := (right - left) / float64(max(1, len(c.Labels)))
	for i, l := range c.Lines {
		p.trend(l, i, func(k int) float64 { return left + slot*(float64(k)+.5) }, at)
	}
	p.ends(c.Lines, names, right, at)
	p.foot(c.Labels, left, slot, floor)
}

// tick writes a step of the axis of rates.
func tick(v, step float64) string {
	if math.Mod(step, 100) == 0 {
		return comma(int(math.Round(v)) / 100)
	}
	return sla.Dec(math.Round(v)).String()
}

// span is an axis in hundredths that holds all values in at most five steps.
func span(list []sla.ChartLine) (low, high, step float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, l := range list {
		for _, v := range l.Values {
			if v != nil {
				low, high = math.Min(low, float64(*v)), math.Max(high, float64(*v))
			}
		}
	}
	if low > high {
		low, high = 0, 100_00
	}
	for _, step = range []float64{10, 20, 50, 100, 200, 500, 10_00, 20_00, 50_00} {
		from, to := math.Floor(low/step)*step, math.Ceil(high/step)*step
		if to == from {
			from, to = math.Max(0, from-step), math.Max(step, to)
		}
		if to-from <= 5*step {
			return from, to, step
		}
	}
	step = math.Ceil((high-low)/5/100_00) * 100_00
	return math.Floor(low/step) * step, math.Ceil(high/step) * step, step
}

func last(l sla.ChartLine) *sla.Dec {
	for _, v := range slices.Backward(l.Values) {
		if v != nil {
			return v
		}
	}
	return nil
}

// trend draws one line; where a value is absent the line is broken.
func (p *picture) trend(l sla.ChartLine, nth int, x func(int) float64, y func(float64) float64) {
	greys, dashes := []uint8{black, 0x88, strong, 0x66}, []float64{0, 0, 5, 2}
	ink, dash := greys[nth%4], dashes[nth%4]
	for k, v := range l.Values {
		if v == nil {
			continue
		}
		if k > 0 && l.Values[k-1] != nil {
			p.dashed(x(k-1), y(float64(*l.Values[k-1])), x(k), y(float64(*v)), dash, ink)
		}
		p.rect(x(k)-1.3, y(float64(*v))-1.3, 2.6, 2.6, ink)
	}
}

// dashed draws a line in strokes; 0 draws it whole.
func (p *picture) dashed(x1, y1, x2, y2, dash float64, ink uint8) {
	length := math.Hypot(x2-x1, y2-y1)
	if dash == 0 || length == 0 {
		p.line(x1, y1, x2, y2, 1.3, ink)
		return
	}
	for from := 0.0; from < length; from += dash * 1.8 {
		a, b := from/length, math.Min(1, (from+dash)/length)
		p.line(x1+(x2-x1)*a, y1+(y2-y1)*a, x1+(x2-x1)*b, y1+(y2-y1)*b, 1.3, ink)
	}
}

// ends writes the names at the ends of the lines, apart from each other.
func (p *picture) ends(list []sla.ChartLine, names []string, x float64, y func(float64) float64) {
	type end struct {
		name string
		y    float64
	}
	var ends []end
	for i, l := range list {
		if v := last(l); v != nil {
			ends = append(ends, end{names[i], y(float64(*v)) + 3.5})
		}
	}
	slices.SortStableFunc(ends, func(a, b end) int { return cmp.Compare(a.y, b.y) })
	const apart = letter + 1
	for i := range ends {
		ends[i].y = math.Max(ends[i].y, letter)
		if i > 0 {
			ends[i].y = math.Max(ends[i].y, ends[i-1].y+apart)
		}
	}
	floor := 124.0
	for i := len(ends) - 1; i >= 0; i-- {
		ends[i].y = math.Min(ends[i].y, floor)
		floor = ends[i].y - apart
	}
	for _, e := range ends {
		p.say(x+6, e.y, atStart, fit(e.name, (p.w-x-6)/letter), false, black)
	}
}

// heatInk are the greys of the steps of a heat table.
func heatInk(n int) (cell, ink uint8) {
	steps := []uint8{255, 0xf0, 0xdc, 0xc0, 0x9c, 0x50}
	step := min(sla.HeatStep(n), len(steps)-1)
	if step == len(steps)-1 {
		return steps[step], 255
	}
	return steps[step], black
}

// heat draws a table whose cells are the darker the more they count.
func (p *picture) heat(c *sla.Chart) {
	const tall, sums = 15.0, 40.0
	p.w = 680
	left := 4.0
	for _, r := range c.Cells {
		left = math.Max(left, wide(r.Label))
	}
	left = math.Min(left, 9)*letter + 6
	slot := (p.w - left - sums) / float64(max(1, len(c.Labels)))
	heads := make([][]string, len(c.Labels))
	lines := 1
	for i, label := range c.Labels {
		heads[i] = evenly(clean(label), math.Max(1, math.Floor((slot-3)/letter)))
		lines = max(lines, len(heads[i]))
	}
	top := float64(lines)*letter*1.1 + 4
	for i, head := range heads {
		for k, line := range head {
			p.say(left+slot*(float64(i)+.5), top-4-float64(len(head)-1-k)*letter*1.1, atMiddle, line, false, black)
		}
	}
	for i, r := range c.Cells {
		y := top + tall*float64(i)
		p.say(left-5, y+tall-4, atEnd, fit(r.Label, 9), false, black)
		for k, n := range r.Counts[:min(len(r.Counts), len(c.Labels))] {
			cell, ink := heatInk(n)
			p.rect(left+slot*float64(k)+.4, y+.4, slot-.8, tall-.8, cell)
			if n > 0 {
				p.say(left+slot*(float64(k)+.5), y+tall-4, atMiddle, comma(n), false, ink)
			}
		}
		p.say(p.w, y+tall-4, atEnd, comma(r.Sum), true, black)
	}
	p.h = top + tall*float64(len(c.Cells)) + 3
	p.line(0, top, p.w, top, .6, strong)
	p.line(0, p.h-2, p.w, p.h-2, .6, strong)
}
