package open311

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// Format is how a document is written.
type Format string

// The formats. XML is the standard's first.
const (
	XML  Format = "xml"
	JSON Format = "json"
)

// MediaType is what the answer is called.
func (f Format) MediaType() string { return f.bare() + "; charset=utf-8" }

func (f Format) bare() string {
	if f == JSON {
		return "application/json"
	}
	return "text/xml"
}

// Formats lists the media types of an endpoint.
func Formats() []string { return []string{XML.bare(), JSON.bare()} }

// Split takes the ending off the last part of an address.
func Split(path string) (rest string, f Format) {
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 {
		return path, ""
	}
	switch f := Format(strings.ToLower(path[dot+1:])); f {
	case XML, JSON:
		return path[:dot], f
	}
	return path, ""
}

// Wanted is the format of an address, or else the one its Accept header likes
// best; XML when that says nothing.
func Wanted(path, accept string) Format {
	if _, f := Split(path); f != "" {
		return f
	}
	best, weight := XML, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, _ := strings.Cut(strings.ToLower(part), ";")
		f := Format("")
		switch strings.TrimSpace(kind) {
		case "application/json", "text/json":
			f = JSON
		case "text/xml", "application/xml":
			f = XML
		}
		if q := quality(params); f != "" && q > weight {
			best, weight = f, q
		}
	}
	return best
}

func quality(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(p), "q="); ok {
			q, err := strconv.ParseFloat(v, 64)
			if err != nil {
				return 0
			}
			return q
		}
	}
	return 1
}

// Encode writes a document. Root is the name of its first element in XML, item
// that of the elements of a list; JSON has neither.
func Encode(f Format, root, item string, v any) ([]byte, error) {
	if f != JSON {
		return encodeXML(root, item, v), nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
