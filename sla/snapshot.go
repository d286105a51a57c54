package sla

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Snapshot is all that a month is scored from, frozen (考核快照): whoever scores it
// again, at any time and anywhere, finds the same result to the last bit.
type Snapshot struct {
	Month   string
	At      time.Time // the moment the records stood so
	Scheme  Scheme
	Units   []ScoredUnit
	Records []Record // in canonical order
}

// NewSnapshot brings the input of a month into canonical form: times in UTC to
// the millisecond, units and records in one order whatever theirs was, and no
// record that the month could not notice.
func NewSnapshot(month string, at time.Time, s Scheme, units []ScoredUnit, recs []Record) Snapshot {
	snap := Snapshot{Month: month, At: canonicalTime(at), Scheme: s.canonical(), Units: slices.Clone(units)}
	slices.SortFunc(snap.Units, func(a, b ScoredUnit) int { return cmp.Compare(a.Code, b.Code) })
	from, _, err := PeriodBounds(month)
	for _, r := range recs {
		if err != nil || !r.Until().Before(from) {
			snap.Records = append(snap.Records, r.canonical())
		}
	}
	slices.SortStableFunc(snap.Records, compareRecords)
	return snap
}

// compareRecords orders by ticket and unit; what one unit has twice of a ticket
// (two returns) by its own text, so that the order never depends on the reader.
func compareRecords(a, b Record) int {
	if c := cmp.Or(cmp.Compare(a.No, b.No), cmp.Compare(a.Unit, b.Unit)); c != 0 {
		return c
	}
	return bytes.Compare(line(a), line(b))
}

func (r Record) canonical() Record {
	for _, t := range []*time.Time{&r.Registered, &r.Dispatched, &r.Closed, &r.RepliedAt, &r.CallbackAt,
		&r.Accept.Due, &r.Accept.Met, &r.Contact.Due, &r.Contact.Met, &r.Resolve.Due, &r.Resolve.Met} {
		*t = canonicalTime(*t)
	}
	return r
}

func canonicalTime(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

// snapshotHead is the first line of the encoding; every record is one more.
type snapshotHead struct {
	Month  string       `json:"month"`
	At     time.Time    `json:"at"`
	Scheme Scheme       `json:"scheme"`
	Units  []ScoredUnit `json:"units"`
}

// Encode is the canonical encoding: JSON lines, in which a field that is zero is
// left out, so that a field that records gain later changes no old snapshot.
func (s Snapshot) Encode() []byte {
	var b bytes.Buffer
	b.Write(line(snapshotHead{s.Month, s.At, s.Scheme, s.Units}))
	for i := range s.Records {
		b.Write(line(s.Records[i]))
	}
	return b.Bytes()
}

func line(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("sla: a snapshot holds only texts, numbers and times: %v", err))
	}
	return append(data, '\n')
}

// Hash is the SHA-256 of the encoding.
func (s Snapshot) Hash() string { return digest(s.Encode()) }

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// ErrDamaged says that a frozen month is not what was frozen.
var ErrDamaged = errors.New("the frozen month is damaged")

// ParseSnapshot reads an encoding, and refuses one whose hash is not the given one.
func ParseSnapshot(data []byte, hash string) (Snapshot, error) {
	if sum := digest(data); sum != hash {
		return Snapshot{}, fmt.Errorf("%w: hash %.12s instead of %.12s", ErrDamaged, sum, hash)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	var h snapshotHead
	if err := dec.Decode(&h); err != nil {
		return Snapshot{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	s := Snapshot{Month: h.Month, At: h.At, Scheme: h.Scheme, Units: h.Units}
	for dec.More() {
		var r Record
		if err := dec.Decode(&r); err != nil {
			return Snapshot{}, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		s.Records = append(s.Records, r)
	}
	return s, nil
}

// Adjusted are the records with what was decided about them since.
func (s Snapshot) Adjusted(adjustments []Adjustment) []Record {
	return Adjust(s.Records, adjustments)
}

// Score is the month of the snapshot with the adjustments applied.
func (s Snapshot) Score(adjustments []Adjustment) Month {
	return Score(s.Scheme, s.Month, s.Units, s.Adjusted(adjustments))
}

// Difference is a record that two snapshots of a month do not have alike.
type Difference struct {
	No    string `json:"no"`
	Unit  string `json:"unit,omitempty"`
	Field string `json:"field"` // "record" where one side has none
	Kept  string `json:"kept"`  // as it was frozen
	Found string `json:"found"` // as it is found now
}

// Differs names what differs between the frozen snapshot and one made again, the
// head first, then ticket by ticket; at most the given number.
func (s Snapshot) Differs(again Snapshot, most int) []Difference {
	out := differences("", "", snapshotHead{s.Month, s.At, s.Scheme, s.Units}, snapshotHead{again.Month, again.At, again.Scheme, again.Units})
	kept, found := s.Records, again.Records
	for len(kept)+len(found) > 0 && len(out) < most {
		switch order := orderOf(kept, found); {
		case order < 0:
			out = append(out, Difference{No: kept[0].No, Unit: kept[0].Unit, Field: "record", Kept: "there", Found: "missing"})
			kept = kept[1:]
		case order > 0:
			out = append(out, Difference{No: found[0].No, Unit: found[0].Unit, Field: "record", Kept: "missing", Found: "there"})
			found = found[1:]
		default:
			out = append(out, differences(kept[0].No, kept[0].Unit, kept[0], found[0])...)
			kept, found = kept[1:], found[1:]
		}
	}
	return out[:min(len(out), most)]
}

func orderOf(a, b []Record) int {
	switch {
	case len(b) == 0:
		return -1
	case len(a) == 0:
		return 1
	}
	return cmp.Or(cmp.Compare(a[0].No, b[0].No), cmp.Compare(a[0].Unit, b[0].Unit))
}

// differences compares two values of a kind, field by field of their encoding.
func differences(no, unit string, kept, found any) []Difference {
	a, b := fieldsOf(kept), fieldsOf(found)
	var names []string
	for _, m := range []map[string]json.RawMessage{a, b} {
		for name := range m {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []Difference
	for _, name := range slices.Compact(names) {
		if !bytes.Equal(a[name], b[name]) {
			out = append(out, Difference{No: no, Unit: unit, Field: name, Kept: string(a[name]), Found: string(b[name])})
		}
	}
	return out
}

func fieldsOf(v any) map[string]json.RawMessage {
	var out map[string]json.RawMessage
	if err := json.Unmarshal(line(v), &out); err != nil {
		panic(fmt.Sprintf("sla: what was encoded can be read: %v", err))
	}
	return out
}
