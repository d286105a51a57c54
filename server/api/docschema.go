package api

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/exchange"
	"hotline/server/imports"
	"hotline/server/open311"
	"hotline/server/phone"
	"hotline/server/tables"
	"hotline/sla"
)

// schema is a JSON Schema as OpenAPI 3.1 takes it.
type schema struct {
	Ref         string             `json:"$ref,omitempty"`
	Type        any                `json:"type,omitempty"` // a name, or a list of them
	Format      string             `json:"format,omitempty"`
	Description string             `json:"description,omitempty"`
	Enum        []any              `json:"enum,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Additional  any                `json:"additionalProperties,omitempty"` // false, or the schema of a map's values
	AnyOf       []*schema          `json:"anyOf,omitempty"`
	AllOf       []*schema          `json:"allOf,omitempty"`
}

func enum[W ~string](words []W) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

// vocabularies are the types whose words are listed somewhere in the domain.
func vocabularies() map[reflect.Type][]any {
	return map[reflect.Type][]any{
		reflect.TypeFor[dispatch.Type]():           enum(dispatch.Types),
		reflect.TypeFor[dispatch.Channel]():        enum(dispatch.Channels),
		reflect.TypeFor[dispatch.Urgency]():        enum(dispatch.Urgencies),
		reflect.TypeFor[dispatch.State]():          enum(dispatch.States),
		reflect.TypeFor[dispatch.Role]():           enum(dispatch.Roles),
		reflect.TypeFor[dispatch.ActionKind]():     enum(dispatch.ActionKinds()),
		reflect.TypeFor[dispatch.Kind]():           enum(append(dispatch.EventKinds(), dispatch.Delivered, dispatch.Viewed, dispatch.Revealed, dispatch.FailedOver, dispatch.UnsealAsked, dispatch.UnsealDecided)),
		reflect.TypeFor[dispatch.OutletKind]():     enum(append(slices.Clone(dispatch.OutletKinds), dispatch.WebPush, dispatch.WeChatMessage, dispatch.PlatformLink)),
		reflect.TypeFor[dispatch.DeliveryState]():  enum(dispatch.DeliveryStates),
		reflect.TypeFor[dispatch.FindingKey]():     enum(dispatch.FindingKeys),
		reflect.TypeFor[dispatch.Form]():           enum(dispatch.Forms),
		reflect.TypeFor[open311.Datatype]():        enum(open311.Datatypes),
		reflect.TypeFor[dispatch.Decision]():       enum(dispatch.Decisions),
		reflect.TypeFor[dispatch.DuplicateKind]():  enum(dispatch.DuplicateKinds),
		reflect.TypeFor[dispatch.Outcome]():        enum(dispatch.Outcomes),
		reflect.TypeFor[dispatch.Group]():          enum(dispatch.Groups),
		reflect.TypeFor[dispatch.ArticleState]():   enum(dispatch.ArticleStates),
		reflect.TypeFor[dispatch.ArticleStep]():    enum(dispatch.ArticleSteps),
		reflect.TypeFor[dispatch.LetterKind]():     enum(dispatch.LetterKinds),
		reflect.TypeFor[dispatch.LetterState]():    enum(dispatch.LetterStages()),
		reflect.TypeFor[phone.CallState]():         enum(phone.States),
		reflect.TypeFor[phone.EventKind]():         enum(phone.Kinds),
		reflect.TypeFor[phone.Settlement]():        enum(phone.Outcomes),
		reflect.TypeFor[imports.Kind]():            enum(imports.Kinds),
		reflect.TypeFor[imports.State]():           enum(imports.States),
		reflect.TypeFor[exchange.DifferenceKind](): enum(exchange.Differences),
		reflect.TypeFor[tables.Format]():           enum(tables.Formats),
		reflect.TypeFor[dispatch.Milestone]():      enum(dispatch.Milestones),
		reflect.TypeFor[offer]():                   enum(offers()),
		reflect.TypeFor[AccessKind]():              enum(accessKinds()),
		reflect.TypeFor[dispatch.Post]():           enum(dispatch.Posts()),
		reflect.TypeFor[dispatch.AppealState]():    enum(dispatch.AppealStates()),
		reflect.TypeFor[dispatch.BriefStage]():     enum(dispatch.BriefStages()),
		reflect.TypeFor[dispatch.BulletinState]():  enum(dispatch.BulletinStates()),
		reflect.TypeFor[sla.BulletinKind]():        enum(sla.BulletinKinds()),
		reflect.TypeFor[sla.Stage]():               enum(sla.Stages()),
		reflect.TypeFor[sla.AdjustmentKind]():      enum(sla.AdjustmentKinds()),
		reflect.TypeFor[sla.Dimension]():           enum(sla.Dimensions()),
		reflect.TypeFor[sla.SignalKind]():          enum(sla.SignalKinds()),
		reflect.TypeFor[sla.FormulaKind]():         enum(sla.FormulaKinds()),
		reflect.TypeFor[sla.LostKind]():            enum(sla.LostKinds()),
		reflect.TypeFor[sla.RowNote]():             enum(sla.RowNotes()),
		reflect.TypeFor[sla.CountedAs]():           enum(sla.WaysCounted()),
		reflect.TypeFor[sla.Side]():                enum(sla.Sides()),
		reflect.TypeFor[sla.Direction]():           enum(sla.Directions()),
		reflect.TypeFor[sla.Per]():                 enum(sla.Pers()),
		reflect.TypeFor[sla.Denominator]():         enum(sla.Denominators()),
		reflect.TypeFor[sla.Tie]():                 enum(sla.Ties()),
		reflect.TypeFor[sla.Below]():               enum(sla.Belows()),
		reflect.TypeFor[sla.Toward]():              enum(sla.Towards()),
		reflect.TypeFor[sla.BlackOf]():             enum(sla.BlackOfs()),
		reflect.TypeFor[sla.ClockState]():          enum(sla.ClockStates),
		reflect.TypeFor[sla.ClockKind]():           enum(append(slices.Clone(clockOrder), dispatch.ClockPart)),
	}
}

// wireType is a Go type as it is read from a request or written into an answer.
// The two differ: what an answer always has, a request may leave out.
type wireType struct {
	reflect.Type
	request bool
}

// reflector makes schemas of Go types. Structs and vocabularies become named
// components, everything else stands where it is used.
type reflector struct {
	words   map[reflect.Type][]any
	found   map[wireType]*schema
	pending map[*schema]wireType // references that get their names at the end
	closed  bool                 // answers, too, may have no other fields
}

func newReflector(closed bool) *reflector {
	return &reflector{words: vocabularies(), found: map[wireType]*schema{}, pending: map[*schema]wireType{}, closed: closed}
}

func (r *reflector) request(v any) *schema { return r.of(wireType{reflect.TypeOf(v), true}) }

func (r *reflector) answer(v any) *schema {
	if shapes, ok := v.(either); ok {
		s := &schema{}
		for _, one := range shapes {
			s.AnyOf = append(s.AnyOf, r.answer(one))
		}
		return s
	}
	return r.of(wireType{reflect.TypeOf(v), false})
}

var (
	marshaler     = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// of is the schema of a type where it is used.
func (r *reflector) of(t wireType) *schema {
	t.Type = deref(t.Type)
	if words, ok := r.words[t.Type]; ok {
		return r.named(wireType{t.Type, false}, func(s *schema) { s.Type, s.Enum = "string", words })
	}
	switch t.Type {
	case reflect.TypeFor[time.Time]():
		return &schema{Type: "string", Format: "date-time"}
	case reflect.TypeFor[sla.Dec]():
		return &schema{Type: "number"}
	case reflect.TypeFor[open311.Media]():
		return &schema{Type: []string{"string", "null"}}
	case reflect.TypeFor[frame]():
		return r.of(wireType{reflect.TypeFor[notify.FrameMessage](), false})
	case reflect.TypeFor[json.RawMessage]():
		return &schema{}
	case reflect.TypeFor[dispatch.Scope](): // names units and roles, so it has no list
		return &schema{Type: "string"}
	}
	switch {
	case t.Implements(marshaler):
		panic(fmt.Sprintf("%s writes its own JSON: say in docschema.go what it looks like", t.Type))
	case t.Implements(textMarshaler):
		return &schema{Type: "string"}
	}
	return r.plain(t)
}

func (r *reflector) plain(t wireType) *schema {
	elem := func() *schema { return r.of(wireType{t.Elem(), t.request}) }
	switch t.Kind() {
	case reflect.String:
		if t.PkgPath() != "" {
			panic(fmt.Sprintf("%s has words of its own: list them in vocabularies", t.Type))
		}
		return &schema{Type: "string"}
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Float32, reflect.Float64:
		return &schema{Type: "number"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &schema{Type: "integer"}
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return &schema{Type: "string", Format: "byte"}
		}
		items := elem()
		if e := t.Elem(); e.Kind() == reflect.Pointer && e.Elem().Kind() != reflect.Struct { // of a number, to be able to be absent
			items = nullable(items)
		}
		return &schema{Type: "array", Items: items}
	case reflect.Map:
		return &schema{Type: "object", Additional: elem()}
	case reflect.Interface:
		return &schema{}
	case reflect.Struct:
		if t.Name() == "" {
			s := &schema{}
			r.object(t, s)
			return s
		}
		return r.named(t, func(s *schema) { r.object(t, s) })
	}
	panic("no schema for " + t.String())
}

// named makes a component once and refers to it.
func (r *reflector) named(t wireType, fill func(*schema)) *schema {
	if _, ok := r.found[t]; !ok {
		s := &schema{}
		r.found[t] = s
		fill(s)
	}
	ref := &schema{}
	r.pending[ref] = t
	return ref
}

func (r *reflector) object(t wireType, s *schema) {
	s.Type, s.Properties = "object", map[string]*schema{}
	if t.request || r.closed {
		s.Additional = false
	}
	r.fields(t, s)
	slices.Sort(s.Required)
}

// fields adds what encoding/json writes: own fields first, so that they hide
// those of an embedded struct.
func (r *reflector) fields(t wireType, s *schema) {
	var embedded []reflect.Type
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && deref(f.Type).Kind() == reflect.Struct:
			embedded = append(embedded, deref(f.Type))
			continue
		case !f.IsExported() || name == "-":
			continue
		case name == "":
			name = f.Name
		}
		if _, hidden := s.Properties[name]; hidden {
			continue
		}
		r.field(t, s, f, name, strings.Contains(options, "omit"))
	}
	for _, e := range embedded {
		r.fields(wireType{e, t.request}, s)
	}
}

func (r *reflector) field(t wireType, s *schema, f reflect.StructField, name string, optional bool) {
	p := r.of(wireType{f.Type, t.request})
	if words := f.Tag.Get("words"); words != "" {
		p = &schema{Type: "string", Enum: enum(tagWords(words))}
	}
	if f.Type.Kind() == reflect.Pointer && (t.request || !optional) {
		p = nullable(p)
	}
	if about := f.Tag.Get("about"); about != "" {
		p.Description = about
	}
	s.Properties[name] = p
	if t.request && f.Tag.Get("need") == "true" || !t.request && !optional {
		s.Required = append(s.Required, name)
	}
}

// tagWords reads the tag of a field that has few words: `words:"lead co"`; a dash
// stands for none of them.
func tagWords(tag string) []string {
	words := strings.Fields(tag)
	if words[0] == "-" {
		words[0] = ""
	}
	return words
}

func nullable(s *schema) *schema {
	if name, ok := s.Type.(string); ok && len(s.Enum) == 0 {
		s.Type = []string{name, "null"}
		return s
	}
	return &schema{AnyOf: []*schema{s, {Type: "null"}}}
}

func deref(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// components names what was found and completes the references. Names do not
// depend on the order of the tables.
func (r *reflector) components() map[string]*schema {
	shared := map[string]map[reflect.Type]bool{} // types by the short name they would like
	for t := range r.found {
		short := shortName(t.Type)
		if ofChannel(t.Type) {
			continue
		}
		if shared[short] == nil {
			shared[short] = map[reflect.Type]bool{}
		}
		shared[short][t.Type] = true
	}
	out, names := map[string]*schema{}, map[wireType]string{}
	for t, s := range r.found {
		name := shortName(t.Type)
		if ofChannel(t.Type) || len(shared[name]) > 1 {
			name = longName(t.Type)
		}
		if _, both := r.found[wireType{t.Type, false}]; t.request && both {
			name += "Input"
		}
		names[t], out[name] = name, s
	}
	for ref, t := range r.pending {
		ref.Ref = "#/components/schemas/" + names[t]
	}
	return out
}

var packageOf = regexp.MustCompile(`[\w./-]*[./]`)

// shortName is the type's name without its package and the ending that tells
// wire shapes from the domain's.
func shortName(t reflect.Type) string {
	name, arg, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if generic {
		arg = packageOf.ReplaceAllString(arg, "")
		return strings.TrimSuffix(capital(arg), "View") + map[string]string{"itemsView": "List", "pageView": "Page"}[name]
	}
	return strings.TrimSuffix(capital(name), "View")
}

// ofChannel tells whether the type is of a package for one way in, such as the
// telephone: those never take a plain name from the rest.
func ofChannel(t reflect.Type) bool {
	return !strings.Contains(t.Name(), "[") && !slices.Contains([]string{"hotline/server/api", "hotline/dispatch", "hotline/sla"}, t.PkgPath()) &&
		strings.HasPrefix(t.PkgPath(), "hotline/")
}

// longName tells types of the same short name apart.
func longName(t reflect.Type) string {
	if strings.Contains(t.Name(), "[") {
		return "ListOf" + strings.TrimSuffix(strings.TrimSuffix(shortName(t), "Page"), "List")
	}
	pkg := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
	if pkg == "api" {
		return capital(t.Name())
	}
	return capital(pkg) + capital(t.Name())
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
