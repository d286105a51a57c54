package sla

import (
	_ "embed"
	"encoding/json"
	"slices"
)

// Exclusion is a reason for which a ticket may be left out of a month's score
// (剔除): the code that is recorded and its name.
type Exclusion struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

//go:embed exclusions.json
var usualExclusions []byte

// UsualExclusions are the reasons that hold where a scheme declares none:
// unreasonable demands, duplicates, force majeure, pending legal process, callers
// out of reach, and what is another body's duty.
func UsualExclusions() []Exclusion {
	var list []Exclusion
	if err := json.Unmarshal(usualExclusions, &list); err != nil {
		panic("sla: usual exclusions: " + err.Error())
	}
	return list
}

// AllowedExclusions are the reasons this scheme allows.
func (s Scheme) AllowedExclusions() []Exclusion {
	if len(s.Exclusions) > 0 {
		return s.Exclusions
	}
	return UsualExclusions()
}

// Exclusion finds an allowed reason by its code.
func (s Scheme) Exclusion(code string) (Exclusion, bool) {
	list := s.AllowedExclusions()
	i := slices.IndexFunc(list, func(e Exclusion) bool { return e.Code == code })
	if i < 0 {
		return Exclusion{}, false
	}
	return list[i], true
}
