package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/store/sqlite"
	"hotline/sla"
)

var benchNow = time.Date(2026, 11, 23, 9, 0, 0, 0, sla.Zone)

// schooled is an experience of so many tickets of the sample district.
func schooled(b *testing.B, tickets int) *dispatch.Experience {
	gen := seed.NewGenerator(rand.New(rand.NewPCG(3, 3)))
	lessons := make([]dispatch.Lesson, tickets)
	for i := range lessons {
		s, at := gen.Next(), benchNow.Add(time.Duration(i-tickets)*10*time.Minute)
		lessons[i] = dispatch.Lesson{Matter: s.Intake.Matter, At: at, Judgements: []dispatch.Judgement{{Unit: s.Unit, Category: s.Category, At: at.Add(time.Hour), Kept: true}}}
		lessons[i].Category = s.Category
	}
	start := time.Now()
	e, err := dispatch.Course{Catalogue: seed.Catalogue(), Units: seed.UnitMap(), Categories: seed.Categories(), Lessons: lessons, Now: benchNow, Seed: 1, Workers: 2}.Train(context.Background())
	require.NoError(b, err)
	pt, _ := e.Promise().At(dispatch.DefaultTarget)
	body, err := e.MarshalBinary()
	require.NoError(b, err)
	b.Logf("trained %d tickets in %v, accuracy %.3f, %.1f MiB; weight %.2f, at target: %.3f from %.3f on, share %.3f", tickets, time.Since(start).Round(time.Millisecond),
		e.Report.Accuracy, float64(len(body))/(1<<20), e.Promise().Weight, pt.Precision, pt.Threshold, pt.Share)
	return e.At(benchNow)
}

// BenchmarkRoute is one decision with a whole catalogue, with and without a
// model.
func BenchmarkRoute(b *testing.B) {
	gen := seed.NewGenerator(rand.New(rand.NewPCG(1, 1)))
	var list []dispatch.Facts
	for range 2000 {
		list = append(list, dispatch.Facts{Matter: gen.Next().Intake.Matter})
	}
	c, units := seed.Catalogue(), seed.UnitMap()
	for name, e := range map[string]*dispatch.Experience{"catalogue": nil, "model": schooled(b, 10_000)} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				c.Route(list[len(took)%len(list)], units, e)
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}

// BenchmarkIntake logs tickets into SQLite, with and without a model.
func BenchmarkIntake(b *testing.B) {
	c, units := seed.Catalogue(), seed.UnitMap()
	for name, e := range map[string]*dispatch.Experience{"catalogue": nil, "model": schooled(b, 10_000)} {
		b.Run(name, func(b *testing.B) {
			st, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "h.db"), sqlite.Options{Now: time.Now})
			require.NoError(b, err)
			defer st.Close()
			rules := dispatch.Rules{Calendar: sla.CN(), Policy: sla.DefaultPolicy(), Units: units, DepartmentOnly: c.DepartmentOnly}
			s := dispatch.Service{Store: st, Rules: func() dispatch.Rules { return rules }, Notices: notify.For, Wake: func() {}, Now: time.Now, Code: queryCode,
				HashPhone: func(p string) string { return p },
				Route:     func(_ context.Context, f dispatch.Facts) dispatch.Routing { return c.Route(f, units, e) },
				Heard:     func(before, after dispatch.Ticket) { e.Heard(before, after, benchNow) }}
			gen := seed.NewGenerator(rand.New(rand.NewPCG(1, 1)))
			in := make(chan dispatch.Intake, 1024)
			stop := make(chan struct{})
			defer close(stop)
			go func() {
				for i := 0; ; i++ {
					next := gen.Next().Intake
					next.IdemKey = fmt.Sprint(i)
					select {
					case in <- next:
					case <-stop:
						return
					}
				}
			}()
			b.SetParallelism(16)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := s.Log(b.Context(), <-in, nil, dispatch.Action{}, demoAgent); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
