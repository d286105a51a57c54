package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/load/wire"
)

func followed(n int) (*intake, *member) {
	in := newIntake(nil, nil, options{rate: 1, length: time.Duration(n) * time.Second})
	for i := range in.sent {
		in.sent[i].Store(1)
	}
	return in, &member{unit: "a", follow: in}
}

func frame(id int64, n int) wire.Frame {
	return wire.Frame{Type: "frame", ID: id, Kind: "dispatched", Title: wire.NewDemand(1, n).Title}
}

func TestConsoleVerdict(t *testing.T) {
	other := wire.Frame{Type: "frame", ID: 3, Kind: "reminded", Title: wire.NewDemand(1, 0).Title}
	for _, tc := range []struct {
		name   string
		frames []wire.Frame
		whole  bool
	}{
		{"all its tickets", []wire.Frame{frame(1, 0), frame(2, 1), other}, true},
		{"a ticket missing, ids whole", []wire.Frame{frame(1, 0)}, false},
		{"a gap in the ids", []wire.Frame{frame(1, 0), frame(3, 1)}, false},
		{"a frame told twice", []wire.Frame{frame(1, 0), frame(2, 1), frame(2, 1)}, false},
		{"a ticket under two ids", []wire.Frame{frame(1, 0), frame(2, 1), frame(3, 1)}, false},
		{"told to read the lists anew", []wire.Frame{frame(1, 0), {Type: "resync", Last: 9}}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, m := followed(3)
			for _, f := range tc.frames {
				m.take(f, nil, time.Unix(1, 0))
			}
			c := &crowd{members: []*member{m}}
			c.mark(map[string]int{"a": 2, "b": 5})
			sum := c.total()
			require.Equal(t, tc.whole, sum.lost+sum.doubled == 0 && sum.short == 0)
		})
	}
}

func TestStormWaitsForWhatWasMissed(t *testing.T) {
	_, m := followed(3)
	back := make(chan time.Duration, 1)
	m.back, m.left, m.until = back, time.Now(), 2
	m.take(frame(1, 0), nil, time.Now())
	require.Empty(t, back)
	m.take(frame(2, 1), nil, time.Now())
	require.Len(t, back, 1)
}

func TestBounds(t *testing.T) {
	for _, args := range [][]string{{"--scenario", "moon"}, {"--scenario", "monday"}, {"--scenario", "beijing"}, {"--rate", "50000"}, {"--consoles", "-1"}, {"--for", "2h"}, {"--clients", "0"}, {"extra"}, {"--units", "99"}} {
		_, err := parse(args)
		require.Error(t, err, args)
	}
	o, err := parse([]string{"--rate", "0", "--idle", "10000", "--storm"})
	require.NoError(t, err)
	require.Equal(t, 10_000, o.idle)
	require.True(t, o.storm)
	o, err = parse([]string{"--start", "bin/server", "--scenario", "beijing", "--consoles", "500"})
	require.NoError(t, err)
	require.InDelta(t, 65_000*1.86*0.15/3600, o.rate, 0.001)
	require.Equal(t, []int{2000, 500}, []int{o.units, o.consoles}, "what is given goes before the scenario")
}

func TestHoursOfADay(t *testing.T) {
	sum, most := 0.0, 0.0
	for _, percent := range shape() {
		sum, most = sum+percent, max(most, percent)
	}
	require.InDelta(t, 100, sum, 1e-9)
	require.InDelta(t, 100*peakHour, most, 1e-9)
	require.Zero(t, hours(0))
	require.InDelta(t, 1, hours(1), 1e-9)
	require.InDelta(t, 9.0/24, hours(0.19), 1e-9, "nineteen in a hundred come before nine")
	require.InDelta(t, 10.0/24, hours(0.34), 1e-9)
	day := options{rate: 10, length: time.Minute, curve: hours}
	for n := range 600 {
		require.Less(t, day.after(n), day.after(n+1), n)
	}
}

func TestNumbersInOrder(t *testing.T) {
	require.Negative(t, byNumber("20261123-9999", "20261123-10000"))
	require.Positive(t, byNumber("20261124-0001", "20261123-9999"))
	require.Zero(t, byNumber("20261123-0001", "20261123-0001"))
}
