// Command upstream is a city platform to try a hotline server with (模拟上级平台). It
// plays a day by itself: it hands tickets down, the people of the sample district
// work them, it reminds, adds files, moves deadlines, takes tickets back or not and
// calls back, cuts its own link at given moments, and says at the end whether
// anything was lost, doubled, out of order or unlike what was done.
//
//	HOTLINE_OUTBOUND_ALLOW=127.0.0.1 bin/server demo --listen 127.0.0.1:8890
//	go run ./deploy/upstream --server http://127.0.0.1:8890 --password hotline-demo --cut 2
//
// Without --password it needs a platform with the code and secret given here, whose
// address is this program's, and leaves the work to others.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"hotline/deploy/upstream/city"
)

type options struct {
	server, listen, code, secret, password string
	tickets, cut                           int
	every, wait                            time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.server, "server", "http://127.0.0.1:8890", "the hotline `server`")
	flag.StringVar(&o.listen, "listen", "127.0.0.1:8899", "the `address` of this platform")
	flag.StringVar(&o.code, "code", "trial", "the platform's `code` there")
	flag.StringVar(&o.secret, "secret", os.Getenv("UPSTREAM_SECRET"), "the `secret` both sides sign with (or UPSTREAM_SECRET)")
	flag.StringVar(&o.password, "password", "", "the `password` of the sample accounts, for the platform to be connected and the tickets to be worked")
	flag.IntVar(&o.tickets, "tickets", 100, "how many tickets to hand down")
	flag.IntVar(&o.cut, "cut", 0, "how `often` to cut the link on the way, for five seconds")
	flag.DurationVar(&o.every, "every", 100*time.Millisecond, "pause between two tickets")
	flag.DurationVar(&o.wait, "wait", time.Minute, "how long to wait at the end while nothing comes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if o.secret == "" && o.password == "" {
		return fmt.Errorf("--secret is needed, the one shown when the platform was added; or --password")
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return err
	}
	c := city.New(o.code, cmp.Or(o.secret, rand.Text()), time.Now)
	web := &http.Server{Handler: c.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(ln) }() // it ends with Close
	defer web.Close()
	d := city.Day{Link: city.Link{City: c, Server: o.server, HTTP: &http.Client{Timeout: 15 * time.Second}}, Date: time.Now()}
	if o.password != "" {
		d.Staff = &city.Staff{Server: o.server, Password: o.password}
		if err := d.Staff.Connect(ctx, c, "http://"+ln.Addr().String()); err != nil {
			return err
		}
	}
	fmt.Printf("platform %s at http://%s, handing down to %s\n", o.code, ln.Addr(), o.server)
	if err := play(ctx, &d, o); err != nil {
		return err
	}
	fmt.Print(c.Report())
	wrong, open := d.Wrong()
	for _, w := range wrong {
		fmt.Println("WRONG " + w)
	}
	if len(wrong) > 0 || open > 0 {
		return fmt.Errorf("%d faults, %d tickets not at their end", len(wrong), open)
	}
	fmt.Println("every milestone came once and in order, every text and file is the one that was given")
	return nil
}

// play hands the tickets down one after another, and goes on until all are at
// their end or nothing comes any more.
func play(ctx context.Context, d *city.Day, o options) error {
	first, heard, last := int(d.Date.Unix()%86400)*1000, 0, time.Now()
	for n := 1; ctx.Err() == nil; n++ {
		if n <= o.tickets {
			d.Open(first + n)
		}
		if n <= o.tickets && o.cut > 0 && n%(o.tickets/(o.cut+1)+1) == 0 {
			fmt.Printf("%s the link is cut\n", time.Now().Format(time.TimeOnly))
			d.Link.City.Cut(true)
			time.AfterFunc(5*time.Second, func() { d.Link.City.Cut(false) })
		}
		if err := d.Round(ctx); err != nil {
			return err
		}
		if _, open := d.Wrong(); open == 0 && n >= o.tickets {
			return nil
		}
		if now := d.Link.City.Heard(); now > heard {
			heard, last = now, time.Now()
		}
		if n > o.tickets && time.Since(last) > o.wait {
			return nil
		}
		pause(ctx, o.every)
	}
	return ctx.Err()
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
