package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"hotline/server/imports"
)

func asErr[T error](err error, to *T) bool { return errors.As(err, to) }

// cell writes a field of an item the way a column wants it. A time is that of the
// screen; a code is its word.
func (s *server) cell(it item, col listColumn, words map[string]map[string]string) any {
	v := it.at(col.field)
	switch col.how {
	case "time":
		return momentCell(v)
	case "yes":
		b, _ := v.(bool)
		return yes(b)
	case "flag": // what an import reads again: an empty cell would say nothing
		if b, _ := v.(bool); !b {
			return exportNo
		}
		return exportYes
	case "count": // where nought is said, too
		if f, ok := number(v); ok {
			return f
		}
		return ""
	case "percent":
		if f, ok := number(v); ok {
			return fmt.Sprintf("%.1f%%", f)
		}
		return ""
	case "share": // of one
		if f, ok := number(v); ok {
			return fmt.Sprintf("%.1f%%", 100*f)
		}
		return ""
	case "limit":
		text, _ := v.(string)
		return limitCell(text)
	case "unit":
		code, _ := v.(string)
		return s.unitName(code)
	case "units", "names", "list", "none":
		return s.listCell(v, col.how)
	case "clock":
		return dueOf(it)
	case "clock_kind":
		return word(words["clock"], fmt.Sprint(plainCell(v)))
	case "":
		return plainCell(v)
	}
	code := fmt.Sprint(plainCell(v))
	if list, ok := v.([]any); ok {
		parts := make([]string, len(list))
		for i, x := range list {
			parts[i] = word(words[col.how], fmt.Sprint(plainCell(x)))
		}
		return strings.Join(parts, exportList)
	}
	return word(words[col.how], code)
}

func number(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

func word(list map[string]string, code string) string {
	if w, ok := list[code]; ok {
		return w
	}
	return code
}

func momentCell(v any) string {
	text, _ := v.(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return clockTime(at)
}

// plainCell is a text or a number; nought is not worth a cell's ink.
func plainCell(v any) any {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return yes(v)
	case json.Number:
		if n, err := v.Int64(); err == nil {
			if n == 0 {
				return ""
			}
			return int(n)
		}
		if f, err := v.Float64(); err == nil {
			return f
		}
		return v.String()
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

func (s *server) listCell(v any, how string) string {
	list, ok := v.([]any)
	if ok && len(list) == 0 && how == "none" { // of none, not of whom stands above
		return exportNone
	}
	parts := make([]string, 0, len(list))
	for _, x := range list {
		text := fmt.Sprint(plainCell(x))
		switch how {
		case "units":
			text = s.unitName(text)
		case "names": // a unit with its name
			m, _ := x.(map[string]any)
			text = fmt.Sprint(plainCell(m["unit_name"]))
		}
		parts = append(parts, text)
	}
	return imports.Together(parts)
}

// dueOf is when the clock that runs now ends.
func dueOf(it item) string {
	clocks, _ := it["clocks"].([]any)
	for _, c := range clocks {
		if m, ok := c.(map[string]any); ok && it["current"] != nil && it["current"] != "" && m["kind"] == it["current"] {
			return momentCell(m["due"])
		}
	}
	return ""
}
