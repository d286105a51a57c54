package open311

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// encodeXML writes a value by the names of its JSON: no namespace, an empty
// element for what is missing, an element around every list whose items are named
// by the tag item.
func encodeXML(root, item string, v any) []byte {
	var w xmlWriter
	w.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.element(root, item, reflect.ValueOf(v))
	return []byte(w.b.String())
}

type xmlWriter struct{ b strings.Builder }

func (w *xmlWriter) element(name, item string, v reflect.Value) {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			w.leaf(name, "")
			return
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Struct:
		w.b.WriteString("<" + name + ">")
		w.fields(v)
		w.b.WriteString("</" + name + ">")
	case reflect.Slice:
		w.list(name, item, v)
	case reflect.String:
		w.leaf(name, v.String())
	case reflect.Bool:
		w.leaf(name, strconv.FormatBool(v.Bool()))
	case reflect.Int:
		w.leaf(name, strconv.FormatInt(v.Int(), 10))
	case reflect.Float64:
		w.leaf(name, strconv.FormatFloat(v.Float(), 'f', -1, 64))
	default:
		panic(fmt.Sprintf("open311: no XML for %s", v.Type()))
	}
}

func (w *xmlWriter) list(name, item string, v reflect.Value) {
	if m, ok := v.Interface().(Media); ok {
		for _, address := range m {
			w.leaf(name, address)
		}
		if len(m) == 0 {
			w.leaf(name, "")
		}
		return
	}
	w.b.WriteString("<" + name + ">")
	for i := range v.Len() {
		w.element(item, "", v.Index(i))
	}
	w.b.WriteString("</" + name + ">")
}

func (w *xmlWriter) fields(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if options == "omitempty" && (v.Field(i).IsZero() || v.Field(i).Kind() == reflect.Slice && v.Field(i).Len() == 0) {
			continue
		}
		w.element(name, f.Tag.Get("item"), v.Field(i))
	}
}

func (w *xmlWriter) leaf(name, text string) {
	w.b.WriteString("<" + name + ">")
	for _, r := range text {
		switch r {
		case '&':
			w.b.WriteString("&amp;")
		case '<':
			w.b.WriteString("&lt;")
		case '>':
			w.b.WriteString("&gt;")
		case '\r':
			w.b.WriteString("&#xD;")
		default:
			if inXML(r) {
				w.b.WriteRune(r)
			}
		}
	}
	w.b.WriteString("</" + name + ">")
}

// inXML tells whether XML 1.0 has the character at all.
func inXML(r rune) bool {
	return r == '\t' || r == '\n' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
