// Command pbx plays a telephone system (话务系统模拟器): callers who wait, agents who
// answer, some who give up, some passed on, told to a running server as Asterisk,
// FreeSWITCH or our own format would.
//
//	go run ./deploy/pbx --server http://127.0.0.1:8890 --token … --agents 3 --calls 100 --format asterisk
//	go run ./deploy/pbx --server … --token … --print     # only shows what it would send
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"time"

	"hotline/deploy/pbx/play"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "pbx:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	f := flag.NewFlagSet("pbx", flag.ContinueOnError)
	server := f.String("server", "http://127.0.0.1:8890", "the server to tell")
	token := f.String("token", "", "an API token of the scope phone")
	agents := f.Int("agents", 3, "how many extensions, from 8001 on")
	calls := f.Int("calls", 100, "how many calls")
	format := f.String("format", "asterisk", "generic, asterisk or freeswitch")
	seed := f.Uint64("seed", 1, "another number is another day")
	speed := f.Float64("speed", 0, "how many seconds pass in one; 0: the whole day at once, ending now")
	show := f.Bool("print", false, "show what would be sent, and send nothing")
	if err := f.Parse(args); err != nil {
		return err
	}
	if !*show && *token == "" {
		return fmt.Errorf("--token is missing: make one with the scope phone under 管理 → 接口令牌")
	}
	day := play.Day(play.Options{Calls: *calls, Agents: *agents, Seed: *seed, Start: time.Now()})
	if *speed == 0 {
		day = play.Until(day, time.Now())
	}
	start := time.Now()
	taken := 0
	for len(day) > 0 {
		n := 1
		if *speed == 0 {
			n = min(len(day), 100)
		} else if err := wait(ctx, start.Add(time.Duration(float64(day[0].At.Sub(start)) / *speed))); err != nil {
			return err
		}
		for i := range day[:n] {
			if *speed != 0 {
				day[i].At = time.Now()
			}
		}
		body, err := json.Marshal(play.Told(*format, day[:n]))
		if err != nil {
			return err
		}
		day = day[n:]
		if *show {
			fmt.Fprintln(out, string(body))
			continue
		}
		got, err := tell(ctx, *server+"/api/v1/cti/events?format="+url.QueryEscape(*format), *token, body)
		if err != nil {
			return err
		}
		taken += got
	}
	if !*show {
		fmt.Fprintf(out, "%d calls at %d extensions told: %d events taken\n", *calls, *agents, taken)
	}
	return nil
}

// tell sends events, again when the server is away: nothing is lost, and what was
// taken already is told twice without harm.
func tell(ctx context.Context, to, token string, body []byte) (taken int, err error) {
	for try := range 20 {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
		if err != nil {
			return 0, err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests {
			if err == nil {
				_ = res.Body.Close()
			}
			if err := wait(ctx, time.Now().Add(min(time.Duration(try+1)*250*time.Millisecond, 3*time.Second))); err != nil {
				return 0, err
			}
			continue
		}
		answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("%s: %s", res.Status, answer)
		}
		var v struct{ Taken int }
		return v.Taken, json.Unmarshal(answer, &v)
	}
	return 0, fmt.Errorf("%s does not answer", to)
}

func wait(ctx context.Context, until time.Time) error {
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
