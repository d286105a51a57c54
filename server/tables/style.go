package tables

import (
	"encoding/xml"
	"io"
	"strings"
)

// style is how a number is shown.
type style struct {
	date  bool // it is a moment
	zeros int  // digits that are always shown: 000123
}

// readStyles learns which styles show a number as a moment, or with leading zeros.
func (b *book) readStyles() error {
	name := b.kinds["styles"]
	if b.parts[lower(name)] == nil {
		return nil
	}
	own, cells := map[string]style{}, false
	r, err := b.part(name, maxSmall)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "numFmt":
				own[attr(e, "numFmtId")] = styleOf(attr(e, "formatCode"))
			case e.Name.Local == "cellXfs":
				cells = true
			case e.Name.Local == "xf" && cells:
				id := attr(e, "numFmtId")
				s, known := own[id]
				if !known {
					s.date = builtinDate(id)
				}
				b.styles = append(b.styles, s)
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				cells = false
			}
		}
	}
}

func styleOf(code string) style {
	if code != "" && strings.Trim(code, "0") == "" && len(code) <= 30 {
		return style{zeros: len(code)}
	}
	return style{date: isDateFormat(code)}
}

// builtinDate tells whether a format every spreadsheet knows is one of moments.
func builtinDate(id string) bool {
	switch id {
	case "14", "15", "16", "17", "18", "19", "20", "21", "22", "27", "28", "29", "30", "31", "32", "33", "34", "35", "36",
		"45", "46", "47", "50", "51", "52", "53", "54", "55", "56", "57", "58":
		return true
	}
	return false
}

// isDateFormat tells whether a format has parts of a moment outside of what it
// quotes or brackets.
func isDateFormat(code string) bool {
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '\\' || c == '_':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case strings.IndexByte("yYdDhHsS", c) >= 0:
			return true
		}
	}
	return false
}
