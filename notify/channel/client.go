package channel

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"syscall"
	"time"

	"hotline/notify"
)

// answerMost bounds what is read of an answer.
const answerMost = 64 << 10

// ClientOptions are what an operator can set.
type ClientOptions struct {
	// Allow are the networks inside that may be reached all the same.
	Allow []netip.Prefix
	// Timeout bounds one request with its answer; 0: 15 s.
	Timeout time.Duration
	// Roots are the authorities of certificates; nil: those of the system.
	Roots *x509.CertPool
}

// errInside is what a forbidden address is refused with.
var errInside = errors.New("address inside the network")

// IsInside tells whether a request failed since its address is forbidden.
func IsInside(err error) bool { return errors.Is(err, errInside) }

// NewClient makes the one client for addresses that people type in. It looks at
// the address it really dials, after the name was resolved, so that no name leads
// inside; it follows no redirect and uses no proxy.
func NewClient(o ClientOptions) *http.Client {
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	dialer := &net.Dialer{Timeout: min(5*time.Second, o.Timeout), ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !Outside(at.Addr(), o.Allow) {
			return errInside
		}
		return nil
	}}
	return &http.Client{
		Timeout:       o.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: o.Timeout,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots}, MaxResponseHeaderBytes: 32 << 10,
			MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true},
	}
}

// inside are networks that no outsider has, beyond those netip knows.
var inside = func() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}()

// Outside tells whether an address may be dialled: one on the open net, or in a
// network that is allowed.
func Outside(a netip.Addr, allow []netip.Prefix) bool {
	a = a.Unmap().WithZone("")
	within := func(p netip.Prefix) bool { return p.Contains(a) }
	if slices.ContainsFunc(allow, within) {
		return true
	}
	return a.IsValid() && a.IsGlobalUnicast() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !a.IsMulticast() && !slices.ContainsFunc(inside, within)
}

// post sends a body and gives status, headers and what was answered. The error
// is a *notify.Failure.
func post(ctx context.Context, c *http.Client, m notify.Message, url, contentType string, body []byte, headers ...string) (*http.Response, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, nil, &notify.Failure{Reason: "bad_url", Final: true}
	}
	if m.Platform != "" {
		req.GetBody = nil // a signed request works once: the client must not repeat it by itself
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", "hotline/1")
	req.Header.Set("Idempotency-Key", m.ID)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.Do(req)
	if err != nil {
		return nil, nil, broken(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, answerMost))
	if err != nil {
		return res, nil, broken(err)
	}
	return res, answer, nil
}

// broken says why no answer came, as a code: the error names the address, and
// that may hold a key.
func broken(err error) *notify.Failure {
	var dns *net.DNSError
	var timeout net.Error
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, errInside):
		return &notify.Failure{Reason: "address_forbidden", Final: true}
	case errors.Is(err, context.Canceled):
		return &notify.Failure{Reason: "canceled"}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return &notify.Failure{Reason: "timeout"}
	case errors.As(err, &dns):
		return &notify.Failure{Reason: "dns"}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &notify.Failure{Reason: "refused"}
	case errors.As(err, &record), errors.As(err, &alert), errors.As(err, &certificate):
		return &notify.Failure{Reason: "tls"}
	}
	return &notify.Failure{Reason: "unreachable"}
}

// judge says what a status means; nil for success.
func judge(res *http.Response, now time.Time) *notify.Failure {
	f := &notify.Failure{Reason: "status_" + strconv.Itoa(res.StatusCode), Status: res.StatusCode}
	switch s := res.StatusCode; {
	case s >= 200 && s < 300:
		return nil
	case s >= 300 && s < 400:
		f.Reason, f.Final = "redirect", true
	case s == http.StatusTooManyRequests:
		f.Reason, f.After = notify.RateLimited, retryAfter(res, now)
	case s == http.StatusServiceUnavailable:
		f.After = retryAfter(res, now)
	case s == http.StatusRequestTimeout, s == http.StatusTooEarly, s >= 500:
	case s == http.StatusGone:
		f.Gone, f.Final = true, true
	default:
		f.Final = true
	}
	return f
}

// afterMost bounds how long a receiver may ask to be left alone.
const afterMost = time.Hour

// retryAfter reads the header in both its forms.
func retryAfter(res *http.Response, now time.Time) time.Duration {
	v := res.Header.Get("Retry-After")
	if n, err := strconv.Atoi(v); err == nil && n >= 0 {
		return min(time.Duration(n)*time.Second, afterMost)
	}
	if at, err := http.ParseTime(v); err == nil {
		return min(max(at.Sub(now), 0), afterMost)
	}
	return 0
}

// Program posts a body that is ready to a program outside and gives what it
// answered. The failure is nil when the program took it.
func Program(ctx context.Context, c *http.Client, m notify.Message, url string, headers ...string) (status int, answer []byte, f *notify.Failure) {
	res, answer, err := post(ctx, c, m, url, "application/json", m.Body, headers...)
	if err != nil {
		if errors.As(err, &f) {
			return 0, nil, f
		}
		return 0, nil, &notify.Failure{Reason: "unknown"}
	}
	return res.StatusCode, answer, judge(res, m.At)
}
