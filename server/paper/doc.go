// Package paper lays a brief (工作简报) out: for the browser and its printer, as a
// word processor's document, as PDF. It computes nothing and leaves nothing
// out: what a reader may see was decided before the brief came here.
package paper

import "hotline/sla"

// Options are what a paper carries beside the brief itself.
type Options struct {
	Draft     string // the mark (草案) of a brief that is not published yet
	Watermark string // who took the paper out, across every sheet; "" for none
}

// mark is what stands above a draft; nothing on a published brief.
func (o Options) mark(b sla.Brief) string {
	if b.Draft {
		return o.Draft
	}
	return ""
}
