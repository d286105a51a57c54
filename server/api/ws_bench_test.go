package api

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

// BenchmarkFanOut publishes bursts of frames to all consoles of a unit over real
// connections, each burst until the last console has read its last frame.
func BenchmarkFanOut(b *testing.B) {
	for _, n := range []struct{ consoles, burst int }{{8, 1}, {8, 8}} {
		b.Run(fmt.Sprintf("consoles=%d/burst=%d", n.consoles, n.burst), func(b *testing.B) {
			p := openPost(b, b.TempDir(), Pace{})
			var read sync.WaitGroup
			for range n.consoles {
				go listen(p.idle(b), func(seen int) {
					if seen%n.burst == 0 {
						read.Done()
					}
				})
			}
			b.ResetTimer()
			for i := range b.N {
				read.Add(n.consoles)
				p.hub.Publish(notices(int64(i*n.burst), n.burst))
				read.Wait()
			}
			b.ReportMetric(float64(b.N*n.consoles*n.burst)/b.Elapsed().Seconds(), "frames/s")
		})
	}
}

// BenchmarkSteadyFeed publishes 500 frames a second to one unit, as a feed of
// everything is, and reports how late its consoles read them and what a frame
// costs in processor time, both ends of the connections included.
func BenchmarkSteadyFeed(b *testing.B) {
	for _, consoles := range []int{20, 100} {
		b.Run(fmt.Sprintf("consoles=%d", consoles), func(b *testing.B) {
			p := openPost(b, b.TempDir(), Pace{})
			sent := make([]time.Time, b.N)
			late := make([][]time.Duration, consoles)
			var read sync.WaitGroup
			read.Add(b.N * consoles)
			for i := range consoles {
				late[i] = make([]time.Duration, 0, b.N)
				go listen(p.idle(b), func(seen int) {
					late[i] = append(late[i], time.Since(sent[seen-1]))
					read.Done()
				})
			}
			before := processorTime(b)
			b.ResetTimer()
			start := time.Now()
			for i := range b.N {
				time.Sleep(time.Until(start.Add(time.Duration(i) * 2 * time.Millisecond)))
				sent[i] = time.Now()
				p.hub.Publish(notices(int64(i), 1))
			}
			read.Wait()
			all := slices.Concat(late...)
			slices.Sort(all)
			b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(len(all)), "cpu-µs/frame")
		})
	}
}

func processorTime(tb testing.TB) time.Duration {
	var u syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// notices are n frames behind the given one.
func notices(after int64, n int) []dispatch.Frame {
	frames := make([]dispatch.Frame, n)
	for i := range frames {
		frames[i] = dispatch.Frame{ID: after + int64(i) + 1, Notice: dispatch.Notice{Recipient: notify.UnitFeed("u1"), Kind: notify.Dispatched,
			No: "20261123-0001", Title: "路灯不亮三天，要求尽快维修", Text: "请在 10:12 前接单", State: dispatch.StateDispatched}}
	}
	return frames
}

// idle is a console of the unit that was greeted.
func (p *post) idle(b *testing.B) *client {
	c, err := p.dial("u1", -1)
	require.NoError(b, err)
	b.Cleanup(func() { _ = c.conn.Close() })
	_, err = c.next()
	require.NoError(b, err)
	require.NoError(b, c.conn.SetReadDeadline(time.Time{}))
	return c
}

// listen tells how many frames were read, at each.
func listen(c *client, tell func(seen int)) {
	for n := 1; ; n++ {
		_, r, err := c.conn.NextReader()
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return
		}
		tell(n)
	}
}
