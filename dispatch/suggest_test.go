package dispatch

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func TestDuplicates(t *testing.T) {
	now := monday
	matter := Matter{Category: "010101", Title: "阳光花园3号楼暖气不热", Text: "家里暖气从昨晚开始不热，室内只有十二度。",
		Place: Place{Address: "阳光花园3号楼2单元", Town: "幸福镇", Lon: 117, Lat: 38.9}}
	f := Facts{Matter: matter, PhoneHash: "me"}
	earlier := func(no string, change func(*Ticket)) Ticket {
		tk := Ticket{No: no, Matter: matter, State: StateDispatched, RegisteredAt: now.Add(-time.Hour), Contact: Contact{PhoneHash: "other"}}
		change(&tk)
		return tk
	}
	cases := []struct {
		name   string
		change func(*Ticket)
		kind   DuplicateKind // "": not listed
		action ActionKind
	}{
		{"another caller of the same house", func(tk *Ticket) {}, SameEvent, DoMerge},
		{"another caller 80 m away in other words", func(tk *Ticket) {
			tk.Place.Lat += 0.0007
			tk.Title, tk.Text = "1号楼屋里冷", "暖气片是凉的，没有人管。"
		}, SameEvent, DoMerge},
		{"the same caller", func(tk *Ticket) { tk.Contact.PhoneHash = "me" }, SameCaller, DoAppend},
		{"the same caller, closed last week", func(tk *Ticket) {
			tk.Contact.PhoneHash, tk.State, tk.RegisteredAt = "me", StateClosed, now.AddDate(0, 0, -7)
		}, SameCaller, ""},
		{"the same caller, another matter", func(tk *Ticket) {
			tk.Contact.PhoneHash, tk.Category = "me", "070101"
			tk.Title, tk.Text, tk.Place = "咨询入学", "孩子明年上小学。", Place{Address: "学府路", Town: "学府街道"}
		}, "", ""},
		{"the same words two kilometres away", func(tk *Ticket) { tk.Place.Lat += 0.02 }, SameText, DoMerge},
		{"the same words three weeks ago", func(tk *Ticket) { tk.RegisteredAt = now.AddDate(0, 0, -21) }, SameText, DoMerge},
		{"other words two kilometres away", func(tk *Ticket) {
			tk.Place.Lat += 0.02
			tk.Title, tk.Text = "3号楼暖气不热", "屋里冷，没有人管。"
		}, "", ""},
		{"another caller, closed", func(tk *Ticket) { tk.State = StateClosed }, "", ""},
		{"another caller in confidence", func(tk *Ticket) { tk.Contact.Confidential = true }, "", ""},
		{"another caller's report", func(tk *Ticket) { tk.Type = Report }, "", ""},
		{"the same caller in confidence", func(tk *Ticket) { tk.Contact.Confidential, tk.Contact.PhoneHash = true, "me" }, "", ""},
		{"the same caller, five weeks ago", func(tk *Ticket) {
			tk.Contact.PhoneHash, tk.RegisteredAt = "me", now.AddDate(0, 0, -35)
		}, "", ""},
		{"merged, its master unknown", func(tk *Ticket) { tk.State, tk.MergedInto = StateMerged, "20261122-0009" }, "", ""},
		{"same place, another matter", func(tk *Ticket) {
			tk.Category, tk.Title, tk.Text = "080204", "有人遛狗不牵绳", "两条大狗扑孩子"
		}, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			found := Duplicates(f, []Ticket{earlier("20261123-0001", c.change)}, now)
			if c.kind == "" {
				require.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			require.Equal(t, []any{c.kind, c.action}, []any{found[0].Kind, found[0].Action()})
			require.True(t, found[0].Score >= leastDuplicate && found[0].Score <= 1)
		})
	}
	master := earlier("20261122-0009", func(tk *Ticket) {
		tk.Children, tk.Title, tk.Text = []string{"20261123-0001"}, "小区供热停了", "整个小区都没有供热。"
	})
	child := earlier("20261123-0001", func(tk *Ticket) { tk.State, tk.MergedInto = StateMerged, master.No })
	found := Duplicates(f, []Ticket{child, master}, now)
	require.Len(t, found, 1, "a merged ticket is its master")
	require.Equal(t, []any{master.No, 2}, []any{found[0].Ticket.No, found[0].Ticket.Cluster()})
	master.State = StateClosed
	require.Empty(t, Duplicates(f, []Ticket{child, master}, now))

	var many []Ticket
	for i := range 20 {
		many = append(many, earlier(FormatNo("20261123", i+1), func(*Ticket) {}))
	}
	found = Duplicates(f, append(many, many...), now)
	require.Len(t, found, maxDuplicates, "a few, each once")
	require.Equal(t, "20261123-0020", found[0].Ticket.No, "the newest of equals first")
	require.Empty(t, Duplicates(Facts{}, many, now), "nothing typed is like nothing")
}

func TestDistance(t *testing.T) {
	a, b := Place{Lon: 117, Lat: 38.9}, Place{Lon: 117, Lat: 38.901}
	require.InDelta(t, 111, Distance(a, b), 1)
	require.InDelta(t, Distance(a, b), Distance(b, a), 1e-9)
	require.Zero(t, Distance(a, a))
	require.Negative(t, Distance(a, Place{}), "unknown is not far, it is unknown")
}

func TestSimilarity(t *testing.T) {
	require.InDelta(t, 1, Similarity("暖气不热", "暖气不热！"), 1e-9)
	require.Zero(t, Similarity("暖气不热", "路灯坏了"))
	require.Zero(t, Similarity("", "路灯坏了"))
	part := Similarity("暖气不热", "阳光花园三号楼的暖气不热，请派人来")
	require.True(t, part > 0.5 && part < 1, "contained in the longer one: %v", part)
}

func TestTitleFor(t *testing.T) {
	place := Place{Address: "幸福镇阳光花园3号楼", Town: "幸福镇"}
	for text, want := range map[string]string{
		"您好，我想反映阳光花园暖气不热。已经三天了。": "阳光花园暖气不热",
		"暖气不热！快来人": "阳光花园暖气不热",
		"":         "",
		"，。！":      "",
	} {
		require.Equal(t, want, TitleFor(text, place), text)
	}
}

// pages is a store that answers only look-ups.
type pages struct {
	Store
	tickets []Ticket
	asked   []Filter
	near    []Nearness
	err     error
}

func (p *pages) Near(_ context.Context, ns ...Nearness) ([][]Ticket, error) {
	p.near = ns
	out := make([][]Ticket, len(ns))
	for i, n := range ns {
		if len(n.Marks) > 0 {
			out[i] = p.tickets
		}
	}
	return out, p.err
}

func (p *pages) Tickets(_ context.Context, f Filter, page Page) ([]Ticket, string, error) {
	p.asked = append(p.asked, f)
	if page.Limit < 1 || page.Limit > 50 {
		return nil, "", Errorf(Invalid, "limit")
	}
	return p.tickets, "", p.err
}

func TestSuggest(t *testing.T) {
	c, units := testCatalogue(t)
	rules := testRules()
	store := &pages{tickets: []Ticket{{No: "20261123-0009", State: StateAccepted, RegisteredAt: monday.Add(-time.Hour), Contact: Contact{PhoneHash: "h"},
		Matter: Matter{Title: "阳光花园暖气不热", Text: "暖气不热", Category: "010101", Place: Place{Address: "阳光花园", Town: "幸福镇"}}}}}
	s := Service{Store: store, Rules: func() Rules { return rules }, Now: func() time.Time { return monday },
		Route: func(_ context.Context, f Facts) Routing { return c.Route(f, units, nil) }}
	f := Facts{Matter: Matter{Type: Complaint, Text: "暖气不热，屋里12度。", Title: "暖气不热", Place: Place{Address: "阳光花园3号楼"}}, PhoneHash: "h"}
	got, err := s.Suggest(context.Background(), f)
	require.NoError(t, err)
	require.Equal(t, "010101", got.Routing.Category)
	require.Equal(t, "幸福镇", got.Routing.Town)
	require.Equal(t, Utility, got.Routing.Urgency)
	require.Equal(t, "阳光花园暖气不热，屋里12度", got.Title)
	require.Len(t, got.Duplicates, 1, "found by three look-ups, listed once")
	require.True(t, got.Duplicates[0].SameCaller)
	var kinds []sla.ClockKind
	for _, clock := range got.Clocks {
		kinds = append(kinds, clock.Kind)
		require.True(t, clock.Due.After(monday))
	}
	require.Equal(t, []sla.ClockKind{sla.AcceptClock, sla.ContactClock, sla.ResolveClock}, kinds)
	require.Equal(t, monday.Add(30*time.Minute).UTC(), got.Clocks[0].Due, "the clocks of the proposed urgency")
	require.Equal(t, []Filter{{PhoneHash: "h", From: monday.Add(-Window)}}, store.asked)
	require.Len(t, store.near, 3, "words, place, and earlier ones")
	for _, n := range store.near {
		require.True(t, len(n.Marks) > 0 && n.Limit > 0 && !n.From.IsZero())
	}

	spoken := Facts{Matter: Matter{Type: Complaint, Text: "我住幸福镇的阳光花园，暖气不热，屋里12度。"}}
	store.asked, store.near = nil, nil
	got, err = s.Suggest(context.Background(), spoken)
	require.NoError(t, err)
	require.Equal(t, "阳光花园", got.Routing.Spot, "where it is was said, not typed as an address")
	require.Contains(t, store.near[1].Marks, mark(markSpot, "01", "阳光花园"))
	require.Len(t, got.Duplicates, 1)
	require.Equal(t, SameEvent, got.Duplicates[0].Kind)

	store.asked, store.near = nil, nil
	_, err = s.Suggest(context.Background(), Facts{Matter: Matter{Text: "在"}})
	require.NoError(t, err)
	require.Empty(t, store.asked, "nothing to look for, nothing is read")
	for _, n := range store.near {
		require.Empty(t, n.Marks)
	}

	store.err = Errorf(Unavailable, "store_down")
	_, err = s.Suggest(context.Background(), f)
	require.Equal(t, Unavailable, CodeOf(err))
}
