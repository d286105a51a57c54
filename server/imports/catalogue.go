package imports

import (
	"context"
	"fmt"
	"slices"

	"hotline/dispatch"
	"hotline/sla"
)

// catalogueWriter makes a catalogue of the rows, which somebody publishes later.
// A row hangs below the entry that it names by its number, or in the chapter that
// it names.
type catalogueWriter struct {
	d    *Desk
	root *dispatch.Entry
	byID map[string]*dispatch.Entry
}

func (w *catalogueWriter) read(r *row) {
	r.entryIs = r.entry()
	above := r.raw("parent")
	if r.fault != nil {
		return
	}
	if _, ok := w.byID[above]; !ok && above != "" {
		r.strange("parent", above)
		return
	}
	if r.known = w.byID[r.entryIs.ID] != nil; !r.known {
		w.byID[r.entryIs.ID] = r.entryIs // for the entries below it in the file
	}
}

func (w *catalogueWriter) flush(_ context.Context, rows []row) ([]outcome, error) {
	out := make([]outcome, len(rows))
	for i, r := range rows {
		if out[i].known = r.known; r.known {
			continue
		}
		above := w.root
		if id := r.raw("parent"); id != "" {
			above = w.byID[id]
		} else if name := r.raw("chapter"); name != "" {
			above = w.chapter(name)
		}
		above.Children = append(above.Children, r.entryIs)
	}
	return out, nil
}

// chapter finds a chapter by its name, or makes it.
func (w *catalogueWriter) chapter(name string) *dispatch.Entry {
	i := slices.IndexFunc(w.root.Children, func(e *dispatch.Entry) bool { return e.Name == name && e.Lead == "" })
	if i < 0 {
		i = len(w.root.Children)
		w.root.Children = append(w.root.Children, &dispatch.Entry{ID: fmt.Sprintf("chapter-%d", i+1), Name: name})
	}
	return w.root.Children[i]
}

// finish puts the rows under the root of the catalogue in force, whose townships,
// alarms and refusals stay, and keeps it as a draft.
func (w *catalogueWriter) finish(ctx context.Context, m *Import) error {
	now := w.d.Catalogue()
	m.Version = "import-" + w.d.Now().In(sla.Zone).Format("20060102-150405")
	root := *now.Root
	root.Children = w.root.Children
	draft := dispatch.Catalogue{Version: m.Version, Threshold: now.Threshold, Root: &root, Towns: now.Towns, Emergencies: now.Emergencies, NotAccepted: now.NotAccepted, DepartmentOnly: now.DepartmentOnly}
	return w.d.hide(ctx, kindDraft, m.ID, draft)
}

// kindDraft are catalogues that nobody has published yet.
const kindDraft = "table_draft"

// Draft gives the catalogue of an import.
func (d *Desk) Draft(ctx context.Context, id string) (c dispatch.Catalogue, err error) {
	err = d.show(ctx, kindDraft, id, &c)
	return c, err
}
