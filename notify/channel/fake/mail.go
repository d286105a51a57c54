package fake

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Letter is a mail that a server took.
type Letter struct {
	From, To string
	Text     string
}

// Mail is a mail server on this machine with a certificate of its own.
type Mail struct {
	Roots  *x509.CertPool // that trust its certificate
	server *smtp.Server
	listen net.Listener
	end    chan struct{}

	mu   sync.Mutex
	mood Mood
	got  []Letter
}

// NewMail starts a server that wants the user and the password, over STARTTLS, or
// over TLS from the start.
func NewMail(user, password string, implicit bool) (*Mail, error) {
	certificate, roots, err := ownCertificate()
	if err != nil {
		return nil, err
	}
	m := &Mail{Roots: roots, mood: OK, end: make(chan struct{})}
	m.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		if m.is(Hang) {
			<-m.end
		}
		return &mailSession{m: m, user: user, password: password}, nil
	}))
	m.server.Domain = "localhost"
	m.server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	if m.listen, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	l := m.listen
	if implicit {
		l = tls.NewListener(l, m.server.TLSConfig)
	}
	go func() { _ = m.server.Serve(l) }() // ends with Close
	return m, nil
}

// Port is where it listens on 127.0.0.1.
func (m *Mail) Port() int { return m.listen.Addr().(*net.TCPAddr).Port }

// Turn changes the mood.
func (m *Mail) Turn(mood Mood) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mood = mood
}

func (m *Mail) is(mood Mood) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mood == mood
}

// Got is what it took so far.
func (m *Mail) Got() []Letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Letter{}, m.got...)
}

// Close lets what hangs go and ends the server.
func (m *Mail) Close() error {
	close(m.end)
	return m.server.Close()
}

type mailSession struct {
	m              *Mail
	user, password string
	signedIn       bool
	from, to       string
}

// AuthMechanisms offers one.
func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth checks user and password.
func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.user || password != s.password {
			return &smtp.SMTPError{Code: 535, Message: "5.7.8 no such user " + user + " " + password}
		}
		s.signedIn = true
		return nil
	}), nil
}

// Mail begins a letter.
func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	if s.user != "" && !s.signedIn {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

// Rcpt names who it is for.
func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch {
	case s.m.is(Refuse):
		return &smtp.SMTPError{Code: 550, Message: "no such mailbox " + to}
	case s.m.is(Hurried):
		return &smtp.SMTPError{Code: 451, Message: "try again later"}
	}
	s.to = to
	return nil
}

// Data takes it.
func (s *mailSession) Data(r io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return err
	}
	if s.m.is(Broken) {
		return &smtp.SMTPError{Code: 452, Message: "insufficient system storage"}
	}
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.got = append(s.m.got, Letter{s.from, s.to, string(text)})
	return nil
}

// Reset forgets the letter begun.
func (s *mailSession) Reset() { s.from, s.to = "", "" }

// Logout ends the session.
func (s *mailSession) Logout() error { return nil }

// ownCertificate is one for this machine, and who trusts it.
func ownCertificate() (tls.Certificate, *x509.CertPool, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	now := time.Now()
	t := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, &t, &t, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots, nil
}
