package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"hotline/server/imports"
)

// BenchmarkImport100k brings 100,000 rows of history in, as a file a clerk sends.
func BenchmarkImport100k(b *testing.B) {
	c := Default()
	for b.Loop() {
		dir := b.TempDir()
		c.Store, c.SecretFile, c.Listen = "file:"+dir+"/hotline.db", dir+"/secret.key", "127.0.0.1:0"
		a, err := New(b.Context(), c, Options{Log: newLogger(os.Stderr, "error")})
		if err != nil {
			b.Fatal(err)
		}
		var rows bytes.Buffer
		rows.WriteString("工单编号,来电时间,诉求内容,诉求类型,紧急程度,所属镇街,办结时间,答复内容\r\n")
		at := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
		for i := range 100_000 {
			day := at.Add(time.Duration(i) * 4 * time.Minute)
			fmt.Fprintf(&rows, "H%d,%s,第%d号楼前的路灯三天不亮，晚上出行很危险，请尽快维修,投诉,一般,,%s,已更换灯具，当晚恢复照明。\r\n", i, day.Format("2006/1/2 15:04"), i, day.Add(48*time.Hour).Format("2006/1/2 15:04"))
		}
		start := time.Now()
		m, _, err := a.imports.Take(b.Context(), imports.History, "h.csv", &rows, clerk)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "upload-s")
		if _, err := a.imports.Begin(b.Context(), m.ID, imports.Running); err != nil {
			b.Fatal(err)
		}
		for m.State != imports.Done && m.State != imports.Failed {
			time.Sleep(100 * time.Millisecond)
			if m, err = a.imports.Find(b.Context(), m.ID); err != nil {
				b.Fatal(err)
			}
		}
		if m.Result.New != 100_000 {
			b.Fatal(m.State, *m.Result, m.Problem)
		}
		b.ReportMetric(time.Since(start).Seconds(), "s/100k")
		b.ReportMetric(peakMB(), "peak-MB")
		if err := a.Stop(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// peakMB is the most memory this process ever had.
func peakMB() float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	return kb / 1024
}
