package api

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/imports"
	"hotline/server/tables"
)

// importFault is why a row was not taken over, in the reader's language.
type importFault struct {
	Line    int    `json:"line,omitempty"`
	Field   string `json:"field,omitempty"`
	Column  string `json:"column,omitempty"` // of the file
	Message string `json:"message"`
}

// unknownWord is a word of the file that nobody knows, and how many rows say it.
type unknownWord struct {
	Field string `json:"field"`
	Word  string `json:"word"`
	Rows  int    `json:"rows"`
}

// importView is an import as the page follows it.
type importView struct {
	ID        string          `json:"id"`
	Kind      imports.Kind    `json:"kind"`
	Name      string          `json:"name"`
	State     imports.State   `json:"state"`
	By        string          `json:"by"`
	At        time.Time       `json:"at"`
	Size      int64           `json:"size"`
	Format    tables.Format   `json:"format"`
	Sheets    []tables.Sheet  `json:"sheets"`
	Sheet     string          `json:"sheet"`
	Columns   []string        `json:"columns"`
	Notes     []string        `json:"notes"`
	Rows      int             `json:"rows"`
	Fields    []imports.Field `json:"fields"`
	Mapping   imports.Mapping `json:"mapping"`
	Profile   string          `json:"profile,omitempty"`
	Check     *imports.Counts `json:"check,omitempty"`
	Result    *imports.Counts `json:"result,omitempty"`
	Faults    []importFault   `json:"faults"`
	Unknown   []unknownWord   `json:"unknown"`
	Share     float64         `json:"share"`
	Stopping  bool            `json:"stopping,omitempty"`
	Started   time.Time       `json:"started,omitzero"`
	Ended     time.Time       `json:"ended,omitzero"`
	Problem   string          `json:"problem,omitempty"`
	Passwords int             `json:"passwords,omitempty"`
	Catalogue string          `json:"catalogue,omitempty"`
}

// importSentView is a file that was just sent, with its first rows.
type importSentView struct {
	importView
	Preview []previewRow      `json:"preview"`
	Guess   map[string]string `json:"guess"`
}

type previewRow struct {
	Line  int      `json:"line"`
	Cells []string `json:"cells"`
	Bad   string   `json:"bad,omitempty"`
}

func (s *server) importView(c *fiber.Ctx, m *imports.Import) importView {
	lang := language(c.Get(fiber.HeaderAcceptLanguage))
	v := importView{ID: m.ID, Kind: m.Kind, Name: m.Name, State: m.State, By: m.By.Name, At: m.At, Size: m.Size, Format: m.Format, Sheets: orEmpty(m.Sheets), Sheet: m.Sheet,
		Columns: orEmpty(m.Columns), Notes: orEmpty(m.Notes), Rows: m.Rows, Fields: m.Kind.Fields(), Mapping: m.Mapping, Profile: m.Profile, Check: m.Check, Result: m.Result,
		Faults: []importFault{}, Unknown: []unknownWord{}, Share: m.Share, Stopping: m.Stop, Started: m.Started, Ended: m.Ended, Passwords: m.Secrets, Catalogue: m.Version}
	if v.By == "" {
		v.By = m.By.ID
	}
	for _, f := range m.Faults {
		v.Faults = append(v.Faults, importFault{f.Line, f.Field, f.Column, message(f.Err(), lang)})
	}
	for _, field := range slices.Sorted(maps.Keys(m.Unknown)) {
		for _, word := range slices.Sorted(maps.Keys(m.Unknown[field])) {
			v.Unknown = append(v.Unknown, unknownWord{field, word, m.Unknown[field][word]})
		}
	}
	if m.Problem != nil {
		v.Problem = message(m.Problem.Err(), lang)
	}
	return v
}

func previewOf(m *imports.Import, rows []tables.Row, lang string) []previewRow {
	out := []previewRow{}
	for _, r := range rows {
		p := previewRow{Line: r.Line, Cells: make([]string, len(m.Columns))}
		for i, col := range m.Columns {
			p.Cells[i] = clip(r.Fields[col], 200)
		}
		if r.Bad != "" {
			p.Bad = message(dispatch.Errorf(dispatch.Invalid, r.Bad), lang)
		}
		out = append(out, p)
	}
	return out
}

// importKind reads a kind that the reader may import: a dispatcher only what the
// city's platform handed down.
func importKind(v string, by dispatch.Actor) (imports.Kind, error) {
	k := imports.Kind(v)
	if !slices.Contains(imports.Kinds, k) {
		return k, dispatch.FieldError("kind", "unknown_value")
	}
	if by.Role != dispatch.RoleAdmin && k != imports.Tickets {
		return k, dispatch.Errorf(dispatch.Forbidden, "role_may_not")
	}
	return k, nil
}

// beginImport takes a file in and tells what is in it (上传表格).
func (s *server) beginImport(c *fiber.Ctx) error {
	by := actorOf(c)
	if err := s.limits.take("files", by.ID, s.Config.Limits.FilesPerHour, 300, time.Hour); err != nil {
		return err
	}
	k, err := importKind(cmp.Or(c.Query("kind"), url.Values(formOf(c).Value).Get("kind"), string(imports.Tickets)), by)
	if err != nil {
		return err
	}
	head, err := fileOf(c)
	if err != nil {
		return err
	}
	f, err := head.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	ctx, cancel := context.WithTimeout(s.Base, uploadTime)
	defer cancel()
	m, rows, err := s.Imports.Take(ctx, k, head.Filename, f, by)
	if err != nil {
		return err
	}
	s.audit(ctx, by, "import_sent", m.ID, m.Name)
	guess := map[string]string{}
	for field, src := range m.Mapping {
		if src.Column != "" {
			guess[field] = src.Column
		}
	}
	return c.Status(fiber.StatusCreated).JSON(importSentView{s.importView(c, m), previewOf(m, rows, language(c.Get(fiber.HeaderAcceptLanguage))), guess})
}

// ownImport finds the import of the route: one's own, or any for an administrator.
func (s *server) ownImport(c *fiber.Ctx) (*imports.Import, error) {
	m, err := s.Imports.Find(c.UserContext(), c.Params("id"))
	if err != nil {
		return nil, err
	}
	if by := actorOf(c); by.Role != dispatch.RoleAdmin && m.By.ID != by.ID {
		return nil, dispatch.Errorf(dispatch.NotFound, "import_unknown")
	}
	return m, nil
}

// listImports lists what was imported lately, the newest first.
func (s *server) listImports(c *fiber.Ctx) error {
	all, err := s.Imports.All(c.UserContext())
	if err != nil {
		return err
	}
	by, v := actorOf(c), itemsView[importView]{Items: []importView{}}
	slices.SortFunc(all, func(a, b *imports.Import) int { return b.At.Compare(a.At) })
	for _, m := range all {
		if by.Role == dispatch.RoleAdmin || m.By.ID == by.ID {
			v.Items = append(v.Items, s.importView(c, m))
		}
	}
	return c.JSON(v)
}

func (s *server) getImport(c *fiber.Ctx) error {
	m, err := s.ownImport(c)
	if err != nil {
		return err
	}
	return c.JSON(s.importView(c, m))
}

// previewImport gives the first rows again.
func (s *server) previewImport(c *fiber.Ctx) error {
	m, err := s.ownImport(c)
	if err != nil {
		return err
	}
	rows, err := s.Imports.Preview(c.UserContext(), m)
	if err != nil {
		return err
	}
	return c.JSON(itemsView[previewRow]{previewOf(m, rows, language(c.Get(fiber.HeaderAcceptLanguage)))})
}

type importForm struct {
	Kind    *string         `json:"kind"`
	Sheet   *string         `json:"sheet"`
	Mapping imports.Mapping `json:"mapping"`
}

// mapImport changes what the columns mean (字段对应).
func (s *server) mapImport(c *fiber.Ctx) error {
	m, err := s.ownImport(c)
	if err != nil {
		return err
	}
	f, err := decode[importForm](c)
	if err != nil {
		return err
	}
	change := imports.Change{Sheet: f.Sheet, Mapping: f.Mapping}
	if f.Kind != nil {
		k, err := importKind(*f.Kind, actorOf(c))
		if err != nil {
			return err
		}
		change.Kind = &k
	}
	if m, err = s.Imports.Map(c.UserContext(), m.ID, change); err != nil {
		return err
	}
	return c.JSON(s.importView(c, m))
}

// checkImport tries an import without writing anything (试运行).
func (s *server) checkImport(c *fiber.Ctx) error { return s.startImport(c, imports.Checking) }

// runImport takes the rows over (导入).
func (s *server) runImport(c *fiber.Ctx) error { return s.startImport(c, imports.Running) }

func (s *server) startImport(c *fiber.Ctx, to imports.State) error {
	m, err := s.ownImport(c)
	if err != nil {
		return err
	}
	if m, err = s.Imports.Begin(c.UserContext(), m.ID, to); err != nil {
		return err
	}
	if to == imports.Running {
		s.audit(c.UserContext(), actorOf(c), "import_run", m.ID, string(m.Kind)+" "+m.Name)
	}
	return c.Status(fiber.StatusAccepted).JSON(s.importView(c, m))
}

// cancelImport ends a run behind its batch (取消导入).
func (s *server) cancelImport(c *fiber.Ctx) error {
	m, err := s.ownImport(c)
	if err != nil {
		return err
	}
	if m, err = s.Imports.Cancel(c.UserContext(), m.ID); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "import_cancelled", m.ID, "")
	return c.JSON(s.importView(c, m))
}

func (s *server) removeImport(c *fiber.Ctx) error {
	m, err := s.ownImport(c)
	if err != nil {
		return err
	}
	if err := s.Imports.Remove(c.UserContext(), m.ID); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// rejectedRows gives the rows that were not taken over as a table with the reason
// in front, to be corrected and sent again. It holds what the file said of people,
// so that it is on record.
func (s *server) rejectedRows(f tables.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		m, err := s.ownImport(c)
		if err != nil {
			return err
		}
		l, err := s.takeOut(c, []string{"list", "name", "phone", "address"}, exportRejected+" "+m.Name)
		if err != nil {
			return err
		}
		return s.stream(c, exportRejected, f, l, func(ctx context.Context, t *tables.Writer) (n int, err error) {
			heads := []any{imports.RejectedColumn}
			for _, col := range m.Columns {
				heads = append(heads, col)
			}
			if err := t.Row(heads...); err != nil {
				return 0, err
			}
			err = s.Imports.Left(ctx, m, func(cells []string, f imports.Fault) error {
				n++
				row := []any{rejectReason(f)}
				for _, cell := range cells {
					row = append(row, cell)
				}
				return t.Row(row...)
			})
			return n, err
		})
	}
}

// importPasswords gives the initial passwords out, once.
func (s *server) importPasswords(c *fiber.Ctx) error {
	m, err := s.ownImport(c)
	if err != nil {
		return err
	}
	l, err := s.takeOut(c, []string{"list"}, exportPasswords+" "+m.Name)
	if err != nil {
		return err
	}
	list, err := s.Imports.Secrets(c.UserContext(), m.ID)
	if err != nil {
		if isNotFound(err) {
			return dispatch.Errorf(dispatch.NotFound, "passwords_gone")
		}
		return err
	}
	return s.stream(c, exportPasswords, tables.CSV, l, func(_ context.Context, t *tables.Writer) (int, error) {
		if err := t.Row(anys(passwordColumns)...); err != nil {
			return 0, err
		}
		for _, u := range list {
			if err := t.Row(u.Username, u.Name, s.unitName(u.Unit), u.Password); err != nil {
				return 0, err
			}
		}
		return len(list), nil
	})
}

// importDraft gives the catalogue that an import made, to be looked at and
// published.
func (s *server) importDraft(c *fiber.Ctx) error {
	m, err := s.ownImport(c)
	if err != nil {
		return err
	}
	draft, err := s.Imports.Draft(c.UserContext(), m.ID)
	if err != nil {
		return err
	}
	return c.JSON(draft)
}

type profileForm struct {
	Name    string          `json:"name"`
	Kind    imports.Kind    `json:"kind"`
	Mapping imports.Mapping `json:"mapping"`
}

// listProfiles lists the saved mappings (映射方案).
func (s *server) listProfiles(c *fiber.Ctx) error {
	list, err := s.Imports.Profiles(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(itemsView[imports.Profile]{orEmpty(list)})
}

func (s *server) saveProfile(c *fiber.Ctx) error {
	f, err := decode[profileForm](c)
	if err != nil {
		return err
	}
	k, err := importKind(string(f.Kind), actorOf(c))
	if err != nil {
		return err
	}
	p, err := s.Imports.SaveProfile(c.UserContext(), imports.Profile{Name: f.Name, Kind: k, Mapping: f.Mapping, By: actorOf(c).ID})
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(p)
}

func (s *server) dropProfile(c *fiber.Ctx) error {
	k, err := importKind(c.Params("kind"), actorOf(c))
	if err != nil {
		return err
	}
	name, err := url.PathUnescape(c.Params("name"))
	if err != nil {
		return dispatch.FieldError("name", "unknown_value")
	}
	if err := s.Imports.DropProfile(c.UserContext(), k, name); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
