package dispatch

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// photo is the nth picture.
func photo(n int) Attachment {
	return Attachment{ID: fmt.Sprintf("%032x", n+1), Name: fmt.Sprintf("现场%d.jpg", n), Type: "image/jpeg", Size: 2048, Thumb: true, W: 40, H: 30}
}

func names(files []AttachedFile) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.Name)
	}
	return out
}

func TestAttachmentsComeWithTheirStep(t *testing.T) {
	l := born(t, func(in *Intake) { in.Attachments = []Attachment{photo(1)} })
	l.do(good(DoDispatch), dispatcher).do(good(DoAccept), leader).do(good(DoContact), leader)
	a := good(DoReply)
	a.Attachments = []Attachment{photo(2), photo(1)} // the citizen's own picture may be sent back
	l.do(a, leader)
	require.Equal(t, []string{"现场1.jpg", "现场2.jpg", "现场1.jpg"}, names(l.ticket.Attachments))
	require.Equal(t, []string{"现场2.jpg", "现场1.jpg"}, names(l.ticket.RepliedFiles()))
	reply := l.ticket.Attachments[1]
	require.Equal(t, []any{Replied, "l1", RoleLiaison, "zhujian"}, []any{reply.On, reply.By, reply.Role, reply.Unit})
	require.Equal(t, l.ticket, Replay(l.events))
	require.Zero(t, Verify(l.events))

	more := Action{Kind: DoAttach, Attachments: []Attachment{photo(2), photo(3)}, Text: "补拍一张"}
	l.do(more, dispatcher)
	require.Len(t, l.ticket.Attachments, 4, "what is there is not added twice")
	before := l.ticket.Version
	l.do(more, dispatcher)
	require.Equal(t, before, l.ticket.Version)
}

func TestAttachmentsAreBounded(t *testing.T) {
	l := at(t, StateContacted)
	l.r.Files = FileRules{Step: 2, Ticket: 3}
	three := []Attachment{photo(1), photo(2), photo(3)}
	require.Equal(t, "too_many", keyOf(l.try(Action{Kind: DoAttach, Attachments: three}, leader)))
	l.do(Action{Kind: DoAttach, Attachments: three[:2]}, leader)
	require.Equal(t, "attachments_full", keyOf(l.try(Action{Kind: DoNote, Text: "又两张", Attachments: []Attachment{photo(4), photo(5)}}, leader)))
	require.Equal(t, "required", keyOf(l.try(Action{Kind: DoAttach}, leader)))
	a := good(DoRemind)
	a.Attachments = three[:1]
	require.Equal(t, "attachments_unwanted", keyOf(l.try(a, dispatcher)))
	for name, bad := range map[string]Attachment{"no hash": {ID: "../etc/passwd", Name: "a.jpg", Type: "image/jpeg"}, "no type": {ID: photo(8).ID, Name: "a.jpg"}} {
		require.Equal(t, "attachments_unknown", keyOf(l.try(Action{Kind: DoNote, Text: "看", Attachments: []Attachment{bad}}, leader)), name)
	}
	l.r.Files = FileRules{}
	twice := []Attachment{photo(6), photo(6)}
	require.Equal(t, "attachments_unknown", keyOf(l.try(Action{Kind: DoNote, Text: "看", Attachments: twice}, leader)))
}

// A file is often called after who sent it; the name on the ticket is not.
func TestFileNamesDoNotTellTheCaller(t *testing.T) {
	in := intake()
	in.Attachments = []Attachment{{ID: photo(1).ID, Name: "张三 138 0000 1234.jpg", Type: "image/jpeg"}}
	got := in.Normal().Attachments[0].Name
	require.NotContains(t, got, "张三")
	require.NotContains(t, got, "1234")
	require.Contains(t, got, ".jpg")
	l := at(t, StateContacted)
	p := in.Person
	l.do(Action{Kind: DoNote, Text: "照片", Caller: &p, Attachments: in.Attachments}, leader)
	require.NotContains(t, marshal(l.events), "张三")
}

func TestWhoMayHaveAttachments(t *testing.T) {
	plain := born(t, func(in *Intake) { in.Attachments = []Attachment{photo(1)} }).do(good(DoDispatch), dispatcher)
	sealed := born(t, func(in *Intake) { in.Confidential, in.Attachments = true, []Attachment{photo(1)} }).do(good(DoDispatch), dispatcher)
	hidden := "file-000000.jpg"
	for _, c := range []struct {
		name   string
		by     Actor
		plain  []string
		sealed []string
	}{
		{"lead", leader, []string{"现场1.jpg"}, []string{hidden}},
		{"co-handler", helper, []string{"现场1.jpg"}, []string{hidden}},
		{"other unit", stranger, nil, nil},
		{"agent", agent, []string{"现场1.jpg"}, nil},
		{"dispatcher", dispatcher, []string{"现场1.jpg"}, []string{hidden}},
		{"one of the few", supervisor, []string{"现场1.jpg"}, []string{"现场1.jpg"}},
		{"administrator", admin, []string{"现场1.jpg"}, nil},
		{"citizen", citizen, nil, nil},
	} {
		require.Equal(t, c.plain, names(plain.ticket.FilesFor(c.by)), c.name)
		require.Equal(t, c.sealed, names(sealed.ticket.FilesFor(c.by)), c.name)
		if CanSee(sealed.ticket, c.by) {
			for _, e := range sealed.events {
				e = e.For(sealed.ticket, c.by)
				require.Len(t, e.Data.Attachments, min(len(e.Data.Attachments), len(c.sealed)), "%s reads an event", c.name)
			}
		}
	}
}

// The citizen has back what came from there and what the reply carries once it is
// passed; nothing that others added, and nothing of another caller.
func TestFilesOfTheCitizen(t *testing.T) {
	l := born(t, func(in *Intake) { in.Attachments = []Attachment{photo(1)} })
	l.do(Action{Kind: DoAppend, Text: "再发一张", Attachments: []Attachment{photo(2)}}, citizen)
	l.do(Action{Kind: DoAppend, Text: "另一人来电", Attachments: []Attachment{photo(3)}}, agent)
	l.do(Action{Kind: DoAppend, Text: "并单的人补充", Of: "20261123-0002", Attachments: []Attachment{photo(4)}}, citizen)
	l.do(good(DoDispatch), dispatcher).do(good(DoAccept), leader).do(good(DoContact), leader)
	l.do(Action{Kind: DoNote, Text: "内部", Attachments: []Attachment{photo(5)}}, leader)
	reply := good(DoReply)
	reply.Attachments = []Attachment{photo(6)}
	l.do(reply, leader)
	require.Equal(t, []string{"现场1.jpg", "现场2.jpg"}, names(FilesOfCitizen(l.ticket, l.ticket, false)))
	require.Equal(t, []string{"现场1.jpg", "现场2.jpg", "现场6.jpg"}, names(FilesOfCitizen(l.ticket, l.ticket, true)))
	child := Ticket{No: "20261123-0002", Attachments: []AttachedFile{{Attachment: photo(7), On: Registered}}}
	require.Equal(t, []string{"现场7.jpg", "现场4.jpg", "现场6.jpg"}, names(FilesOfCitizen(child, l.ticket, true)))
}

func TestFilesGone(t *testing.T) {
	l := at(t, StateClosed)
	end := l.ticket.ClosedAt
	require.False(t, l.ticket.FilesGone(0, end.AddDate(9, 0, 0)), "for ever")
	require.False(t, l.ticket.FilesGone(time.Hour, end.Add(time.Hour-1)))
	require.True(t, l.ticket.FilesGone(time.Hour, end.Add(time.Hour)))
	l.do(good(DoReopen), dispatcher)
	require.False(t, l.ticket.FilesGone(time.Hour, end.AddDate(1, 0, 0)), "open again")
}
