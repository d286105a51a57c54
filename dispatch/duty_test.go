package dispatch

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func shift(user string, post Post, from, to string, change ...func(*Shift)) Shift {
	s := Shift{ID: user + from, Scope: "zhujian", User: user, Post: post, From: local(from), To: local(to)}
	for _, c := range change {
		c(&s)
	}
	return s
}

func weekly(s *Shift) { s.Weekly = true }
func leave(s *Shift)  { s.Absent = true }

func on(r *Roster, at string) []string {
	users := []string{}
	for _, s := range r.OnDuty("zhujian", local(at)) {
		users = append(users, s.User)
	}
	return users
}

func TestOnDuty(t *testing.T) {
	r := NewRoster([]Shift{
		shift("a", PostA, "2026-11-23 08:30", "2026-11-23 17:30", weekly),
		shift("b", PostB, "2026-11-23 17:30", "2026-11-24 01:00", weekly), // over midnight
		shift("c", PostB, "2026-11-23 16:00", "2026-11-23 18:00"),         // overlaps both
		shift("a", PostA, "2026-11-30 00:00", "2026-12-01 00:00", leave),
	}, nil)
	for _, tc := range []struct {
		at   string
		want []string
	}{
		{"2026-11-23 08:29", []string{}},
		{"2026-11-23 08:30", []string{"a"}},
		{"2026-11-23 16:30", []string{"a", "c"}},
		{"2026-11-23 17:30", []string{"b", "c"}}, // the end of a shift is not part of it
		{"2026-11-24 00:59", []string{"b"}},
		{"2026-11-24 01:00", []string{}},
		{"2026-11-30 09:00", []string{}}, // on leave
		{"2026-12-01 00:30", []string{"b"}},
		{"2026-12-07 09:00", []string{"a"}},
		{"2026-11-16 09:00", []string{}}, // a weekly shift does not reach back
	} {
		require.Equal(t, tc.want, on(r, tc.at), tc.at)
	}
}

func TestGaps(t *testing.T) {
	r := NewRoster([]Shift{
		shift("a", PostA, "2026-11-23 08:00", "2026-11-24 02:00"),
		shift("b", PostB, "2026-11-24 01:00", "2026-11-24 02:00"),
		shift("b", PostB, "2026-11-24 03:00", "2026-11-25 00:00"),
		shift("a", PostA, "2026-11-23 12:00", "2026-11-23 13:00", leave),
	}, nil)
	var got []string
	for _, g := range r.Gaps("zhujian", local("2026-11-23 00:00"), local("2026-11-25 00:00")) {
		got = append(got, g.From.In(monday.Location()).Format("02 15:04")+"–"+g.To.In(monday.Location()).Format("02 15:04"))
	}
	require.Equal(t, []string{"23 00:00–23 08:00", "23 12:00–23 13:00", "24 02:00–24 03:00"}, got)
	require.Empty(t, NewRoster(nil, nil).Gaps("zhujian", monday, monday.AddDate(0, 0, 7)), "no roster, no gap")
	require.Empty(t, (*Roster)(nil).OnDuty("zhujian", monday))
}

func TestPosts(t *testing.T) {
	staff := []Staff{{User: "a", Scope: "zhujian", Post: PostA, Role: RoleLiaison}, {User: "b", Scope: "zhujian", Post: PostB, Role: RoleLiaison}}
	away := shift("a", PostA, "2026-11-23 00:00", "2026-11-24 00:00", leave)
	for _, tc := range []struct {
		name   string
		roster *Roster
		first  Post
		post   Post
		users  []string
	}{
		{"by the accounts", NewRoster(nil, staff), PostA, PostB, []string{"b"}},
		{"the roster names who holds B", NewRoster([]Shift{shift("c", PostB, "2026-11-23 08:00", "2026-11-23 18:00")}, staff), PostA, PostB, []string{"c"}},
		{"leave makes B the first", NewRoster([]Shift{away}, staff), PostB, "", nil},
		{"a stand-in for A keeps A first", NewRoster([]Shift{away, shift("d", PostA, "2026-11-23 08:00", "2026-11-23 18:00")}, staff), PostA, PostB, []string{"b"}},
		{"nobody holds B", NewRoster(nil, staff[:1]), PostA, "", nil},
		{"B is away", NewRoster([]Shift{shift("b", PostB, "2026-11-23 00:00", "2026-11-24 00:00", leave)}, staff), PostA, "", nil},
	} {
		require.Equal(t, tc.first, tc.roster.First("zhujian", monday), tc.name)
		post, users := tc.roster.StandIn("zhujian", monday)
		require.Equal(t, tc.post, post, tc.name)
		require.Equal(t, tc.users, users, tc.name)
	}
}

func TestShiftFaults(t *testing.T) {
	for key, s := range map[string]Shift{
		"shift_order":   shift("a", PostA, "2026-11-23 08:00", "2026-11-23 08:00"),
		"shift_long":    shift("a", PostA, "2026-11-23 08:00", "2026-11-30 08:01"),
		"leave_weekly":  shift("a", PostA, "2026-11-23 08:00", "2026-11-23 09:00", weekly, leave),
		"unknown_value": shift("a", "C", "2026-11-23 08:00", "2026-11-23 09:00"),
		"required":      shift("", PostA, "2026-11-23 08:00", "2026-11-23 09:00"),
	} {
		require.Equal(t, key, keyOf(s.Validate()))
	}
	require.NoError(t, shift("a", PostA, "2026-11-23 00:00", "2026-12-23 00:00", leave).Validate())
}

// Whatever the shifts, at every moment either somebody is on duty or it lies in a
// gap, and never both; a shift is on duty exactly within its stretches.
func FuzzRoster(f *testing.F) {
	f.Add(uint16(510), uint16(540), uint16(1050), uint16(450), true, uint16(1500))
	f.Add(uint16(1430), uint16(20), uint16(0), uint16(10080), false, uint16(1439))
	f.Fuzz(func(t *testing.T, from1, len1, from2, len2 uint16, repeat bool, probe uint16) {
		begin := local("2026-11-23 00:00")
		minutes := func(n uint16) time.Duration { return time.Duration(n) * time.Minute }
		one := Shift{ID: "1", Scope: "u", User: "a", From: begin.Add(minutes(from1)), Weekly: repeat}
		one.To = one.From.Add(minutes(len1%10080 + 1))
		two := Shift{ID: "2", Scope: "u", User: "b", From: begin.Add(minutes(from2))}
		two.To = two.From.Add(minutes(len2%10080 + 1))
		off := Shift{ID: "3", Scope: "u", User: "a", From: two.From, To: two.To.Add(-minutes(len2 % 7)), Absent: true}
		require.NoError(t, one.Validate())
		r := NewRoster([]Shift{one, two, off}, nil)
		at, to := begin.Add(minutes(probe)), begin.AddDate(0, 0, 14)
		if !at.Before(to) {
			return
		}
		gap := slices.ContainsFunc(r.Gaps("u", begin, to), func(g Spell) bool { return !at.Before(g.From) && at.Before(g.To) })
		require.Equal(t, len(r.OnDuty("u", at)) == 0, gap)
		inSpell := slices.ContainsFunc(r.Spells("u", begin, to), func(s Spell) bool {
			return s.Shift.ID == "1" && !at.Before(s.From) && at.Before(s.To)
		})
		require.Equal(t, one.Covers(at), inSpell)
	})
}

func TestParseRoster(t *testing.T) {
	staff := []Staff{{User: "liaison-zhujian", Name: "住建 王**", Scope: "zhujian", Post: PostA}, {User: "b", Name: "同名", Scope: "zhujian"}, {User: "c", Name: "同名", Scope: "zhujian"}}
	list, faults := ParseRoster("\ufeff人员,岗位,开始,结束,类别\r\nliaison-zhujian,a,2026-11-23 17:30,01:00,每周\n住建 王**,A,2026/11/24 08:30,2026-11-24 17:30\nb,,2026-11-25 00:00,2026-11-28 00:00,请假\n", "zhujian", staff)
	require.Empty(t, faults)
	require.Len(t, list, 3)
	require.True(t, list[0].Weekly)
	require.Equal(t, local("2026-11-24 01:00").UTC(), list[0].To, "over midnight")
	require.True(t, list[2].Absent)

	_, faults = ParseRoster("nobody,A,2026-11-23 08:00,17:30\n同名,A,2026-11-23 08:00,17:30\nb,C,2026-11-23 08:00,17:30\nb,A,monday,17:30\nb,A,2026-11-23 08:00\nb,A,2026-11-23 08:00,17:30,sometimes\n", "zhujian", staff)
	var fields []string
	for _, f := range faults {
		fields = append(fields, f.Field+" "+f.Key)
	}
	require.Equal(t, []string{"1.user staff_unknown", "2.user staff_unknown", "3.post unknown_value", "4.from duty_time", "5.to required", "6.kind unknown_value"}, fields)
}

func FuzzParseRoster(f *testing.F) {
	f.Add("b,A,2026-11-23 08:00,17:30,每周\n")
	f.Add("b,\"A\n")
	staff := []Staff{{User: "b", Name: "乙", Scope: "zhujian"}}
	f.Fuzz(func(t *testing.T, text string) {
		list, _ := ParseRoster(text, "zhujian", staff)
		for _, s := range list {
			require.NoError(t, s.Validate())
			require.Equal(t, "b", s.User)
		}
	})
}
