// Command go is a small client of the hotline's API, made of the standard library
// alone: it logs a ticket with a token, follows it, and receives webhooks. See
// README.md.
package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	server := flag.String("server", "http://127.0.0.1:8890", "address of the hotline")
	listen := flag.String("listen", "", "receive webhooks on this address instead of logging a ticket")
	every := flag.Duration("every", 5*time.Second, "how often to look")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *listen != "" {
		err = receive(*listen, os.Getenv("HOTLINE_WEBHOOK_SECRET"))
	} else {
		err = logAndFollow(ctx, &client{base: *server, token: os.Getenv("HOTLINE_TOKEN"), http: &http.Client{Timeout: 15 * time.Second}}, *every)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func logAndFollow(ctx context.Context, c *client, every time.Duration) error {
	d := demand{Type: "help", Channel: "grid", Urgency: "general", Title: "Street lamps are out", Text: "Three street lamps have been out for several days.",
		Place: place{Address: "East end of Yucai Road"}, Caller: caller{Anonymous: true}}
	t, err := c.log(ctx, d, rand.Text()) // keep the key with your record until the answer is there
	if err != nil {
		return err
	}
	return c.follow(ctx, t.No, every, func(t ticket) { fmt.Println(t.No, t.State, t.LeadName) })
}

func receive(address, secret string) error {
	h := &hook{secret: secret, now: time.Now, tell: func(body []byte) { fmt.Println(string(body)) }}
	s := &http.Server{Addr: address, Handler: h, ReadTimeout: 10 * time.Second}
	return s.ListenAndServe()
}
