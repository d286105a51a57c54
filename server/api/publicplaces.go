package api

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// placesShown is how many places are proposed: more would be a list to search.
const placesShown = 4

type placeProposal struct {
	Town  string `json:"town"`
	Place string `json:"place"`
}

// publicPlaces proposes where an address that is being typed may lie (是不是这里):
// the villages, estates and streets the catalogue knows, the most exact first.
func (s *server) publicPlaces(c *fiber.Ctx) error {
	if err := s.takePublic(c); err != nil {
		return err
	}
	q, err := query(c, "q", 200)
	if err != nil {
		return err
	}
	return c.JSON(itemsView[placeProposal]{orEmpty(proposePlaces(s.Directory.Catalogue(), q))})
}

func proposePlaces(cat *dispatch.Catalogue, q string) []placeProposal {
	if cat == nil || utf8.RuneCountInString(q) < 2 {
		return nil
	}
	var named, begun []placeProposal
	for _, t := range cat.Towns {
		for _, p := range append([]string{t.Name}, t.Places...) {
			switch {
			case strings.Contains(q, p):
				named = append(named, placeProposal{t.Name, p})
			case strings.Contains(p, q):
				begun = append(begun, placeProposal{t.Name, p})
			}
		}
	}
	slices.SortStableFunc(named, func(a, b placeProposal) int { return cmp.Compare(len(b.Place), len(a.Place)) })
	// 柳林镇 in front of 柳林新苑 says nothing more.
	named = slices.DeleteFunc(named, func(p placeProposal) bool {
		return p.Place == p.Town && slices.ContainsFunc(named, func(o placeProposal) bool { return o.Town == p.Town && o.Place != o.Town })
	})
	all := append(named, begun...)
	return all[:min(len(all), placesShown)]
}
