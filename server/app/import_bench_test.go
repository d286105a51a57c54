package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/imports"
	"hotline/server/tables"
)

// BenchmarkImport100k brings 100,000 rows in, as a file a clerk sends: history as
// CSV and as a workbook, and tickets of the city's platform, each of which is
// routed and told of like any other.
func BenchmarkImport100k(b *testing.B) {
	const history, city = "工单编号,来电时间,诉求内容,诉求类型,紧急程度,所属镇街,办结时间,答复内容", "工单编号,办理期限,诉求内容,诉求类型,紧急程度,所属镇街,联系电话"
	at := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	matter := func(i int) string {
		return fmt.Sprintf("第%d号楼前的路灯三天不亮，晚上出行很危险，请尽快维修", i)
	}
	past := func(i int) []any {
		day := at.Add(time.Duration(i) * 4 * time.Minute)
		return []any{fmt.Sprint("H", i), day.Format("2006/1/2 15:04"), matter(i), "投诉", "一般", "", day.Add(48 * time.Hour).Format("2006/1/2 15:04"), "已更换灯具，当晚恢复照明。"}
	}
	live := func(i int) []any {
		return []any{fmt.Sprint("C", i), "2099/1/5 9:30", matter(i), "投诉", "一般", "", fmt.Sprintf("138%08d", i)}
	}
	for _, x := range []struct {
		name   string
		kind   imports.Kind
		format tables.Format
		heads  string
		row    func(i int) []any
	}{{"history-csv", imports.History, tables.CSV, history, past}, {"history-xlsx", imports.History, tables.XLSX, history, past}, {"tickets-csv", imports.Tickets, tables.CSV, city, live}} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				var file bytes.Buffer
				w, err := tables.NewWriter(&file, x.format, "表")
				require.NoError(b, err)
				heads := []any{}
				for _, h := range strings.Split(x.heads, ",") {
					heads = append(heads, h)
				}
				require.NoError(b, w.Row(heads...))
				for i := range 100_000 {
					require.NoError(b, w.Row(x.row(i)...))
				}
				require.NoError(b, w.Close())
				b.StartTimer()
				broughtIn(b, x.kind, &file)
			}
		})
	}
}

// broughtIn imports a file of 100,000 rows into a new store.
func broughtIn(b *testing.B, kind imports.Kind, file io.Reader) {
	c, dir := Default(), b.TempDir()
	c.Store, c.SecretFile, c.Listen = "file:"+dir+"/hotline.db", dir+"/secret.key", "127.0.0.1:0"
	a, err := New(b.Context(), c, Options{Log: newLogger(os.Stderr, "error")})
	require.NoError(b, err)
	start := time.Now()
	m, _, err := a.imports.Take(b.Context(), kind, "rows", file, clerk)
	require.NoError(b, err)
	b.ReportMetric(time.Since(start).Seconds(), "upload-s")
	_, err = a.imports.Begin(b.Context(), m.ID, imports.Running)
	require.NoError(b, err)
	a.imports.Wait()
	m, err = a.imports.Find(b.Context(), m.ID)
	require.NoError(b, err)
	require.NotNil(b, m.Result, m.Problem)
	require.Equal(b, 100_000, m.Result.New, m.Problem)
	b.ReportMetric(time.Since(start).Seconds(), "s/100k")
	b.ReportMetric(peakMB(), "peak-MB")
	require.NoError(b, a.Stop(context.Background()))
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
