package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/api"
	"hotline/server/imports"
	"hotline/server/store"
)

// records gives the active key to what records hide: where channels lead, the
// addresses of persons, the secrets of second factors, the numbers of
// calls, the files of imports. It returns how many were sealed anew.
func (r *rotation) records(ctx context.Context) (done int, err error) {
	for _, kind := range slices.Concat([]string{dispatch.KindChannel, dispatch.KindContact, dispatch.KindFactor, dispatch.KindCall, dispatch.KindMissed, dispatch.KindTalk}, imports.Sealed) {
		err := dispatch.EachRecord(ctx, r.store, kind, func(rec dispatch.Record) error {
			ok, err := r.resealed(ctx, rec)
			if ok {
				done++
			}
			return err
		})
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// resealed writes a record sealed by the active key, once more when it changed
// meanwhile, as calls do.
func (r *rotation) resealed(ctx context.Context, rec dispatch.Record) (ok bool, err error) {
	for range 5 {
		var fresh dispatch.Record
		if fresh, ok, err = r.reseal(rec); err != nil || !ok {
			return false, err
		}
		if _, err = r.store.PutRecord(ctx, fresh); dispatch.CodeOf(err) != dispatch.Conflict || err == nil {
			return err == nil, err
		}
		again, err := r.store.Record(ctx, rec.Kind, rec.ID)
		if dispatch.CodeOf(err) == dispatch.NotFound && err != nil { // it was removed meanwhile
			return false, nil
		}
		if err != nil {
			return false, err
		}
		rec = again
	}
	return false, err
}

// reseal is a record sealed by the active key; ok is false when it is already.
func (r *rotation) reseal(rec dispatch.Record) (_ dispatch.Record, ok bool, err error) {
	if rec.Kind == dispatch.KindChannel {
		o, err := notify.ReadOutlet(rec)
		if err != nil || o.Sealed == "" || store.SealedBy(o.Sealed) == r.keys.ring.Active() {
			return rec, false, err
		}
		if o.Sealed, err = r.turn(o.ID, o.Sealed); err != nil {
			return rec, false, err
		}
		rec.Body, err = json.Marshal(o)
		return rec, err == nil, err
	}
	if rec.Kind == dispatch.KindFactor {
		return r.resealFactor(rec)
	}
	if slices.Contains(imports.Sealed, rec.Kind) {
		fresh, ok, err := imports.Reseal(rec, r.keys.ring.Active(), store.SealedBy, r.turn)
		if err != nil {
			err = fmt.Errorf("%s %s: %w", rec.Kind, rec.ID, err)
		}
		return fresh, ok, err
	}
	if rec.Kind == dispatch.KindCall || rec.Kind == dispatch.KindMissed {
		return r.resealCall(rec)
	}
	var doc notify.SealedReach
	if err := json.Unmarshal(rec.Body, &doc); err != nil {
		return rec, false, fmt.Errorf("contact %s: %w", rec.ID, err)
	}
	if store.SealedBy(doc.Sealed) == r.keys.ring.Active() {
		return rec, false, nil
	}
	of := dispatch.ReachSeal(rec.ID)
	if rec.Kind == dispatch.KindTalk {
		of = api.TalkSeal(rec.ID)
	}
	if doc.Sealed, err = r.turn(of, doc.Sealed); err != nil {
		return rec, false, err
	}
	rec.Body, err = json.Marshal(doc)
	return rec, err == nil, err
}

// resealFactor changes the sealed part of a second factor and nothing beside it.
func (r *rotation) resealFactor(rec dispatch.Record) (_ dispatch.Record, ok bool, err error) {
	var doc map[string]any
	if err := json.Unmarshal(rec.Body, &doc); err != nil {
		return rec, false, fmt.Errorf("second factor %s: %w", rec.ID, err)
	}
	sealed, _ := doc["sealed"].(string)
	if sealed == "" || store.SealedBy(sealed) == r.keys.ring.Active() {
		return rec, false, nil
	}
	if doc["sealed"], err = r.turn(api.FactorSeal(rec.ID), sealed); err != nil {
		return rec, false, err
	}
	rec.Body, err = json.Marshal(doc)
	return rec, err == nil, err
}

// resealCall changes the sealed number of a call or a call-back and nothing beside
// it.
func (r *rotation) resealCall(rec dispatch.Record) (_ dispatch.Record, ok bool, err error) {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(rec.Body, &doc); err != nil {
		return rec, false, fmt.Errorf("%s %s: %w", rec.Kind, rec.ID, err)
	}
	var sealed string
	if json.Unmarshal(doc["sealed"], &sealed) != nil || sealed == "" || store.SealedBy(sealed) == r.keys.ring.Active() {
		return rec, false, nil // nobody's number is in it, or it is done
	}
	of := api.CallSeal(rec.ID)
	if rec.Kind == dispatch.KindMissed {
		of = api.MissedSeal(rec.ID)
	}
	if sealed, err = r.turn(of, sealed); err != nil {
		return rec, false, err
	}
	if doc["sealed"], err = json.Marshal(sealed); err != nil {
		return rec, false, err
	}
	rec.Body, err = json.Marshal(doc)
	return rec, err == nil, err
}

// turn opens and seals.
func (r *rotation) turn(of, sealed string) (string, error) {
	plain, err := r.keys.ring.OpenText(of, sealed)
	if err != nil {
		return "", err
	}
	return r.keys.ring.SealText(of, plain)
}
