package api

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/files"
)

// A download that broke off goes on where it was, of the same bytes only.
func TestPartsOfFiles(t *testing.T) {
	o := openOffice(t, keeping(t))
	text := strings.Repeat("0123456789", 10)
	id := o.sent("agent", "说明.txt", []byte(text))
	no := o.dispatched(object{"attachments": []string{id}})
	path := "/api/v1/tickets/" + no + "/files/" + id
	for _, c := range []struct {
		header, ifRange string
		status          int
		body, part      string
	}{
		{"", "", 200, text, ""},
		{"bytes=10-14", "", 206, "01234", "bytes 10-14/100"},
		{"bytes=95-", "", 206, "56789", "bytes 95-99/100"},
		{"bytes=-3", "", 206, "789", "bytes 97-99/100"},
		{"bytes=-300", "", 206, text, "bytes 0-99/100"},
		{"bytes=90-2000", "", 206, text[90:], "bytes 90-99/100"},
		{"bytes=10-14", `"` + id + `"`, 206, "01234", "bytes 10-14/100"},
		{"bytes=10-14", `"another"`, 200, text, ""},
		{"bytes=1-2,4-5", "", 200, text, ""},
		{"bytes=5-2", "", 200, text, ""},
		{"lines=1-2", "", 200, text, ""},
		{"bytes=x-", "", 200, text, ""},
	} {
		a := o.do("agent", "GET", path, nil, "Range", c.header, "If-Range", c.ifRange)
		require.Equal(t, []any{c.status, c.body, c.part}, []any{a.status, string(a.body), a.header.Get("Content-Range")}, c.header)
		require.Equal(t, "bytes", a.header.Get("Accept-Ranges"))
		require.True(t, strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment"), "a part is saved like the whole")
	}
	for _, header := range []string{"bytes=100-", "bytes=5000-6000", "bytes=-0"} {
		a := o.do("agent", "GET", path, nil, "Range", header)
		require.Equal(t, []any{416, "bytes */100"}, []any{a.status, a.header.Get("Content-Range")}, header)
	}
	require.Equal(t, 403, o.do("liaison-cgj", "GET", path, nil, "Range", "bytes=0-1").status)
}

// When a ticket goes to another unit, its files go with it.
func TestFilesFollowTheTicket(t *testing.T) {
	o := openOffice(t, keeping(t))
	id := o.sent("agent", "现场.png", drawing(t, 1))
	no := o.dispatched(object{"attachments": []string{id}})
	own := o.sent("liaison-rl", "回单.png", drawing(t, 2))
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/attach", object{"attachments": []string{own}}).status)
	reads := func(who, id string) []int {
		path := "/tickets/" + no + "/files/" + id
		return []int{o.get(who, path).status, o.get(who, path+"/thumb").status}
	}
	require.Equal(t, []int{403, 403}, reads("liaison-zjj", id))
	a := o.post("liaison-rl", "/tickets/"+no+"/return", object{"reason": "not_duty", "basis": "三定规定", "suggested": "zjj"})
	require.Equal(t, 200, a.status, string(a.body))
	a = o.post("dispatcher", "/tickets/"+no+"/decide-return", object{"approve": true, "reason": "同意退回"})
	require.Equal(t, 200, a.status, string(a.body))
	a = o.post("dispatcher", "/tickets/"+no+"/dispatch", object{"lead": "zjj", "co_units": []string{}, "reason": "属住建局职责"})
	require.Equal(t, 200, a.status, string(a.body))
	for _, id := range []string{id, own} {
		require.Equal(t, []int{200, 200}, reads("liaison-zjj", id), "the new unit has all of them")
		require.Equal(t, []int{403, 403}, reads("liaison-rl", id), "the old one none, not even its own")
		require.Equal(t, []int{403, 403}, reads("liaison-cgj", id))
	}
}

// An upload that breaks off leaves nothing: no file, no half of one, and nothing that
// could be attached.
func TestUploadsThatBreakOff(t *testing.T) {
	dir := t.TempDir()
	disk, err := files.NewDisk(dir)
	require.NoError(t, err)
	o := openOffice(t, func(d *Deps) { d.Files = files.NewKeeper(disk, files.Options{MaxSize: 1 << 20}) })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = o.web.Listener(ln) }()
	t.Cleanup(func() { require.NoError(t, o.web.ShutdownWithTimeout(5*time.Second)) })
	part := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
	whole := part + string(drawing(t, 1)) + "\r\n--b--\r\n"
	for name, sent := range map[string]string{"in the file": whole[:len(part)+40], "before its end": whole[:len(whole)-8], "before it begins": whole[:20]} {
		c, err := net.Dial("tcp", ln.Addr().String())
		require.NoError(t, err)
		_, err = fmt.Fprintf(c, "POST /api/v1/public/files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n%s", len(whole), sent)
		require.NoError(t, err)
		require.NoError(t, c.(*net.TCPConn).CloseWrite())
		got, err := io.ReadAll(c)
		require.NoError(t, err)
		require.NotContains(t, string(bytes.SplitN(got, []byte("\r\n"), 2)[0]), "201", name)
		require.NoError(t, c.Close())
	}
	left, err := os.ReadDir(filepath.Join(dir, "tmp"))
	require.NoError(t, err)
	require.Empty(t, left)
	require.NoError(t, disk.List(t.Context(), func(i files.Item) error { t.Error("kept", i.Key); return nil }))
	rs, err := o.store.Records(t.Context(), "upload", "", 10)
	require.NoError(t, err)
	require.Empty(t, rs)
	o.sent("", "a.png", drawing(t, 1))
}
