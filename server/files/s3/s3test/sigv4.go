package s3test

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// errSignature is a request that the holder of the key did not make.
var errSignature = errors.New("SignatureDoesNotMatch")

// signature is what a request says of itself, by AWS Signature Version 4.
type signature struct {
	scope string // day/region/service/aws4_request
	names []string
	made  string // of the request, as it was sent
	at    string
	key   []byte
}

// signatureOf reads the header of a request and derives the key from the secret.
func signatureOf(r *http.Request, access, secret string) (s signature, err error) {
	fields := map[string]string{}
	for _, f := range strings.Split(strings.TrimPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(f), "=")
		fields[name] = value
	}
	id, scope, _ := strings.Cut(fields["Credential"], "/")
	parts := strings.Split(scope, "/")
	s = signature{scope: scope, names: strings.Split(fields["SignedHeaders"], ";"), made: fields["Signature"], at: r.Header.Get("X-Amz-Date")}
	if id != access || len(parts) != 4 || !strings.HasPrefix(s.at, parts[0]) || parts[2] != "s3" || parts[3] != "aws4_request" || !slices.Contains(s.names, "host") {
		return s, errSignature
	}
	s.key = []byte("AWS4" + secret)
	for _, p := range parts {
		s.key = sum(s.key, p)
	}
	return s, nil
}

func sum(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// canonical is the request in the form that is signed.
func (s signature) canonical(r *http.Request) string {
	q := r.URL.Query()
	var pairs []string
	for name, values := range q {
		for _, v := range values {
			pairs = append(pairs, strings.ReplaceAll(url.QueryEscape(name)+"="+url.QueryEscape(v), "+", "%20"))
		}
	}
	slices.Sort(pairs)
	var heads strings.Builder
	for _, name := range s.names {
		value := strings.Join(r.Header.Values(name), ",")
		switch name {
		case "host":
			value = r.Host
		case "content-length":
			value = strconv.FormatInt(r.ContentLength, 10)
		}
		heads.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	return strings.Join([]string{r.Method, r.URL.EscapedPath(), strings.Join(pairs, "&"), heads.String(), strings.Join(s.names, ";"), r.Header.Get("X-Amz-Content-Sha256")}, "\n")
}

// sign is the signature over a text of a kind.
func (s signature) sign(kind, text string) string {
	return hex.EncodeToString(sum(s.key, kind+"\n"+s.at+"\n"+s.scope+"\n"+text))
}

// piece is the signature of a piece of a body, behind that of the one before.
func (s signature) piece(before string, b []byte) string {
	return s.sign("AWS4-HMAC-SHA256-PAYLOAD", before+"\n"+hashOf(nil)+"\n"+hashOf(b))
}

// verified reads a request that was signed with the secret not long before now.
func verified(r *http.Request, access, secret string, now time.Time) ([]byte, error) {
	s, err := signatureOf(r, access, secret)
	if err != nil {
		return nil, err
	}
	at, err := time.Parse("20060102T150405Z", s.at)
	if err != nil || now.Sub(at).Abs() > 15*time.Minute || s.sign("AWS4-HMAC-SHA256", hashOf([]byte(s.canonical(r)))) != s.made {
		return nil, errSignature
	}
	how := r.Header.Get("X-Amz-Content-Sha256")
	if how == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" {
		return s.pieces(r.Body)
	}
	b, err := io.ReadAll(r.Body)
	if err == nil && hashOf(b) != how {
		err = errSignature
	}
	return b, err
}

// pieces reads a body whose pieces are signed one by one.
func (s signature) pieces(body io.Reader) ([]byte, error) {
	in, before := bufio.NewReader(body), s.made
	var out []byte
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		size, made, _ := strings.Cut(strings.TrimSpace(line), ";chunk-signature=")
		n, err := strconv.ParseInt(size, 16, 32)
		if err != nil {
			return nil, err
		}
		b := make([]byte, n+2)
		if _, err := io.ReadFull(in, b); err != nil {
			return nil, err
		}
		if before = s.piece(before, b[:n]); before != made {
			return nil, errSignature
		}
		if n == 0 {
			return out, nil
		}
		out = append(out, b[:n]...)
	}
}
