package open311

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Answer is an answered question, in words.
type Answer struct{ Question, Text string }

var decimal = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$`)

// Answered checks the answers against the questions of the service and says them
// in words, in the order of the questions. What the service does not ask is left
// out.
func (r Rule) Answered(given map[string][]string, f *Faults) []Answer {
	var out []Answer
	total := 0
	for _, a := range r.Attributes {
		if !a.Variable {
			continue
		}
		values := answersTo(a.Code, given)
		if len(values) == 0 {
			if a.Required {
				f.Bad("attribute[%s] is required", a.Code)
			}
			continue
		}
		if text, ok := a.read(values, f); ok {
			out = append(out, Answer{a.Description, text})
			total += utf8.RuneCountInString(a.Description + text)
		}
	}
	if total > longAnswers {
		f.Bad("The attributes are longer than %d characters together", longAnswers)
	}
	return out
}

// answersTo finds the answers to a question; some clients change the case of its
// code.
func answersTo(code string, given map[string][]string) []string {
	if values, ok := given[code]; ok {
		return values
	}
	var spelt []string
	for name := range given {
		if strings.EqualFold(name, code) {
			spelt = append(spelt, name)
		}
	}
	if len(spelt) == 0 {
		return nil
	}
	slices.Sort(spelt)
	return given[spelt[0]]
}

func (a Attribute) read(values []string, f *Faults) (string, bool) {
	if a.Datatype != SomeOf && len(values) > 1 {
		f.Bad("attribute[%s] takes one value", a.Code)
		return "", false
	}
	switch v := values[0]; a.Datatype {
	case OneOf, SomeOf:
		return a.chosen(values, f)
	case Number:
		if !decimal.MatchString(v) || len(v) > 40 {
			f.Bad("attribute[%s] is not a number", a.Code)
			return "", false
		}
		return v, true
	case Moment:
		at, ok := ParseMoment(v)
		if !ok {
			f.Bad("attribute[%s] is not a W3C date and time", a.Code)
			return "", false
		}
		return Stamp(at), true
	case String:
		if strings.ContainsAny(v, "\r\n") {
			f.Bad("attribute[%s] is one line of text", a.Code)
			return "", false
		}
		return v, true
	default:
		return v, true
	}
}

func (a Attribute) chosen(keys []string, f *Faults) (string, bool) {
	var names []string
	for _, key := range keys {
		i := slices.IndexFunc(a.Values, func(c Choice) bool { return c.Key == key })
		if i < 0 {
			f.Bad("attribute[%s] has no value %q", a.Code, clip(key))
			return "", false
		}
		if !slices.Contains(names, a.Values[i].Name) {
			names = append(names, a.Values[i].Name)
		}
	}
	return strings.Join(names, "; "), true
}
