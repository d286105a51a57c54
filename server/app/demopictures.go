package app

import (
	"bytes"
	"context"
	"hash/fnv"

	"hotline/deploy/seed"
	"hotline/dispatch"
)

// album are the photographs of the sample district, drawn and kept once; tickets
// share them.
type album []albumPage

type albumPage struct {
	seed.Shot
	before, after dispatch.Attachment
}

// drawPictures fills the album.
func (a *App) drawPictures(ctx context.Context) (out album, err error) {
	if a.files == nil {
		return nil, nil
	}
	for _, s := range seed.Shots() {
		p := albumPage{Shot: s}
		for done, to := range map[bool]*dispatch.Attachment{false: &p.before, true: &p.after} {
			b, err := s.Draw(done)
			if err != nil {
				return nil, err
			}
			name := s.Before
			if done {
				name = s.After
			}
			if *to, err = a.files.Take(ctx, name, bytes.NewReader(b)); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// of is what the album has of a matter; two in three are photographed, the same
// ones whenever the day is made.
func (l album) of(no, title string) (albumPage, bool) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(no))
	if h.Sum32()%3 == 0 {
		return albumPage{}, false
	}
	for _, p := range l {
		if p.About(title) {
			return p, true
		}
	}
	return albumPage{}, false
}

// said are the photographs that came with a demand.
func (l album) said(no, title string) []dispatch.Attachment {
	if p, ok := l.of(no, title); ok {
		return []dispatch.Attachment{p.before}
	}
	return nil
}

// done are those that go with the reply to it.
func (l album) done(no, title string) []dispatch.Attachment {
	if p, ok := l.of(no, title); ok {
		return []dispatch.Attachment{p.after}
	}
	return nil
}
