package imports

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"hotline/dispatch"
)

// Profile is a mapping with a name (映射方案).
type Profile struct {
	Name    string    `json:"name"`
	Kind    Kind      `json:"kind"`
	Mapping Mapping   `json:"mapping"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// Profiles lists the saved mappings.
func (d *Desk) Profiles(ctx context.Context) ([]Profile, error) {
	out := []Profile{}
	return out, dispatch.EachRecord(ctx, d.Store, kindProfile, func(r dispatch.Record) error {
		var p Profile
		err := json.Unmarshal(r.Body, &p)
		out = append(out, p)
		return err
	})
}

// SaveProfile keeps a mapping; one of the same name is replaced.
func (d *Desk) SaveProfile(ctx context.Context, p Profile) (Profile, error) {
	if err := dispatch.CheckName("name", p.Name, 40); err != nil {
		return p, err
	}
	if !slices.Contains(Kinds, p.Kind) {
		return p, dispatch.FieldError("kind", "unknown_value")
	}
	var columns []string
	for _, s := range p.Mapping {
		if s.Column != "" {
			columns = append(columns, s.Column)
		}
	}
	if err := p.Mapping.Check(p.Kind, columns); err != nil {
		return p, err
	}
	p.At = d.Now().UTC()
	return p, put(ctx, d.Store, kindProfile, string(p.Kind)+"/"+p.Name, p, p.At)
}

// DropProfile forgets a mapping.
func (d *Desk) DropProfile(ctx context.Context, k Kind, name string) error {
	return d.Store.DeleteRecord(ctx, kindProfile, string(k)+"/"+name)
}

// adopt takes the saved mapping over that has most of its columns in the file, the
// newest of equals. Where some are not there any more the guess fills the gaps, and
// the clerk is told to look.
func (d *Desk) adopt(ctx context.Context, m *Import) {
	all, err := d.Profiles(ctx)
	if err != nil {
		return // the guess is good enough
	}
	var best Profile
	most := 0.5
	for _, p := range all {
		if p.Kind != m.Kind {
			continue
		}
		if share := p.fits(m.Columns); share > most || share == most && p.At.After(best.At) {
			best, most = p, share
		}
	}
	switch {
	case best.Name == "":
	case most == 1:
		m.Mapping, m.Profile = best.Mapping, best.Name
	default:
		m.Mapping = best.Mapping.within(m.Columns, m.Mapping)
		m.Notes = append(m.Notes, noteProfile)
	}
}

// fits is the share of the columns of a mapping that are there.
func (p Profile) fits(columns []string) float64 {
	named, there := 0, 0
	for _, s := range p.Mapping {
		if s.Column == "" {
			continue
		}
		if named++; slices.Contains(columns, s.Column) {
			there++
		}
	}
	return float64(there) / float64(max(named, 1))
}

// within is what of a mapping is of these columns, with a guess for the rest.
func (m Mapping) within(columns []string, guess Mapping) Mapping {
	out, taken := Mapping{}, map[string]bool{}
	for key, s := range m {
		if s.Column == "" || slices.Contains(columns, s.Column) {
			out[key], taken[s.Column] = s, s.Column != ""
		}
	}
	for key, s := range guess {
		if _, ok := out[key]; !ok && !taken[s.Column] {
			out[key] = s
		}
	}
	return out
}
