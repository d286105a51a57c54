package dispatch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cold is a ticket about no heating somewhere.
func cold(n int, change ...func(*Ticket)) Ticket {
	t := Ticket{No: FormatNo("20261123", n), State: StateRegistered, RegisteredAt: monday.Add(time.Duration(n) * time.Hour), Contact: Contact{PhoneHash: fmt.Sprint(n)},
		Matter: Matter{Type: Help, Category: "010101", Title: "暖气不热", Text: []string{"家里暖气从昨晚开始不热，老人受不了", "屋里只有十二度，孩子冻感冒了", "整栋楼都没有供热，打电话占线"}[n%3],
			Place: Place{Address: "幸福镇阳光花园" + fmt.Sprint(n) + "号楼", Town: "幸福镇", Lon: 117 + float64(n)*1e-4, Lat: 38.9}}}
	for _, c := range change {
		c(&t)
	}
	return t
}

func ledBy(unit string) func(*Ticket) {
	return func(t *Ticket) { t.State, t.Lead = StateDispatched, unit }
}

func members(c Cluster) []string {
	out := []string{}
	for _, m := range c.Members {
		out = append(out, m.Ticket.No)
	}
	slices.Sort(out)
	return out
}

func TestFindClusters(t *testing.T) {
	no := func(n int) string { return FormatNo("20261123", n) }
	elsewhere := func(tk *Ticket) {
		tk.Place = Place{Address: "柳林镇河东路", Town: "柳林镇", Lon: 117.3, Lat: 38.7}
	}
	for _, c := range []struct {
		name    string
		tickets []Ticket
		master  string
		members []string
		reason  string
	}{
		{"one event", []Ticket{cold(1), cold(2), cold(3)}, no(1), []string{no(2), no(3)}, "3 人在 2 小时内反映阳光花园一带的供热问题，相距不超过 20 米。"},
		{"what a unit works on is the master", []Ticket{cold(1), cold(2, func(tk *Ticket) { tk.State = StateAccepted }), cold(3)}, no(2), []string{no(1), no(3)},
			"3 人在 2 小时内反映阳光花园一带的供热问题，相距不超过 10 米。"},
		{"the unit most have has the master", []Ticket{cold(1, ledBy("a")), cold(2, ledBy("b")), cold(3, ledBy("b"))}, no(2), []string{no(1), no(3)},
			"3 人在 2 小时内反映阳光花园一带的供热问题，相距不超过 10 米。"},
		{"a master stays one", []Ticket{cold(1), cold(2), cold(3, func(tk *Ticket) { tk.Children = []string{"a", "b"} })}, no(3), []string{no(1), no(2)},
			"5 人在 2 小时内反映阳光花园一带的供热问题，相距不超过 20 米。"},
		{"two places are two events", []Ticket{cold(1), cold(2), cold(4, elsewhere)}, no(1), []string{no(2)}, "2 人在 1 小时内反映阳光花园一带的供热问题，相距不超过 10 米。"},
		{"a copied text", []Ticket{cold(1, func(tk *Ticket) { tk.Text += "，希望有关部门核实并书面答复。" }), cold(4, elsewhere, func(tk *Ticket) { tk.Text += "，希望有关部门核实并书面答复。" })},
			no(1), []string{no(4)}, "2 件文字雷同，最高 90%，在 3 小时内登记。"},
		{"one caller", []Ticket{cold(1), cold(3, func(tk *Ticket) { tk.Contact.PhoneHash = "1" })}, no(1), []string{no(3)}, "同一来电人在 2 小时内就供热问题来电 2 次。"},
		{"sealed ones are left out", []Ticket{cold(1), cold(2, func(tk *Ticket) { tk.Contact.Confidential = true }), cold(3, func(tk *Ticket) { tk.Type = Report })}, "", nil, ""},
		{"what waits for a decision stays", []Ticket{cold(1, func(tk *Ticket) { tk.State = StateReplied }), cold(2, func(tk *Ticket) { tk.State, tk.Return = StateAccepted, &Request{} })}, "", nil, ""},
		{"different matters", []Ticket{cold(1), cold(2, func(tk *Ticket) {
			tk.Category, tk.Title, tk.Text = "080204", "有人遛狗不牵绳", "两条大狗扑孩子"
		})}, "", nil, ""},
		{"nothing", nil, "", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 2 { // in whatever order they come
				slices.Reverse(c.tickets)
				found := FindClusters(c.tickets, Apart{})
				if c.master == "" {
					require.Empty(t, found)
					continue
				}
				require.Len(t, found, 1)
				require.Equal(t, []any{c.master, c.members, c.reason}, []any{found[0].Master.No, members(found[0]), found[0].Reason("供热")})
			}
		})
	}
}

func TestApart(t *testing.T) {
	tickets := []Ticket{cold(1), cold(2), cold(3)}
	apart := Apart{}
	apart.add([]string{tickets[0].No, tickets[2].No})
	found := FindClusters(tickets, apart)
	require.Len(t, found, 1)
	require.Len(t, found[0].Members, 1, "the two are never in one group")
	apart.add([]string{tickets[0].No, tickets[1].No, tickets[2].No})
	require.Empty(t, FindClusters(tickets, apart))
	require.NotEmpty(t, FindClusters(append(tickets, cold(4)), apart), "one that came later may be like any of them")
}

// notes is a store of records only.
type notes struct {
	Store
	records map[string]Record
}

func (n *notes) Record(_ context.Context, _, id string) (Record, error) {
	r, ok := n.records[id]
	if !ok {
		return r, Errorf(NotFound, "record_unknown", id)
	}
	return r, nil
}

func (n *notes) Records(_ context.Context, _, after string, _ int) ([]Record, error) {
	var out []Record
	for _, r := range n.records {
		if r.ID > after {
			out = append(out, r)
		}
	}
	return out, nil
}

func (n *notes) PutRecord(_ context.Context, r Record) (int, error) {
	if n.records[r.ID].Version != r.Version {
		return 0, Errorf(Conflict, "stale_version")
	}
	r.Version++
	n.records[r.ID] = r
	return r.Version, nil
}

func (n *notes) DeleteRecord(_ context.Context, _, id string) error {
	if _, ok := n.records[id]; !ok {
		return Errorf(NotFound, "record_unknown", id)
	}
	delete(n.records, id)
	return nil
}

func TestDismissAndRecall(t *testing.T) {
	ctx, store := context.Background(), &notes{records: map[string]Record{}}
	s := Service{Store: store, Now: func() time.Time { return monday }}
	require.NoError(t, s.Dismiss(ctx, "a", [][]string{{"a", "b"}}))
	require.NoError(t, s.Dismiss(ctx, "a", [][]string{{"a", "c"}, {"a", "d"}}))
	require.Equal(t, monday.Add(apartFor), store.records["a"].Expires)
	apart, err := s.apart(ctx)
	require.NoError(t, err)
	require.True(t, apart.are("b", "a") && apart.are("a", "c") && apart.are("a", "d"))
	require.False(t, apart.are("b", "c"))
	require.NoError(t, s.Recall(ctx, "a"))
	require.NoError(t, s.Recall(ctx, "a"), "twice is no fault")
	apart, err = s.apart(ctx)
	require.NoError(t, err)
	require.Empty(t, apart)
}

// BenchmarkFindClusters groups ten thousand open tickets of a week, a tenth of
// which are about few places.
func BenchmarkFindClusters(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	tickets := make([]Ticket, 10_000)
	for i := range tickets {
		tickets[i] = cold(i+1, func(tk *Ticket) {
			tk.RegisteredAt = monday.Add(time.Duration(r.IntN(7*24*60)) * time.Minute)
			if r.IntN(10) == 0 {
				return
			}
			tk.Category = fmt.Sprintf("%02d%02d01", 1+r.IntN(20), 1+r.IntN(8))
			text := make([]rune, 80)
			for k := range text {
				text[k] = rune(0x4e00 + int(r.ExpFloat64()*400)%5000)
			}
			tk.Text, tk.Title = string(text), string(text[:12])
			tk.Place = Place{Town: fmt.Sprint("镇", r.IntN(20)), Address: string(text[20:26]), Lon: 117 + r.Float64()/3, Lat: 38.5 + r.Float64()/3}
		})
	}
	for b.Loop() {
		FindClusters(tickets, Apart{})
	}
}

// TestCopiesAboutOtherPlaces: the same words about another estate are another
// matter; the same complaint sent about one place, or word for word, is a copy.
func TestCopiesAboutOtherPlaces(t *testing.T) {
	const words = "门口的公交车空调不开车窗也打不开车里闷得难受司机说空调坏了一个月没有人修请公交公司尽快处理"
	matter := func(place Place, text string) Matter {
		return Matter{Type: Complaint, Title: text[:30], Text: text, Category: "0503", Place: place}
	}
	here := Place{Address: "金桂园3号楼", Lon: 117.10, Lat: 39.10}
	for name, c := range map[string]struct {
		place Place
		text  string
		kind  DuplicateKind
	}{
		"another estate":       {Place{Address: "青峰家园", Lon: 117.16, Lat: 39.16}, "青峰家园居民说" + words[:90], ""},
		"another, by its name": {Place{Address: "青峰家园"}, "青峰家园居民说" + words[:90], ""},
		"no place":             {Place{}, "居民说" + words[:90], SameText},
		"word for word":        {Place{Address: "青峰家园", Lon: 117.16, Lat: 39.16}, "金桂园" + words, SameText},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := matter(here, "金桂园"+words), matter(c.place, c.text)
			ticket := Ticket{No: "20261120-0001", State: StateDispatched, Matter: b}
			d := compare(Facts{Matter: a}, bigrams(a.Title+"\n"+a.Text), bigrams(b.Title+"\n"+b.Text), ticket, true, time.Hour)
			require.Equal(t, c.kind, d.Kind, "score %v", d.Score)
		})
	}
}
