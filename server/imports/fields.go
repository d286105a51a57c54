package imports

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"hotline/dispatch"
)

// Kind is what the rows of a file are.
type Kind string

// The kinds of imports.
const (
	Tickets   Kind = "tickets"   // 上级平台工单
	History   Kind = "history"   // 历史工单
	Units     Kind = "units"     // 承办单位
	Users     Kind = "users"     // 账号
	Catalogue Kind = "catalogue" // 派单目录
)

// Kinds lists all kinds.
var Kinds = []Kind{Tickets, History, Units, Users, Catalogue}

// Field is something a row of a kind may say.
type Field struct {
	Key  string   `json:"key"`
	Need bool     `json:"need,omitempty"`
	Type string   `json:"type"` // text, time, unit, units, category, list, or the list of words it takes
	Pick []string `json:"pick,omitempty"`
}

// The types of fields that are no list of words.
const (
	ofText     = "text"
	ofTime     = "time"
	ofUnit     = "unit"
	ofUnits    = "units"
	ofCategory = "category"
	ofList     = "list"
)

// Fields lists what a row of a kind may say, in the order a clerk thinks of it.
func (k Kind) Fields() []Field {
	text, need := func(key string) Field { return Field{Key: key, Type: ofText} }, func(f Field) Field { f.Need = true; return f }
	typed := func(key, kind string) Field { return Field{Key: key, Type: kind, Pick: codes[kind]} }
	matter := []Field{text("title"), need(text("text")), typed("type", "type"), typed("urgency", "urgency"), typed("category", ofCategory), text("town"), text("address"),
		text("name"), text("phone"), typed("anonymous", "flag"), typed("confidential", "flag"), typed("lead", ofUnit), typed("due", ofTime)}
	switch k {
	case Tickets:
		return slices.Concat([]Field{need(text("platform")), need(text("no"))}, matter, []Field{text("home"), typed("wants_reply", "flag")})
	case History:
		return slices.Concat([]Field{need(text("platform")), text("no"), need(typed("at", ofTime))}, matter,
			[]Field{typed("channel", "channel"), text("reply"), typed("replied", ofTime), typed("closed", ofTime)})
	case Units:
		return []Field{need(text("code")), need(text("name")), text("short"), need(typed("group", "group")), typed("parent", ofUnit), text("phone"), typed("areas", ofList), typed("active", "flag"), typed("successor", ofUnit)}
	case Users:
		return []Field{need(text("username")), need(text("name")), need(typed("role", "role")), typed("unit", ofUnit), typed("post", "post"), typed("active", "flag")}
	case Catalogue:
		return []Field{text("id"), need(text("name")), text("chapter"), text("parent"), typed("category", ofCategory), typed("any", ofList), typed("all", ofList), typed("none", ofList),
			typed("towns", ofList), typed("types", ofList), typed("lead", ofUnit), typed("co_units", ofUnits), typed("urgency", "urgency"), text("basis"), text("confidence"),
			typed("by_hand", "flag"), text("note"), typed("continue", "flag")}
	}
	return nil
}

// field finds a field by its key.
func (k Kind) field(key string) (Field, bool) {
	fields := k.Fields()
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

// names are the synonyms of a field; history has those of tickets too.
func (k Kind) names(key string) []string {
	list := synonyms[k][key]
	if k == History && list == nil {
		list = synonyms[Tickets][key]
	}
	return list
}

// bare is the name of a column without what is only decoration.
func bare(name string) string {
	name = strings.ToLower(dropBrackets(name))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) && r != '_' || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, name)
}

// dropBrackets drops what stands in brackets, as in 电话（必填）.
func dropBrackets(s string) string {
	depth := 0
	out := strings.Map(func(r rune) rune {
		switch r {
		case '(', '（', '[', '【':
			depth++
			return -1
		case ')', '）', ']', '】':
			depth = max(0, depth-1)
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, s)
	if strings.TrimSpace(out) == "" {
		return s
	}
	return out
}

// Guess maps columns to fields by their names: first those that are exactly
// known, then those that contain a known name. Joined names count by their last
// part, as 来电人/姓名.
func (k Kind) Guess(columns []string) map[string]Source {
	out, taken := map[string]Source{}, map[string]bool{}
	take := func(fits func(column, name string) bool) {
		for _, f := range k.Fields() {
			if _, ok := out[f.Key]; ok {
				continue
			}
			for _, name := range k.names(f.Key) {
				i := slices.IndexFunc(columns, func(c string) bool { return !taken[c] && fits(c, bare(name)) })
				if i >= 0 {
					out[f.Key], taken[columns[i]] = Source{Column: columns[i]}, true
					break
				}
			}
		}
	}
	last := func(c string) string { return c[strings.LastIndexByte(c, '/')+1:] }
	take(func(c, name string) bool { return bare(c) == name })
	take(func(c, name string) bool { return bare(last(c)) == name })
	take(func(c, name string) bool { return len([]rune(name)) > 2 && strings.Contains(bare(c), name) })
	if _, ok := out["platform"]; !ok && (k == Tickets || k == History) {
		out["platform"] = Source{Constant: "city"}
	}
	return out
}

// wordOf finds the code of a word in a list of words.
func wordOf(list, word string) (string, bool) {
	if slices.Contains(codes[list], word) {
		return word, true
	}
	code, ok := wordLists[list][word]
	if !ok {
		code, ok = wordLists[list][strings.ToLower(word)]
	}
	return code, ok
}

// Source is where the value of a field comes from and what is done with it.
type Source struct {
	Column   string            `json:"column,omitempty"`
	Constant string            `json:"constant,omitempty"` // where there is no column, or its cell is empty
	Format   string            `json:"format,omitempty"`   // of a time: yyyy-MM-dd HH:mm
	Values   map[string]string `json:"values,omitempty"`   // words of the file → codes
}

// Mapping says which column is which field (字段对应).
type Mapping map[string]Source

// Check finds what is wrong with a mapping for a file with these columns.
func (m Mapping) Check(k Kind, columns []string) error {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		f, ok := k.field(key)
		s := m[key]
		switch {
		case !ok:
			return dispatch.FieldError("mapping."+key, "unknown_field")
		case s.Column != "" && !slices.Contains(columns, s.Column):
			return dispatch.FieldError("mapping."+key, "column_unknown")
		case len(s.Values) > 500:
			return dispatch.FieldError("mapping."+key, "too_many", 500)
		case len([]rune(s.Constant)) > dispatch.MaxShort || len(s.Format) > 40:
			return dispatch.FieldError("mapping."+key, "too_long", dispatch.MaxShort)
		case f.Type != ofTime && s.Format != "":
			return dispatch.FieldError("mapping."+key, "unknown_value")
		}
	}
	return nil
}

// Ready tells that every field a row must have comes from somewhere.
func (m Mapping) Ready(k Kind) error {
	var faults dispatch.Faults
	for _, f := range k.Fields() {
		if s := m[f.Key]; f.Need && s.Column == "" && s.Constant == "" {
			faults = append(faults, dispatch.FieldError("mapping."+f.Key, "column_needed"))
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}
