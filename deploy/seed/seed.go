// Package seed is a sample district (示范区): its handling units, categories,
// dispatch catalogue, accounts and what its citizens call about. All names are
// made up. It serves the demonstration, tests and the load generator.
package seed

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"hotline/dispatch"
)

//go:embed units.json
var unitsJSON []byte

//go:embed categories.json
var categoriesJSON []byte

//go:embed catalogue.json
var catalogueJSON []byte

//go:embed open311.json
var open311JSON []byte

//go:embed users.json
var usersJSON []byte

// Units are the 78 handling units in three groups: 18 towns, 40 bureaus, 20
// companies.
func Units() []dispatch.Unit { return read[[]dispatch.Unit]("units.json", unitsJSON) }

// Categories are the three levels of the classification, by code.
func Categories() []dispatch.Category {
	return read[[]dispatch.Category]("categories.json", categoriesJSON)
}

// CatalogueJSON is the dispatch catalogue (派单目录) as it is stored.
func CatalogueJSON() []byte { return append([]byte(nil), catalogueJSON...) }

// Open311JSON are the settings of the Open311 interface: what is published, with
// the questions that services ask.
func Open311JSON() []byte { return append([]byte(nil), open311JSON...) }

// Catalogue is the dispatch catalogue ready to match.
func Catalogue() *dispatch.Catalogue {
	c, err := dispatch.ParseCatalogue(catalogueJSON)
	if err != nil {
		panic("seed: catalogue.json: " + err.Error()) // embedded, and read by a test
	}
	return c
}

// UnitMap are the units by code.
func UnitMap() map[string]dispatch.Unit {
	m := map[string]dispatch.Unit{}
	for _, u := range Units() {
		m[u.Code] = u
	}
	return m
}

// Users are the hotline's accounts and one liaison (联络员) for each unit, named
// liaison-<unit code>. They have no password yet.
func Users() []dispatch.User {
	file := read[struct {
		Users    []dispatch.User `json:"users"`
		Surnames []string        `json:"surnames"`
	}]("users.json", usersJSON)
	var out []dispatch.User
	for _, u := range file.Users {
		u.Active = true
		if u.Role != dispatch.RoleLiaison {
			out = append(out, u)
			continue
		}
		for i, unit := range Units() {
			l := u
			l.Unit, l.Post = unit.Code, "A"
			l.Username = strings.ReplaceAll(u.Username, "{unit}", unit.Code)
			l.Name = strings.NewReplacer("{short}", unit.Short, "{surname}", file.Surnames[i%len(file.Surnames)]).Replace(u.Name)
			out = append(out, l)
			second := file.Surnames[(i+len(file.Surnames)/2)%len(file.Surnames)]
			l.Username, l.Post = l.Username+"-b", "B"
			l.Name = strings.NewReplacer("{short}", unit.Short, "{surname}", second).Replace(u.Name)
			out = append(out, l)
		}
	}
	return out
}

// read decodes an embedded file; a test reads them all, so a fault shows there.
func read[T any](name string, data []byte) T {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		panic(fmt.Sprintf("seed: %s: %v", name, err))
	}
	return v
}
