package channel

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/textproto"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"hotline/notify"
)

// MailOptions say how mails are sent.
type MailOptions struct {
	Host     string
	Port     int // 0: 465 with TLS, else 587
	User     string
	Password string
	From     string // "12345 热线 <hotline@example.gov.cn>"
	// TLS is starttls (the default), tls, or none for a relay on this machine.
	TLS     string
	Timeout time.Duration  // of the whole exchange; 0: 20 s
	Roots   *x509.CertPool // nil: those of the system
}

// Mail sends mails over one server.
type Mail struct{ o MailOptions }

// NewMail makes a sender.
func NewMail(o MailOptions) *Mail {
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Port == 0 {
		o.Port = 587
		if o.TLS == "tls" {
			o.Port = 465
		}
	}
	return &Mail{o}
}

// Send sends one mail. Its Message-ID is that of the delivery, by which a mail
// server that got it twice can tell.
func (s *Mail) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	msg, err := s.compose(m)
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Reason: "bad_address", Final: true}
	}
	client, err := s.client()
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Reason: notify.NotConfigured, Final: true}
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	if err := client.DialAndSendWithContext(ctx, msg); err != nil && !msg.IsDelivered() {
		return notify.Receipt{}, mailFailure(ctx, err)
	}
	return notify.Receipt{Status: 250}, nil
}

func (s *Mail) compose(m notify.Message) (*mail.Msg, error) {
	msg := mail.NewMsg()
	if err := errors.Join(msg.From(s.o.From), msg.To(m.To)); err != nil {
		return nil, err
	}
	msg.Subject(m.Title)
	msg.SetMessageIDWithValue(m.ID + "@" + s.o.Host)
	msg.SetDateWithValue(m.At)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Hotline-Delivery", m.ID)
	if m.Urgent {
		msg.SetImportance(mail.ImportanceHigh)
	}
	msg.SetBodyString(mail.TypeTextPlain, m.Plain()+"\n")
	return msg, nil
}

func (s *Mail) client() (*mail.Client, error) {
	secure := &tls.Config{ServerName: s.o.Host, MinVersion: tls.VersionTLS12, RootCAs: s.o.Roots}
	options := []mail.Option{mail.WithPort(s.o.Port), mail.WithTimeout(s.o.Timeout), mail.WithTLSConfig(secure)}
	switch s.o.TLS {
	case "tls":
		options = append(options, mail.WithSSL())
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.o.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.o.User), mail.WithPassword(s.o.Password))
	}
	return mail.NewClient(s.o.Host, options...)
}

// mailFailure says what went wrong: what the server refused for good is dead,
// everything else is tried again.
func mailFailure(ctx context.Context, err error) *notify.Failure {
	var refused *mail.SendError
	if errors.As(err, &refused) && refused.ErrorCode() > 0 {
		code := refused.ErrorCode()
		return &notify.Failure{Reason: "smtp_" + strconv.Itoa(code), Status: code, Final: code >= 500}
	}
	if ctx.Err() != nil {
		err = errors.Join(err, ctx.Err())
	}
	var answer *textproto.Error // before the mail itself: of the greeting or the sign-in
	if errors.As(err, &answer) {
		reason := "smtp_" + strconv.Itoa(answer.Code)
		if answer.Code >= 530 && answer.Code <= 538 {
			reason = "auth"
		}
		return &notify.Failure{Reason: reason, Status: answer.Code}
	}
	return broken(err)
}
