package api

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestRates: sign-ins, tokens and exports are held to their rates by address and
// by account, and whoever is refused is told when to come back.
func TestRates(t *testing.T) {
	o := openOffice(t, func(d *Deps) {
		d.Config.Limits = Limits{LoginPerMinute: 3, LoginAccountPerMinute: 2, TokenPerMinute: 2, BadTokenPerMinute: 2, ExportPerDay: 100, ExportAddressPerHour: 2}
	})
	signIn := func(user string) answer {
		return o.do("", "POST", "/api/v1/session", object{"username": user, "password": "wrong " + user})
	}
	require.Equal(t, 401, signIn("agent").status)
	require.Equal(t, 401, signIn("agent").status)
	slow := signIn("agent")
	require.Equal(t, 429, slow.status, "the account")
	require.Equal(t, "31", slow.header.Get("Retry-After"))
	require.Equal(t, 429, signIn("dispatcher").status, "the address")
	o.clock.advance(31 * time.Second)
	require.Equal(t, 401, signIn("agent").status)

	o.clock.advance(time.Hour)
	token := o.post("admin", "/tokens", object{"name": "platform", "role": "agent", "scopes": []string{"read"}}).text("token")
	read := func(token string) answer {
		return o.do("", "GET", "/api/v1/tickets", nil, "Authorization", "Bearer "+token)
	}
	require.Equal(t, []int{200, 200, 429}, []int{read(token).status, read(token).status, read(token).status})
	guess := func(i int) int { return read("nobody." + strconv.Itoa(i)).status }
	require.Equal(t, []int{401, 401, 429}, []int{guess(1), guess(2), guess(3)})
	o.clock.advance(time.Minute)
	require.Equal(t, 200, read(token).status, "guesses do not stop those who know")

	export := func(who string) int { return o.get(who, "/export/tickets.csv").status }
	require.Equal(t, []int{200, 200, 429}, []int{export("agent"), export("dispatcher"), export("supervisor")}, "one address")
	metrics := string(o.do("", "GET", "/metrics", nil).body)
	for limit, n := range map[string]int{"login": 1, "login_account": 1, "token": 1, "token_unknown": 1, "export_address": 1, "export": 0, "public": 0} {
		require.Contains(t, metrics, fmt.Sprintf("hotline_rate_limited_total{limit=%q} %d\n", limit, n))
	}
}

// TestRatesBehindProxy: visitors are told apart by what a trusted proxy says, and
// by nothing that anybody else does.
func TestRatesBehindProxy(t *testing.T) {
	for name, tc := range map[string]struct {
		trusted []string
		third   int
	}{"trusted": {[]string{"0.0.0.0"}, 404}, "unknown": {[]string{"10.9.9.9"}, 429}, "none": {nil, 429}} {
		t.Run(name, func(t *testing.T) {
			o := openOffice(t, func(d *Deps) { d.Config.TrustedProxies, d.Config.Limits.PublicPerMinute = tc.trusted, 2 })
			track := func(from string) int {
				return o.do("", "GET", "/api/v1/public/tickets/20261123-0001?code=ABCDEF", nil, "X-Real-IP", from).status
			}
			require.Equal(t, []int{404, 404, tc.third}, []int{track("198.51.100.1"), track("198.51.100.1"), track("198.51.100.2")})
			if tc.trusted != nil && name == "trusted" {
				require.Equal(t, 429, track("198.51.100.1"))
			}
		})
	}
}

func TestLimitAddress(t *testing.T) {
	for ip, want := range map[string]string{"198.51.100.7": "198.51.100.7", "::ffff:198.51.100.7": "198.51.100.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::1": "2001:db8:1:2::/64", "": "?", "a, b": "?"} {
		require.Equal(t, want, limitAddress(ip), ip)
	}
}

// TestRetryAfter: only a rate knows when to come back.
func TestRetryAfter(t *testing.T) {
	require.Equal(t, "17", retryAfter(dispatch.Errorf(dispatch.TooMany, "too_fast", 17)))
	require.Equal(t, "5", retryAfter(dispatch.Errorf(dispatch.Unavailable, "store_full")))
}
