package sla

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDefaultPolicy(t *testing.T) {
	p := DefaultPolicy()
	require.NoError(t, p.Validate())
	for _, tc := range []struct{ urgency, kind, accept, contact, resolve, redo, callback string }{
		{"life", "complaint", "15m", "1h", "24h", "12h", "24h"},
		{"life", "consult", "15m", "1h", "24h", "12h", "24h"},
		{"utility", "help", "30m", "2h", "24h", "12h", "1wd"},
		{"general", "complaint", "1wd", "2wd", "5wd", "3wd", "2wd"},
		{"general", "consult", "1wd", "1wd", "1wd", "1wd", "0"},
		{"general", "praise", "1wd", "0", "0", "0", "0"},
		{"unheard of", "help", "1wd", "2wd", "5wd", "3wd", "2wd"},
	} {
		l := p.Limits(tc.urgency, tc.kind)
		require.Equal(t, [5]string{tc.accept, tc.contact, tc.resolve, tc.redo, tc.callback},
			[5]string{l.Accept.String(), l.Contact.String(), l.Resolve.String(), l.Redo.String(), l.Callback.String()}, tc)
	}
}

func TestParsePolicy(t *testing.T) {
	data, err := json.Marshal(DefaultPolicy())
	require.NoError(t, err)
	require.Contains(t, string(data), `"accept":"15m"`)
	p, err := ParsePolicy(data)
	require.NoError(t, err)
	require.Equal(t, DefaultPolicy(), p)

	_, err = ParsePolicy([]byte(`{
		"ladder": [{"name":"remind","percent":80,"level":0},{"name":"remind","after":"1wd","level":9},{"name":"x","percent":90,"after":"1wd","level":1}],
		"rules": [{"urgency":"life","dispatch":"2h","dispatch_hard":"1h","accept":"3h","contact":"2h","resolve":"1h","redo":"1h","redo_least":"1h"},
			{"urgency":"sometimes"},{"urgency":"life"}]}`))
	var faults Faults
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults, 15, "%q", faults)

	_, err = ParsePolicy([]byte(`{"version":"x","rules":[{"urgency":"life","acept":"15m"}]}`))
	require.ErrorContains(t, err, "acept")
}
