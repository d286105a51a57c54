package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"time"

	"hotline/dispatch"
)

// epoch names this life of the store. Of servers that start at once one makes
// the name.
func epoch(ctx context.Context, st dispatch.Store, now time.Time) (name string, err error) {
	body, err := json.Marshal(rand.Text())
	if err != nil {
		return "", err
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindSetting, ID: dispatch.SettingEpoch, Body: body, At: now})
	if err != nil && dispatch.CodeOf(err) != dispatch.Exists {
		return "", err
	}
	r, err := st.Record(ctx, dispatch.KindSetting, dispatch.SettingEpoch)
	if err != nil {
		return "", err
	}
	return name, json.Unmarshal(r.Body, &name)
}
