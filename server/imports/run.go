package imports

import (
	"context"
	"errors"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/tables"
)

const (
	batchRows  = 500             // rows written together
	saveEvery  = time.Second     // between two notes of how far a run is
	mostFaults = 100             // told at once; the file of rejected rows has all
	mostWords  = 50              // unknown words of a field that are told
	runTime    = 2 * time.Hour   // of one run
	lastWords  = 5 * time.Second // for writing down how it ended
	mostLeft   = 2_000           // rejected rows in one part
)

// leftRow is a row that was not taken over.
type leftRow struct {
	Cells []string `json:"cells"`
	Fault Fault    `json:"fault"`
}

// run is one working through a file.
type run struct {
	desk   *Desk
	m      *Import
	counts Counts
	places Places
	write  writer
	batch  []row
	left   []leftRow
	seen   map[uint64]bool // numbers, of a trial
	saved  time.Time
}

// writer takes over rows of a kind. Each gives the fault of a row, whether it was
// known, or an error that ends the run.
type writer interface {
	// read understands a row before anything is written.
	read(r *row)
	// flush writes the rows that were read, and tells of each what became of it.
	flush(ctx context.Context, rows []row) ([]outcome, error)
	// finish ends the run.
	finish(ctx context.Context, m *Import) error
}

// outcome is what became of a row.
type outcome struct {
	known   bool
	changed bool // there before, and not so
	err     error
}

// process works on an import until it is over, and writes down how it ended.
func (d *Desk) process(m *Import) {
	ctx, stop := context.WithTimeout(d.ending, runTime)
	defer stop()
	err := d.through(ctx, m)
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	switch {
	case errors.Is(err, errLost): // another server has it
		return
	case errors.Is(err, errStopped):
		m.State = Cancelled
	case d.ending.Err() != nil: // the server stops; whoever is next goes on
		m.Server = ""
	case err != nil:
		f := faultOf(0, err)
		m.State, m.Problem = Failed, &f
	case m.State == Checking:
		m.State = Checked
	default:
		m.State = Done
		d.drop(after, kindPart, m.ID, m.Parts)
	}
	m.Stop, m.Ended = false, d.Now().UTC()
	_ = d.last(after, m) // else its silence tells
}

// last writes the end, also when somebody asked for it meanwhile.
func (d *Desk) last(ctx context.Context, m *Import) error {
	for {
		err := d.save(ctx, m)
		if dispatch.CodeOf(err) != dispatch.Conflict || err == nil {
			return err
		}
		now, err := d.Find(ctx, m.ID)
		if err != nil || now.Server != m.Server && m.Server != "" {
			return err
		}
		m.version = now.version
	}
}

// through waits for its turn and goes through the file.
func (d *Desk) through(ctx context.Context, m *Import) error {
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := d.wanted(ctx, m); err != nil {
		return err
	}
	f, err := tables.Open(d.file(ctx, m), m.Size)
	if err != nil {
		return err
	}
	defer f.Close()
	r := &run{desk: d, m: m, places: placesOf(d.units(), d.Categories()), seen: map[uint64]bool{}, saved: d.Now()}
	if m.State == Running && m.Cursor > 0 && m.Result != nil {
		r.counts = *m.Result
	} else { // from the beginning, whoever began before
		m.Left, m.Faults, m.Unknown = 0, nil, nil
	}
	if r.write, err = d.writer(ctx, m, r); err != nil {
		return err
	}
	err = f.Rows(m.Sheet, func(t tables.Row, share float64) error { return r.row(ctx, t, share) })
	if err == nil {
		err = r.flush(ctx)
	}
	if err == nil && m.State == Running {
		err = r.write.finish(ctx, m)
	}
	if kept := r.keepLeft(ctx); err == nil {
		err = kept
	}
	if err == nil {
		m.Share = 1
	}
	r.note()
	return err
}

// wanted ends a run that somebody cancelled while it waited, here or on the server
// that had it before.
func (d *Desk) wanted(ctx context.Context, m *Import) error {
	now, err := d.Find(ctx, m.ID)
	switch {
	case err != nil:
		return err
	case now.Server != m.Server:
		return errLost
	case now.Stop:
		m.version = now.version
		return errStopped
	}
	return nil
}

func (d *Desk) units() []dispatch.Unit {
	units := d.Service.Rules().Units
	out := make([]dispatch.Unit, 0, len(units))
	for _, u := range units {
		out = append(out, u)
	}
	return out
}

// row takes one row in, and writes the batch when it is full.
func (r *run) row(ctx context.Context, t tables.Row, share float64) error {
	if r.m.State == Running && t.Line <= r.m.Cursor {
		return nil
	}
	r.counts.Rows++
	hideSecrets(t.Fields)
	x := row{Row: t, mapping: r.m.Mapping, kind: r.m.Kind, places: r.places, unknown: r.unknown}
	if t.Bad != "" {
		x.fault = dispatch.Errorf(dispatch.Invalid, t.Bad)
	}
	r.batch = append(r.batch, x)
	if len(r.batch) < batchRows {
		return nil
	}
	if err := r.flush(ctx); err != nil {
		return err
	}
	r.m.Share = share
	if r.desk.Now().Sub(r.saved) < saveEvery {
		return nil
	}
	return r.progress(ctx)
}

// flush reads the batch, and unless this is a trial writes it.
func (r *run) flush(ctx context.Context) error {
	if len(r.batch) == 0 {
		return nil
	}
	r.read()
	var good []row
	for i := range r.batch {
		x := &r.batch[i]
		if x.fault != nil {
			r.reject(x.Row, x.fault)
			continue
		}
		good = append(good, *x)
	}
	if r.m.State == Checking {
		if err := r.tried(ctx, good); err != nil {
			return err
		}
	} else if len(good) > 0 {
		out, err := r.write.flush(ctx, good)
		if err != nil {
			return err
		}
		for i, o := range out {
			switch {
			case o.err != nil:
				r.reject(good[i].Row, o.err)
			case o.known:
				r.counts.Known++
			case o.changed:
				r.counts.Changed++
			default:
				r.counts.New++
			}
		}
	}
	if r.m.State == Running && r.m.Kind != Catalogue { // which is made as a whole
		r.m.Cursor = r.batch[len(r.batch)-1].Line
	}
	r.batch = r.batch[:0]
	return nil
}

// read understands the rows of the batch. A unit may stand before the one above it,
// so that those who name what is not there yet come again behind the others.
func (r *run) read() {
	waiting := make([]*row, 0, len(r.batch))
	for i := range r.batch {
		if r.batch[i].fault == nil {
			waiting = append(waiting, &r.batch[i])
		}
	}
	for r.m.Kind == Units {
		left := waiting[:0:0]
		for _, x := range waiting {
			try := *x
			if try.unknown = nil; r.fits(&try) {
				try.unknown, *x = x.unknown, try
			} else {
				left = append(left, x)
			}
		}
		if len(left) == len(waiting) {
			break
		}
		waiting = left
	}
	for _, x := range waiting {
		r.write.read(x)
	}
}

func (r *run) fits(x *row) bool {
	r.write.read(x)
	return x.fault == nil
}

// unknown notes a word nobody knows, so that the page can ask what it means.
func (r *run) unknown(field, word string) {
	if r.m.Unknown == nil {
		r.m.Unknown = map[string]map[string]int{}
	}
	words := r.m.Unknown[field]
	if words == nil {
		words = map[string]int{}
		r.m.Unknown[field] = words
	}
	if _, ok := words[word]; ok || len(words) < mostWords {
		words[word]++
	}
}

// reject keeps a row with the reason.
func (r *run) reject(t tables.Row, err error) {
	f := faultOf(t.Line, err)
	f.Column = r.m.Mapping[f.key()].Column
	r.counts.Rejected++
	if len(r.m.Faults) < mostFaults {
		r.m.Faults = append(r.m.Faults, f)
	}
	if r.m.State == Checking {
		return
	}
	cells := make([]string, len(r.m.Columns))
	for i, c := range r.m.Columns {
		cells[i] = t.Fields[c]
	}
	r.left = append(r.left, leftRow{cells, f})
}

// note puts the counts where they are told.
func (r *run) note() {
	counts := r.counts
	if r.m.State == Checking {
		r.m.Check = &counts
	} else {
		r.m.Result = &counts
	}
}

// progress writes down how far the run is: first the rows that were left, under
// a number that is taken again if the note itself is lost.
func (r *run) progress(ctx context.Context) error {
	if err := r.keepLeft(ctx); err != nil {
		return err
	}
	r.note()
	r.saved = r.desk.Now()
	r.m.Beat = r.saved.UTC()
	err := r.desk.save(ctx, r.m)
	if dispatch.CodeOf(err) != dispatch.Conflict || err == nil {
		return err
	}
	now, err := r.desk.Find(ctx, r.m.ID)
	switch {
	case err != nil:
		return err
	case now.Stop && now.Server == r.m.Server:
		r.m.version = now.version
		return errStopped
	}
	return errLost
}

// keepLeft writes the rejected rows that are not written yet.
func (r *run) keepLeft(ctx context.Context) error {
	for len(r.left) > 0 {
		n := min(len(r.left), mostLeft)
		if err := r.desk.hide(ctx, kindLeft, partID(r.m.ID, r.m.Left), r.left[:n]); err != nil {
			return err
		}
		r.left = r.left[n:]
		r.m.Left++
	}
	return nil
}

// together runs fn for every index, some at a time, so that a store that commits
// in groups can do so.
func together(n, most int, fn func(i int)) {
	next := make(chan int)
	var work sync.WaitGroup
	for range min(n, most) {
		work.Go(func() {
			for i := range next {
				fn(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	work.Wait()
}
