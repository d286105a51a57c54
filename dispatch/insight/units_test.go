package insight

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func TestUnitsAreCountedAsTheirListsDo(t *testing.T) {
	now := time.Date(2026, 11, 20, 15, 42, 0, 0, sla.Zone)
	c := NewCounter(LastDays(7, now), nil, sla.CN())
	c.Count(Item{At: now.AddDate(0, 0, -1), Unit: "heat", Helpers: []string{"street"}})
	c.Count(Item{At: now.AddDate(0, 0, -1), Unit: "street"})
	c.Count(Item{At: now.AddDate(0, 0, -8), Unit: "heat"})
	c.Count(Item{At: now.AddDate(0, 0, -1)})
	require.Equal(t, []UnitCount{{"street", 2, 0}, {"heat", 1, 1}}, c.Trends().Units)
}
