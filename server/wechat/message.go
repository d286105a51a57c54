package wechat

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Message is what somebody sent: words, a picture, a place, or an event of the
// account such as a new follower (关注) or a tap on the menu.
type Message struct {
	To, From      string // the account; the person's OpenID within it
	At            time.Time
	Type          string // text, image, location, event; others are not understood
	Content       string
	Picture       string // the address of an image
	Media         string // its name with the platform
	Lat, Lon      float64
	Label         string // what the map calls the place
	Event, Choice string
	ID            string
	Sealed        string // of the safe mode: the message itself
	AsJSON        bool   // a mini-program that chose so; its replies are JSON too
}

// Bounds of what is read: the platform sends a few hundred bytes.
const (
	MaxBody   = 64 << 10
	maxFields = 60
	maxValue  = 20_000
	maxDepth  = 4
)

var errMessage = errors.New("no message of WeChat")

// Key is by what a message that comes again is known (排重).
func (m Message) Key() string {
	if m.ID != "" {
		return m.ID
	}
	return fmt.Sprintf("%s-%d-%s-%s", m.From, m.At.Unix(), m.Event, m.Choice)
}

// Parse reads a message in XML, or in JSON. What is no plain list of fields is
// refused: a document type, entities of its own, anything deep, long or doubled.
func Parse(body []byte) (Message, error) {
	if len(body) > MaxBody || !utf8.Valid(body) {
		return Message{}, errMessage
	}
	body = bytes.TrimSpace(body)
	var fields map[string]string
	var err error
	asJSON := len(body) > 0 && body[0] == '{'
	if asJSON {
		fields, err = jsonFields(body)
	} else {
		fields, err = xmlFields(body)
	}
	if err != nil {
		return Message{}, err
	}
	m, err := messageOf(fields)
	m.AsJSON = asJSON
	return m, err
}

func messageOf(f map[string]string) (Message, error) {
	m := Message{To: f["ToUserName"], From: f["FromUserName"], Type: f["MsgType"], Content: f["Content"], Picture: f["PicUrl"], Media: f["MediaId"],
		Label: f["Label"], Event: f["Event"], Choice: f["EventKey"], ID: f["MsgId"], Sealed: f["Encrypt"]}
	if m.Sealed != "" {
		return m, nil
	}
	if m.From == "" || m.Type == "" || len(m.From) > 100 || len(m.ID) > 40 || len(m.Choice) > 200 {
		return m, errMessage
	}
	if at, err := strconv.ParseInt(f["CreateTime"], 10, 64); err == nil {
		m.At = time.Unix(at, 0)
	}
	if m.Type == "location" {
		var err1, err2 error
		m.Lat, err1 = strconv.ParseFloat(f["Location_X"], 64)
		m.Lon, err2 = strconv.ParseFloat(f["Location_Y"], 64)
		if err1 != nil || err2 != nil || !(m.Lat >= -90 && m.Lat <= 90 && m.Lon >= -180 && m.Lon <= 180) {
			return m, errMessage
		}
	}
	return m, nil
}

// xmlFields reads <xml><Name>value</Name>…</xml>. The decoder knows no entities
// but the five of XML, and a document type ends it.
func xmlFields(body []byte) (map[string]string, error) {
	dec := xml.NewDecoder(bytes.NewReader(body))
	fields, path := map[string]string{}, []string(nil)
	var value strings.Builder
	for {
		token, err := dec.Token()
		if token == nil && err != nil {
			if len(path) == 0 && len(fields) > 0 && errors.Is(err, io.EOF) {
				return fields, nil
			}
			return nil, errMessage
		}
		switch x := token.(type) {
		case xml.Directive:
			return nil, errMessage
		case xml.StartElement:
			if path = append(path, x.Name.Local); len(path) > maxDepth || len(fields) > maxFields || path[0] != "xml" {
				return nil, errMessage
			}
			value.Reset()
		case xml.CharData:
			if value.Write(x); value.Len() > maxValue {
				return nil, errMessage
			}
		case xml.EndElement:
			if len(path) == 2 {
				if _, twice := fields[path[1]]; twice {
					return nil, errMessage
				}
				fields[path[1]] = strings.TrimSpace(value.String())
			}
			path = path[:len(path)-1]
		}
	}
}

// jsonFields reads one flat object; numbers keep their digits.
func jsonFields(body []byte) (map[string]string, error) {
	var raw map[string]any
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if err := dec.Decode(&raw); err != nil || dec.More() || len(raw) > maxFields {
		return nil, errMessage
	}
	fields := map[string]string{}
	for k, v := range raw {
		switch v := v.(type) {
		case string:
			fields[k] = strings.TrimSpace(v)
		case json.Number:
			fields[k] = v.String()
		}
		if len(fields[k]) > maxValue {
			return nil, errMessage
		}
	}
	return fields, nil
}
