package dispatch

import (
	"regexp"
	"strings"
)

// NormalPhone brings a number into one form, so that +86, 0086, spaces, hyphens,
// slashes, carriers' prefixes, the zero before a mobile, a missing zero of an area
// code and extensions do not hide an earlier call. ok is false when it is not a
// telephone number.
func NormalPhone(s string) (phone string, ok bool) {
	d, plus, ok := digits(withoutExtension(s))
	if !ok {
		return "", false
	}
	home := false // it was written as from abroad
	if plus && strings.HasPrefix(d, "86") && len(d) >= 7 {
		d, home = d[2:], true
	}
	for strings.HasPrefix(d, "00") || (len(d) > 11 && strings.HasPrefix(d, "86")) {
		home = home || d[0] == '8'
		d = d[2:] // until none is left, so that a normal number stays as it is
	}
	for carried.MatchString(d) {
		d = d[5:]
	}
	if farMobile.MatchString(d) {
		d = d[1:]
	}
	if home && withoutZero.MatchString(d) && !Mobile(d) && !serviceNumber.MatchString(d) {
		d = "0" + d
	}
	if len(d) < 5 || len(d) > 15 {
		return "", false
	}
	return d, true
}

var (
	mobileNumber  = regexp.MustCompile(`^1[3-9]\d{9}$`)
	farMobile     = regexp.MustCompile(`^01[3-9]\d{9}$`)                                         // dialled from another city
	carried       = regexp.MustCompile(`^(?:17951|17911|17909|12593)(?:1[3-9]\d{9}|0\d{9,12})$`) // IP 电话接入码
	withoutZero   = regexp.MustCompile(`^[1-9]\d{8,10}$`)                                        // of an area code
	serviceNumber = regexp.MustCompile(`^[48]00\d{7}$`)
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
	s = strings.ToLower(strings.TrimSpace(s))
	for _, mark := range []string{"ext", "转", "分机", "#", " x", ",", ";"} {
		if i := strings.Index(s, mark); i > 0 {
			s = s[:i]
		}
	}
	return s
}

// digits takes the digits out of a number; plus tells that it begins with one. ok
// is false when there is in it what is in no number.
func digits(s string) (d string, plus, ok bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case (r == '+' || r == '＋') && b.Len() == 0 && !plus:
			plus = true
		case strings.ContainsRune(" -/().\u00a0\u3000－–—（）", r):
		default:
			return "", false, false
		}
	}
	return b.String(), plus, true
}
