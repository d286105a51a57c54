package wire

import (
	"slices"
	"time"
)

// Sequence follows the ids of one feed, which increase by one: a gap is a lost
// frame, a step back a doubled one.
type Sequence struct {
	Last    int64 // the newest id so far
	Frames  int64
	Lost    int64
	Doubled int64
}

// Take notes the next id and tells whether it is a new one.
func (s *Sequence) Take(id int64) bool {
	if id <= s.Last {
		s.Doubled++
		return false
	}
	s.Lost += id - s.Last - 1
	s.Frames++
	s.Last = id
	return true
}

// Spread is how long many things took.
type Spread struct {
	N                  int
	P50, P90, P99, Max time.Duration
}

// Measure sorts the durations and takes the percentiles by nearest rank: P99 is
// the smallest of them that 99 % do not exceed.
func Measure(took []time.Duration) Spread {
	if len(took) == 0 {
		return Spread{}
	}
	slices.Sort(took)
	rank := func(percent int) time.Duration {
		return took[max(0, (len(took)*percent+99)/100-1)]
	}
	return Spread{N: len(took), P50: rank(50), P90: rank(90), P99: rank(99), Max: took[len(took)-1]}
}
