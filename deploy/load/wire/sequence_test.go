package wire

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSequence(t *testing.T) {
	for _, tc := range []struct {
		name string
		ids  []int64
		want Sequence
	}{
		{"nothing", nil, Sequence{Last: 7}},
		{"in order", []int64{8, 9, 10}, Sequence{Last: 10, Frames: 3}},
		{"a gap of two", []int64{8, 11, 12}, Sequence{Last: 12, Frames: 3, Lost: 2}},
		{"told twice", []int64{8, 9, 8, 9, 10}, Sequence{Last: 10, Frames: 3, Doubled: 2}},
		{"told before", []int64{7, 8}, Sequence{Last: 8, Frames: 1, Doubled: 1}},
		{"gap and double", []int64{10, 9}, Sequence{Last: 10, Frames: 1, Lost: 2, Doubled: 1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := Sequence{Last: 7}
			for _, id := range tc.ids {
				s.Take(id)
			}
			require.Equal(t, tc.want, s)
		})
	}
}

func TestMeasure(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(100 - i) // unsorted: 100 … 1
	}
	for _, tc := range []struct {
		name string
		took []time.Duration
		want Spread
	}{
		{"none", nil, Spread{}},
		{"one", []time.Duration{5}, Spread{1, 5, 5, 5, 5}},
		{"two", []time.Duration{9, 1}, Spread{2, 1, 9, 9, 9}},
		{"a hundred", hundred, Spread{100, 50, 90, 99, 100}},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, Measure(tc.took)) })
	}
}

func TestOnlyThisMachine(t *testing.T) {
	for _, good := range []string{"http://127.0.0.1:8890", "http://127.8.9.1:80/", "http://[::1]:8890", "http://localhost:1"} {
		c, err := New(good, 1)
		require.NoError(t, err, good)
		require.NotEmpty(t, c.base)
	}
	for _, bad := range []string{"http://192.0.2.7:8890", "http://hotline.example", "http://0.0.0.0:8890", "127.0.0.1:8890", "file:///etc/passwd", "http://", ""} {
		_, err := New(bad, 1)
		require.Error(t, err, bad)
	}
}

func TestDemandsDiffer(t *testing.T) {
	phones, texts := map[string]bool{}, map[string]bool{}
	for i := range 5000 {
		d := NewDemand(7, i)
		phones[d.Caller.Phone], texts[d.Text] = true, true
		n, ok := Serial(d.Title)
		require.True(t, ok, d.Title)
		require.Equal(t, i, n)
	}
	require.Len(t, phones, 5000, "every demand has a new caller")
	require.Len(t, texts, 5000)
	for _, title := range []string{"", "路灯不亮", "路灯不亮 L", "路灯不亮 Lx1"} {
		_, ok := Serial(title)
		require.False(t, ok, title)
	}
}

func TestResident(t *testing.T) {
	kib, err := resident("Name:\tserver\nVmPeak:\t  90000 kB\nVmRSS:\t   51234 kB\n")
	require.NoError(t, err)
	require.Equal(t, 51234, kib)
	_, err = resident("Name:\tserver\n")
	require.Error(t, err)
}

func TestCPU(t *testing.T) {
	used, err := cpu("4711 (a (bad) name) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 100")
	require.NoError(t, err)
	require.Equal(t, 3*time.Second, used)
	for _, bad := range []string{"", "1 (x)", "1 (x) S 1 2 3 4 5 6 7 8 9 10 a b c"} {
		_, err := cpu(bad)
		require.Error(t, err, bad)
	}
}
