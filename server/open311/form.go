package open311

import (
	"net/url"
	"slices"
	"strings"
)

// Bounds of a form.
const (
	mostFields    = 500
	longField     = 2000
	MaxAbout      = 4000 // characters of a description
	longPlace     = 200  // characters of an address
	longAddressID = 100
	mostMedia     = 9
	longAnswers   = 5000 // characters of all answers together
)

// ParseForm reads an urlencoded body.
func ParseForm(body string) (url.Values, error) {
	if strings.Count(body, "&") >= mostFields {
		return nil, tooMany()
	}
	v, err := url.ParseQuery(body)
	if err != nil {
		return nil, Faults{{BadRequest, "The body is no application/x-www-form-urlencoded form"}}
	}
	return v, nil
}

func tooMany() error { return Faults{{BadRequest, "The form has too many fields"}} }

// checkForm looks at what holds for every field.
func checkForm(v url.Values, f *Faults) {
	if len(v) > mostFields {
		f.Bad("The form has too many fields")
		return
	}
	for _, name := range sortedNames(v) {
		most := longField
		if name == "description" || strings.HasPrefix(name, "attribute[") {
			most = MaxAbout
		}
		for _, value := range v[name] {
			switch {
			case !readable(value) || !readable(name):
				f.Bad("%s is not plain UTF-8 text", clip(strings.ToValidUTF8(name, "?")))
			case len([]rune(value)) > most:
				f.Bad("%s is longer than %d characters", clip(name), most)
			}
		}
	}
}

func sortedNames(v url.Values) []string {
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// clip shortens what a client named before it is said back.
func clip(s string) string {
	if r := []rune(s); len(r) > longWord {
		return string(r[:longWord])
	}
	return s
}

// Answers are the answers of a form by attribute code: attribute[CODE]=v, and
// attribute[CODE][]=v or attribute[CODE][0]=v where there are several.
func Answers(v url.Values) map[string][]string {
	out := map[string][]string{}
	for _, name := range sortedNames(v) {
		code, ok := answerCode(name)
		if !ok {
			continue
		}
		for _, value := range v[name] {
			if value = strings.TrimSpace(value); value != "" {
				out[code] = append(out[code], value)
			}
		}
	}
	return out
}

func answerCode(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, "attribute[")
	if !ok {
		return "", false
	}
	code, rest, ok := strings.Cut(rest, "]")
	if !ok || code == "" {
		return "", false
	}
	if rest == "" {
		return code, true
	}
	index, opened := strings.CutPrefix(rest, "[")
	index, closed := strings.CutSuffix(index, "]")
	return code, opened && closed && (index == "" || digitsOnly.MatchString(index))
}
