package notify

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"hotline/dispatch"
)

// Kinds lists the kinds of notices there are, by name: those with a sentence.
func Kinds() []string {
	var out []string
	for _, t := range texts.Templates() {
		name := t.Name()
		if strings.HasSuffix(name, ".tmpl") || strings.HasPrefix(name, "title_") || strings.HasPrefix(name, "channel_") ||
			slices.Contains([]string{"clock", "level", "rule", "letter"}, name) {
			continue
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// ReadOutlet reads the record of a channel.
func ReadOutlet(r dispatch.Record) (o dispatch.Outlet, err error) {
	if err := json.Unmarshal(r.Body, &o); err != nil {
		return o, fmt.Errorf("channel %s: %w", r.ID, err)
	}
	return o, nil
}
