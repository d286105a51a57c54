package phone

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Why nothing of a message can be taken.
var (
	ErrFormat    = errors.New("unknown format")
	ErrMalformed = errors.New("malformed")
	ErrTooMany   = errors.New("too many events")
)

// fields are the headers of one event, by name in small letters.
type fields map[string]string

// any gives the first of the names that has a value.
func (f fields) any(names ...string) string {
	for _, n := range names {
		if v := f[n]; v != "" && v != "<unknown>" && v != "<none>" {
			return v
		}
	}
	return ""
}

// readWith reads a message of headers, in JSON or in lines, one event by one.
func readWith(body []byte, one func(fields) (Event, bool)) (Reading, error) {
	var r Reading
	all, err := fieldsOf(body)
	if err != nil {
		return r, err
	}
	for i, f := range all {
		e, ok := one(f)
		if !ok {
			r.Ignored++
			continue
		}
		r.take(i, e)
	}
	return r, nil
}

// fieldsOf reads one JSON object, an array of them, {"events":[…]}, or blocks of
// lines "Name: value" apart by empty lines.
func fieldsOf(body []byte) ([]fields, error) {
	body = bytes.TrimSpace(body)
	if !utf8.Valid(body) {
		return nil, ErrMalformed
	}
	if len(body) == 0 {
		return nil, nil
	}
	if body[0] != '{' && body[0] != '[' {
		return blocks(string(body))
	}
	raw, err := objects[map[string]json.RawMessage](body)
	if err != nil {
		return nil, err
	}
	out := make([]fields, len(raw))
	for i, o := range raw {
		out[i] = fields{}
		for name, v := range o {
			if text, ok := scalar(v); ok {
				out[i][strings.ToLower(name)] = text
			}
		}
	}
	return out, nil
}

// objects are the objects of a message in JSON. It reads no further than a
// message may tell, however much more there is.
func objects[T any](body []byte) ([]T, error) {
	list := body
	if body[0] == '{' {
		var one struct {
			Events json.RawMessage `json:"events"`
		}
		if json.Unmarshal(body, &one) != nil {
			return nil, ErrMalformed
		}
		if list = one.Events; !bytes.HasPrefix(list, []byte("[")) {
			var only T
			if json.Unmarshal(body, &only) != nil {
				return nil, ErrMalformed
			}
			return []T{only}, nil
		}
	}
	var out []T
	d := json.NewDecoder(bytes.NewReader(list))
	for _, _ = d.Token(); d.More(); {
		if len(out) == MostEvents {
			return nil, ErrTooMany
		}
		var o T
		if d.Decode(&o) != nil {
			return nil, ErrMalformed
		}
		out = append(out, o)
	}
	if _, err := d.Token(); err != nil { // the closing bracket
		return nil, ErrMalformed
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, ErrMalformed
	}
	return out, nil
}

// scalar is a plain value as text. Of a list, as AMI proxies make of a header
// that comes more than once, the last one holds.
func scalar(v json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(v, &text) == nil {
		return text, true
	}
	var list []string
	if json.Unmarshal(v, &list) == nil && len(list) > 0 {
		return list[len(list)-1], true
	}
	var n json.Number
	if json.Unmarshal(v, &n) == nil {
		return n.String(), true
	}
	return "", false
}

// blocks reads lines "Name: value". FreeSWITCH writes values as in addresses.
func blocks(text string) ([]fields, error) {
	var out []fields
	now := fields{}
	end := func() error {
		if len(now) > 0 {
			out = append(out, now)
			now = fields{}
		}
		if len(out) > MostEvents {
			return ErrTooMany
		}
		return nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			if err := end(); err != nil {
				return nil, err
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" {
			if len(now) == 0 && len(out) == 0 && strings.HasPrefix(line, "Asterisk Call Manager") {
				continue // the greeting of a manager connection
			}
			return nil, ErrMalformed
		}
		now[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
	}
	return out, end()
}

// plain undoes the escapes of addresses.
func plain(v string) string {
	if text, err := url.QueryUnescape(v); err == nil && strings.Contains(v, "%") {
		return text
	}
	return v
}

// seconds reads a time in seconds since 1970, with or without a fraction.
func seconds(v string) time.Time {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(n) || n < 946_684_800 || n > 4_102_444_800 {
		return time.Time{}
	}
	return time.UnixMilli(int64(math.Round(n * 1000))).UTC()
}

// extensionOf finds the extension in the name of a channel: PJSIP/8001-0000001a,
// Local/8001@from-queue-0001;2, user/8001@example.
func extensionOf(channel string) string {
	_, rest, ok := strings.Cut(channel, "/")
	if !ok {
		rest = channel
	}
	if i := strings.LastIndexByte(rest, '/'); i >= 0 {
		rest = rest[i+1:]
	}
	if i := strings.IndexAny(rest, "@;"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '-'); i > 0 {
		rest = rest[:i]
	}
	if rest == "" || len(rest) > mostExtension || strings.Trim(rest, "0123456789") != "" {
		return ""
	}
	return rest
}

// numberOf takes the number out of an address: "Wang" <sip:13800001234@10.0.0.1>.
func numberOf(v string) string {
	if _, inner, ok := strings.Cut(v, "<"); ok {
		v, _, _ = strings.Cut(inner, ">")
	}
	v = strings.TrimSpace(v)
	for _, scheme := range []string{"sip:", "sips:", "tel:"} {
		if len(v) >= len(scheme) && strings.EqualFold(v[:len(scheme)], scheme) {
			v = v[len(scheme):]
			break
		}
	}
	user, _, _ := strings.Cut(v, "@")
	return user
}
