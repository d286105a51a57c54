package paper

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean takes out of a text what no paper can show and no XML may hold: control
// characters, the signs that turn the direction of a line, what is not UTF-8.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), r == 0xfffe, r == 0xffff, unicode.Is(unicode.Bidi_Control, r), r >= 0xd800 && r <= 0xdfff:
			return -1
		}
		return r
	}, text)
}

// escape is a text as the content or an attribute of an XML element.
func escape(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(clean(text))) // a strings.Builder never fails
	return out.String()
}

// comma writes thousands with a comma.
func comma(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
