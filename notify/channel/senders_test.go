package channel_test

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/SherClockHolmes/webpush-go"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/notify/channel"
	"hotline/notify/channel/fake"
	"hotline/sla"
)

// secret stands in everything that must not be found anywhere.
const secret = "S3CRET-KEY-31337"

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, sla.Zone)

func frame(id int64, text string) dispatch.Frame {
	return dispatch.Frame{ID: id, Notice: dispatch.Notice{Recipient: "unit:rl", Kind: "dispatched", No: fmt.Sprintf("20261123-%04d", id), Title: "暖气不热",
		Text: text, Urgency: dispatch.General, At: monday.UTC()}}
}

func message(to string) notify.Message {
	frames := []dispatch.Frame{frame(1, "新工单，请接单")}
	return notify.Message{ID: "delivery-1", At: monday, To: to, Frame: frames[0], Words: notify.Wording{Name: "12345 热线", Base: "https://hotline.example.gov.cn"}.Of(frames, false)}
}

// local is a client that may reach this machine, and gives up soon.
func local() *http.Client {
	return channel.NewClient(channel.ClientOptions{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 150 * time.Millisecond})
}

// outcome is what a sender said, in one line.
func outcome(t *testing.T, r notify.Receipt, err error) string {
	t.Helper()
	if err == nil {
		return fmt.Sprintf("sent %d", r.Status)
	}
	var f *notify.Failure
	require.True(t, errors.As(err, &f), "%v", err)
	require.NotContains(t, fmt.Sprintf("%+v %v", f, err), secret)
	s := "again " + f.Reason
	if f.Final {
		s = "dead " + f.Reason
	}
	if f.Gone {
		s += " gone"
	}
	if f.After > 0 {
		s += fmt.Sprintf(" after %s", f.After)
	}
	return s
}

// TestSenders is the table of every sender by every behaviour of its receiver:
// what is tried again, what is dead at once.
func TestSenders(t *testing.T) {
	keys, err := ecdh.P256().GenerateKey(rand.Reader)
	require.NoError(t, err)
	private, public, err := webpush.GenerateVAPIDKeys()
	require.NoError(t, err)
	moods := []fake.Mood{fake.OK, fake.Refuse, fake.Gone, fake.Hurried, fake.Broken, fake.Hang, fake.Lie, fake.Busy, fake.Garbage, fake.Away}
	for name, c := range map[string]struct {
		web  *fake.Web
		send func(at string) notify.Sender
		want []string
	}{
		"webhook": {fake.NewWeb("{}", `{"errcode":1}`, ""), func(string) notify.Sender { return channel.Webhook{Client: local()} }, []string{
			"sent 200", "dead status_400", "dead status_410 gone", "again rate_limited after 2m0s", "again status_500", "again timeout",
			"sent 200", "sent 200", "sent 200", "dead redirect"}},
		"wecom": {fake.WeCom(), func(string) notify.Sender { return channel.WeCom(local()) }, []string{
			"sent 200", "dead status_400", "dead status_410 gone", "again rate_limited after 2m0s", "again status_500", "again timeout",
			"dead errcode_93000", "again rate_limited after 1m0s", "again answer_unreadable", "dead redirect"}},
		"dingtalk": {fake.DingTalk(), func(string) notify.Sender { return channel.DingTalk(local()) }, []string{
			"sent 200", "dead status_400", "dead status_410 gone", "again rate_limited after 2m0s", "again status_500", "again timeout",
			"dead errcode_310000", "again rate_limited after 1m0s", "again answer_unreadable", "dead redirect"}},
		"feishu": {fake.Feishu(), func(string) notify.Sender { return channel.Feishu(local()) }, []string{
			"sent 200", "dead status_400", "dead status_410 gone", "again rate_limited after 2m0s", "again status_500", "again timeout",
			"dead errcode_19021", "again rate_limited after 1m0s", "again answer_unreadable", "dead redirect"}},
		"sms": {fake.SMS(), func(at string) notify.Sender {
			s, err := channel.NewSMS(local(), channel.SMSOptions{URL: at, Token: secret, OKField: "code", OK: []string{"OK"}, Fast: []string{"LIMIT"}})
			require.NoError(t, err)
			return s
		}, []string{
			"sent 200", "dead status_400", "dead status_410 gone", "again rate_limited after 2m0s", "again status_500", "again timeout",
			"dead errcode_MOBILE_NUMBER_ILLEGAL", "again rate_limited after 1m0s", "again answer_unreadable", "dead redirect"}},
		"webpush": {fake.NewWeb("", "", ""), func(string) notify.Sender {
			return channel.Push{Client: local(), Keys: channel.PushOptions{Public: public, Private: private, Subscriber: "ops@example.com"}}
		}, []string{
			"sent 200", "dead status_400", "dead gone gone", "again rate_limited after 2m0s", "again status_500", "again timeout",
			"sent 200", "sent 200", "sent 200", "dead redirect"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer c.web.Close()
			at := c.web.URL() + "/hook?key=" + secret
			s := c.send(at)
			for i, mood := range moods {
				c.web.Turn(mood)
				m := message("13800001234")
				m.Endpoint = dispatch.Endpoint{URL: at, Secret: secret}
				m.Browser = dispatch.Subscription{Endpoint: at, Auth: base64.RawURLEncoding.EncodeToString(make([]byte, 16)),
					P256dh: base64.RawURLEncoding.EncodeToString(keys.PublicKey().Bytes())}
				r, err := s.Send(t.Context(), m)
				require.Equal(t, c.want[i], outcome(t, r, err), "%s when the receiver is %s", name, mood)
			}
			for _, g := range c.web.Got() {
				if name != "webpush" {
					require.Equal(t, "delivery-1", g.Header.Get("Idempotency-Key"))
				}
				require.NotContains(t, string(g.Body), secret, "the body is for everybody in the group")
			}
		})
	}
}

// TestNobodyThere covers what is not an answer.
func TestNobodyThere(t *testing.T) {
	web := fake.NewWeb("", "", "")
	closed := web.URL()
	web.Close()
	for at, want := range map[string]string{
		closed + "/" + secret:                            "again refused",
		"http://" + secret + ".invalid/":                 "again dns",
		"http://169.254.169.254/latest/" + secret:        "dead address_forbidden",
		"http://[::ffff:10.0.0.1]/" + secret:             "dead address_forbidden",
		"https://" + strings.TrimPrefix(closed, "x")[7:]: "again refused",
		"http://a b/": "dead bad_url",
	} {
		m := message("")
		m.Endpoint.URL = at
		r, err := channel.Webhook{Client: local()}.Send(t.Context(), m)
		require.Equal(t, want, outcome(t, r, err), at)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := message("")
	m.Endpoint.URL = closed
	r, err := channel.Webhook{Client: local()}.Send(ctx, m)
	require.Equal(t, "again canceled", outcome(t, r, err))
}

// TestInside walks the addresses that nobody may reach from outside.
func TestInside(t *testing.T) {
	for _, a := range []string{"127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
		"100.100.100.200", "0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
		"ff02::1", "::ffff:127.0.0.1", "::ffff:192.168.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1"} {
		require.False(t, channel.Outside(netip.MustParseAddr(a), nil), a)
	}
	for _, a := range []string{"8.8.8.8", "1.2.4.8", "172.32.0.1", "100.128.0.1", "2400:3200::1", "::ffff:8.8.8.8"} {
		require.True(t, channel.Outside(netip.MustParseAddr(a), nil), a)
	}
	allow := []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16")}
	require.True(t, channel.Outside(netip.MustParseAddr("10.20.3.4"), allow))
	require.True(t, channel.Outside(netip.MustParseAddr("::ffff:10.20.3.4"), allow))
	require.False(t, channel.Outside(netip.MustParseAddr("10.21.3.4"), allow))
	require.False(t, channel.Outside(netip.Addr{}, nil))
}

// TestNameInside: a name that leads inside is refused when it is dialled, not
// when it is read; so a name that changes helps nobody. So are the many ways to
// write an address, and a redirect is not followed at all.
func TestNameInside(t *testing.T) {
	web := fake.NewWeb("{}", "", "")
	defer web.Close()
	u, err := url.Parse(web.URL())
	require.NoError(t, err)
	send := func(o channel.ClientOptions, at string) string {
		m := message("")
		m.Endpoint.URL, o.Timeout = at, time.Second
		r, err := channel.Webhook{Client: channel.NewClient(o)}.Send(t.Context(), m)
		return outcome(t, r, err)
	}
	for _, host := range []string{"localhost", "127.0.0.1", "127.1.2.3", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "[::]"} {
		require.Equal(t, "dead address_forbidden", send(channel.ClientOptions{}, "http://"+host+":"+u.Port()+"/"), host)
		require.Equal(t, "dead address_forbidden", send(channel.ClientOptions{Allow: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}, "http://"+host+":"+u.Port()+"/"), host)
	}
	for _, host := range []string{"2130706433", "0x7f000001", "0177.0.0.1", "127.1"} { // to some resolvers they are 127.0.0.1, to others no name
		require.Contains(t, []string{"dead address_forbidden", "again dns", "again timeout"}, send(channel.ClientOptions{}, "http://"+host+":"+u.Port()+"/"), host)
	}
	require.Empty(t, web.Got())

	allowed := channel.ClientOptions{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	require.Equal(t, "sent 200", send(allowed, "http://[::ffff:127.0.0.1]:"+u.Port()+"/"), "allowed in one spelling is allowed in the other")
	require.Len(t, web.Got(), 1)
	for _, status := range []int{301, 302, 303, 307, 308} {
		away := httptest.NewServer(http.RedirectHandler(web.URL(), status))
		require.Equal(t, "dead redirect", send(allowed, away.URL), status)
		away.Close()
	}
	require.Len(t, web.Got(), 1, "nobody was led on")
}

func TestWebhookSignature(t *testing.T) {
	web := fake.NewWeb("{}", "", "")
	defer web.Close()
	m := message("")
	m.Endpoint = dispatch.Endpoint{URL: web.URL() + "/hook", Secret: secret}
	_, err := channel.Webhook{Client: local()}.Send(t.Context(), m)
	require.NoError(t, err)
	got := web.Got()[0]
	header := got.Header.Get("X-Hotline-Signature")
	require.NoError(t, channel.Verify(secret, header, got.Body, monday.Add(time.Minute)))
	require.Error(t, channel.Verify(secret, header, append(got.Body, ' '), monday), "another body")
	require.Error(t, channel.Verify("other", header, got.Body, monday), "another secret")
	require.Error(t, channel.Verify(secret, header, got.Body, monday.Add(6*time.Minute)), "a replay")
	require.Error(t, channel.Verify(secret, header, got.Body, monday.Add(-6*time.Minute)), "of the future")
	for _, bad := range []string{"", "t=1", "v1=00", "t=x,v1=00", "t=1,v1=zz"} {
		require.Error(t, channel.Verify(secret, bad, got.Body, monday))
	}
	require.Equal(t, "delivery-1", got.Header.Get("X-Hotline-Delivery"))
	require.Equal(t, "dispatched", got.Header.Get("X-Hotline-Event"))
	var body struct {
		ID, Recipient, Link string
		Notice              struct{ No, Kind, Text string }
	}
	require.NoError(t, json.Unmarshal(got.Body, &body))
	require.Equal(t, "20261123-0001", body.Notice.No)
	require.Equal(t, "unit:rl", body.Recipient)
	require.Equal(t, "https://hotline.example.gov.cn/tickets/20261123-0001", body.Link)
}

// TestRobotBodies pins what the three platforms ask for.
func TestRobotBodies(t *testing.T) {
	for name, c := range map[string]struct {
		web   *fake.Web
		robot func(*http.Client) channel.Robot
		query string
		has   []string
	}{
		"wecom":    {fake.WeCom(), channel.WeCom, "key=1", []string{`"msgtype":"markdown"`, `"content":"**12345 热线：新工单，请接单**`}},
		"dingtalk": {fake.DingTalk(), channel.DingTalk, "timestamp=1795395600000", []string{`"msgtype":"markdown"`, `"title":"12345 热线：新工单，请接单"`}},
		"feishu":   {fake.Feishu(), channel.Feishu, "key=1", []string{`"msg_type":"interactive"`, `"timestamp":"1795395600"`, `"sign":"`}},
	} {
		t.Run(name, func(t *testing.T) {
			defer c.web.Close()
			m := message("")
			m.Endpoint = dispatch.Endpoint{URL: c.web.URL() + "/send?key=1", Secret: secret}
			_, err := c.robot(local()).Send(t.Context(), m)
			require.NoError(t, err)
			got := c.web.Got()[0]
			require.Contains(t, got.Query, c.query)
			for _, want := range c.has {
				require.Contains(t, string(got.Body), want)
			}
			require.Contains(t, string(got.Body), "https://hotline.example.gov.cn/tickets/20261123-0001")
		})
	}
}

func TestSMSTemplate(t *testing.T) {
	web := fake.SMS()
	defer web.Close()
	s, err := channel.NewSMS(local(), channel.SMSOptions{URL: web.URL(), Token: "Key " + secret, Body: `{"to":[{{json .Phone}}],"vars":{"t":{{json .Text}}},"ref":{{json .ID}}}`, OKField: "code", OK: []string{"OK"}, Most: 19})
	require.NoError(t, err)
	m := message("13800001234")
	m.Lines = []string{`引号"和很长很长很长很长很长很长很长的话`}
	_, err = s.Send(t.Context(), m)
	require.NoError(t, err)
	got := web.Got()[0]
	require.JSONEq(t, `{"to":["13800001234"],"vars":{"t":"引号\"和很长很长很长很长很长很长很长…"},"ref":"delivery-1"}`, string(got.Body))
	require.Equal(t, "Key "+secret, got.Header.Get("Authorization"))
	for _, bad := range []string{"{{.Nothing}}", "{{json .Phone", `{"a":{{.Text}}}`} {
		_, err := channel.NewSMS(local(), channel.SMSOptions{Body: bad})
		require.Error(t, err, bad)
	}
}

// TestMails sends to a server that is in every mood.
func TestMails(t *testing.T) {
	for _, implicit := range []bool{false, true} {
		server, err := fake.NewMail("hotline", secret, implicit)
		require.NoError(t, err)
		o := channel.MailOptions{Host: "localhost", Port: server.Port(), User: "hotline", Password: secret, From: "12345 热线 <hotline@example.com>",
			Roots: server.Roots, TLS: map[bool]string{true: "tls", false: "starttls"}[implicit], Timeout: 2 * time.Second}
		m := message("duty@rl.example.com")
		send := func() string {
			r, err := channel.NewMail(o).Send(t.Context(), m)
			return outcome(t, r, err)
		}
		require.Equal(t, "sent 250", send())
		letter := server.Got()[0]
		require.Equal(t, "duty@rl.example.com", letter.To)
		require.Contains(t, letter.Text, "Message-ID: <delivery-1@localhost>")
		require.Contains(t, letter.Text, "Auto-Submitted: auto-generated")
		for mood, want := range map[fake.Mood]string{fake.Refuse: "dead smtp_550", fake.Hurried: "again smtp_451", fake.Broken: "again smtp_452"} {
			server.Turn(mood)
			require.Equal(t, want, send(), mood)
		}
		server.Turn(fake.OK)
		o.Password = secret + "-wrong"
		require.Equal(t, "again auth", send(), "an operator can mend it")
		o.Password, o.Roots = secret, nil
		require.Equal(t, "again tls", send(), "a certificate nobody vouches for")
		o.Roots, o.Timeout = server.Roots, 150*time.Millisecond
		server.Turn(fake.Hang)
		require.Equal(t, "again timeout", send())
		require.NoError(t, server.Close())
		require.Equal(t, "again refused", send())
		require.Len(t, server.Got(), 1)
		m.To = "not an address"
		require.Equal(t, "dead bad_address", send())
	}
}
