package dispatch

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func FuzzNormalPhone(f *testing.F) {
	for _, s := range []string{"13800001234", "+86 138-0000-1234", "0086/13800001234", "022-28912345转801", "008686", "00000", "86861380000123", "17951013800001234", "+862228912345", "+8600", "1795117951138000012340", "+1 365 123 4567", "0577-88123456-8001", "0860577 8812 3456", "+0086"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := NormalPhone(s)
		if !ok {
			require.Empty(t, p)
			return
		}
		require.True(t, len(p) >= 5 && len(p) <= 17, p)
		require.Empty(t, strings.Trim(p, "0123456789"), p)
		again, ok := NormalPhone(p)
		require.True(t, ok && again == p, "%q is %q and then %q", s, p, again)
	})
}

// A valid intake can be registered, its ticket is whole after a round trip
// through JSON, and its projections do not panic.
func FuzzIntakeValidate(f *testing.F) {
	f.Add("complaint", "general", "路灯不亮", "路灯不亮一周了。", "幸福镇", "13800001234", 117.0, 38.9, false)
	f.Add("", "", "", "暖气不热！快来人", "", "", 0.0, 0.0, true)
	f.Add("help", "life", "a\x00b", "<b>", "\xff", "+86", math.NaN(), math.Inf(1), false)
	f.Fuzz(func(t *testing.T, kind, urgency, title, text, town, phone string, lon, lat float64, anonymous bool) {
		in := Intake{Matter: Matter{Type: Type(kind), Channel: Phone, Urgency: Urgency(urgency), Title: title, Text: text,
			Place: Place{Address: town, Town: town, Lon: lon, Lat: lat}}, Person: Person{Phone: phone}, Anonymous: anonymous}.Normal()
		faults := in.Validate()
		ticket, events, err := testRules().Register(in, "20261123-0001", "code", "hash", nil, agent, monday)
		if len(faults) > 0 {
			require.Error(t, err)
			require.Empty(t, events)
			for _, e := range faults {
				require.Equal(t, Invalid, e.Code)
				require.NotEmpty(t, e.Field)
			}
			return
		}
		require.NoError(t, err)
		require.True(t, utf8.ValidString(ticket.Title))
		body, err := json.Marshal(ticket)
		require.NoError(t, err)
		var back Ticket
		require.NoError(t, json.Unmarshal(body, &back))
		require.Equal(t, marshal(ticket), marshal(back))
		require.Zero(t, Verify(events))
		_, _, _ = ticket.Queues(), ticket.Tallies(), Grams(ticket.SearchText())
		require.True(t, Found(ticket.SearchText(), ticket.Title))
	})
}
