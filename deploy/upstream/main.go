// Command upstream is a city platform to try a hotline server with (模拟上级平台). It
// hands tickets down, receives what comes back, cuts its own link at given moments
// and says at the end whether anything was lost, doubled or out of order.
//
//	go run ./deploy/upstream --server http://127.0.0.1:8890 --secret … --tickets 100 --cut 2
//
// The server needs a platform with the code and secret given here, whose address
// is this program's, and "127.0.0.1/32" under [outbound] allow.
package main

import (
	"context"
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
	server, listen, code, secret string
	tickets, cut                 int
	every, wait                  time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.server, "server", "http://127.0.0.1:8890", "the hotline `server`")
	flag.StringVar(&o.listen, "listen", "127.0.0.1:8899", "the `address` of this platform")
	flag.StringVar(&o.code, "code", "city", "the platform's `code` there")
	flag.StringVar(&o.secret, "secret", os.Getenv("UPSTREAM_SECRET"), "the `secret` both sides sign with (or UPSTREAM_SECRET)")
	flag.IntVar(&o.tickets, "tickets", 100, "how many tickets to hand down")
	flag.IntVar(&o.cut, "cut", 0, "how `often` to cut the link on the way, for five seconds")
	flag.DurationVar(&o.every, "every", 100*time.Millisecond, "pause between two tickets")
	flag.DurationVar(&o.wait, "wait", 30*time.Second, "how long to wait for milestones at the end")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if o.secret == "" {
		return fmt.Errorf("--secret is needed: the one shown when the platform was added")
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return err
	}
	c := city.New(o.code, o.secret, time.Now)
	web := &http.Server{Handler: c.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(ln) }() // it ends with Close
	defer web.Close()
	fmt.Printf("platform %s at http://%s, handing down to %s\n", o.code, ln.Addr(), o.server)
	if err := handDown(ctx, c, o); err != nil {
		return err
	}
	pause(ctx, o.wait)
	r := c.Report()
	fmt.Print(r)
	if len(r.Wrong) > 0 || r.Arrived < r.Tickets {
		return fmt.Errorf("not everything went well")
	}
	return nil
}

// handDown gives every ticket down until the server has said that it has it.
func handDown(ctx context.Context, c *city.City, o options) error {
	link := city.Link{City: c, Server: o.server, HTTP: &http.Client{Timeout: 15 * time.Second}}
	start := time.Now()
	for n := 1; n <= o.tickets && ctx.Err() == nil; n++ {
		if o.cut > 0 && n%(o.tickets/(o.cut+1)+1) == 0 {
			fmt.Printf("%s the link is cut\n", time.Now().Format(time.TimeOnly))
			c.Cut(true)
			time.AfterFunc(5*time.Second, func() { c.Cut(false) })
		}
		t := city.Sample(start, n+int(start.Unix()%86400)*1000)
		c.Open(t)
		for try := 0; ; try++ {
			err := link.HandDown(ctx, t.No)
			if err == nil {
				break
			}
			if try == 20 {
				return err
			}
			pause(ctx, time.Second)
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
