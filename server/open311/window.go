package open311

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What a list gives at most.
const (
	MostRequests = 1000
	MostSpan     = 90 * 24 * time.Hour
	mostIDs      = 200
)

// Window is what GET requests asks for. IDs override everything else.
type Window struct {
	IDs      []string
	Services []string
	Status   string // open, closed or both
	From, To time.Time
	// Beyond the standard:
	Since      time.Time // changed at or after
	Box        *Box
	Page, Size int // Page counts from 1
	Extended   bool
}

// sizeNames are how servers call the number of requests of a page: the clients of
// one are used with another.
var sizeNames = []string{"page_size", "per_page", "limit", "max_requests"}

// Box bounds coordinates.
type Box struct{ West, South, East, North float64 }

// Holds tells whether a place lies in the box.
func (b Box) Holds(lat, long float64) bool {
	return lat >= b.South && lat <= b.North && long >= b.West && long <= b.East
}

// ReadWindow reads a query and adds everything that is wrong with it.
func ReadWindow(q url.Values, now time.Time, f *Faults) Window {
	checkForm(q, f)
	w := Window{IDs: words(q["service_request_id"]), Services: words(q["service_code"]), Extended: Extensions(q.Get("extensions")), Page: 1, Size: MostRequests}
	if len(w.IDs) > mostIDs {
		f.Bad("service_request_id takes %d numbers at most", mostIDs)
	}
	status := map[string]bool{}
	for _, s := range words(q["status"]) {
		s = strings.ToLower(s)
		if s != "open" && s != "closed" {
			f.Bad("status is open or closed")
		}
		status[s], w.Status = true, s
	}
	if len(status) != 1 {
		w.Status = ""
	}
	if len(w.IDs) == 0 {
		w.span(q, now, f)
	}
	w.Since = momentOf(q, "updated_after", f)
	w.Box = boxOf(q.Get("bbox"), f)
	w.Page = numberOf(q, "page", 1, 1_000_000, f)
	for _, name := range sizeNames {
		w.Size = min(numberOf(q, name, w.Size, 1_000_000, f), w.Size)
	}
	return w
}

// Holds tells whether a request is one of those asked for.
func (w Window) Holds(r Request) bool {
	if len(w.IDs) > 0 {
		return slices.Contains(w.IDs, r.ID)
	}
	switch {
	case len(w.Services) > 0 && !slices.Contains(w.Services, r.Code), w.Status != "" && r.Status != w.Status,
		!Within(r.Requested, w.From, w.To), !w.Since.IsZero() && r.Updated < Stamp(w.Since):
		return false
	}
	return w.Box == nil || r.Lat != nil && r.Long != nil && w.Box.Holds(*r.Lat, *r.Long)
}

// Bounds are where the page begins and ends in a list of n.
func (w Window) Bounds(n int) (from, to int) {
	return min((w.Page-1)*w.Size, n), min(w.Page*w.Size, n)
}

// span sets the days asked for: the last ninety, unless something else is said.
func (w *Window) span(q url.Values, now time.Time, f *Faults) {
	w.From, w.To = momentOf(q, "start_date", f), momentOf(q, "end_date", f)
	switch {
	case w.From.IsZero() && w.To.IsZero():
		w.From, w.To = now.Add(-MostSpan), now
	case w.From.IsZero():
		w.From = w.To.Add(-MostSpan)
	case w.To.IsZero():
		w.To = w.From.Add(MostSpan)
	case w.From.After(w.To):
		f.Bad("start_date lies after end_date")
	case w.To.Sub(w.From) > MostSpan+24*time.Hour:
		f.Bad("start_date and end_date may lie 90 days apart")
	}
}

// words are the values of a list: with commas between them or said several times,
// each once.
func words(said []string) []string {
	var out []string
	for s := range strings.SplitSeq(strings.Join(said, ","), ",") {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
		if len(out) > mostIDs {
			break
		}
	}
	return out
}

// Extensions tells whether a client asks for what is beyond the standard.
func Extensions(said string) bool { return strings.EqualFold(said, "true") || said == "1" }

func momentOf(q url.Values, name string, f *Faults) time.Time {
	s := q.Get(name)
	if s == "" {
		return time.Time{}
	}
	at, ok := ParseMoment(s)
	if !ok {
		f.Bad("%s is not a W3C date and time like 2026-11-22T04:00:00Z", name)
	}
	return at
}

func numberOf(q url.Values, name string, standard, most int, f *Faults) int {
	s := q.Get(name)
	if s == "" {
		return standard
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		f.Bad("%s is a number from 1", name)
		return standard
	}
	return n
}

func boxOf(s string, f *Faults) *Box {
	if s == "" {
		return nil
	}
	parts := strings.Split(s, ",")
	var v [4]float64
	ok := len(parts) == 4
	for i := 0; ok && i < 4; i++ {
		v[i], ok = degrees(strings.TrimSpace(parts[i]), 180)
	}
	if !ok || v[0] > v[2] || v[1] > v[3] {
		f.Bad("bbox is west,south,east,north in degrees")
		return nil
	}
	return &Box{v[0], v[1], v[2], v[3]}
}
