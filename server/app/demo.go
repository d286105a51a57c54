package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/server/api"
	"hotline/sla"
)

// demoPassword is the password of every demo account.
const demoPassword = "hotline-demo"

func demoFlags(fs *flag.FlagSet, o *options) {
	fs.StringVar(&o.dir, "dir", "./data/demo", "where the sample district lives; made anew if absent")
	fs.BoolVar(&o.traffic, "traffic", false, "let calls come in and units work")
	fs.IntVar(&o.days, "days", 365, "days of history of a new district")
	fs.BoolVar(&o.known, "i-know", false, "listen beyond this machine although the passwords are public")
	fs.IntVar(&o.units, "units", 0, "for load tests: so many more units in a new district, and no bound on sign-ins")
	fs.BoolVar(&o.testClock, "test-clock", false, "let tests move the clock (POST /api/v1/test/clock)")
	fs.DurationVar(&o.ahead, "ahead", 0, "with --test-clock: how far ahead of now the clock starts, behind it by less than zero")
}

// demo runs the sample district, making it first where it is absent.
func demo(ctx context.Context, o *options, args []string) error {
	if len(args) > 0 {
		return usage{fmt.Sprintf("demo takes no argument %q", args[0])}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	if o.ahead != 0 && !o.testClock {
		return usage{"--ahead moves the test clock only: give --test-clock too"}
	}
	if !loopback(c.Listen) && !(o.set["listen"] && o.known) {
		return usage{"demo accounts have a public password: listening on " + c.Listen + " needs --listen and --i-know"}
	}
	if o.set["store"] && strings.HasPrefix(c.Store, "file:") {
		return usage{"demo has its own file; choose its place with --dir"}
	}
	if !o.set["store"] {
		c.Store = "file:" + filepath.Join(o.dir, "hotline.db")
	}
	c.SecretFile = filepath.Join(o.dir, "secret.key")
	c.IdentityKeyFile = ""
	c.Name = "12345 热线 · 示范区"
	if len(c.WeChat) == 0 {
		c.WeChat = []WeChat{demoWeChat()}
	}
	if o.config == "" {
		c.LogLevel = "warn"
	}
	done := filepath.Join(o.dir, "ready")
	_, err = os.Stat(done)
	fresh := errors.Is(err, fs.ErrNotExist)
	if fresh {
		if err := clearHalfMade(o.dir); err != nil {
			return err
		}
	}
	a, err := New(ctx, c, Options{Log: newLogger(o.stderr, c.LogLevel), TestClock: o.testClock, Ahead: o.ahead, Demo: true, Crowd: o.units > 0})
	if err != nil {
		return err
	}
	if a.album, err = a.drawPictures(ctx); err != nil {
		return errors.Join(err, a.Stop(context.Background()))
	}
	if fresh {
		if err := a.plant(ctx, o); err != nil {
			return errors.Join(err, a.Stop(context.Background()))
		}
		if o.units == 0 { // in a load test every frame would go out once more
			if err := a.plantLately(ctx); err != nil {
				return errors.Join(err, a.Stop(context.Background()))
			}
		}
		if err := os.WriteFile(done, []byte("the sample district is complete\n"), 0o600); err != nil {
			return errors.Join(err, a.Stop(context.Background()))
		}
	}
	month := before(sla.MonthOf(a.Clock.Now())) // the clock may move while older days are planted
	a.loop("older days", func(ctx context.Context) error {
		if err := a.plantAppReports(ctx); err != nil {
			return err
		}
		if o.units == 0 { // in a load test every frame would go out once more
			if err := a.plantChannels(ctx); err != nil {
				return err
			}
		}
		if err := a.plantOlder(ctx); err != nil {
			return err
		}
		if err := a.plantDockets(ctx); err != nil {
			return err
		}
		if err := a.plantAppeals(ctx, month); err != nil {
			return err
		}
		if err := a.plantBrief(ctx); err != nil {
			return err
		}
		return a.plantBulletins(ctx)
	})
	if o.traffic {
		a.loop("traffic", a.traffic)
		a.loop("telephones", a.callTraffic)
	}
	return a.Run(ctx, func(addr string) {
		fmt.Fprintf(o.stdout, "listening on http://%s\n", addr)
		fmt.Fprintf(o.stdout, "accounts: agent, dispatcher, supervisor, admin, liaison-<unit code> such as liaison-%s; password %s\n", seed.Units()[0].Code, demoPassword)
	})
}

// clearHalfMade removes a district whose making was broken off.
func clearHalfMade(dir string) error {
	for _, name := range []string{"hotline.db", "hotline.db-wal", "hotline.db-shm"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.MkdirAll(dir, 0o700)
}

// plant writes the district: units, categories, catalogue, accounts, history.
func (a *App) plant(ctx context.Context, o *options) error {
	now := a.Clock.Now()
	for _, u := range seed.Units() {
		if dispatch.CodeTaken(u.Code) {
			return fmt.Errorf("unit %s: the code is a word of the system's own pages", u.Code)
		}
		if err := put(ctx, a.Store, dispatch.KindUnit, u.Code, u, now); err != nil {
			return err
		}
	}
	for _, c := range seed.Categories() {
		if err := put(ctx, a.Store, dispatch.KindCategory, c.Code, c, now); err != nil {
			return err
		}
	}
	catalogue := seed.Catalogue()
	if err := put(ctx, a.Store, dispatch.KindCatalogue, catalogue.Version, json.RawMessage(seed.CatalogueJSON()), now); err != nil {
		return err
	}
	hash := api.HashPassword(demoPassword) // one hash for all: the password is public
	for _, u := range seed.Users() {
		u.Hash = hash
		if err := put(ctx, a.Store, dispatch.KindUser, u.Username, u, now); err != nil {
			return err
		}
	}
	if err := a.plantCrowd(ctx, o.units, now); err != nil {
		return err
	}
	if err := a.plantRoster(ctx, now); err != nil {
		return err
	}
	if err := a.plantArticles(ctx, now); err != nil {
		return err
	}
	if err := a.plantOpen311(ctx, now); err != nil {
		return err
	}
	if err := a.Directory.Reload(ctx); err != nil {
		return err
	}
	if err := a.plantImports(ctx); err != nil {
		return err
	}
	return a.plantHistory(ctx, o)
}

// plantLately gives a new district what was exchanged and called in its last days
// and hours, so that those pages are full from the first look.
func (a *App) plantLately(ctx context.Context) error {
	if err := a.plantExchange(ctx); err != nil {
		return err
	}
	return a.plantCalls(ctx)
}
