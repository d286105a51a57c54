package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/sla"
)

// bulletinSettingsID is the setting in which it stands how bulletins are sent.
const bulletinSettingsID = "bulletins"

// hotlineDesk is the hotline's own unit, which gets no bulletins of its own.
const hotlineDesk = "hotline"

// bulletinSettings are what a supervisor decides once for all bulletins.
type bulletinSettings struct {
	// WeeklySends lets the weekly bulletin go out on Monday without a look.
	WeeklySends bool `json:"weekly_sends"`
}

// BulletinSettings reads the settings; those of a new hotline send nothing by
// themselves.
func BulletinSettings(ctx context.Context, st dispatch.Store) (bulletinSettings, error) {
	v, _, err := load[bulletinSettings](ctx, st, dispatch.KindSetting, bulletinSettingsID)
	if dispatch.CodeOf(err) == dispatch.NotFound {
		return bulletinSettings{}, nil
	}
	return v, err
}

// LoadBulletin reads a bulletin with its version.
func LoadBulletin(ctx context.Context, st dispatch.Store, id string) (dispatch.Bulletin, int, error) {
	b, version, err := load[dispatch.Bulletin](ctx, st, dispatch.KindBulletin, id)
	if err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
		return b, 0, dispatch.Errorf(dispatch.NotFound, "bulletin_unknown", clip(id, 50))
	}
	return b, version, err
}

// PutBulletin writes the bulletin where the stored version is the given one.
func PutBulletin(ctx context.Context, st dispatch.Store, b dispatch.Bulletin, version int, now time.Time) error {
	body, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("bulletin %s: %w", b.ID(), err)
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindBulletin, ID: b.ID(), Version: version, Body: body, At: now})
	return err
}

// SendBulletin freezes the bulletin and tells every unit that gets it.
func SendBulletin(ctx context.Context, st dispatch.Store, b dispatch.Bulletin, version int, units []dispatch.Unit, by dispatch.Actor, now time.Time) (dispatch.Bulletin, error) {
	sent, err := b.Send(recipients(b, units), by, now)
	if err != nil {
		return b, err
	}
	if err := PutBulletin(ctx, st, sent, version, now); err != nil {
		return b, err
	}
	var notices []dispatch.Notice
	for _, unit := range sent.Recipients {
		notices = append(notices, notify.Issued(sent, unit, now))
	}
	return sent, st.Post(ctx, notices)
}

// recipients are the units a bulletin goes to: feedback to its one unit, the
// others to all that handle tickets.
func recipients(b dispatch.Bulletin, units []dispatch.Unit) []string {
	if b.Kind == sla.BulletinFeedback {
		return []string{b.Unit}
	}
	var out []string
	for _, u := range units {
		if u.Active && u.Group != "" && u.Code != hotlineDesk {
			out = append(out, u.Code)
		}
	}
	return out
}
