package app

import (
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"hotline/dispatch"
)

// SMTP says how mails are sent; without a host none are.
type SMTP struct {
	Host         string `toml:"host"`
	Port         int    `toml:"port"`
	User         string `toml:"user"`
	Password     string `toml:"password"`
	PasswordFile string `toml:"password_file"`
	From         string `toml:"from"`
	TLS          string `toml:"tls"` // starttls, tls or none
}

// SMS says how the gateway of text messages is spoken to; without a URL none are
// sent.
type SMS struct {
	URL       string   `toml:"url"`
	Token     string   `toml:"token"`
	TokenFile string   `toml:"token_file"`
	Body      string   `toml:"body"`
	Type      string   `toml:"type"`
	OKField   string   `toml:"ok_field"`
	OK        []string `toml:"ok"`
	Retry     []string `toml:"retry"`
	Fast      []string `toml:"fast"`
	Most      int      `toml:"most"`
}

// Push are the keys of web push (VAPID); without any there is none.
type Push struct {
	Public      string `toml:"public_key"`
	Private     string `toml:"private_key"`
	PrivateFile string `toml:"private_key_file"`
	Subscriber  string `toml:"subscriber"`
}

// Reaching is what the server may reach of its own network.
type Reaching struct {
	// Allow are networks and addresses inside that channels may lead to.
	Allow []string `toml:"allow"`
}

// channelsFromEnv reads HOTLINE_PUBLIC_URL, HOTLINE_SMTP_… and so on.
func (c *Config) channelsFromEnv(env func(string) (string, bool)) (faults []error) {
	for name, to := range map[string]*string{
		"PUBLIC_URL": &c.PublicURL, "SMTP_HOST": &c.SMTP.Host, "SMTP_USER": &c.SMTP.User, "SMTP_PASSWORD": &c.SMTP.Password,
		"SMTP_PASSWORD_FILE": &c.SMTP.PasswordFile, "SMTP_FROM": &c.SMTP.From, "SMTP_TLS": &c.SMTP.TLS,
		"SMS_URL": &c.SMS.URL, "SMS_TOKEN": &c.SMS.Token, "SMS_TOKEN_FILE": &c.SMS.TokenFile, "SMS_BODY": &c.SMS.Body, "SMS_TYPE": &c.SMS.Type,
		"SMS_OK_FIELD": &c.SMS.OKField, "WEBPUSH_PUBLIC_KEY": &c.WebPush.Public, "WEBPUSH_PRIVATE_KEY": &c.WebPush.Private,
		"WEBPUSH_PRIVATE_KEY_FILE": &c.WebPush.PrivateFile, "WEBPUSH_SUBSCRIBER": &c.WebPush.Subscriber,
	} {
		if v, ok := env("HOTLINE_" + name); ok {
			*to = v
		}
	}
	for name, to := range map[string]*[]string{"OUTBOUND_ALLOW": &c.Outbound.Allow, "SMS_OK": &c.SMS.OK, "SMS_RETRY": &c.SMS.Retry, "SMS_FAST": &c.SMS.Fast} {
		if v, ok := env("HOTLINE_" + name); ok {
			*to = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
	for name, to := range map[string]*int{"SMTP_PORT": &c.SMTP.Port, "SMS_MOST": &c.SMS.Most} {
		if v, ok := env("HOTLINE_" + name); ok {
			if _, err := fmt.Sscanf(v, "%d", to); err != nil {
				faults = append(faults, fmt.Errorf("HOTLINE_%s: %q is not a number", name, v))
			}
		}
	}
	if v, ok := env("HOTLINE_DELIVERIES_KEEP"); ok {
		if err := c.DeliveriesKeep.UnmarshalText([]byte(v)); err != nil {
			faults = append(faults, fmt.Errorf("HOTLINE_DELIVERIES_KEEP: %q is not a duration such as 720h", v))
		}
	}
	return faults
}

// channelFaults finds what is wrong with what channels need.
func (c Config) channelFaults() (faults []error) {
	bad := func(when bool, format string, args ...any) {
		if when {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	web := func(v string) bool {
		u, err := url.Parse(v)
		return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
	}
	bad(c.PublicURL != "" && !web(c.PublicURL), "public_url: is not an address like https://hotline.example.gov.cn")
	bad(c.DeliveriesKeep.Duration < 24*time.Hour, "deliveries_keep: %s is shorter than 24h", c.DeliveriesKeep)
	if c.SMTP.Host != "" {
		_, err := mail.ParseAddress(c.SMTP.From)
		bad(err != nil, "smtp.from: %q is no mail address", c.SMTP.From)
		bad(c.SMTP.TLS != "" && c.SMTP.TLS != "starttls" && c.SMTP.TLS != "tls" && c.SMTP.TLS != "none", "smtp.tls: %q is not starttls, tls or none", c.SMTP.TLS)
		bad(c.SMTP.TLS == "none" && c.SMTP.User != "", "smtp.tls: a password is not sent without TLS")
		bad(c.SMTP.Password != "" && c.SMTP.PasswordFile != "", "smtp.password: is there twice, here and in password_file")
	}
	bad(c.SMS.URL != "" && !web(c.SMS.URL), "sms.url: is not an address like https://…")
	bad(c.SMS.OKField != "" && len(c.SMS.OK) == 0, "sms.ok: is missing, the values of %q that mean sent", c.SMS.OKField)
	bad((c.WebPush.Public == "") != (c.WebPush.Private == "" && c.WebPush.PrivateFile == ""), "webpush.public_key: and private_key go together")
	bad(c.WebPush.Public != "" && c.WebPush.Subscriber == "", "webpush.subscriber: is missing, a mail address push services can write to")
	_, err := c.Outbound.prefixes()
	bad(err != nil, "outbound.allow: %v", err)
	_, err = c.textGateway(nil)
	bad(err != nil, "sms.%v", err)
	return faults
}

// prefixes are the allowed networks; an address is a network of one.
func (r Reaching) prefixes() (out []netip.Prefix, err error) {
	var errs []error
	for _, s := range r.Allow {
		if a, err := netip.ParseAddr(s); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			errs = append(errs, fmt.Errorf("%q is no address or network", s))
		}
		out = append(out, p.Masked())
	}
	return out, errors.Join(errs...)
}

// hidden is a secret that stands in the configuration or in a file of its own.
func hidden(value, file string) (string, error) {
	if file == "" {
		return value, nil
	}
	b, err := os.ReadFile(file)
	return strings.TrimSpace(string(b)), err
}

// kindReady tells what the configuration has a gateway for.
func (c Config) kindReady(k dispatch.OutletKind) bool {
	switch k {
	case dispatch.EMail:
		return c.SMTP.Host != ""
	case dispatch.TextMessage:
		return c.SMS.URL != ""
	case dispatch.WebPush:
		return c.WebPush.Public != ""
	default:
		return true
	}
}
