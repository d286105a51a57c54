package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/sla"
)

// LoadBrief reads what people did to the brief of a month, with its version; an
// untouched brief has version 0.
func LoadBrief(ctx context.Context, st dispatch.Store, month string) (dispatch.Brief, int, error) {
	b, version, err := load[dispatch.Brief](ctx, st, dispatch.KindBrief, month)
	if dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
		return dispatch.Brief{Month: month}, 0, nil
	}
	return b, version, err
}

// PutBrief writes the brief where the stored version is the given one.
func PutBrief(ctx context.Context, st dispatch.Store, b dispatch.Brief, version int, now time.Time) error {
	body, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("brief %s: %w", b.Month, err)
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindBrief, ID: b.Month, Version: version, Body: body, At: now})
	return err
}

// Printed is the brief as it prints: the one published, else the computed one
// with what people decided about it and the serial it would get.
func Printed(ctx context.Context, st dispatch.Store, kept dispatch.Brief, generated sla.Brief) (sla.Brief, error) {
	if kept.Printed != nil {
		return *kept.Printed, nil
	}
	b, _, err := composed(ctx, st, kept, generated)
	return b, err
}

// composed is the brief as it would be published now, with its serial. A
// correction keeps the serial of what it takes the place of.
func composed(ctx context.Context, st dispatch.Store, kept dispatch.Brief, generated sla.Brief) (sla.Brief, int, error) {
	b := sla.Compose(generated, kept.Composition)
	if kept.Correcting {
		return b.Numbered(kept.Serial).Replacing(*kept.Printed), kept.Serial, nil
	}
	serial, err := nextSerial(ctx, st)
	return b.Numbered(serial), serial, err
}

// loadIssued reads a brief of the month as it was issued: the n-th, of which the
// last is the one in force.
func loadIssued(ctx context.Context, st dispatch.Store, kept dispatch.Brief, n int) (dispatch.Brief, error) {
	if n == kept.N() && kept.Printed != nil {
		return kept, nil
	}
	b, _, err := load[dispatch.Brief](ctx, st, dispatch.KindBriefIssued, dispatch.BriefIssuedID(kept.Month, n))
	if err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
		err = dispatch.Errorf(dispatch.NotFound, "brief_not_published")
	}
	return b, err
}

// putIssued keeps the brief in force as it was issued, before a correction takes
// its place.
func putIssued(ctx context.Context, st dispatch.Store, kept dispatch.Brief, now time.Time) error {
	id := dispatch.BriefIssuedID(kept.Month, kept.N())
	_, version, err := load[dispatch.Brief](ctx, st, dispatch.KindBriefIssued, id)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	kept.Correcting = false
	body, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("brief %s: %w", id, err)
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindBriefIssued, ID: id, Version: version, Body: body, At: now})
	return err
}

// nextSerial is the number (总第N期) of the brief published next.
func nextSerial(ctx context.Context, st dispatch.Store) (int, error) {
	n := 1
	err := dispatch.EachRecord(ctx, st, dispatch.KindBrief, func(r dispatch.Record) error {
		var b dispatch.Brief
		if err := json.Unmarshal(r.Body, &b); err != nil {
			return fmt.Errorf("brief %s: %w", r.ID, err)
		}
		if b.Printed != nil {
			n++
		}
		return nil
	})
	return n, err
}

// withheld are the names a public edition leaves out: of all units and of
// everybody with an account.
func withheld(ctx context.Context, st dispatch.Store, units []dispatch.Unit) (sla.Withheld, error) {
	var w sla.Withheld
	for _, u := range units {
		w.Units = append(w.Units, u.Name, u.ShortName())
	}
	err := dispatch.EachRecord(ctx, st, dispatch.KindUser, func(r dispatch.Record) error {
		var u dispatch.User
		err := json.Unmarshal(r.Body, &u)
		for _, name := range []string{u.Name, u.Username} {
			if utf8.RuneCountInString(name) > 1 { // one character is a word of its own, not a name
				w.People = append(w.People, name)
			}
		}
		return err
	})
	return w, err
}

// PublishBrief freezes the brief of a published month and tells every unit that
// handles tickets.
func PublishBrief(ctx context.Context, st dispatch.Store, kept dispatch.Brief, version int, generated sla.Brief, units []dispatch.Unit, by dispatch.Actor, now time.Time) (dispatch.Brief, error) {
	if !kept.Fixed() && generated.Draft {
		return kept, dispatch.Errorf(dispatch.Conflict, "brief_month_open")
	}
	printed, serial, err := composed(ctx, st, kept, generated)
	if err != nil {
		return kept, err
	}
	w, err := withheld(ctx, st, units)
	if err != nil {
		return kept, err
	}
	printed.Date = sla.ChineseDay(now)
	b, err := kept.Publish(printed, sla.PublicEdition(printed, w), serial, recipients(dispatch.Bulletin{}, units), by, now)
	if err != nil {
		return kept, err
	}
	if kept.Correcting {
		if err := putIssued(ctx, st, kept, now); err != nil {
			return kept, err
		}
	}
	if err := PutBrief(ctx, st, b, version, now); err != nil {
		return kept, err
	}
	var notices []dispatch.Notice
	for _, unit := range b.Recipients {
		notices = append(notices, notify.BriefIssued(b, unit, now))
	}
	return b, st.Post(ctx, notices)
}
