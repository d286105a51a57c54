package open311

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Datatype is the kind of an attribute's answer.
type Datatype string

// The datatypes of the standard.
const (
	String Datatype = "string" // one line
	Number Datatype = "number"
	Moment Datatype = "datetime"
	Lines  Datatype = "text"
	OneOf  Datatype = "singlevaluelist"
	SomeOf Datatype = "multivaluelist"
)

// How soon a request has its number.
const (
	realtime = "realtime"
	batch    = "batch"
)

// Datatypes lists all.
var Datatypes = []Datatype{String, Number, Moment, Lines, OneOf, SomeOf}

// lists tells whether the answer is chosen.
func (d Datatype) lists() bool { return d == OneOf || d == SomeOf }

// Settings are what an administrator decides about the interface.
type Settings struct {
	On           bool      `json:"on"`
	Jurisdiction string    `json:"jurisdiction"` // any, where it is empty
	Contact      string    `json:"contact"`
	KeyService   string    `json:"key_service"` // how to get a key
	URL          string    `json:"url"`         // of this server as others reach it; empty: as they asked
	Tokens       bool      `json:"tokens"`      // answer with a token, the number comes later
	Replies      bool      `json:"replies"`     // publish what the units answered
	Pictures     bool      `json:"pictures"`    // publish the pictures of open services
	Changed      time.Time `json:"changed,omitzero"`
	Services     []Rule    `json:"services"`
}

// Rule is a service as it is kept: which category it stands for and how it is
// published. One that is withdrawn stays, so that old requests keep their name.
type Rule struct {
	Code        string      `json:"code"`
	Category    string      `json:"category"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Groups      []string    `json:"groups"`
	Keywords    []string    `json:"keywords"`
	Notice      string      `json:"notice"`
	Demand      string      `json:"demand"` // the kind of demand (诉求类型) its requests are
	Coarse      bool        `json:"coarse"` // sensitive: published without pictures and exact place
	Published   bool        `json:"published"`
	Attributes  []Attribute `json:"attributes"`
}

// Whole gives the settings with a list wherever one may be, as pages expect.
func (s Settings) Whole() Settings {
	s.Services = listed(s.Services)
	for i, r := range s.Services {
		r.Groups, r.Keywords, r.Attributes = listed(r.Groups), listed(r.Keywords), listed(r.Attributes)
		for j := range r.Attributes {
			r.Attributes[j].Values = listed(r.Attributes[j].Values)
		}
		s.Services[i] = r
	}
	return s
}

// listed is a copy of a list that is never missing.
func listed[T any](list []T) []T { return append([]T{}, list...) }

// Rule finds a service by its code.
func (s Settings) Rule(code string) (Rule, bool) {
	i := slices.IndexFunc(s.Services, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		return Rule{}, false
	}
	return s.Services[i], true
}

// Of finds the service of a category.
func (s Settings) Of(category string) (Rule, bool) {
	i := slices.IndexFunc(s.Services, func(r Rule) bool { return r.Category == category })
	if i < 0 || category == "" {
		return Rule{}, false
	}
	return s.Services[i], true
}

// Published are the services in the order they are kept, as clients see them.
func (s Settings) Published() []Service {
	out := []Service{}
	for _, r := range s.Services {
		if r.Published {
			out = append(out, r.service(s.Tokens))
		}
	}
	return out
}

func (r Rule) service(tokens bool) Service {
	v := Service{Code: r.Code, Name: r.Name, Description: r.Description, Metadata: len(r.Attributes) > 0, Type: realtime, Keywords: strings.Join(r.Keywords, ",")}
	if v.Description == "" {
		v.Description = r.Name
	}
	if tokens {
		v.Type = batch
	}
	if len(r.Groups) > 0 {
		v.Group = r.Groups[0]
	}
	if len(r.Groups) > 1 {
		v.Groups = r.Groups
	}
	return v
}

// Definition are the questions of a service in their order.
func (r Rule) Definition() Definition {
	d := Definition{Code: r.Code, Attributes: []Attribute{}}
	for i, a := range r.Attributes {
		a.Order = i + 1
		if a.Values == nil {
			a.Values = []Choice{}
		}
		if a.DatatypeHelp == "" {
			a.DatatypeHelp = a.Description // some clients stumble over an empty one
		}
		d.Attributes = append(d.Attributes, a)
	}
	return d
}

// Wrong is a field of the settings that cannot stay as it is; Key names why.
type Wrong struct{ Field, Key string }

// The bounds of what an administrator may write.
const (
	mostServices   = 500
	mostAttributes = 30
	mostChoices    = 100
	longWord       = 50
	longText       = 500
)

var (
	serviceCode   = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	attributeCode = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)
	digitsOnly    = regexp.MustCompile(`^[0-9]+$`)
)

// Check looks at the settings; demands are the kinds of demand a service may be.
func (s Settings) Check(demands []string) *Wrong {
	for _, f := range []struct{ field, text string }{{"jurisdiction", s.Jurisdiction}, {"contact", s.Contact}, {"key_service", s.KeyService}, {"url", s.URL}} {
		if w := plain(f.field, f.text, longText); w != nil {
			return w
		}
	}
	if s.URL != "" && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
		return &Wrong{"url", "open311_url"}
	}
	if len(s.Services) > mostServices {
		return &Wrong{"services", "open311_many"}
	}
	codes, categories := map[string]bool{}, map[string]bool{}
	for _, r := range s.Services {
		if w := r.check(demands); w != nil {
			return w
		}
		if codes[r.Code] || categories[r.Category] {
			return &Wrong{"services." + r.Code, "open311_twice"}
		}
		codes[r.Code], categories[r.Category] = true, true
	}
	return nil
}

func (r Rule) check(demands []string) *Wrong {
	at := "services." + r.Code
	switch {
	case !serviceCode.MatchString(r.Code):
		return &Wrong{"services", "code_form"}
	case digitsOnly.MatchString(r.Code):
		return &Wrong{at, "open311_digits"} // some clients would make a number of it
	case strings.TrimSpace(r.Name) == "":
		return &Wrong{at + ".name", "required"}
	case r.Category == "":
		return &Wrong{at + ".category", "required"}
	case !slices.Contains(demands, r.Demand):
		return &Wrong{at + ".demand", "unknown_value"}
	case len(r.Attributes) > mostAttributes || len(r.Groups) > 10 || len(r.Keywords) > 50:
		return &Wrong{at, "open311_many"}
	}
	texts := append(append([]string{r.Name}, r.Groups...), r.Keywords...)
	for _, text := range texts {
		if w := plain(at, text, longWord); w != nil {
			return w
		}
	}
	for _, text := range []string{r.Description, r.Notice} {
		if w := plain(at, text, longText); w != nil {
			return w
		}
	}
	seen := map[string]bool{}
	for _, a := range r.Attributes {
		if w := a.check(at); w != nil {
			return w
		}
		if seen[strings.ToLower(a.Code)] {
			return &Wrong{at + "." + a.Code, "open311_twice"}
		}
		seen[strings.ToLower(a.Code)] = true
	}
	return nil
}

func (a Attribute) check(at string) *Wrong {
	if !attributeCode.MatchString(a.Code) {
		return &Wrong{at + ".attributes", "open311_attribute"}
	}
	at += "." + a.Code
	switch {
	case !slices.Contains(Datatypes, a.Datatype):
		return &Wrong{at + ".datatype", "unknown_value"}
	case strings.TrimSpace(a.Description) == "":
		return &Wrong{at + ".description", "required"}
	case a.Datatype.lists() && a.Variable && len(a.Values) == 0:
		return &Wrong{at + ".values", "required"}
	case len(a.Values) > mostChoices:
		return &Wrong{at + ".values", "open311_many"}
	}
	seen := map[string]bool{}
	for _, v := range a.Values {
		if v.Key == "" || v.Name == "" || seen[v.Key] {
			return &Wrong{at + ".values", "open311_twice"}
		}
		seen[v.Key] = true
		if w := plain(at, v.Key+v.Name, 2*longWord); w != nil {
			return w
		}
	}
	return plain(at, a.Description+a.DatatypeHelp, 2*longText)
}

func plain(field, text string, most int) *Wrong {
	switch {
	case utf8.RuneCountInString(text) > most:
		return &Wrong{field, "open311_long"}
	case !readable(text):
		return &Wrong{field, "control_characters"}
	}
	return nil
}

// readable tells whether a text is UTF-8 and has no control characters but those
// of lines.
func readable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 0x20 && r != '\n' && r != '\t' && r != '\r') || r >= 0x7F && r < 0xA0
	})
}
