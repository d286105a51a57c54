package dispatch

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

// Scrub takes the caller's own telephone number out of words that others will
// read, and of a sealed ticket the name too, so that the words do not give away
// what the masks hide. Numbers are found however they are spelt: with spaces or
// hyphens, in full width or Chinese digits, with the country's code before them.
func Scrub(s string, p Person, sealed bool) string {
	for _, digits := range numbersOf(p.Phone) {
		s = scrubDigits(s, digits)
	}
	name := strings.TrimSpace(p.Name)
	if sealed && utf8.ValidString(name) && utf8.RuneCountInString(name) >= 2 && !strings.Contains(placeName+placePhone, name) {
		s = strings.ReplaceAll(s, name, placeName)
	}
	return s
}

// numbersOf are the spellings of a number by its digits: a fixed line is also
// told without its area code, one abroad without the zeros before it.
func numbersOf(phone string) []string {
	digits, ok := NormalPhone(phone)
	if !ok {
		return nil
	}
	out := []string{digits}
	if abroad, ok := strings.CutPrefix(digits, "00"); ok {
		return append(out, abroad)
	}
	if strings.HasPrefix(digits, "0") {
		for _, area := range []int{3, 4} {
			if len(digits)-area >= 7 && len(digits)-area <= 8 {
				out = append(out, digits[area:])
			}
		}
	}
	return out
}

// scrubDigits replaces each run of digits that spells the number.
func scrubDigits(s, digits string) string {
	r := []rune(s)
	var b strings.Builder
	done := 0
	for i := 0; i < len(r); {
		end := spells(r[i:], digits)
		if end == 0 || (len(digits) < 10 && i > 0 && digit(r[i-1]) >= 0) {
			i++
			continue
		}
		from := country(r[done:i]) + done
		b.WriteString(string(r[done:from]))
		b.WriteString(placePhone)
		i += end
		done = i
	}
	if done == 0 {
		return s
	}
	b.WriteString(string(r[done:]))
	return b.String()
}

// spells is how many characters at the beginning spell the digits; 0 for none.
// Two separators may stand between neighbours.
func spells(r []rune, digits string) int {
	at, gap := 0, 0
	for i, c := range r {
		switch d := digit(c); {
		case d >= 0 && byte('0'+d) == digits[at]:
			at, gap = at+1, 0
			if at == len(digits) {
				return i + 1
			}
		case at > 0 && gap < 2 && strings.ContainsRune(separators, c):
			gap++
		default:
			return 0
		}
	}
	return 0
}

const separators = " -./()·,　－—‐‑–（），、"

// country is where the country's code before a number begins.
func country(r []rune) int {
	end := len(r)
	for end > 0 && strings.ContainsRune(separators, r[end-1]) && len(r)-end < 2 {
		end--
	}
	if end >= 2 && digit(r[end-2]) == 8 && digit(r[end-1]) == 6 {
		end -= 2
		for range 2 {
			if end > 0 && (digit(r[end-1]) == 0 || r[end-1] == '+' || r[end-1] == '＋') {
				end--
			}
		}
		return end
	}
	return len(r)
}

// chineseDigits are the ways to write a digit in characters, by value.
const chineseDigits = "〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖"

// digit is the value of a character; -1 when it is none.
func digit(c rune) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= '０' && c <= '９':
		return int(c - '０')
	case c == '幺' || c == '么':
		return 1
	case c < 0x3000:
		return -1
	}
	i := strings.IndexRune(chineseDigits, c)
	if i < 0 {
		return -1
	}
	return i / 3 % 10 // three bytes each
}

// scrubMatter is the matter as others may read it.
func (p *Person) scrubMatter(m Matter, sealed bool) Matter {
	if p == nil {
		return m
	}
	m.Title, m.Text = Scrub(m.Title, *p, sealed), Scrub(m.Text, *p, sealed)
	m.Place.Address = Scrub(m.Place.Address, Person{Phone: p.Phone}, false)
	if r := []rune(m.Title); len(r) > MaxTitle {
		m.Title = string(r[:MaxTitle])
	}
	return m
}

// scrubbed is an action whose words do not tell who called, as far as that is
// known.
func (a Action) scrubbed(sealed bool) Action {
	if a.Caller == nil {
		return a
	}
	for _, s := range []*string{&a.Text, &a.Reason, &a.Basis, &a.Override, &a.Route, &a.Place, &a.Evidence, &a.Demand, &a.Receiver, &a.Who} {
		*s = Scrub(*s, *a.Caller, sealed)
	}
	a.Attachments = a.Caller.scrubFiles(a.Attachments)
	a.Items = slices.Clone(a.Items)
	for i := range a.Items {
		a.Items[i] = Scrub(a.Items[i], *a.Caller, sealed)
	}
	a.Tasks = slices.Clone(a.Tasks)
	for i := range a.Tasks {
		a.Tasks[i].Text = Scrub(a.Tasks[i].Text, *a.Caller, sealed)
	}
	return a
}

// wordy tells whether the action carries words somebody typed.
func (a Action) wordy() bool {
	return a.Text+a.Reason+a.Basis+a.Override+a.Route+a.Place+a.Evidence+a.Demand+a.Receiver+a.Who != "" || len(a.Tasks)+len(a.Items)+len(a.Attachments) > 0 || a.Kind == DoSeal
}

// callerFor reads who called, for an action whose words must not tell it.
func (s Service) callerFor(ctx context.Context, no string, a Action) (*Person, error) {
	if !a.wordy() {
		return nil, nil
	}
	p, err := s.Store.Person(ctx, no)
	if err != nil {
		if CodeOf(err) == NotFound { // erased, or never known; the ticket itself is looked for next
			return nil, nil
		}
		return nil, err
	}
	return &p, nil
}
