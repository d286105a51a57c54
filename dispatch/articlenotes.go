package dispatch

import (
	"slices"
	"strings"
	"time"
)

// ArticleNote is somebody saying that an article did not help (没有帮助).
type ArticleNote struct {
	N    int       `json:"n"` // from 1
	By   string    `json:"by"`
	Unit string    `json:"unit,omitempty"`
	At   time.Time `json:"at"`
	Note string    `json:"note"`
	No   string    `json:"no,omitempty"` // the ticket it was about

	DoneAt time.Time `json:"done_at,omitzero"`
	DoneBy string    `json:"done_by,omitempty"`
	Answer string    `json:"answer,omitempty"`
}

// ArticleNotes is what was said about one article.
type ArticleNotes struct {
	Article string        `json:"article"`
	Notes   []ArticleNote `json:"notes"`
}

// maxOpenNotes is how many notes wait for the owner at most; more would say nothing
// that those do not.
const maxOpenNotes = 50

// Open are the notes nobody has dealt with.
func (f ArticleNotes) Open() []ArticleNote {
	return slices.DeleteFunc(slices.Clone(f.Notes), func(n ArticleNote) bool { return !n.DoneAt.IsZero() })
}

// Add takes a note.
func (f ArticleNotes) Add(note, no string, by Actor, now time.Time) (ArticleNotes, error) {
	if err := checkText("note", note, maxArticleNote, true); err != nil {
		return f, err
	}
	if len(f.Open()) >= maxOpenNotes {
		return f, Errorf(TooMany, "article_notes_full")
	}
	n := len(f.Notes) + 1
	f.Notes = append(slices.Clone(f.Notes), ArticleNote{N: n, By: by.ID, Unit: by.Unit, At: stamp(now), Note: strings.TrimSpace(note), No: no})
	return f, nil
}

// Done records that the owner has dealt with a note.
func (f ArticleNotes) Done(n int, answer string, by Actor, now time.Time) (ArticleNotes, error) {
	if err := checkText("answer", answer, maxArticleNote, false); err != nil {
		return f, err
	}
	if n < 1 || n > len(f.Notes) {
		return f, Errorf(NotFound, "article_note_unknown", n)
	}
	f.Notes = slices.Clone(f.Notes)
	if note := &f.Notes[n-1]; note.DoneAt.IsZero() {
		note.DoneAt, note.DoneBy, note.Answer = stamp(now), by.ID, strings.TrimSpace(answer)
	}
	return f, nil
}
