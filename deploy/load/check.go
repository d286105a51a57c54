package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"hotline/deploy/load/wire"
)

// missing looks for every ticket that the server promised and gives those it
// does not have, and those whose number it gave twice.
func missing(ctx context.Context, c *wire.Client, promised []string) (lost, twice []string, err error) {
	if len(promised) == 0 {
		return nil, nil, nil
	}
	slices.SortFunc(promised, byNumber)
	first, found := promised[0], map[string]bool{}
	for after := ""; ; {
		var list struct {
			Items []wire.Ticket `json:"items"`
			Next  *string       `json:"next"`
		}
		if err := c.Get(ctx, "/tickets?limit=200&after="+after, &list); err != nil {
			return nil, nil, fmt.Errorf("look for the tickets: %w", err)
		}
		older := false
		for _, t := range list.Items {
			found[t.No] = true
			older = older || byNumber(t.No, first) < 0 // newest first: behind this one is nothing of ours
		}
		if older || list.Next == nil {
			break
		}
		after = *list.Next
	}
	for i, no := range promised {
		if !found[no] {
			lost = append(lost, no)
		}
		if i > 0 && no == promised[i-1] {
			twice = append(twice, no)
		}
	}
	return lost, twice, nil
}

// byNumber puts the ten thousandth ticket of a day behind the one before it.
func byNumber(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// judge finds what is wrong with a run of the intake and what its consoles saw.
func (b *bench) judge(ctx context.Context, in *intake) error {
	if in.failed > 0 {
		b.report.fault("%d demands were refused or broken off, the last: %v", in.failed, in.err)
	}
	lost, twice, err := missing(ctx, b.agent, in.nos)
	if err != nil {
		return err
	}
	b.report.add("tickets", "%d promised, %d missing, %d numbers twice", len(in.nos), len(lost), len(twice))
	if len(lost)+len(twice) > 0 {
		b.report.fault("tickets missing %v, numbers given twice %v", few(lost), few(twice))
	}
	t := b.crowd.total()
	if t.lost+t.doubled > 0 || t.short > 0 {
		b.report.fault("%d frames lost, %d doubled, %d consoles not right: %v", t.lost, t.doubled, t.short, t.example)
	}
	return nil
}

func few(list []string) []string { return list[:min(len(list), 5)] }
