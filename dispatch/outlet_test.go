package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func TestQuiet(t *testing.T) {
	night, noon := Quiet{From: "22:00", To: "07:00"}, Quiet{From: "12:00", To: "13:30"}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, sla.Zone) }
	for _, c := range []struct {
		name string
		q    Quiet
		now  time.Time
		u    Urgency
		end  time.Time
	}{
		{"before midnight", night, at(23, 22, 0), General, at(24, 7, 0)},
		{"at midnight", night, at(24, 0, 0), General, at(24, 7, 0)},
		{"its last minute", night, at(24, 6, 59), General, at(24, 7, 0)},
		{"its end", night, at(24, 7, 0), General, time.Time{}},
		{"by day", night, at(24, 12, 0), General, time.Time{}},
		{"at noon", noon, at(24, 12, 0), Utility, at(24, 13, 30)},
		{"after noon", noon, at(24, 13, 30), General, time.Time{}},
		{"life", night, at(24, 0, 0), Life, time.Time{}},
		{"life, strictly", Quiet{From: "22:00", To: "07:00", Strict: true}, at(24, 0, 0), Life, at(24, 7, 0)},
		{"none", Quiet{}, at(24, 0, 0), General, time.Time{}},
		{"by a server abroad", night, at(24, 0, 0).UTC(), General, at(24, 7, 0)},
	} {
		end, ok := c.q.Until(c.now, c.u)
		require.Equal(t, !c.end.IsZero(), ok, c.name)
		if ok {
			require.True(t, c.end.Equal(end), "%s: %s", c.name, end)
		}
	}
}

func TestDeliveryIDs(t *testing.T) {
	f := Frame{ID: 7, Notice: Notice{Recipient: "unit:rl", No: "20261123-0001", At: time.UnixMilli(1795395600123).UTC()}}
	d := NewDelivery(f, "c1", Webhook, "", time.Now())
	require.Equal(t, d.ID, NewDelivery(f, "c1", Webhook, "", time.Now().Add(time.Hour)).ID, "whoever plans it, whenever")
	require.Equal(t, f.At, DeliveryTime(d.ID))
	require.Greater(t, d.ID, DeliveryBefore(f.At))
	later := f
	later.At = later.At.Add(time.Millisecond)
	require.Greater(t, NewDelivery(later, "c1", Webhook, "", time.Now()).ID, d.ID)
	require.NotEqual(t, d.ID, NewDelivery(f, "c2", Webhook, "", time.Now()).ID)
	own := NewDelivery(f, OwnChannel("li.hua", EMail), EMail, TargetMark("a@b.cn"), time.Now())
	require.Equal(t, "li.hua", own.User())
	require.Equal(t, "", d.User())
	require.Equal(t, "rl", own.Unit())
	require.NotContains(t, own.Target, "@")
	a, ok := Address([]string{"x@b.cn", "a@b.cn"}, own.Target)
	require.True(t, ok)
	require.Equal(t, "a@b.cn", a)
}

func TestSubscriptions(t *testing.T) {
	var r Reach
	for i := range MaxSubscriptions + 3 {
		r = r.Subscribed(Subscription{Endpoint: string(rune('a' + i)), Auth: "1"})
	}
	r = r.Subscribed(Subscription{Endpoint: "m", Auth: "2"})
	require.Len(t, r.Push, MaxSubscriptions)
	require.Equal(t, "2", r.Push[MaxSubscriptions-1].Auth)
	r, ok := r.Unsubscribed(TargetMark("m"))
	require.True(t, ok)
	_, ok = r.Unsubscribed(TargetMark("m"))
	require.False(t, ok)
}
