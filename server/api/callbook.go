package api

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/server/phone"
)

// Phone is how the hotline's telephone system is connected (话务接入).
type Phone struct {
	Keep      time.Duration // how long calls are kept; zero: 180 days
	Within    time.Duration // by when a missed caller is called back; zero: 30 minutes
	Recording string        // where recordings are listened to, with {recording} and {call}; "": nowhere
	// Dial has an extension call a number; nil: the telephone system cannot be told.
	Dial func(ctx context.Context, extension, number string) error
}

func (p Phone) keep() time.Duration {
	if p.Keep == 0 {
		return 180 * 24 * time.Hour
	}
	return p.Keep
}

func (p Phone) within() time.Duration {
	if p.Within == 0 {
		return 30 * time.Minute
	}
	return p.Within
}

// callDoc is a call as it is stored: the number sealed like a caller's.
type callDoc struct {
	phone.Call
	Sealed  string   `json:"sealed,omitempty"`
	Key     string   `json:"key,omitempty"`     // the number's look-up key
	Tickets []string `json:"tickets,omitempty"` // registered during the call
}

// CallSeal is what a call's number is bound to.
func CallSeal(id string) string { return "call/" + id }

// loadCall reads a call with its number.
func (s *server) loadCall(ctx context.Context, id string) (callDoc, error) {
	r, err := s.store.Record(ctx, dispatch.KindCall, id)
	if err != nil {
		if isNotFound(err) {
			err = dispatch.Errorf(dispatch.NotFound, "call_unknown")
		}
		return callDoc{}, err
	}
	return s.readCall(r)
}

func (s *server) readCall(r dispatch.Record) (callDoc, error) {
	var d callDoc
	err := json.Unmarshal(r.Body, &d)
	if err == nil && d.Sealed != "" {
		err = s.Outlets.Open(CallSeal(d.ID), d.Sealed, &d.Number)
	}
	return d, err
}

// amend changes a record, or makes it, whoever else does meanwhile; keep is how
// long it stays. fn says whether there is anything to write.
func amend[T any](ctx context.Context, s *server, kind, id string, keep time.Duration, fn func(v T, found bool) (T, bool, error)) (T, error) {
	var err error
	for range 12 {
		var r dispatch.Record
		var v T
		r, err = s.store.Record(ctx, kind, id)
		found := err == nil
		if err != nil && !isNotFound(err) {
			return v, err
		}
		if found {
			if err := json.Unmarshal(r.Body, &v); err != nil {
				return v, err
			}
		}
		v, write, err2 := fn(v, found)
		if err2 != nil || !write {
			return v, err2
		}
		body, err2 := json.Marshal(v)
		if err2 != nil {
			return v, err2
		}
		now := s.now()
		_, err = s.store.PutRecord(ctx, dispatch.Record{Kind: kind, ID: id, Version: r.Version, Body: body, At: now, Expires: now.Add(keep)})
		if c := dispatch.CodeOf(err); err == nil || (c != dispatch.Conflict && c != dispatch.Exists) {
			return v, err
		}
	}
	var none T
	return none, err
}

// callMark is where our name of a call is found by the telephone system's own.
func callMark(pbx, name string) string { return digest("call/" + pbx + "/" + name)[:32] }

type callName struct {
	Call string `json:"call"`
}

// callNamed finds or makes the name of a call; names of newer calls come first.
func (s *server) callNamed(ctx context.Context, pbx string, e phone.Event) (string, error) {
	mark := callMark(pbx, e.Call)
	v, err := amend(ctx, s, dispatch.KindCallName, mark, s.Phone.keep(), func(v callName, found bool) (callName, bool, error) {
		if found {
			return v, false, nil
		}
		return callName{descending(e.At) + "-" + mark[:10]}, true, nil
	})
	return v.Call, err
}

// callOf finds a call by our name or by the telephone system's: programs may log
// tickets with either.
func (s *server) callOf(ctx context.Context, name string) (callDoc, error) {
	d, err := s.loadCall(ctx, name)
	if !isNotFound(err) {
		return d, err
	}
	v, _, err := load[callName](ctx, s.store, dispatch.KindCallName, callMark("", name))
	if isNotFound(err) {
		return d, dispatch.Errorf(dispatch.NotFound, "call_unknown")
	}
	if err != nil {
		return d, err
	}
	return s.loadCall(ctx, v.Call)
}

// hear takes one event of a telephone system: the call, who is to be shown it,
// who is to be called back.
func (s *server) hear(ctx context.Context, pbx string, e phone.Event) error {
	key := ""
	e = s.sided(e)
	if normal, ok := dispatch.NormalPhone(e.Number); ok {
		e.Number, key = normal, s.Service.HashPhone(normal)
	} else {
		e.Number = "" // withheld, or an extension
	}
	id, err := s.callNamed(ctx, pbx, e)
	if err != nil {
		return err
	}
	seat, err := s.seatAt(ctx, e.Extension)
	if err != nil {
		return err
	}
	if key != "" { // first, so that no call is without: one that leads nowhere is passed over
		if err := s.indexCall(ctx, key, id); err != nil {
			return err
		}
	}
	changed, was := false, phone.Call{}
	d, err := amend(ctx, s, dispatch.KindCall, id, s.Phone.keep(), func(d callDoc, _ bool) (callDoc, bool, error) {
		d.ID, was = id, d.Call
		d, changed, err = s.told(d, e, seat)
		return d, changed, err
	})
	if err != nil {
		return err
	}
	if _, err := s.settleMissed(ctx, d, d.State().Missed()); err != nil || !changed {
		return err
	}
	if err := s.recount(ctx, was, d.Call); err != nil {
		return err
	}
	return s.show(ctx, d, e, seat)
}

// sided puts the citizen's number where it is sealed, also when the telephone
// system does not say that the hotline called, and leaves no number of a mobile
// where that of the hotline stands.
func (s *server) sided(e phone.Event) phone.Event {
	line, ok := dispatch.NormalPhone(e.Line)
	if ok && !e.Out && extensionForm.MatchString(e.Number) && len(e.Number) <= 6 && len(line) >= 7 {
		e.Out, e.Number = true, e.Line
	}
	if n := len(e.Number); n > 0 && n <= 4 && extensionForm.MatchString(e.Number) {
		e.Out = true // an extension speaks: one colleague asks another, and nobody waits for a person
	}
	if e.Out || dispatch.Mobile(line) {
		e.Line = ""
	}
	if number, ok := outside(e.Extension); ok {
		if e.Extension = ""; e.Kind == phone.Ringing {
			e.Kind = phone.Offered
		}
		if e.Out && e.Number == "" {
			e.Number = number
		}
	}
	return e
}

// longDigits are what may be a number within other words, as of a channel.
var longDigits = regexp.MustCompile(`[0-9]{9,}`)

// outside is the number that stands where an extension should: a trunk on which
// somebody outside is called is none.
func outside(extension string) (number string, ok bool) {
	if extension == "" {
		return "", false
	}
	for _, v := range append([]string{extension}, longDigits.FindAllString(extension, -1)...) {
		if n, ok := dispatch.NormalPhone(v); ok && (dispatch.Mobile(n) || len(n) > 8) {
			return n, true
		}
	}
	return "", false
}

// UnmarshalJSON reads a stored call. One of old may hold a citizen's number as an
// extension: no page, figure or export gets to see it.
func (d *callDoc) UnmarshalJSON(b []byte) error {
	type stored callDoc
	if err := json.Unmarshal(b, (*stored)(d)); err != nil {
		return err
	}
	d.Rang = slices.DeleteFunc(d.Rang, func(l phone.Leg) bool { _, ok := outside(l.Extension); return ok })
	known := false
	d.Answers = slices.DeleteFunc(d.Answers, func(l phone.Leg) bool {
		_, ok := outside(l.Extension)
		again := known && (ok || l.Extension == "")
		known = known || ok || l.Extension == ""
		return again
	})
	for i := range d.Answers {
		if _, ok := outside(d.Answers[i].Extension); ok {
			d.Answers[i].Extension = ""
		}
	}
	return nil
}

// told is the call with an event more.
func (s *server) told(d callDoc, e phone.Event, seat seatDoc) (callDoc, bool, error) {
	if d.Sealed != "" && d.Number.Text == "" {
		if err := s.Outlets.Open(CallSeal(d.ID), d.Sealed, &d.Number); err != nil {
			return d, false, err
		}
	}
	was := d.Call
	d.Call = d.Call.Apply(e)
	for _, legs := range [][]phone.Leg{d.Rang, d.Answers} {
		for i := range legs {
			if legs[i].Extension == e.Extension && legs[i].User == "" && seat.satAt(legs[i].At) {
				legs[i].User = seat.User
			}
		}
	}
	if was.Holds(d.Call) {
		return d, false, nil
	}
	if d.Number != was.Number {
		sealed, err := s.Outlets.Seal(CallSeal(d.ID), d.Number)
		if err != nil {
			return d, false, err
		}
		d.Sealed, d.Key = sealed, s.Service.HashPhone(d.Number.Text)
	}
	return d, true, nil
}

func (s *server) indexCall(ctx context.Context, key, id string) error {
	now := s.now()
	_, err := s.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindCallOf, ID: key + "/" + id, Body: []byte("{}"), At: now, Expires: now.Add(s.Phone.keep())})
	if dispatch.CodeOf(err) == dispatch.Exists {
		return nil
	}
	return err
}

// callsOfNumber lists the newest calls of a look-up key.
func (s *server) callsOfNumber(ctx context.Context, key string, most int) ([]callDoc, error) {
	rs, err := s.store.Records(ctx, dispatch.KindCallOf, key+"/", most)
	if err != nil {
		return nil, err
	}
	var out []callDoc
	for _, r := range rs {
		of, id := r.ID[:min(len(key)+1, len(r.ID))], r.ID[min(len(key)+1, len(r.ID)):]
		if of != key+"/" {
			break
		}
		d, err := s.loadCall(ctx, id)
		if isNotFound(err) || err == nil && d.Key != key {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}
