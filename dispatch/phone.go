package dispatch

import (
	"regexp"
	"strings"
)

// NormalPhone brings a number into one form, so that +86, 0086, spaces, hyphens,
// slashes, carriers' prefixes, the zero before a mobile, a missing zero of an area
// code and extensions do not hide an earlier call. A number abroad keeps its 00, or
// it could be taken for one at home. ok is false when it is not a telephone number.
func NormalPhone(s string) (phone string, ok bool) {
	d, plus, ok := digits(withoutExtension(halfWidth(s)))
	if !ok {
		return "", false
	}
	d, country, abroad := nationalPhone(d, plus)
	most := 15
	switch {
	case abroad:
		d, most = "00"+d, 17
	case country && withoutZero.MatchString(d) && !Mobile(d) && !serviceNumber.MatchString(d):
		d = "0" + d
	}
	if len(d) < 5 || len(d) > most {
		return "", false
	}
	return d, true
}

// nationalPhone takes off what is dialled before a number, until nothing is left
// to take off, so that a normal number stays as it is. country tells that it was
// written with the country's code, abroad that it has another country's.
func nationalPhone(d string, plus bool) (rest string, country, abroad bool) {
	for abroad = plus; ; {
		switch {
		case strings.HasPrefix(d, "00"):
			d, abroad = d[2:], true
		case strings.HasPrefix(d, "86") && (abroad && len(d) >= 7 || len(d) > 11):
			d, country, abroad = d[2:], true, false
		case strings.HasPrefix(d, "0") && abroad:
			abroad = false // no country's code begins so
		case strings.HasPrefix(d, "086") && len(d) >= 13, farMobile.MatchString(d):
			d = d[1:]
		case carried.MatchString(d):
			d = d[5:]
		default:
			return d, country, abroad && d != ""
		}
	}
}

var (
	mobileNumber  = regexp.MustCompile(`^1[3-9]\d{9}$`)
	farMobile     = regexp.MustCompile(`^01[3-9]\d{9}$`)                                         // dialled from another city
	carried       = regexp.MustCompile(`^(?:17951|17911|17909|12593)(?:1[3-9]\d{9}|0\d{9,12})$`) // IP 电话接入码
	withoutZero   = regexp.MustCompile(`^[1-9]\d{8,10}$`)                                        // of an area code
	serviceNumber = regexp.MustCompile(`^[48]00\d{7}$`)
	// dashed is a whole landline with an extension behind a hyphen.
	dashed = regexp.MustCompile(`^((?:(?:(?:\+|00|0)?86[ -]*\(?0?\d{2,3}|\(?0\d{2,3})\)?[ -]*[2-9]\d{6,7}|[2-8]\d{6,7}|[48]00[ -]?\d{7}) *)- *\d{1,6}$`)
	// dialledAfter is what else stands before an extension.
	dialledAfter = regexp.MustCompile(`(?i)ext|转|轉|分机|#|x|,|;|、|p|w`)
)

// Mobile tells whether a normal number is that of a mobile telephone (手机).
func Mobile(phone string) bool { return mobileNumber.MatchString(phone) }

// LocalPhone is a normal number as it is dialled within the area: a landline
// without the area's own code, so that callers of the place are found whether
// their exchange sends it or not.
func LocalPhone(phone, area string) string {
	rest, ok := strings.CutPrefix(phone, area)
	if !ok || area == "" || (len(rest) != 7 && len(rest) != 8) || rest[0] == '0' || rest[0] == '1' {
		return phone
	}
	return rest
}

// withoutExtension cuts what is dialled after the number (分机).
func withoutExtension(s string) string {
	if at := dialledAfter.FindStringIndex(s); at != nil && strings.ContainsAny(s[:at[0]], "0123456789") {
		s = s[:at[0]]
	}
	s = strings.TrimSpace(s)
	if m := dashed.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	return s
}

// halfWidth writes full-width signs, and all dashes and spaces, as plain ones.
func halfWidth(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case strings.ContainsRune("\u00a0\u2002\u2003\u2009\u3000", r):
			return ' '
		case strings.ContainsRune("‐‑‒–—―−", r):
			return '-'
		}
		return r
	}, s))
}

// digits takes the digits out of a number; plus tells that it begins with one. ok
// is false when there is in it what is in no number.
func digits(s string) (d string, plus, ok bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && b.Len() == 0 && !plus:
			plus = true
		case strings.ContainsRune(" -/().", r):
		default:
			return "", false, false
		}
	}
	return b.String(), plus, true
}
