package imports

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"

	"hotline/dispatch"
)

// writer is what takes the rows of a kind over.
func (d *Desk) writer(ctx context.Context, m *Import, r *run) (writer, error) {
	switch m.Kind {
	case Tickets:
		return &ticketWriter{d: d, by: m.By}, nil
	case History:
		s := d.Service
		return &historyWriter{w: PastWriter{Store: d.Store, Rules: s.Rules, Route: s.Route, Hash: s.HashPhone, Code: s.Code, Reload: d.Reload, Now: d.Now}}, nil
	case Units:
		w := &unitWriter{d: d, by: m.By, all: map[string]dispatch.Unit{}, lines: map[string]int{}, places: r.places}
		for code, u := range d.Service.Rules().Units {
			w.all[code] = u
		}
		return w, nil
	case Users:
		return d.userWriter(ctx, m)
	default:
		return &catalogueWriter{d: d, root: &dispatch.Entry{}, byID: map[string]*dispatch.Entry{}}, nil
	}
}

// logAtOnce is how many tickets are logged at a time.
const logAtOnce = 64

// ticketWriter logs what the city's platform handed down (上级转办): each ticket is
// routed and told of like any other.
type ticketWriter struct {
	d  *Desk
	by dispatch.Actor
}

func (w *ticketWriter) read(r *row) {
	in, lead := r.ticket()
	if r.fault != nil {
		return
	}
	if faults := in.Normal().Validate(); len(faults) > 0 {
		r.fail(faults[0])
		return
	}
	r.intake, r.lead = in, lead
}

func (w *ticketWriter) flush(ctx context.Context, rows []row) ([]outcome, error) {
	out := make([]outcome, len(rows))
	together(len(rows), logAtOnce, func(i int) {
		var choice *dispatch.Choice
		if rows[i].lead != "" {
			choice = &dispatch.Choice{Lead: rows[i].lead}
		}
		_, err := w.d.Service.Log(ctx, rows[i].intake, choice, dispatch.Action{}, w.by)
		out[i] = outcome{known: dispatch.CodeOf(err) == dispatch.Exists && err != nil, err: err}
		if out[i].known {
			out[i].err = nil
		}
	})
	for _, o := range out {
		switch dispatch.CodeOf(o.err) {
		case dispatch.Unavailable, dispatch.Internal:
			if o.err != nil { // the store, not the row
				return nil, o.err
			}
		default:
		}
	}
	return out, nil
}

func (w *ticketWriter) finish(context.Context, *Import) error { return nil }

// historyWriter writes whole histories together. Whether a row was known is only
// told of the batch, so the first ones count as new.
type historyWriter struct{ w PastWriter }

func (w *historyWriter) read(r *row) {
	p := r.past()
	if r.fault != nil {
		return
	}
	if err := p.Valid(); err != nil {
		r.fail(err)
		return
	}
	r.was = p
}

func (w *historyWriter) flush(ctx context.Context, rows []row) ([]outcome, error) {
	batch := make([]Past, len(rows))
	for i, r := range rows {
		batch[i] = r.was
	}
	n, err := w.w.Bring(ctx, batch)
	out := make([]outcome, len(rows))
	for i := range out {
		out[i].known = i >= n
	}
	if !ofRow(err) {
		return out, err
	}
	for i := range batch { // one of them is no ticket; the others are
		n, err := w.w.Bring(ctx, batch[i:i+1])
		if err != nil && !ofRow(err) {
			return nil, err
		}
		out[i] = outcome{known: n == 0 && err == nil, err: err}
	}
	return out, nil
}

// ofRow tells whether an error is of what a row says and not of the store.
func ofRow(err error) bool {
	switch dispatch.CodeOf(err) {
	case dispatch.Unavailable, dispatch.Internal:
		return false
	default:
		return err != nil
	}
}

func (w *historyWriter) finish(context.Context, *Import) error { return nil }

// unitWriter enters units, or changes those that are there.
type unitWriter struct {
	d      *Desk
	by     dispatch.Actor
	all    map[string]dispatch.Unit
	lines  map[string]int // of the file, by code
	places Places
	wrote  bool
}

func (w *unitWriter) find(code string) (dispatch.Unit, bool) {
	u, ok := w.all[code]
	return u, ok
}

func (w *unitWriter) read(r *row) {
	u := r.unitRow()
	if r.fault != nil {
		return
	}
	known, there := w.all[u.Code]
	if there { // to end a unit is to hand over what it holds (移交), which no table does
		u.Active, u.Successor = known.Active, known.Successor
		r.keepUnmapped(&u, known)
	} else if err := dispatch.CheckNewUnit(u.Code); err != nil {
		r.fail(err)
		return
	}
	if line, twice := w.lines[u.Code]; twice && line != r.Line && !sameUnit(known, u) {
		r.fail(dispatch.FieldError("code", "row_twice", line))
		return
	}
	if err := u.Check(w.find); err != nil {
		r.fail(err)
		return
	}
	w.all[u.Code], w.lines[u.Code] = u, r.Line // for the units below it in the file
	w.places.unit(u)
	r.unitIs, r.there, r.known = u, there, there && sameUnit(known, u)
}

// keepUnmapped leaves what no column says of a unit as it is.
func (r *row) keepUnmapped(u *dispatch.Unit, known dispatch.Unit) {
	keep := func(key string) bool { _, ok := r.mapping[key]; return !ok }
	if keep("short") {
		u.Short = known.Short
	}
	if keep("parent") {
		u.Parent = known.Parent
	}
	if keep("phone") {
		u.Phone = known.Phone
	}
	if keep("areas") {
		u.Areas = known.Areas
	}
}

func sameUnit(a, b dispatch.Unit) bool {
	return a.Name == b.Name && a.Short == b.Short && a.Group == b.Group && a.Parent == b.Parent && a.Phone == b.Phone && slices.Equal(a.Areas, b.Areas)
}

func (w *unitWriter) flush(ctx context.Context, rows []row) ([]outcome, error) {
	out := make([]outcome, len(rows))
	for i, r := range rows {
		if out[i].known = r.known; r.known {
			continue
		}
		out[i].changed = r.there
		if err := put(ctx, w.d.Store, dispatch.KindUnit, r.unitIs.Code, r.unitIs, w.d.Now()); err != nil {
			return nil, err
		}
		w.wrote = true
		w.d.Changed(ctx, w.by, dispatch.KindUnit, r.unitIs.Code)
	}
	return out, nil
}

func (w *unitWriter) finish(ctx context.Context, _ *Import) error {
	if !w.wrote {
		return nil
	}
	return w.d.Reload(ctx)
}

// userWriter opens accounts with an initial password each. Accounts that are
// there already stay as they are.
type userWriter struct {
	d       *Desk
	m       *Import
	secrets []Secret
	all     map[string]seenUser // of the file, by name
}

// seenUser is an account of the file, and where it stands.
type seenUser struct {
	dispatch.User
	line int
}

func (d *Desk) userWriter(ctx context.Context, m *Import) (*userWriter, error) {
	w := &userWriter{d: d, m: m, all: map[string]seenUser{}}
	err := d.show(ctx, kindSecrets, m.ID, &w.secrets) // of the part that ran before
	if dispatch.CodeOf(err) == dispatch.NotFound {
		err = nil
	}
	return w, err
}

func (w *userWriter) find(code string) (dispatch.Unit, bool) {
	u, ok := w.d.Service.Rules().Units[code]
	return u, ok
}

func (w *userWriter) read(r *row) {
	u := r.userRow()
	if r.fault != nil {
		return
	}
	err := dispatch.CheckCode("username", u.Username)
	if err == nil {
		err = u.Check(w.find)
	}
	if err != nil {
		r.fail(err)
		return
	}
	if first, twice := w.all[u.Username]; !twice {
		w.all[u.Username] = seenUser{u, r.Line}
	} else if first.line != r.Line && (first.Name != u.Name || first.Role != u.Role || first.Unit != u.Unit || first.Post != u.Post || first.Active != u.Active) {
		r.fail(dispatch.FieldError("username", "row_twice", first.line))
		return
	}
	r.account = u
}

// flush keeps the passwords before there are accounts they belong to, so that no
// crash leaves an account that nobody can enter. One that was kept, and whose account
// a crash prevented, is used; one whose account somebody else opened is forgotten.
func (w *userWriter) flush(ctx context.Context, rows []row) ([]outcome, error) {
	out, err := w.fresh(ctx, rows)
	if err != nil {
		return nil, err
	}
	kept := len(w.secrets)
	for i, r := range rows {
		if out[i].known {
			continue
		}
		u := r.account
		password, _ := w.password(u.Username)
		u.Hash, u.Fresh = w.d.Hash(password), true
		err := w.d.enter(ctx, u)
		if out[i].known = dispatch.CodeOf(err) == dispatch.Exists && err != nil; out[i].known {
			w.secrets = slices.DeleteFunc(w.secrets, func(s Secret) bool { return s.Username == u.Username })
			continue
		}
		if err != nil {
			return nil, err
		}
		w.d.Changed(ctx, w.m.By, dispatch.KindUser, u.Username)
	}
	if len(w.secrets) < kept {
		return out, w.keep(ctx)
	}
	return out, nil
}

// fresh tells which accounts are known, and makes passwords for the others.
func (w *userWriter) fresh(ctx context.Context, rows []row) ([]outcome, error) {
	out, kept, batch := make([]outcome, len(rows)), len(w.secrets), map[string]bool{}
	for i, r := range rows {
		name := r.account.Username
		_, err := w.d.Store.Record(ctx, dispatch.KindUser, name)
		if out[i].known = err == nil || batch[name]; out[i].known {
			continue
		}
		if dispatch.CodeOf(err) != dispatch.NotFound {
			return nil, err
		}
		batch[name] = true
		if _, ok := w.password(name); !ok {
			w.secrets = append(w.secrets, Secret{name, r.account.Name, r.account.Unit, newPassword()})
		}
	}
	if w.m.Secrets = len(w.secrets); w.m.Secrets == kept {
		return out, nil
	}
	return out, w.keep(ctx)
}

// password is the one that an account of this import gets.
func (w *userWriter) password(username string) (string, bool) {
	i := slices.IndexFunc(w.secrets, func(s Secret) bool { return s.Username == username })
	if i < 0 {
		return "", false
	}
	return w.secrets[i].Password, true
}

// keep writes the passwords down.
func (w *userWriter) keep(ctx context.Context) error {
	w.m.Secrets = len(w.secrets)
	return w.d.hide(ctx, kindSecrets, w.m.ID, w.secrets)
}

func (w *userWriter) finish(context.Context, *Import) error { return nil }

// passwordLetters leave out what is misread.
const passwordLetters = "abcdefghijkmnpqrstuvwxyz23456789"

// newPassword is one to be typed once from a sheet of paper: 80 bits.
func newPassword() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	out := make([]byte, 0, 19)
	for i, c := range b {
		if i > 0 && i%4 == 0 {
			out = append(out, '-')
		}
		out = append(out, passwordLetters[int(c)%len(passwordLetters)])
	}
	return string(out)
}

// enter writes a new account; Exists where there is one of that name.
func (d *Desk) enter(ctx context.Context, u dispatch.User) error {
	body, err := json.Marshal(u)
	if err != nil {
		return err
	}
	_, err = d.Store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindUser, ID: u.Username, Body: body, At: d.Now()})
	return err
}
