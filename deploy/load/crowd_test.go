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
			require.Equal(t, tc.whole, c.whole())
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
	for _, args := range [][]string{{"--rate", "50000"}, {"--consoles", "-1"}, {"--for", "2h"}, {"--clients", "0"}, {"extra"}, {"--units", "99"}} {
		_, err := parse(args)
		require.Error(t, err, args)
	}
	o, err := parse([]string{"--rate", "0", "--idle", "10000", "--storm"})
	require.NoError(t, err)
	require.Equal(t, 10_000, o.idle)
	require.True(t, o.storm)
}
