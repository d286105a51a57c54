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
	serial, err := nextSerial(ctx, st)
	return sla.Compose(generated, kept.Composition).Numbered(serial), err
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
	if kept.Printed == nil && generated.Draft {
		return kept, dispatch.Errorf(dispatch.Conflict, "brief_month_open")
	}
	serial, err := nextSerial(ctx, st)
	if err != nil {
		return kept, err
	}
	w, err := withheld(ctx, st, units)
	if err != nil {
		return kept, err
	}
	printed := sla.Compose(generated, kept.Composition).Numbered(serial)
	printed.Date = sla.ChineseDay(now)
	b, err := kept.Publish(printed, sla.PublicEdition(printed, w), serial, recipients(dispatch.Bulletin{}, units), by, now)
	if err != nil {
		return kept, err
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
