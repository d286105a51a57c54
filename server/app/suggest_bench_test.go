package app

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/seed"
	"hotline/dispatch"
)

// BenchmarkSuggest asks what an agent's page asks while the agent types, over
// HTTP, of a server with HOTLINE_BENCH_TICKETS tickets of the last sixty days
// (20,000 by default): routing by the whole catalogue, duplicates, and how
// earlier tickets ended. With HOTLINE_BENCH_FILE the tickets are kept in that
// file and used again.
func BenchmarkSuggest(b *testing.B) {
	a := crowded(b)
	jar, err := cookiejar.New(nil)
	require.NoError(b, err)
	p := &person{t: b, base: "http://" + a.Addr() + "/api/v1", http: http.Client{Jar: jar}}
	p.csrf = p.post("/session", map[string]any{"username": "agent", "password": demoPassword}, http.StatusOK)["csrf"].(string)
	r := rand.New(rand.NewPCG(5, 6))
	g := seed.NewGenerator(r)
	var took []time.Duration
	found := 0
	for i := 0; b.Loop(); i++ {
		in := g.Next().Intake
		text := []rune(in.Text)
		if i%2 == 0 {
			text = text[:min(len(text), 15+r.IntN(30))]
		}
		body := map[string]any{"text": string(text), "type": in.Type, "place": map[string]any{"address": in.Place.Address, "town": in.Place.Town, "lon": in.Place.Lon, "lat": in.Place.Lat},
			"caller": map[string]any{"phone": in.Person.Phone}}
		start := time.Now()
		v := p.post("/suggest", body, http.StatusOK)
		took = append(took, time.Since(start))
		found += len(v["duplicates"].([]any))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(found)/float64(len(took)), "duplicates")
}

// BenchmarkClusters looks for what could be merged among the open tickets of a
// week.
func BenchmarkClusters(b *testing.B) {
	a := crowded(b)
	for b.Loop() {
		list, err := a.Service.Clusters(context.Background())
		require.NoError(b, err)
		require.NotEmpty(b, list)
	}
}

// crowded is a server of the sample district with many tickets.
func crowded(b *testing.B) *App {
	n, path := 20_000, os.Getenv("HOTLINE_BENCH_FILE")
	if v, err := strconv.Atoi(os.Getenv("HOTLINE_BENCH_TICKETS")); err == nil {
		n = v
	}
	if path == "" {
		path = filepath.Join(b.TempDir(), "hotline.db")
	}
	_, err := os.Stat(path)
	fresh := os.IsNotExist(err)
	c := Default()
	c.Store, c.SecretFile, c.Listen = "file:"+path, path+".key", "127.0.0.1:0"
	a, err := New(b.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, a.Stop(context.Background())) })
	if fresh {
		require.NoError(b, a.plant(b.Context(), &options{stderr: io.Discard, days: -1}))
		crowd(b, a, n)
		a.learner.most = demoMost
		_, err := a.Jobs.Run(b.Context(), "learn")
		require.NoError(b, err)
	}
	require.NoError(b, a.Start(b.Context()))
	<-a.Jobs.cron.Stop().Done() // what fell due since the file was made is not measured
	require.NoError(b, a.learner.reload(b.Context()))
	return a
}

// crowd imports n made-up tickets in all states, in the order of their numbers.
func crowd(b *testing.B, a *App, n int) {
	r := rand.New(rand.NewPCG(7, 8))
	g := seed.NewGenerator(r)
	rules, now := a.Directory.Rules(), a.Clock.Now()
	start := now.AddDate(0, 0, -60)
	var routing dispatch.Routing
	var ws []dispatch.Write
	day, serial := "", 0
	for i := range n {
		at := start.Add(time.Duration(float64(now.Sub(start)) * float64(i) / float64(n)))
		if d := dispatch.Day(at); d != day {
			day, serial = d, 0
		}
		serial++
		s := g.Next()
		in := s.Intake
		in.Text, in.Category, in.Urgency = in.Text+murmur(r), s.Category, dispatch.General
		if i%40 == 0 { // one of its kind is as long as the next
			routing = a.Service.Route(b.Context(), dispatch.Facts{Matter: in.Matter})
		}
		ws = append(ws, bygone(b, rules, in, dispatch.FormatNo(day, serial), a.Service.HashPhone(in.Person.Phone), routing, s.Unit, at, now, i))
		if len(ws) == 500 || i == n-1 {
			_, err := a.Store.Import(b.Context(), ws)
			require.NoError(b, err)
			ws = ws[:0]
		}
	}
}

// bygone is a ticket that a unit has, or had: nearly all of those older than a
// week have ended, one in ten with a reply.
func bygone(b *testing.B, rules dispatch.Rules, in dispatch.Intake, no, hash string, routing dispatch.Routing, unit string, at, now time.Time, i int) dispatch.Write {
	t, events, err := rules.Register(in, no, "7Q4K2M", hash, &routing, demoAgent, at)
	require.NoError(b, err)
	steps := []dispatch.Action{{Kind: dispatch.DoDispatch, Lead: unit}, {Kind: dispatch.DoAccept},
		{Kind: dispatch.DoContact, Method: "phone", Reached: true}, {Kind: dispatch.DoReply, Text: "已到现场处理完毕，并向来电人说明了情况。", Resolved: true, Override: "已办"},
		{Kind: dispatch.DoReview, Pass: true}, {Kind: dispatch.DoCallback, Reached: true, Contacted: true, Resolved: true, Satisfied: true}}
	actors := []dispatch.Actor{demoDispatcher, liaison(unit), liaison(unit), liaison(unit), demoDispatcher, demoAgent}
	if now.Sub(at) < 7*24*time.Hour || i%20 == 0 {
		steps = steps[:1+i%2]
	} else if i%10 > 0 {
		steps[1], actors[1] = dispatch.Action{Kind: dispatch.DoTerminate, Reason: "已自行解决"}, demoSupervisor
		steps = steps[:2]
	}
	for k, step := range steps {
		after, more, err := rules.Apply(t, step, actors[k], at.Add(time.Duration(k+1)*time.Minute))
		if err != nil {
			break // not every demand may go to every unit
		}
		t, events = after, append(events, more...)
	}
	return dispatch.Write{Ticket: t, Events: events, Person: &in.Person}
}

// murmur is what people add that nobody else says.
func murmur(r *rand.Rand) string {
	out := make([]rune, 20+r.IntN(60))
	for i := range out {
		out[i] = rune(0x4e00 + int(r.ExpFloat64()*700)%6000)
	}
	return string(out) + "。"
}
