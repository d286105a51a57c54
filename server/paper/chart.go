package paper

import (
	"strconv"
	"time"

	"hotline/sla"
)

// comma writes thousands with a comma.
func comma(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// drawing is a bar chart with its coordinates worked out, in units of 330 × 150.
type drawing struct {
	Caption string
	Lying   bool
	Grid    []gridLine
	Bars    []bar
}

type gridLine struct {
	At, Label float64
	Text      string
}

type bar struct {
	X, Y, W, H float64
	Label      string
	Year       string // under the first bar of a year
	LabelX     float64
	LabelY     float64
	Value      string
	Strong     bool
	Mark       float64 // where the month before stood; 0 for none
}

// Bottom is the lower edge of the bar.
func (b bar) Bottom() float64 { return b.Y + b.H }

// drawChart works out a bar chart whose axis starts at zero.
func drawChart(c *sla.Chart) drawing {
	d := drawing{Caption: c.Caption, Lying: c.Kind == sla.ChartLying}
	top := 1
	for _, p := range c.Points {
		top = max(top, p.Value)
		if p.Before != nil {
			top = max(top, *p.Before)
		}
	}
	top = niceTop(top)
	if d.Lying {
		d.lying(c.Points, float64(top))
	} else {
		d.upright(c.Points, float64(top))
	}
	return d
}

// niceTop is a round number at or above n that four grid lines divide.
func niceTop(n int) int {
	step := 1
	for step*4 < n {
		switch lead := firstDigit(step); lead {
		case 1:
			step *= 2
		case 2:
			step = step / 2 * 5
		default:
			step *= 2
		}
	}
	return step * 4
}

func firstDigit(n int) int {
	for n >= 10 {
		n /= 10
	}
	return n
}

func (d *drawing) upright(points []sla.Point, top float64) {
	const left, right, floor, height = 38.0, 330.0, 122.0, 108.0
	for i := range 5 {
		v := top / 4 * float64(i)
		at := floor - height*float64(i)/4
		d.Grid = append(d.Grid, gridLine{at, at + 3, comma(int(v))})
	}
	slot := (right - left) / float64(max(1, len(points)))
	for i, p := range points {
		h := height * float64(p.Value) / top
		b := bar{X: left + slot*(float64(i)+.17), Y: floor - h, W: slot * .66, H: h, Label: p.Label, Strong: p.Strong}
		b.LabelX, b.LabelY = left+slot*(float64(i)+.5), floor+12
		if at, err := time.Parse("2006-01", p.Label); err == nil { // a month: the number will do
			b.Label = strconv.Itoa(int(at.Month()))
			if i == 0 || at.Month() == time.January {
				b.Year = strconv.Itoa(at.Year())
			}
		}
		if p.Strong {
			b.Value = comma(p.Value)
		}
		d.Bars = append(d.Bars, b)
	}
}

func (d *drawing) lying(points []sla.Point, top float64) {
	const left, width = 64.0, 186.0
	slot := 132 / float64(max(1, len(points)))
	for i := range 5 {
		d.Grid = append(d.Grid, gridLine{At: left + width*float64(i)/4, Text: comma(int(top) / 4 * i)})
	}
	for i, p := range points {
		y := 3 + slot*float64(i)
		b := bar{X: left, Y: y, W: width * float64(p.Value) / top, H: slot * .68, Label: p.Label, LabelX: left - 4, LabelY: y + slot*.6, Value: comma(p.Value), Strong: p.Strong}
		if p.Before != nil {
			b.Mark = left + width*float64(*p.Before)/top
			diff := p.Value - *p.Before
			sign := ""
			if diff > 0 {
				sign = "+"
			}
			b.Value += " (" + sign + comma(diff) + ")"
		}
		d.Bars = append(d.Bars, b)
	}
}
