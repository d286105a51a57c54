package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// move carries the content of one store into another (搬迁). First every section
// is copied, and how far that is stands in the target after each page; then both
// are read side by side and what differs is put right, until nothing does. So a
// move that was broken off goes on, and one of a store at work can be ended by a
// second run that has little left to do.
type move struct {
	from, to store.Mover
	name     string // of the source, without its password
	now      func() time.Time
	progress io.Writer
	online   bool // the source may be at work; the move is not ended
	unmarked bool // the target is a file of one go, which does not go on

	mark    moveMark
	version int // of the mark
	bar     moveBar
}

// moveMark is how far a target is.
type moveMark struct {
	Source  string        `json:"source"` // the identity of the store it comes from
	From    string        `json:"from"`
	Begun   time.Time     `json:"begun"`
	Section store.Section `json:"section"` // "" when all are copied
	After   string        `json:"after"`
	Ended   time.Time     `json:"ended,omitzero"`
}

const (
	movePage   = 200
	moveRounds = 3 // of comparing; with the source at rest the second finds nothing
)

// run moves everything; source is the identity of the store that is read, by
// which a target knows that it goes on.
func (m *move) run(ctx context.Context, source string) error {
	if err := m.begin(ctx, source); err != nil {
		return err
	}
	if err := m.copy(ctx); err != nil {
		return err
	}
	for round := 0; ; round++ {
		changed, err := m.even(ctx)
		if err != nil {
			return err
		}
		if changed == 0 || m.online {
			break
		}
		if round == moveRounds {
			return errors.New("the source still changes: stop its servers")
		}
	}
	if m.online {
		return nil
	}
	return m.counts(ctx)
}

// begin refuses stores that are at work and a target that holds anything else.
func (m *move) begin(ctx context.Context, source string) error {
	if !m.online {
		if err := idle(ctx, m.from, "source", "; --online copies meanwhile, and a second run ends the move"); err != nil {
			return err
		}
	}
	if err := idle(ctx, m.to, "target", ""); err != nil {
		return err
	}
	mark, version, err := markOf(ctx, m.to)
	if err != nil {
		return err
	}
	sizes, err := m.to.Sizes(ctx)
	if err != nil {
		return err
	}
	holds := 0
	for _, n := range sizes {
		holds += n
	}
	switch {
	case version == 0 && holds > 0:
		return usage{fmt.Sprintf("the target is not empty: it holds %d tickets, %d records and %d frames", sizes[store.SectionTickets], sizes[store.SectionRecords], sizes[store.SectionFrames])}
	case version > 0 && mark.Source != source:
		return usage{fmt.Sprintf("a move into the target was begun from another store, %s", mark.From)}
	case !mark.Ended.IsZero():
		return usage{fmt.Sprintf("the move into the target ended at %s; it is a store of its own now", mark.Ended.Format(time.RFC3339))}
	}
	m.mark, m.version = mark, version
	if version == 0 {
		m.mark = moveMark{Source: source, From: m.name, Begun: m.now(), Section: store.Sections()[0]}
	}
	return m.save(ctx)
}

// idle refuses a store that a server is at work on.
func idle(ctx context.Context, st dispatch.Store, which, advice string) error {
	refuse := func(holder, what string, until time.Time) error {
		return usage{fmt.Sprintf("the %s is at work: server %s holds its %s until %s. Stop its servers; after a crash wait until then%s",
			which, holder, what, until.Format(time.RFC3339), advice)}
	}
	servers, err := st.Records(ctx, dispatch.KindServer, "", 1)
	if err != nil {
		return err
	}
	for _, r := range servers {
		return refuse(r.ID, "server "+r.ID, r.Expires)
	}
	return dispatch.EachRecord(ctx, st, dispatch.KindLease, func(r dispatch.Record) error {
		var doc leaseDoc // one that was given back has no holder, one that is over stays
		if err := json.Unmarshal(r.Body, &doc); err != nil || doc.Holder == "" || !doc.Until.After(time.Now()) {
			return err
		}
		return refuse(doc.Holder, "lease "+r.ID, doc.Until)
	})
}

// markOf reads how far a target is; version 0: it is none.
func markOf(ctx context.Context, st dispatch.Store) (mark moveMark, version int, err error) {
	r, err := st.Record(ctx, store.KindMove, store.MoveTarget)
	if dispatch.CodeOf(err) == dispatch.NotFound {
		return mark, 0, nil
	}
	if err != nil {
		return mark, 0, err
	}
	return mark, r.Version, json.Unmarshal(r.Body, &mark)
}

// half refuses to serve a store that a move has not filled yet.
func half(ctx context.Context, st dispatch.Store) error {
	mark, version, err := markOf(ctx, st)
	if err != nil || version == 0 || !mark.Ended.IsZero() {
		return err
	}
	return usage{fmt.Sprintf("the store is the target of a move from %s that has not ended: run server migrate again", mark.From)}
}

// identity names a store, for good, when it is first moved.
func identity(ctx context.Context, st dispatch.Store, now time.Time) (string, error) {
	r, err := st.Record(ctx, store.KindMove, store.MoveSource)
	if err == nil || dispatch.CodeOf(err) != dispatch.NotFound {
		return string(r.Body), err
	}
	id := make([]byte, 16)
	rand.Read(id)
	body := fmt.Appendf(nil, "%q", hex.EncodeToString(id))
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: store.KindMove, ID: store.MoveSource, Body: body, At: now})
	return string(body), err
}

// save notes how far it is; two moves into one target do not both succeed.
func (m *move) save(ctx context.Context) error {
	if m.unmarked {
		return nil
	}
	body, err := json.Marshal(m.mark)
	if err != nil {
		return err
	}
	version, err := m.to.PutRecord(ctx, dispatch.Record{Kind: store.KindMove, ID: store.MoveTarget, Version: m.version, Body: body, At: m.now()})
	switch {
	case err == nil:
		m.version = version
	case dispatch.CodeOf(err) == dispatch.Conflict || dispatch.CodeOf(err) == dispatch.Exists:
		return usage{"another move into the target is under way"}
	}
	return err
}

// copy copies the sections, from the mark on.
func (m *move) copy(ctx context.Context) error {
	if m.unmarked {
		m.mark.Section = store.Sections()[0]
	}
	for m.mark.Section != "" {
		if m.mark.Section == store.SectionHeads {
			if err := m.from.Settle(ctx); err != nil {
				return err
			}
		}
		if err := m.section(ctx, m.mark.Section); err != nil {
			return err
		}
		all := store.Sections()
		next := slices.Index(all, m.mark.Section) + 1
		m.mark.Section, m.mark.After = "", ""
		if next < len(all) {
			m.mark.Section = all[next]
		}
		if err := m.save(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (m *move) section(ctx context.Context, s store.Section) error {
	sizes, err := m.from.Sizes(ctx)
	if err != nil {
		return err
	}
	m.bar.begin(m.progress, "copying "+string(s), sizes[s])
	defer m.bar.end()
	for {
		pieces, err := m.from.Pieces(ctx, s, m.mark.After, movePage)
		if err != nil || len(pieces) == 0 {
			return err
		}
		if err := m.to.PutPieces(ctx, s, pieces); err != nil {
			return err
		}
		m.mark.After = pieces[len(pieces)-1].Key()
		if err := m.save(ctx); err != nil {
			return err
		}
		m.bar.add(len(pieces))
	}
}

// even reads both stores side by side and puts right what differs.
func (m *move) even(ctx context.Context) (changed int, err error) {
	if err := m.from.Settle(ctx); err != nil {
		return 0, err
	}
	for _, s := range store.Sections() {
		n, err := m.evenSection(ctx, s)
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, nil
}

func (m *move) evenSection(ctx context.Context, s store.Section) (changed int, err error) {
	sizes, err := m.from.Sizes(ctx)
	if err != nil {
		return 0, err
	}
	m.bar.begin(m.progress, "comparing "+string(s), sizes[s])
	defer m.bar.end()
	left, right := &pieceReader{from: m.from, section: s}, &pieceReader{from: m.to, section: s}
	var put, drop []store.Piece
	flush := func(least int) error {
		if len(put)+len(drop) < least {
			return nil
		}
		err := errors.Join(m.to.DropPieces(ctx, s, drop), m.to.PutPieces(ctx, s, put))
		put, drop = nil, nil
		return err
	}
	for {
		a, b, err := left.peek(ctx), right.peek(ctx), errors.Join(left.err, right.err)
		if err != nil {
			return changed, err
		}
		switch {
		case a == nil && b == nil:
			return changed, flush(1)
		case b == nil || a != nil && a.Key() < b.Key():
			put = append(put, a)
			left.skip()
			m.bar.add(1)
			changed++
		case a == nil || b.Key() < a.Key():
			drop = append(drop, b)
			right.skip()
			changed++
		default:
			if !reflect.DeepEqual(a, b) {
				put = append(put, a)
				changed++
			}
			left.skip()
			right.skip()
			m.bar.add(1)
		}
		if err := flush(movePage); err != nil {
			return changed, err
		}
	}
}

// pieceReader gives the pieces of a section one after the other.
type pieceReader struct {
	from    store.Mover
	section store.Section
	page    []store.Piece
	after   string
	end     bool
	err     error
}

// peek is the next piece, nil at the end.
func (r *pieceReader) peek(ctx context.Context) store.Piece {
	if len(r.page) == 0 && !r.end && r.err == nil {
		r.page, r.err = r.from.Pieces(ctx, r.section, r.after, movePage)
		r.end = len(r.page) < movePage
	}
	if len(r.page) == 0 {
		return nil
	}
	return r.page[0]
}

func (r *pieceReader) skip() {
	r.after = r.page[0].Key()
	r.page = r.page[1:]
}

// counts compares how much both hold.
func (m *move) counts(ctx context.Context) error {
	from, err := m.from.Sizes(ctx)
	if err != nil {
		return err
	}
	to, err := m.to.Sizes(ctx)
	if err != nil {
		return err
	}
	for _, s := range store.Sections() {
		if from[s] != to[s] {
			return fmt.Errorf("%d %s became %d", from[s], s, to[s])
		}
	}
	return nil
}

// finish lets the target be served.
func (m *move) finish(ctx context.Context) error {
	m.mark.Ended = m.now()
	return m.save(ctx)
}

// moveBar shows how far a section is, a few times a second.
type moveBar struct {
	w           io.Writer
	what        string
	done, total int
	start, last time.Time
}

func (b *moveBar) begin(w io.Writer, what string, total int) {
	*b = moveBar{w: w, what: what, total: total, start: time.Now()}
}

func (b *moveBar) add(n int) {
	b.done += n
	if now := time.Now(); now.Sub(b.last) > 200*time.Millisecond {
		b.last = now
		fmt.Fprintf(b.w, "\r%-20s %d/%d (%d/s)  ", b.what, b.done, b.total, int(float64(b.done)/max(now.Sub(b.start).Seconds(), 0.001)))
	}
}

func (b *moveBar) end() { fmt.Fprintf(b.w, "\r%-20s %d/%d%20s\n", b.what, b.done, b.total, "") }
