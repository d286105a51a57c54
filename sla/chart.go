package sla

// The kinds of a Chart.
const (
	ChartBar   = "bar"   // upright bars from zero
	ChartLying = "lying" // lying bars from zero
	ChartLines = "lines" // rates in percent over Labels, a line each; the axis need not begin at zero
	ChartHeat  = "heat"  // counts by row and Labels, in the steps of HeatStep
)

// Chart is a chart as a value, for paper: black and grey, its numbers beside it.
// Bars have Points; lines have Labels and Lines; a heat table has Labels and Cells.
type Chart struct {
	Key     string      `json:"key"`
	Kind    string      `json:"kind"`
	Caption string      `json:"caption"`
	Points  []Point     `json:"points,omitempty"`
	Labels  []string    `json:"labels,omitempty"`
	Lines   []ChartLine `json:"lines,omitempty"`
	Cells   []ChartRow  `json:"cells,omitempty"`
	// Hundredths says that the values of the points are hundredths: 9741 is 97.41.
	Hundredths bool `json:"hundredths,omitempty"`
}

// Point is one bar; Before is the month before, Strong a bar to stand out.
type Point struct {
	Label  string `json:"label"`
	Value  int    `json:"value"`
	Before *int   `json:"before,omitempty"`
	Strong bool   `json:"strong,omitempty"`
}

// ChartLine is one line of rates; a value is absent where there was nothing to
// divide by.
type ChartLine struct {
	Label  string `json:"label"`
	Values []*Dec `json:"values"`
}

// ChartRow is one row of a heat table with its sum.
type ChartRow struct {
	Label  string `json:"label"`
	Counts []int  `json:"counts"`
	Sum    int    `json:"sum"`
}

// heatSteps are the least counts of the five steps of a heat table. They are
// fixed, so that two months may be laid beside each other.
var heatSteps = [...]int{1, 5, 10, 20, 50}

// HeatStep is the step of a count, from 0 for none to 5.
func HeatStep(n int) int {
	step := 0
	for step < len(heatSteps) && n >= heatSteps[step] {
		step++
	}
	return step
}
