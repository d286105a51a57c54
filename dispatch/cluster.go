package dispatch

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Cluster is open tickets that look like one event or one complaint (合并建议): a
// suggestion to a person, who merges or says that they are different matters.
type Cluster struct {
	Master  Ticket
	Members []Duplicate // best first; their age is how far they lie from the master in time
}

const (
	clusterRead  = 10_000 // open tickets looked at, the newest
	leastCluster = 0.65   // score of a member
	maxClusters  = 50
	maxMembers   = 20
	perBlock     = 60 // tickets with one mark that are counted for another
	compareMost  = 40 // tickets one is compared with
	apartFor     = 30 * 24 * time.Hour
)

// Clusters looks for tickets of the last days that could be merged, best first.
func (s Service) Clusters(ctx context.Context) ([]Cluster, error) {
	apart, err := s.apart(ctx)
	if err != nil {
		return nil, err
	}
	var tickets []Ticket
	for after := ""; len(tickets) < clusterRead; {
		page, next, err := s.Store.Tickets(ctx, Filter{States: open, From: s.Now().Add(-sameEventWithin)}, Page{Limit: 1000, After: after})
		if err != nil {
			return nil, err
		}
		tickets = append(tickets, page...)
		if after = next; next == "" {
			break
		}
	}
	return FindClusters(tickets, apart), nil
}

// FindClusters groups open tickets around masters. A ticket is in one group at
// most, and every member is like the master itself, so that a chain of small
// likenesses does not become one event. Sealed tickets (保密、举报) are left out.
// Work is bounded: a ticket is compared with the few that share most marks.
func FindClusters(tickets []Ticket, apart Apart) []Cluster {
	tickets = slices.DeleteFunc(slices.Clone(tickets), Ticket.apart)
	p := newMatching(tickets)
	for i := range tickets {
		p.link(i, apart)
	}
	taken := make([]bool, len(tickets))
	var out []Cluster
	for _, i := range p.centres() {
		if taken[i] {
			continue
		}
		c := Cluster{Master: tickets[i]}
		for _, l := range p.links[i] {
			if !taken[l.to] && tickets[l.to].Mergeable() && len(c.Members) < maxMembers && !c.anyApart(tickets[l.to], apart) {
				taken[l.to] = true
				member := l.how
				member.Ticket = tickets[l.to]
				c.Members = append(c.Members, member)
			}
		}
		if len(c.Members) > 0 {
			taken[i] = true
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Cluster) int { return cmp.Compare(b.weight(), a.weight()) })
	return out[:min(len(out), maxClusters)]
}

// anyApart tells whether a person said that a member is another matter than the
// ticket.
func (c Cluster) anyApart(t Ticket, apart Apart) bool {
	return len(apart) > 0 && slices.ContainsFunc(c.Members, func(m Duplicate) bool { return apart.are(m.Ticket.No, t.No) })
}

func (c Cluster) weight() (w float64) {
	for _, m := range c.Members {
		w += m.Score
	}
	return w
}

// Mergeable tells whether a ticket can go under another now.
func (t Ticket) Mergeable() bool {
	r, _ := ruleOf(DoMerge)
	return hasState(r.from, t.State) && t.Return == nil && t.Extension == nil
}

// likeness is what links two tickets.
type likeness struct {
	to  int
	how Duplicate
}

// matching finds the pairs of a heap of tickets that are alike.
type matching struct {
	tickets []Ticket
	words   [][]pair
	blocks  map[Mark][]int // tickets by mark
	links   [][]likeness
}

func newMatching(tickets []Ticket) *matching {
	p := &matching{tickets: tickets, words: make([][]pair, len(tickets)), blocks: map[Mark][]int{}, links: make([][]likeness, len(tickets))}
	for i, t := range tickets {
		p.words[i] = bigrams(t.Title + "\n" + t.Text)
		for _, m := range t.Marks() {
			p.blocks[m] = append(p.blocks[m], i)
		}
	}
	return p
}

// link compares a ticket with the ones before it in the list that share most
// marks.
func (p *matching) link(i int, apart Apart) {
	t := p.tickets[i]
	f := Facts{Matter: t.Matter, PhoneHash: t.Contact.PhoneHash}
	shared := map[int]int{}
	for _, m := range append(f.wordMarks(), f.placeMarks()...) {
		block := p.blocks[m]
		at, _ := slices.BinarySearch(block, i)
		for _, j := range block[max(0, at-perBlock):at] {
			shared[j]++
		}
	}
	near := make([]int, 0, len(shared))
	for j := range shared {
		near = append(near, j)
	}
	slices.SortFunc(near, func(a, b int) int { return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(b, a)) })
	for _, j := range near[:min(len(near), compareMost)] {
		other := p.tickets[j]
		if apart.are(t.No, other.No) {
			continue
		}
		d := compare(f, p.words[i], p.words[j], other, true, t.RegisteredAt.Sub(other.RegisteredAt).Abs())
		if d.Score >= leastCluster {
			p.links[i] = append(p.links[i], likeness{j, d})
			p.links[j] = append(p.links[j], likeness{i, d})
		}
	}
}

// centres orders the tickets by how good a master they are: with tickets under
// them already, with a unit at work, best the one that most of the others have,
// like many others, and the oldest of equals.
// It brings their links into order too.
func (p *matching) centres() []int {
	weight := make([]float64, len(p.tickets))
	order := make([]int, 0, len(p.tickets))
	for i, t := range p.tickets {
		slices.SortFunc(p.links[i], func(a, b likeness) int {
			return cmp.Or(cmp.Compare(b.how.Score, a.how.Score), cmp.Compare(p.tickets[a.to].No, p.tickets[b.to].No))
		})
		if len(p.links[i]) == 0 {
			continue
		}
		weight[i] = float64(len(t.Children) + len(p.links[i]))
		if t.State != StateRegistered {
			weight[i] += 0.5
		}
		for _, l := range p.links[i] {
			if t.Lead != "" && p.tickets[l.to].Lead == t.Lead {
				weight[i] += 0.5
			}
		}
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), p.tickets[a].RegisteredAt.Compare(p.tickets[b].RegisteredAt), cmp.Compare(p.tickets[a].No, p.tickets[b].No))
	})
	return order
}

// Apart is which tickets a person said to be different matters.
type Apart map[[2]string]bool

func (a Apart) are(x, y string) bool { return a[[2]string{min(x, y), max(x, y)}] }

func (a Apart) add(set []string) {
	for i, x := range set {
		for _, y := range set[:i] {
			a[[2]string{min(x, y), max(x, y)}] = true
		}
	}
}

// dismissal is the record of what was said of a ticket: the tickets of a set are
// different matters.
type dismissal struct {
	Sets [][]string `json:"sets"`
}

func (s Service) apart(ctx context.Context) (Apart, error) {
	out := Apart{}
	err := EachRecord(ctx, s.Store, KindApart, func(r Record) error {
		var d dismissal
		if err := json.Unmarshal(r.Body, &d); err != nil {
			return err
		}
		for _, set := range d.Sets {
			out.add(set)
		}
		return nil
	})
	return out, err
}

// Dismiss notes beside a ticket that the tickets of each set are different
// matters, so that they are not suggested again for a month.
func (s Service) Dismiss(ctx context.Context, no string, sets [][]string) error {
	r, err := s.Store.Record(ctx, KindApart, no)
	if err != nil && CodeOf(err) != NotFound {
		return err
	}
	var d dismissal
	if err != nil {
		r = Record{Kind: KindApart, ID: no}
	} else if err := json.Unmarshal(r.Body, &d); err != nil {
		return err
	}
	d.Sets = append(d.Sets, sets...)
	if r.Body, err = json.Marshal(d); err != nil {
		return err
	}
	r.At, r.Expires = s.Now(), s.Now().Add(apartFor)
	_, err = s.Store.PutRecord(ctx, r)
	return err
}

// Recall forgets what Dismiss noted beside a ticket.
func (s Service) Recall(ctx context.Context, no string) error {
	err := s.Store.DeleteRecord(ctx, KindApart, no)
	if CodeOf(err) == NotFound {
		return nil
	}
	return err
}
