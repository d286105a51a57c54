package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"slices"
	"strings"
	"sync"
	"time"

	"hotline/dispatch"
)

const (
	// mediaWait is how long a request waits for the pictures it names: telephones
	// give up after three seconds.
	mediaWait = 2 * time.Second
	// mediaAtOnce is how many of them are fetched at a time.
	mediaAtOnce = 3
	// mediaTries is how often a picture is asked for again in the background.
	mediaTries = 4
)

// missing is a picture that a request names and that could not be had.
type missing struct {
	url string
	why *dispatch.Error
}

// again tells whether it may be had later.
func (m missing) again() bool { return m.why.Key == "media_unreachable" || m.why.Key == "file_cut" }

// awaited is a picture that is asked for again, for a ticket and as whom.
type awaited struct {
	No    string         `json:"no"`
	URL   string         `json:"url"`
	By    dispatch.Actor `json:"by"`
	Tries int            `json:"tries,omitempty"`
	Due   time.Time      `json:"due"`
}

// pause grows: all of them are about an hour and a half.
func (w awaited) pause() time.Duration { return time.Minute << (2 * w.Tries) }

// civicFiles takes in the media of a request: those in the form, and those at
// addresses it names. A picture that cannot be had holds up no request; an address
// that may not be asked is refused.
func (s *server) civicFiles(ctx context.Context, p principal, media []string, heads []*multipart.FileHeader) ([]dispatch.Attachment, []missing, error) {
	if s.Files == nil {
		off := dispatch.Errorf(dispatch.Invalid, "attachments_off")
		if len(heads) > 0 {
			return nil, nil, off
		}
		return nil, missed(media, off), nil
	}
	if most := s.Service.Rules().Files.OrDefault().Step; len(media)+len(heads) > most {
		return nil, nil, dispatch.FieldError("attachments", "too_many", most)
	}
	for range len(media) + len(heads) {
		if err := s.limits.take("files", p.ID, s.Config.Limits.FilesPerHour, 300, time.Hour); err != nil {
			return nil, nil, err
		}
	}
	var out []dispatch.Attachment
	for _, h := range heads {
		a, err := s.keepFile(ctx, h)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, a)
	}
	fetched, without, err := s.civicFetch(ctx, media)
	return distinct(append(out, fetched...)), without, err
}

// distinct leaves out the same file said twice.
func distinct(files []dispatch.Attachment) []dispatch.Attachment {
	var out []dispatch.Attachment
	for _, f := range files {
		if !slices.ContainsFunc(out, func(o dispatch.Attachment) bool { return o.ID == f.ID }) {
			out = append(out, f)
		}
	}
	return out
}

func missed(media []string, why *dispatch.Error) (out []missing) {
	for _, address := range media {
		out = append(out, missing{address, why})
	}
	return out
}

// civicFetch asks for pictures, several at a time and all within the wait.
func (s *server) civicFetch(ctx context.Context, media []string) (out []dispatch.Attachment, without []missing, err error) {
	within, cancel := context.WithTimeout(ctx, cmp.Or(s.Config.MediaWait, mediaWait))
	defer cancel()
	files, faults := make([]dispatch.Attachment, len(media)), make([]error, len(media))
	var flying sync.WaitGroup
	slots := make(chan struct{}, mediaAtOnce)
	for i, address := range media {
		flying.Go(func() {
			slots <- struct{}{}
			files[i], faults[i] = s.Files.Fetch(within, address)
			<-slots
		})
	}
	flying.Wait()
	for i, fault := range faults {
		var e *dispatch.Error
		switch {
		case fault == nil:
			out = append(out, files[i])
		case errors.As(fault, &e) && (e.Key == "media_inside" || e.Key == "media_address"):
			return nil, nil, fault
		case errors.As(fault, &e) && e.Code == dispatch.Invalid:
			without = append(without, missing{media[i], e})
		case within.Err() != nil && ctx.Err() == nil:
			without = append(without, missing{media[i], dispatch.FieldError("media_url", "media_unreachable")})
		default:
			return nil, nil, fault
		}
	}
	return out, without, nil
}

// await notes on a ticket which pictures it is without, for those who work on it,
// and has them asked for again. The request is taken already, so what fails here
// is only logged.
func (s *server) await(ctx context.Context, no string, without []missing, by dispatch.Actor, same string) {
	if len(without) == 0 {
		return
	}
	var errs []error
	for _, m := range without {
		if m.again() {
			w := awaited{No: no, URL: m.url, By: by}
			w.Due = s.now().Add(w.pause())
			errs = append(errs, s.civicKeep(ctx, civicMediaID+digest(same + "\n" + m.url)[:32], w, civicMediaLife))
		}
	}
	errs = append(errs, s.noteMissing(ctx, no, without, false, digest("media\n" + same)[:32]))
	if err := errors.Join(errs...); err != nil {
		s.Log.Error("open311 media", "ticket", no, "err", err)
	}
}

func (s *server) noteMissing(ctx context.Context, no string, without []missing, last bool, key string) error {
	_, err := s.Service.Act(ctx, no, dispatch.Action{Kind: dispatch.DoNote, Text: missingText(without, last), Key: key}, dispatch.System())
	return err
}

// FetchMedia asks again for the pictures of Open311 requests that could not be had
// at once. One that comes is attached to its ticket; one that never does is noted
// there.
func FetchMedia(ctx context.Context, d Deps) (string, error) {
	s := &server{Deps: d, store: d.Service.Store}
	if s.Files == nil {
		return "", nil
	}
	came, gone := 0, 0
	err := s.eachCivic(ctx, civicMediaID, func(r dispatch.Record) error {
		var w awaited
		if err := json.Unmarshal(r.Body, &w); err != nil || d.Service.Now().Before(w.Due) {
			return err
		}
		a, err := s.Files.Fetch(ctx, w.URL)
		var e *dispatch.Error
		switch {
		case err == nil:
			came++
			_, err = s.Service.Act(ctx, w.No, dispatch.Action{Kind: dispatch.DoAttach, Attachments: []dispatch.Attachment{a}, Key: digest(r.ID)[:32]}, w.By)
			return s.settleMedia(ctx, r, err)
		case !errors.As(err, &e) || e.Code != dispatch.Invalid:
			return err
		}
		m := missing{w.URL, e}
		if w.Tries++; w.Tries < mediaTries && m.again() {
			w.Due = d.Service.Now().Add(w.pause())
			if r.Body, err = json.Marshal(w); err == nil {
				_, err = s.store.PutRecord(ctx, r)
			}
			return err
		}
		gone++
		return s.settleMedia(ctx, r, s.noteMissing(ctx, w.No, []missing{m}, true, digest(r.ID)[:32]))
	})
	if came+gone == 0 {
		return "", err
	}
	return fmt.Sprintf("%d came, %d given up", came, gone), err
}

// settleMedia forgets a picture when its ticket has heard of it, or takes no more.
func (s *server) settleMedia(ctx context.Context, r dispatch.Record, err error) error {
	var e *dispatch.Error
	if err != nil && (!errors.As(err, &e) || e.Code == dispatch.Unavailable || e.Code == dispatch.Internal) {
		return err
	}
	return s.store.DeleteRecord(ctx, r.Kind, r.ID)
}

// eachCivic walks what is remembered of Open311 under the beginning of a name.
func (s *server) eachCivic(ctx context.Context, prefix string, fn func(dispatch.Record) error) error {
	for after := prefix; ; {
		rs, err := s.store.Records(ctx, dispatch.KindOpen311, after, 200)
		if err != nil || len(rs) == 0 {
			return err
		}
		for _, r := range rs {
			if !strings.HasPrefix(r.ID, prefix) {
				return nil
			}
			if err := fn(r); err != nil {
				return err
			}
			after = r.ID
		}
	}
}
