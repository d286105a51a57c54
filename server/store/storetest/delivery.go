package storetest

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// message is a delivery of a frame of a unit about a ticket.
func (w *world) message(unit string, id int64, channel, no string, at time.Time) dispatch.Delivery {
	f := dispatch.Frame{ID: id, Notice: dispatch.Notice{Key: fmt.Sprintf("%s/%d/unit:%s", no, id, unit), Recipient: "unit:" + unit,
		Kind: "dispatched", No: no, Version: 2, State: dispatch.StateDispatched, Urgency: dispatch.General, Title: "供热", At: at.UTC(), Unit: unit}}
	return dispatch.NewDelivery(f, channel, dispatch.Webhook, "", at.UTC())
}

func (w *world) putDeliveries(ds ...dispatch.Delivery) {
	w.Helper()
	require.NoError(w, w.s.PutDeliveries(w.ctx, ds))
}

func (w *world) dueDeliveries(at time.Time, except ...string) []string {
	w.Helper()
	ds, err := w.s.DueDeliveries(w.ctx, at, except, 100)
	require.NoError(w, err)
	return idsOf(ds)
}

func (w *world) deliveries(f dispatch.DeliveryFilter, limit int) []string {
	w.Helper()
	all := []string{}
	for after := ""; ; {
		ds, next, err := w.s.Deliveries(w.ctx, f, dispatch.Page{Limit: limit, After: after})
		require.NoError(w, err)
		all = append(all, idsOf(ds)...)
		if after = next; next == "" {
			return all
		}
		require.Len(w, ds, limit)
	}
}

func idsOf(ds []dispatch.Delivery) []string {
	out := []string{}
	for _, d := range ds {
		out = append(out, d.ID)
	}
	return out
}

// heads: every feed with frames is listed, with how far it is acknowledged.
func heads(w *world) {
	list := func() []dispatch.Head {
		hs, err := w.s.Heads(w.ctx)
		require.NoError(w, err)
		return hs
	}
	require.Empty(w, list())
	w.log(intake("甲"), "water")
	w.log(intake("乙"), "police")
	w.relayAll(w.s, 100)
	require.Equal(w, []dispatch.Head{{Recipient: "role:dispatcher", Last: 4}, {Recipient: "unit:police", Last: 2}, {Recipient: "unit:water", Last: 2}}, list())
	require.NoError(w, w.s.Ack(w.ctx, "unit:water", 1))
	trimmed(w)(w.s.TrimFeed(w.ctx, w.clock.Now().Add(time.Hour)))
	require.NoError(w, w.s.Post(w.ctx, []dispatch.Notice{{Key: "b/1", Recipient: "unit:water", Kind: "bulletin", At: w.clock.Now()}}))
	require.Equal(w, []dispatch.Head{{Recipient: "role:dispatcher", Last: 4}, {Recipient: "unit:police", Last: 2}, {Recipient: "unit:water", Last: 3, Acked: 1}}, list())
}

// deliveries: a notice becomes one delivery for a target, whoever plans it, and
// only the one who saw the newest version changes it.
func deliveries(w *world) {
	now := w.clock.Now().UTC()
	d := w.message("water", 1, "c1", today+"-0001", now)
	w.putDeliveries(d)
	w.putDeliveries(d, w.message("water", 1, "c2", today+"-0001", now)) // planned once more, with a new channel
	other := w.handle()
	got, err := other.Delivery(w.ctx, d.ID)
	require.NoError(w, err)
	d.Version = 1
	require.Equal(w, d, got)
	require.Len(w, w.deliveries(dispatch.DeliveryFilter{}, 10), 2)

	taken := got
	taken.Attempts, taken.Taken, taken.Due = 1, true, now.Add(2*time.Minute)
	won := make([]bool, 8)
	together(len(won), func(i int) {
		s := w.s
		if i%2 == 1 {
			s = other
		}
		_, err := s.UpdateDelivery(w.ctx, taken)
		if err != nil {
			w.code(err, dispatch.Conflict)
		}
		won[i] = err == nil
	})
	n := 0
	for _, ok := range won {
		if ok {
			n++
		}
	}
	require.Equal(w, 1, n, "one of all servers takes it")
	require.NotContains(w, w.dueDeliveries(now), d.ID)
	require.Contains(w, w.dueDeliveries(now.Add(2*time.Minute)), d.ID, "what a crash left comes back")

	got, err = w.s.Delivery(w.ctx, d.ID)
	require.NoError(w, err)
	done := got.End(dispatch.DeliverySent, "")
	done.Last = dispatch.Sending{At: now.Add(time.Second), Status: 200, Millis: 12}
	done, err = w.s.UpdateDelivery(w.ctx, done)
	require.NoError(w, err)
	got, err = w.s.Delivery(w.ctx, d.ID)
	require.NoError(w, err)
	require.Equal(w, done, got)
	require.Equal(w, 3, got.Version)
	w.putDeliveries(d)
	require.Equal(w, []string{d.ID}, w.deliveries(dispatch.DeliveryFilter{State: dispatch.DeliverySent}, 10), "it is not sent anew")
	_, err = w.s.UpdateDelivery(w.ctx, dispatch.Delivery{ID: "nothing", Version: 1})
	w.code(err, dispatch.NotFound)
	_, err = w.s.Delivery(w.ctx, "nothing")
	w.code(err, dispatch.NotFound)
}

// TestPeers30 of the store: what is due keeps its order for each ticket and
// target, and a channel that is left out holds up nobody.
func deliveryOrder(w *world) {
	now := w.clock.Now().UTC()
	a1, b1 := w.message("water", 1, "c1", today+"-0001", now), w.message("water", 2, "c1", today+"-0002", now.Add(time.Second))
	a2 := w.message("water", 3, "c1", today+"-0001", now.Add(2*time.Second))
	a1c2 := w.message("water", 1, "c2", today+"-0001", now)
	free := w.message("water", 4, "c1", "", now.Add(3*time.Second))
	free2 := w.message("water", 5, "c1", "", now.Add(4*time.Second))
	a1.Due = now.Add(time.Minute) // it failed and waits
	w.putDeliveries(a2, b1, a1, a1c2, free, free2)
	soon := now.Add(10 * time.Second)
	require.Equal(w, []string{a1c2.ID, b1.ID, free.ID, free2.ID}, w.dueDeliveries(soon), "a2 stands behind a1")
	require.Equal(w, []string{a1c2.ID}, w.dueDeliveries(soon, "c1"))
	require.Empty(w, w.dueDeliveries(soon, "c1", "c2"))
	require.Equal(w, []string{a1c2.ID, b1.ID, free.ID, free2.ID, a1.ID}, w.dueDeliveries(now.Add(time.Hour)))
	got, err := w.s.Delivery(w.ctx, a1.ID)
	require.NoError(w, err)
	_, err = w.s.UpdateDelivery(w.ctx, got.End(dispatch.DeliveryDead, "status_400"))
	require.NoError(w, err)
	require.Contains(w, w.dueDeliveries(soon), a2.ID, "a dead letter holds up nobody")
	ds, err := w.s.DueDeliveries(w.ctx, soon, nil, 2)
	require.NoError(w, err)
	require.Equal(w, []string{a1c2.ID, b1.ID}, idsOf(ds))
}

// deliveryLog: the log is paged, filtered, counted and trimmed.
func deliveryLog(w *world) {
	now := w.clock.Now().UTC()
	counts := func() []dispatch.DeliveryCount {
		cs, err := w.s.DeliveryCounts(w.ctx)
		require.NoError(w, err)
		return cs
	}
	require.Empty(w, counts())
	var newest []string
	for i := range 10 {
		unit, state := "water", dispatch.DeliveryWaiting
		if i%2 == 1 {
			unit, state = "police", dispatch.DeliveryDead
		}
		d := w.message(unit, int64(i), "c1", fmt.Sprintf("%s-%04d", today, i), now.Add(time.Duration(i)*time.Second))
		d.State = state
		if i >= 8 {
			d.Group = "g"
		}
		w.putDeliveries(d)
		newest = append([]string{d.ID}, newest...)
	}
	require.Equal(w, newest, w.deliveries(dispatch.DeliveryFilter{}, 3))
	odd := []string{newest[0], newest[2], newest[4], newest[6], newest[8]}
	require.Equal(w, odd, w.deliveries(dispatch.DeliveryFilter{State: dispatch.DeliveryDead}, 2))
	require.Equal(w, odd, w.deliveries(dispatch.DeliveryFilter{Recipient: "unit:police", Channel: "c1"}, 10))
	require.Equal(w, newest[3:4], w.deliveries(dispatch.DeliveryFilter{No: today + "-0006"}, 10))
	require.Equal(w, newest[:2], w.deliveries(dispatch.DeliveryFilter{Group: "g"}, 10))
	require.Equal(w, []string{newest[7], newest[9]}, w.deliveries(dispatch.DeliveryFilter{Due: now.Add(3 * time.Second)}, 10))
	require.Empty(w, w.deliveries(dispatch.DeliveryFilter{Channel: "c2"}, 10))
	require.Equal(w, []dispatch.DeliveryCount{
		{Kind: dispatch.Webhook, State: dispatch.DeliveryDead, N: 5, Oldest: now.Add(time.Second)},
		{Kind: dispatch.Webhook, State: dispatch.DeliveryWaiting, N: 5, Oldest: now},
	}, counts())
	require.Equal(w, 3, trimmed(w)(w.s.TrimDeliveries(w.ctx, now.Add(6*time.Second))))
	require.Equal(w, []string{newest[0], newest[2]}, w.deliveries(dispatch.DeliveryFilter{State: dispatch.DeliveryDead}, 10), "what ended before goes")
	require.Len(w, w.deliveries(dispatch.DeliveryFilter{State: dispatch.DeliveryWaiting}, 10), 5, "what waits stays")
}
