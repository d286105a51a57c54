package app

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"hotline/dispatch"
	"hotline/server/signin"
)

// Config is everything an operator can set. Defaults < file < HOTLINE_*
// environment < flags.
type Config struct {
	// Listen is the address of the pages and the API.
	Listen string `toml:"listen"`
	// Store is file:PATH for SQLite or mongodb://… for MongoDB.
	Store string `toml:"store"`
	// SecretFile holds the key of the phone-number hashes; made at first start.
	// Several servers on one store must share it.
	SecretFile string `toml:"secret_file"`
	// IdentityKeyFile holds the keys that seal who called; made at first start,
	// as identity.key beside the secret file when it is not named. Several
	// servers on one store must share it.
	IdentityKeyFile string `toml:"identity_key_file"`
	// Name is shown in the pages' title bar.
	Name string `toml:"name"`
	// SecureCookie marks session cookies for HTTPS only; set it behind TLS.
	SecureCookie bool `toml:"secure_cookie"`
	// TrustedProxies are the addresses whose X-Real-IP is believed.
	TrustedProxies []string `toml:"trusted_proxies"`
	// LogLevel is debug, info, warn or error.
	LogLevel string `toml:"log_level"`
	// MetricsOpen serves /metrics to everybody who reaches the port.
	MetricsOpen bool `toml:"metrics_open"`
	// RequestTimeout bounds one request.
	RequestTimeout Duration `toml:"request_timeout"`
	// FeedKeep is how long push frames are kept for consoles that were away.
	FeedKeep Duration `toml:"feed_keep"`
	// PersonKeep is how long callers' personal data is kept after closing; 0: for ever.
	PersonKeep Duration `toml:"person_keep"`
	// PDFProgram is Chromium or LibreOffice; empty looks for one, off makes no PDF.
	PDFProgram string `toml:"pdf_program"`
	// MinFree is how much room the disk of the data must have for the server to
	// count as ready; 0: any.
	MinFree Size `toml:"min_free"`
	// Limits are the rates that requests are held to.
	Limits Limits `toml:"limits"`
	// PublicURL is where people reach the pages; messages lead there.
	PublicURL string `toml:"public_url"`
	// DeliveriesKeep is how long the log of messages over channels is kept.
	DeliveriesKeep Duration `toml:"deliveries_keep"`
	// SMTP, SMS, WebPush and Outbound are what channels send with.
	SMTP     SMTP     `toml:"smtp"`
	SMS      SMS      `toml:"sms"`
	WebPush  Push     `toml:"webpush"`
	Outbound Reaching `toml:"outbound"`
	// Phone is the telephone system.
	Phone Telephone `toml:"phone"`
	// Files are the attachments.
	Files Files `toml:"files"`
	// Public is the citizens' form.
	Public Public `toml:"public"`
	// WeChat are official accounts and mini-programs.
	WeChat []WeChat `toml:"wechat"`
	// OIDC is the identity provider; without an issuer there is none.
	OIDC signin.Settings `toml:"oidc"`
	// TOTPRequired are the roles whose local accounts need a second factor.
	TOTPRequired []dispatch.Role `toml:"totp_required"`
}

// Duration is a time.Duration in text form: "30s", "168h".
type Duration struct{ time.Duration }

// UnmarshalText reads "30s" and the like.
func (d *Duration) UnmarshalText(b []byte) (err error) {
	d.Duration, err = time.ParseDuration(string(b))
	return err
}

// Default is the configuration of a district on one machine.
func Default() Config {
	return Config{
		Listen: "127.0.0.1:8890", Store: "file:./data/hotline.db", SecretFile: "./data/secret.key",
		Name: "12345 热线", LogLevel: "info", MetricsOpen: true,
		RequestTimeout: Duration{15 * time.Second}, FeedKeep: Duration{7 * 24 * time.Hour}, DeliveriesKeep: Duration{90 * 24 * time.Hour}, MinFree: 200 << 20, Files: defaultFiles(),
		Public: defaultPublic(),
		Phone:  defaultTelephone(),
	}
}

// Load reads the defaults, the file ("" for none) and the environment.
func Load(path string, env func(string) (string, bool)) (Config, error) {
	c := Default()
	if path != "" {
		md, err := toml.DecodeFile(path, &c)
		if err != nil {
			var pe toml.ParseError
			if errors.As(err, &pe) {
				return c, fmt.Errorf("%s:%d: %s", path, pe.Position.Line, pe.Message)
			}
			return c, err
		}
		if un := md.Undecoded(); len(un) > 0 {
			return c, fmt.Errorf("%s: unknown key %q", path, un[0].String())
		}
	}
	return c, c.fromEnv(env)
}

// fromEnv reads HOTLINE_LISTEN and so on; every bad value is named.
func (c *Config) fromEnv(env func(string) (string, bool)) error {
	var faults []error
	text := func(key string, to *string) {
		if v, ok := env("HOTLINE_" + key); ok {
			*to = v
		}
	}
	flag := func(key string, to *bool) {
		if v, ok := env("HOTLINE_" + key); ok {
			b, err := strconv.ParseBool(v)
			if err != nil {
				faults = append(faults, fmt.Errorf("HOTLINE_%s: %q is neither true nor false", key, v))
			}
			*to = b
		}
	}
	span := func(key string, to *Duration) {
		if v, ok := env("HOTLINE_" + key); ok {
			if err := to.UnmarshalText([]byte(v)); err != nil {
				faults = append(faults, fmt.Errorf("HOTLINE_%s: %q is not a duration such as 30s", key, v))
			}
		}
	}
	text("LISTEN", &c.Listen)
	text("STORE", &c.Store)
	text("SECRET_FILE", &c.SecretFile)
	text("IDENTITY_KEY_FILE", &c.IdentityKeyFile)
	text("NAME", &c.Name)
	text("LOG_LEVEL", &c.LogLevel)
	text("PDF_PROGRAM", &c.PDFProgram)
	flag("SECURE_COOKIE", &c.SecureCookie)
	flag("METRICS_OPEN", &c.MetricsOpen)
	span("REQUEST_TIMEOUT", &c.RequestTimeout)
	span("FEED_KEEP", &c.FeedKeep)
	span("PERSON_KEEP", &c.PersonKeep)
	faults = append(faults, c.moreFromEnv(env)...)
	faults = append(faults, c.channelsFromEnv(env)...)
	faults = append(faults, c.filesFromEnv(env)...)
	faults = append(faults, c.publicFromEnv(env)...)
	faults = append(faults, c.phoneFromEnv(env)...)
	c.signinFromEnv(env)
	if v, ok := env("HOTLINE_TRUSTED_PROXIES"); ok {
		c.TrustedProxies = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return errors.Join(faults...)
}

// Validate lists every fault at once, by key.
func (c Config) Validate() error {
	var faults []error
	bad := func(when bool, format string, args ...any) {
		if when {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	_, _, err := net.SplitHostPort(c.Listen)
	bad(err != nil, "listen: %q is not HOST:PORT", c.Listen)
	bad(!strings.HasPrefix(c.Store, "file:") && !strings.HasPrefix(c.Store, "mongodb://") && !strings.HasPrefix(c.Store, "mongodb+srv://"),
		"store: %q is neither file:PATH nor mongodb://…", redact(c.Store))
	bad(c.Store == "file:", "store: the path after file: is missing")
	bad(c.SecretFile == "", "secret_file: is missing")
	bad(c.Name == "", "name: is missing")
	_, err = logLevel(c.LogLevel)
	bad(err != nil, "log_level: %q is not debug, info, warn or error", c.LogLevel)
	bad(c.RequestTimeout.Duration < time.Second, "request_timeout: %s is shorter than 1s", c.RequestTimeout)
	bad(c.FeedKeep.Duration < time.Hour, "feed_keep: %s is shorter than 1h", c.FeedKeep)
	bad(c.PersonKeep.Duration < 0, "person_keep: %s is negative", c.PersonKeep)
	bad(c.MinFree < 0, "min_free: %s is negative", c.MinFree)
	faults = append(faults, c.channelFaults()...)
	faults = append(faults, c.fileFaults()...)
	faults = append(faults, c.publicFaults()...)
	faults = append(faults, c.phoneFaults()...)
	faults = append(faults, c.wechatFaults()...)
	faults = append(faults, c.signinFaults()...)
	for _, p := range c.TrustedProxies {
		_, _, cidrErr := net.ParseCIDR(p)
		bad(net.ParseIP(p) == nil && cidrErr != nil, "trusted_proxies: %q is no address", p)
	}
	return errors.Join(faults...)
}

// identityKeyFile is where the keys lie.
func (c Config) identityKeyFile() string {
	if c.IdentityKeyFile != "" {
		return c.IdentityKeyFile
	}
	return filepath.Join(filepath.Dir(c.SecretFile), "identity.key")
}

// redact hides the password of a store address.
func redact(dsn string) string {
	scheme, rest, ok := strings.Cut(dsn, "://")
	if !ok {
		return dsn
	}
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		return scheme + "://***@" + rest[i+1:]
	}
	return dsn
}

func osEnv(key string) (string, bool) { return os.LookupEnv(key) }
