// Command issuer is a local identity provider for trying the sign-in by one: it
// lets everybody in who chooses a name.
//
//	go run ./deploy/issuer
//	bin/server demo --config deploy/issuer/hotline.toml
//
// Who leaves at the provider leaves the server too:
//
//	curl -X POST 'http://127.0.0.1:8891/leave?username=sso.agent'
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"hotline/deploy/issuer/local"
	"hotline/server/signin"
)

// people are a sample of what a provider tells: roles by its own names, a unit,
// and one who has no role here.
func people() []local.Person {
	return []local.Person{
		{Subject: "1001", Username: "sso.agent", Name: "话务员（统一认证）", Roles: []string{"hotline-agent"}},
		{Subject: "1002", Username: "sso.dispatcher", Name: "派单员（统一认证）", Roles: []string{"hotline-dispatcher"}},
		{Subject: "1003", Username: "sso.liaison", Name: "区体育局联络员（统一认证）", Roles: []string{"hotline-liaison"}, Unit: "tiyu"},
		{Subject: "1004", Username: "sso.admin", Name: "管理员（统一认证）", Roles: []string{"hotline-admin", "other"}},
		{Subject: "1005", Username: "sso.guest", Name: "没有岗位的人", Roles: []string{"other"}},
	}
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	listen := flag.String("listen", "127.0.0.1:8891", "address; of this machine only")
	id := flag.String("client-id", "hotline", "what the server is known by")
	secret := flag.String("client-secret", "", "its secret; a public client has none")
	flag.Parse()
	host, _, err := net.SplitHostPort(*listen)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	at, ok := ln.Addr().(*net.TCPAddr)
	if !ok || !at.IP.IsLoopback() {
		return errors.New("it lets everybody in: --listen must be an address of this machine")
	}
	client := local.Client{ID: *id, Secret: *secret, AnyLocal: true, Leave: signin.BackChannel}
	i := local.New(fmt.Sprintf("http://%s:%d", host, at.Port), client, people()...)
	web := &http.Server{Handler: i, ReadHeaderTimeout: 5 * time.Second}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, func() { _ = web.Shutdown(context.Background()) })
	fmt.Printf("issuer %s\n", i.URL)
	if err := web.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
