package insight

import (
	"regexp"
	"strings"
)

// What may tell who said something: numbers of telephones, papers and accounts,
// addresses of mail, plates of cars, doors, and names where the words around them
// give them away.
var (
	numbers    = regexp.MustCompile(`[0-9０-９Xx](?:[\s\-－—()（）*]?[0-9０-９Xx*]){6,}`)
	accounts   = regexp.MustCompile(`[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+|(?i:QQ|微信号?|vx|wx)\s*[:：]?\s*[A-Za-z0-9_\-]{5,}`)
	plates     = regexp.MustCompile(`[\p{Han}][A-Za-z][·\s]?[A-Za-z0-9]{5,6}`)
	doors      = regexp.MustCompile(doorPattern)
	introduced = regexp.MustCompile(`(` + introducePattern + `)([` + surnames + `]\p{Han}{1,3})([，,。；;、\s）)]|$)`)
	titled     = regexp.MustCompile(`([` + surnames + `])(\p{Han}{0,2}?)(` + personTitles + `)`)
	named      = regexp.MustCompile(`(?:` + roleWords + `)(?:[:：是为])?[` + plainSurnames + `]\p{Han}`)
	masked     = regexp.MustCompile(`([` + surnames + `])[某*＊xX×]{1,3}`)
)

// Scrub takes out of a citizen's words what would tell who said them or against
// whom: numbers, doors and names (脱敏). What cannot be known as a name stays, so
// that sealed tickets must not be quoted at all.
func Scrub(text string) string {
	text = numbers.ReplaceAllString(text, scrubbedNumber)
	text = accounts.ReplaceAllString(text, scrubbedNumber)
	text = plates.ReplaceAllString(text, scrubbedNumber)
	text = ScrubNames(doors.ReplaceAllString(text, scrubbedDoor))
	for strings.Contains(text, scrubbedDoor+scrubbedDoor) {
		text = strings.ReplaceAll(text, scrubbedDoor+scrubbedDoor, scrubbedDoor)
	}
	return text
}

// ScrubNames takes out names alone, where the words around them give them away.
func ScrubNames(text string) string {
	text = introduced.ReplaceAllStringFunc(text, func(s string) string {
		m := introduced.FindStringSubmatch(s)
		return m[1] + scrubbedPerson + m[3]
	})
	text = titled.ReplaceAllString(text, scrubbedPerson+"$3")
	return masked.ReplaceAllString(text, scrubbedPerson)
}
