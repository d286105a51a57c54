package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"hotline/dispatch"
	"hotline/server/api"
)

// Public says how citizens' pages meet the world.
type Public struct {
	// Robots is how hard a proof of work the form asks for, in bits; 0 asks for none.
	Robots int `toml:"robots"`
	// Frames are the sites that may show the form in a frame of theirs.
	Frames []string `toml:"frames"`
	// QuietFrom and QuietTo are the hours in which citizens get no messages.
	QuietFrom string `toml:"quiet_from"`
	QuietTo   string `toml:"quiet_to"`
}

func defaultPublic() Public { return Public{Robots: usualWork, QuietFrom: "21:00", QuietTo: "08:00"} }

// quiet holds for everything: what is urgent for a unit can wait for its citizen.
func (p Public) quiet() dispatch.Quiet {
	return dispatch.Quiet{From: p.QuietFrom, To: p.QuietTo, Strict: true}
}

// usualWork is some tenths of a second on an old phone.
const usualWork = 16

// mostRobots keeps an operator from closing the form to all phones.
const mostRobots = 24

func (c *Config) publicFromEnv(env func(string) (string, bool)) (faults []error) {
	if v, ok := env("HOTLINE_PUBLIC_ROBOTS"); ok {
		n, err := strconv.Atoi(v)
		if err != nil {
			faults = append(faults, fmt.Errorf("HOTLINE_PUBLIC_ROBOTS: %q is not a number", v))
		}
		c.Public.Robots = n
	}
	for name, to := range map[string]*string{"QUIET_FROM": &c.Public.QuietFrom, "QUIET_TO": &c.Public.QuietTo} {
		if v, ok := env("HOTLINE_PUBLIC_" + name); ok {
			*to = v
		}
	}
	if v, ok := env("HOTLINE_PUBLIC_FRAMES"); ok {
		c.Public.Frames = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return faults
}

func (c Config) publicFaults() (faults []error) {
	if c.Public.Robots < 0 || c.Public.Robots > mostRobots {
		faults = append(faults, fmt.Errorf("public.robots: %d is not between 0 and %d", c.Public.Robots, mostRobots))
	}
	if err := c.Public.quiet().Validate(); err != nil || (c.Public.QuietFrom == "") != (c.Public.QuietTo == "") {
		faults = append(faults, fmt.Errorf("public.quiet_from, quiet_to: %q and %q are no hours like 21:00 and 08:00", c.Public.QuietFrom, c.Public.QuietTo))
	}
	for _, f := range c.Public.Frames {
		u, err := url.Parse(f)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.Path != "" || u.User != nil || u.RawQuery != "" || strings.ContainsAny(f, ";,' \"") {
			faults = append(faults, fmt.Errorf("public.frames: %q is not a site like https://www.example.gov.cn", f))
		}
	}
	return faults
}

// robotCheck is the proof the public form asks for; nil for none. Its key is made
// of the server's secret, so all servers of a store have the same.
func (c Config) robotCheck(secret []byte) *api.RobotCheck {
	if c.Public.Robots == 0 {
		return nil
	}
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("robot check"))
	return &api.RobotCheck{Key: m.Sum(nil), Bits: c.Public.Robots}
}
