package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func bulletinDraft() Bulletin {
	return NewBulletin(sla.Bulletin{Kind: sla.BulletinFeedback, Period: "2026-10", Unit: "water", Title: "反馈", Figures: []byte(`{"n":12}`),
		Sections: []sla.BulletinSection{{Key: "score", Title: "得分", Text: "得 95.00 分。"}, {Key: "lost", Title: "失分", Text: "失 5 分。"}}})
}

func TestBulletinLife(t *testing.T) {
	now := time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)
	boss, water, police := Actor{ID: "boss", Role: RoleSupervisor}, Actor{ID: "w", Role: RoleLiaison, Unit: "water"}, Actor{ID: "p", Role: RoleLiaison, Unit: "police"}
	b := bulletinDraft()
	require.Equal(t, "feedback-2026-10-water", b.ID())
	require.Equal(t, "weekly-2026-W46", BulletinID("weekly", "2026-W46", ""))
	require.False(t, b.For(water), "a draft is nobody's but the hotline's")
	require.True(t, b.For(boss))

	edits := []SectionEdit{{"lost", "失分", "失 6 分。", false}, {"score", "得分", "得 95 分。", true}}
	_, err := b.Edit("反馈", edits, water, now)
	require.Equal(t, Forbidden, CodeOf(err))
	for _, bad := range [][]SectionEdit{nil, edits[:1], {edits[0], edits[0]}, {edits[0], {"other", "x", "", false}}, {edits[0], {"score", " ", "", false}}} {
		_, err := b.Edit("反馈", bad, boss, now)
		require.Equal(t, Invalid, CodeOf(err), bad)
	}
	edited, err := b.Edit("反馈（改）", edits, boss, now)
	require.NoError(t, err)
	require.Equal(t, []string{"6"}, edited.Strange("lost", edited.Sections[0].Text))
	require.Empty(t, edited.Strange("score", edited.Sections[1].Text))
	require.Equal(t, "失 5 分。", b.Sections[1].Text, "the one before is untouched")
	again, err := edited.Regenerate("lost", b.Bulletin, boss, now)
	require.NoError(t, err)
	require.Equal(t, "失 5 分。", again.Sections[0].Text)
	require.True(t, again.Sections[1].Hidden, "the other sections stay")

	_, err = edited.Send(nil, boss, now)
	require.Equal(t, Invalid, CodeOf(err))
	_, err = edited.Archive(boss, now)
	require.Equal(t, Conflict, CodeOf(err))
	sent, err := edited.Send([]string{"water"}, boss, now)
	require.NoError(t, err)
	require.Len(t, sent.Shown(), 1)
	require.Equal(t, sent.Hash, sent.Digest())
	for _, err := range []error{second(sent.Edit("x", edits, boss, now)), second(sent.Regenerate("", b.Bulletin, boss, now)), second(sent.Send([]string{"water"}, boss, now))} {
		require.Equal(t, Conflict, CodeOf(err))
	}
	forged := sent
	forged.Title = "别的"
	require.NotEqual(t, sent.Hash, forged.Digest())

	require.True(t, sent.For(water))
	require.False(t, sent.For(police))
	_, _, err = sent.Receive(police, now)
	require.Equal(t, Forbidden, CodeOf(err))
	read, changed, err := sent.Receive(water, now)
	require.NoError(t, err)
	require.True(t, changed)
	require.Empty(t, sent.Receipts)
	_, changed, err = read.Receive(water, now.Add(time.Hour))
	require.NoError(t, err)
	require.False(t, changed, "the first receipt stands")
	require.Equal(t, sent.Hash, read.Digest(), "a receipt is not what was sent")
	kept, err := read.Archive(boss, now)
	require.NoError(t, err)
	require.True(t, kept.For(water))
}

func second(_ Bulletin, err error) error { return err }
