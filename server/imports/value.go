package imports

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/tables"
)

// Places is the district's data that words of a file are looked up in.
type Places struct {
	units      map[string]dispatch.Unit // by code, name and short name; one without a code for a name of two
	categories map[string]string        // code and name → code
}

func placesOf(units []dispatch.Unit, categories []dispatch.Category) Places {
	p := Places{units: map[string]dispatch.Unit{}, categories: map[string]string{}}
	for _, u := range units {
		p.unit(u)
	}
	for _, c := range categories {
		if _, twice := p.categories[c.Name]; twice {
			p.categories[c.Name] = "" // a name of two is none
		} else {
			p.categories[c.Name] = c.Code
		}
		p.categories[c.Code] = c.Code
	}
	return p
}

// unit makes a unit known by its code, its name and its short name. A name that two
// units have is that of the one at work, and of two at work it is none.
func (p Places) unit(u dispatch.Unit) {
	p.units[u.Code] = u
	for _, word := range []string{u.Name, u.Short} {
		known, taken := p.units[word]
		switch {
		case word == "" || taken && known.Code == word && word != u.Code: // a code is a code
		case !taken || known.Code == u.Code || !known.Active && u.Active:
			p.units[word] = u
		case known.Active && u.Active:
			p.units[word] = dispatch.Unit{Active: true}
		}
	}
}

// row is a row of a file on its way through the mapping. The first thing that is
// wrong stays as its fault.
type row struct {
	tables.Row
	mapping Mapping
	kind    Kind
	places  Places
	fault   error
	unknown func(field, word string)

	// What was understood, by kind.
	intake  dispatch.Intake
	lead    string
	was     Past
	unitIs  dispatch.Unit
	known   bool // there already, the same
	there   bool // there already, to be changed
	account dispatch.User
	entryIs *dispatch.Entry
}

func (r *row) fail(err error) {
	if r.fault == nil {
		r.fault = err
	}
}

// raw is the text for a field before it is understood.
func (r *row) raw(key string) string {
	s, ok := r.mapping[key]
	if !ok {
		return ""
	}
	v := ""
	if s.Column != "" {
		v = strings.TrimSpace(r.Fields[s.Column])
	}
	if to, ok := s.Values[v]; ok && v != "" {
		return to
	}
	if strings.HasPrefix(v, "#") && formulaFaults.MatchString(v) {
		r.fail(dispatch.FieldError(key, "cell_error", v))
	}
	if v == "" {
		v = s.Constant
	}
	return v
}

// formulaFaults are what a spreadsheet shows where a formula failed.
var formulaFaults = regexp.MustCompile(`^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|CALC!|SPILL!|GETTING_DATA|BLOCKED!|FIELD!)$`)

// Numbers that name something: one that lost its last digits on the way through a
// spreadsheet (1.23E+17), and one that a program wrote as a fraction (123.0).
var (
	lostDigits = regexp.MustCompile(`^\d(\.\d+)?[eE]\+\d+$|^\d\.\d+[eE]\d+$`)
	fraction   = regexp.MustCompile(`^(\d+)\.0+$`)
)

// name is a field that names something by digits: a number, a code, a telephone.
func (r *row) name(key string) string {
	v := r.text(key)
	if lostDigits.MatchString(v) {
		r.fail(dispatch.FieldError(key, "digits_lost", v))
	}
	if m := fraction.FindStringSubmatch(v); m != nil {
		return m[1]
	}
	return v
}

// text is a field as it stands.
func (r *row) text(key string) string {
	v := r.raw(key)
	if f, _ := r.kind.field(key); f.Need && v == "" {
		r.fail(dispatch.FieldError(key, "required"))
	}
	return v
}

// word is the code of a field that takes one of a list; fall is for an empty cell.
func (r *row) word(key, fall string) string {
	v := r.raw(key)
	if v == "" {
		return fall
	}
	f, _ := r.kind.field(key)
	code, ok := wordOf(f.Type, v)
	if !ok {
		r.strange(key, v)
	}
	return code
}

// strange notes a word that nobody knows.
func (r *row) strange(key, word string) {
	r.fail(dispatch.FieldError(key, "word_unknown", clip(word, 40)))
	if r.unknown != nil {
		r.unknown(key, clip(word, 40))
	}
}

func (r *row) flag(key string) bool { return r.word(key, "0") == "1" }

func (r *row) time(key string) time.Time {
	v := r.raw(key)
	if v == "" {
		if f, _ := r.kind.field(key); f.Need {
			r.fail(dispatch.FieldError(key, "required"))
		}
		return time.Time{}
	}
	at, err := Moment(key, v, r.mapping[key].Format)
	if err != nil {
		r.fail(err)
	}
	return at
}

// unit is the code of a unit named by code, name or short name.
func (r *row) unit(key string) string {
	v := r.raw(key)
	if v == "" {
		return ""
	}
	return r.unitOf(key, v)
}

func (r *row) unitOf(key, v string) string {
	u, ok := r.places.units[v]
	if ok && u.Code == "" {
		r.fail(dispatch.FieldError(key, "unit_name_twice", clip(v, 40)))
	} else if !ok {
		r.strange(key, v)
	}
	return u.Code
}

func (r *row) category(key string) string {
	v := r.raw(key)
	if v == "" {
		return ""
	}
	for _, word := range []string{v, lastPart(v)} { // 城市管理/市容环境/占道经营
		if code := r.places.categories[word]; code != "" {
			return code
		}
	}
	r.strange(key, v)
	return ""
}

func lastPart(s string) string {
	if i := strings.LastIndexAny(s, "/>-—"); i >= 0 {
		_, size := lastRune(s, i)
		return strings.TrimSpace(s[i+size:])
	}
	return s
}

func lastRune(s string, i int) (rune, int) {
	for _, r := range s[i:] {
		return r, len(string(r))
	}
	return 0, 0
}

func (r *row) list(key string) []string { return apart(r.raw(key)) }

// sum names a row that has no number of its own by what it says.
func (r *row) sum() string {
	h := sha256.New()
	for _, key := range slices.Sorted(keysOf(r.Fields)) {
		h.Write([]byte(key + "\x00" + r.Fields[key] + "\x00"))
	}
	return "row-" + hex.EncodeToString(h.Sum(nil)[:12])
}

func keysOf(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// clip shortens what a file says before it is said back.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
