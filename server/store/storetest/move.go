package storetest

import (
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
)

// moved carries a store into an empty one of its kind, piece by piece: the
// copy holds the same, and goes on where the first stood.
func moved(w *world) {
	require.NoError(w, w.s.PutDeliveries(w.ctx, []dispatch.Delivery{dispatch.NewDelivery(
		dispatch.Frame{ID: 1, Notice: dispatch.Notice{Recipient: "unit:water", No: today + "-0001", At: monday.UTC()}}, "c1", "webhook", "t", monday.UTC())}))
	first := w.log(intake("路灯不亮"), "water", "police")
	w.act(first.No, dispatch.Action{Kind: dispatch.DoAccept}, liaison("water"))
	second := w.log(intake("水管漏水"), "water")
	erased := w.log(intake("占道经营"))
	require.NoError(w, w.s.ErasePerson(w.ctx, erased.No))
	w.relayAll(w.s, 100)
	require.NoError(w, w.s.Ack(w.ctx, "unit:water", 1))
	w.put(dispatch.Record{Kind: dispatch.KindSetting, ID: "a", Body: []byte(`{"a":1}`), Expires: w.clock.Now().Add(time.Hour)}, 1)
	w.put(dispatch.Record{Kind: dispatch.KindLease, ID: "sweep", Body: []byte(`{}`)}, 1)
	w.note(second.No, "待核实") // its notice still waits

	other := &world{T: w.T, ctx: w.ctx, clock: w.clock, dir: w.TempDir(), open: w.open, raw: w.raw, keys: w.keys, rules: w.rules}
	other.s = other.handle()
	from, to := w.s.(store.Mover), other.s.(store.Mover)
	require.NoError(w, from.Settle(w.ctx))
	for _, page := range []int{2, 2, 100} { // the second time everything is there
		w.carry(from, to, page)
	}
	w.moveEqual(from, to)
	require.Equal(w, w.ticket(first.No), other.ticket(first.No))
	require.Equal(w, w.events(first.No), other.events(first.No))
	p, err := to.Person(w.ctx, first.No)
	require.NoError(w, err)
	require.Equal(w, caller, p)
	_, err = to.Person(w.ctx, erased.No)
	w.code(err, dispatch.NotFound)
	_, err = to.Record(w.ctx, dispatch.KindLease, "sweep")
	w.code(err, dispatch.NotFound)
	recount(other, map[string]bool{})
	require.Equal(w, w.list(dispatch.Filter{Q: "漏水"}, 10), other.list(dispatch.Filter{Q: "漏水"}, 10))
	unacked, err := to.Unacked(w.ctx, "unit:water", 100)
	require.NoError(w, err)
	was, err := from.Unacked(w.ctx, "unit:water", 100)
	require.NoError(w, err)
	require.Equal(w, was, unacked)

	w.note(second.No, "已核实")
	require.NoError(w, from.ErasePerson(w.ctx, first.No))
	require.NoError(w, from.DeleteRecord(w.ctx, dispatch.KindSetting, "a"))
	require.NoError(w, from.Settle(w.ctx))
	w.carry(from, to, 100)
	require.NoError(w, to.DropPieces(w.ctx, store.SectionRecords, []store.Piece{store.MovedRecord{Kind: dispatch.KindSetting, ID: "a"}}))
	w.moveEqual(from, to)
	recount(other, map[string]bool{})
	require.Error(w, to.DropPieces(w.ctx, store.SectionTickets, []store.Piece{store.MovedTicket{No: 1}}))
	carriedOn(w, other, second.No)
}

// carriedOn: the copy is a store like any other; ids and numbers go on.
func carriedOn(w, other *world, no string) {
	_, last, err := other.s.FeedSpan(w.ctx, "unit:water")
	require.NoError(w, err)
	other.note(no, "此处另记")
	fresh := other.log(intake("新单"), "water")
	require.Equal(w, w.log(intake("源库的下一单")).No, fresh.No, "numbers go on alike")
	other.relayAll(other.s, 100)
	frames := other.feed("unit:water", last, 10)
	require.Len(w, frames, 3)
	require.Equal(w, last+1, frames[0].ID)
	recount(other, map[string]bool{})
	other.clock.Advance(time.Hour)
	trimmed(w)(other.s.TrimFeed(w.ctx, other.clock.Now()))
	require.Empty(w, other.feed("unit:water", 0, 10))
}

// carry copies all sections in pages.
func (w *world) carry(from, to store.Mover, page int) {
	for _, section := range store.Sections() {
		for after := ""; ; {
			pieces, err := from.Pieces(w.ctx, section, after, page)
			require.NoError(w, err)
			require.NoError(w, to.PutPieces(w.ctx, section, pieces))
			if len(pieces) == 0 {
				break
			}
			require.Greater(w, pieces[0].Key(), after)
			after = pieces[len(pieces)-1].Key()
		}
	}
}

func (w *world) moveEqual(from, to store.Mover) {
	sizes, err := from.Sizes(w.ctx)
	require.NoError(w, err)
	for _, section := range store.Sections() {
		want, err := from.Pieces(w.ctx, section, "", 1000)
		require.NoError(w, err)
		got, err := to.Pieces(w.ctx, section, "", 1000)
		require.NoError(w, err)
		require.Equal(w, want, got, section)
		require.Len(w, got, sizes[section], section)
	}
	same, err := to.Sizes(w.ctx)
	require.NoError(w, err)
	require.Equal(w, sizes, same)
}
