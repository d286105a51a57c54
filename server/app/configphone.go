package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"hotline/notify/channel"
	"hotline/server/api"
)

// Telephone says how the telephone system is connected (话务接入).
type Telephone struct {
	// AreaCode is the hotline's own (022): landlines are one number with it or without.
	AreaCode string `toml:"area_code"`
	// Keep is how long calls are kept.
	Keep Duration `toml:"keep"`
	// CallbackWithin is by when a missed caller is to be called back.
	CallbackWithin Duration `toml:"callback_within"`
	// RecordingURL is where recordings are listened to, with {recording} and {call}.
	RecordingURL string `toml:"recording_url"`
	// DialURL is what has an extension call a number: it gets DialBody, in which
	// {extension} and {number} stand for them; empty: nobody is called from the pages.
	DialURL   string `toml:"dial_url"`
	DialBody  string `toml:"dial_body"`
	DialType  string `toml:"dial_type"`
	Token     string `toml:"dial_token"`
	TokenFile string `toml:"dial_token_file"`
}

func defaultTelephone() Telephone {
	return Telephone{Keep: Duration{180 * 24 * time.Hour}, CallbackWithin: Duration{30 * time.Minute},
		DialBody: `{"extension":"{extension}","number":"{number}"}`, DialType: "application/json"}
}

// phoneFromEnv reads HOTLINE_PHONE_….
func (c *Config) phoneFromEnv(env func(string) (string, bool)) (faults []error) {
	for name, to := range map[string]*string{"AREA_CODE": &c.Phone.AreaCode, "RECORDING_URL": &c.Phone.RecordingURL, "DIAL_URL": &c.Phone.DialURL,
		"DIAL_BODY": &c.Phone.DialBody, "DIAL_TYPE": &c.Phone.DialType, "DIAL_TOKEN": &c.Phone.Token, "DIAL_TOKEN_FILE": &c.Phone.TokenFile} {
		if v, ok := env("HOTLINE_PHONE_" + name); ok {
			*to = v
		}
	}
	for name, to := range map[string]*Duration{"KEEP": &c.Phone.Keep, "CALLBACK_WITHIN": &c.Phone.CallbackWithin} {
		if v, ok := env("HOTLINE_PHONE_" + name); ok {
			if err := to.UnmarshalText([]byte(v)); err != nil {
				faults = append(faults, fmt.Errorf("HOTLINE_PHONE_%s: %q is not a duration such as 30m", name, v))
			}
		}
	}
	return faults
}

var areaCode = regexp.MustCompile(`^(?:0\d{2,3})?$`)

// phoneFaults finds what is wrong.
func (c Config) phoneFaults() (faults []error) {
	bad := func(when bool, format string, args ...any) {
		if when {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	web := func(v string) bool {
		u, err := url.Parse(strings.NewReplacer("{recording}", "r", "{call}", "c").Replace(v))
		return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
	}
	p := c.Phone
	bad(!areaCode.MatchString(p.AreaCode), "phone.area_code: %q is not an area code such as 022", p.AreaCode)
	bad(p.Keep.Duration < 24*time.Hour, "phone.keep: %s is shorter than 24h", p.Keep)
	bad(p.CallbackWithin.Duration < time.Minute, "phone.callback_within: %s is shorter than 1m", p.CallbackWithin)
	bad(p.RecordingURL != "" && !web(p.RecordingURL), "phone.recording_url: is not an address like https://pbx.example/recordings/{recording}")
	bad(p.DialURL != "" && !web(p.DialURL), "phone.dial_url: is not an address like https://pbx.example/dial")
	bad(p.DialURL != "" && !strings.Contains(p.DialBody, "{number}"), "phone.dial_body: has no {number}")
	bad(p.Token != "" && p.TokenFile != "", "phone.dial_token: is there twice, here and in dial_token_file")
	return faults
}

// telephone is what the API needs of it.
func (c Config) telephone() (api.Phone, error) {
	p := api.Phone{Keep: c.Phone.Keep.Duration, Within: c.Phone.CallbackWithin.Duration, Recording: c.Phone.RecordingURL}
	if c.Phone.DialURL == "" {
		return p, nil
	}
	token, err := hidden(c.Phone.Token, c.Phone.TokenFile)
	if err != nil {
		return p, usage{"phone.dial_token_file: " + err.Error()}
	}
	allow, err := c.Outbound.prefixes()
	if err != nil {
		return p, err
	}
	d := dialler{client: channel.NewClient(channel.ClientOptions{Allow: allow, Timeout: 8 * time.Second}), at: c.Phone.DialURL, body: c.Phone.DialBody,
		kind: c.Phone.DialType, token: token}
	p.Dial = d.dial
	return p, nil
}

// dialler tells the telephone system to call (点击拨号).
type dialler struct {
	client                *http.Client
	at, body, kind, token string
}

// dial has an extension call a number. Its errors hold neither the number nor the
// address, which may hold a key.
func (d dialler) dial(ctx context.Context, extension, number string) error {
	escape := func(v string) string { return v }
	switch {
	case strings.Contains(d.kind, "json"):
		escape = func(v string) string { b, _ := json.Marshal(v); return string(b[1 : len(b)-1]) }
	case strings.Contains(d.kind, "form"):
		escape = url.QueryEscape
	}
	body := strings.NewReplacer("{extension}", escape(extension), "{number}", escape(number)).Replace(d.body)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.at, bytes.NewReader([]byte(body)))
	if err != nil {
		return errors.New("bad address")
	}
	req.Header.Set("Content-Type", d.kind)
	if d.token != "" {
		req.Header.Set("Authorization", "Bearer "+d.token)
	}
	res, err := d.client.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err
		}
		return fmt.Errorf("telephone system: %w", err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // what it says does not matter, its status does
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("telephone system: status %d", res.StatusCode)
	}
	return nil
}
