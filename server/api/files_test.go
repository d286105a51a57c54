package api

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/files"
)

// keeping gives the office a place for attachments.
func keeping(t testing.TB) func(*Deps) {
	disk, err := files.NewDisk(t.TempDir())
	require.NoError(t, err)
	return func(d *Deps) {
		d.Files = files.NewKeeper(disk, files.Options{MaxSize: 1 << 20})
		d.Config.FilesKeep = 30 * 24 * time.Hour
	}
}

// drawing is a small picture; each n makes another.
func drawing(t testing.TB, n int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for x := range 40 {
		m.Set(x, n%30, color.RGBA{uint8(x * n), 80, 20, 255})
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}

// send uploads a file as somebody; "" is a citizen.
func (o *office) send(who, name string, b []byte, headers ...string) answer {
	o.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	require.NoError(o, err)
	_, err = part.Write(b)
	require.NoError(o, err)
	require.NoError(o, w.Close())
	path := "/api/v1/files"
	if who == "" {
		path = "/api/v1/public/files"
	}
	req := httptest.NewRequest("POST", path, &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	if who != "" {
		p := o.as(who)
		req.Header.Set("Cookie", cookieName+"="+p.cookie)
		req.Header.Set("X-CSRF-Token", p.csrf)
	}
	res, err := o.web.Test(req, -1)
	require.NoError(o, err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	require.NoError(o, err)
	return answer{res.StatusCode, res.Header, data}
}

func (o *office) sent(who, name string, b []byte) string {
	o.Helper()
	a := o.send(who, name, b)
	require.Equal(o, 201, a.status, string(a.body))
	return a.text("id")
}

func TestAttachmentsOnTheWay(t *testing.T) {
	o := openOffice(t, keeping(t))
	id := o.sent("agent", "现场.jpeg.exe", drawing(t, 1))
	no := o.dispatched(object{"attachments": []string{id}})
	shown := o.get("liaison-rl", "/tickets/"+no).value()["attachments"].([]any)[0].(map[string]any)
	require.Equal(t, []any{id, "现场.jpeg.exe.png", "image/png", "registered", true},
		[]any{shown["id"], shown["name"], shown["type"], shown["on"], shown["thumb"]}, "the type is that of the bytes, and the name ends like it")

	a := o.get("liaison-rl", "/tickets/"+no+"/files/"+id)
	require.Equal(t, 200, a.status)
	require.Equal(t, "image/png", a.header.Get("Content-Type"))
	require.Contains(t, a.header.Get("Content-Security-Policy"), "sandbox")
	require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
	require.True(t, strings.HasPrefix(a.header.Get("Content-Disposition"), `inline; filename="file.png"`), a.header.Get("Content-Disposition"))
	require.True(t, strings.HasPrefix(o.get("agent", "/tickets/"+no+"/files/"+id+"?save=1").header.Get("Content-Disposition"), "attachment"))
	require.Equal(t, "image/jpeg", o.get("liaison-rl", "/tickets/"+no+"/files/"+id+"/thumb").header.Get("Content-Type"))
	require.Equal(t, 304, o.do("agent", "GET", "/api/v1/tickets/"+no+"/files/"+id, nil, "If-None-Match", `"`+id+`"`).status)
	require.Equal(t, 200, o.get("liaison-zjj", "/tickets/"+o.logged(object{"attachments": []string{id},
		"dispatch": object{"lead": "rl", "co_units": []string{"zjj"}, "reason": "协办"}})+"/files/"+id).status, "a co-unit has it")
	require.Equal(t, 403, o.get("liaison-cgj", "/tickets/"+no+"/files/"+id).status, "another unit has not")
	require.Equal(t, 401, o.get("", "/tickets/"+no+"/files/"+id).status)

	page := []byte("<html><script>alert(1)</script></html>")
	for name, b := range map[string][]byte{"a.jpg": page, "a.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "a.png": []byte("MZ\x90\x00"), "b.txt": []byte("#!/bin/sh\nrm")} {
		got := o.send("agent", name, b)
		require.Equal(t, 422, got.status, "%s: %s", name, got.body)
	}
	require.Equal(t, 422, o.send("agent", "big.png", append(drawing(t, 2), make([]byte, 1<<20)...)).status)

	pdf := o.sent("liaison-rl", "说明.pdf", []byte("%PDF-1.4\n%%EOF"))
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/attach", object{"attachments": []string{pdf}, "note": "检测报告"}).status)
	require.True(t, strings.HasPrefix(o.get("agent", "/tickets/"+no+"/files/"+pdf).header.Get("Content-Disposition"), "attachment"), "a paper is only saved")
}

// Nobody attaches what somebody else sent, and what was not attached in a day is
// there no more.
func TestAttachmentsOfOthers(t *testing.T) {
	o := openOffice(t, keeping(t))
	no := o.dispatched()
	id := o.sent("liaison-rl", "a.png", drawing(t, 1))
	attach := func(who, id string) answer {
		return o.post(who, "/tickets/"+no+"/attach", object{"attachments": []string{id}})
	}
	for _, who := range []string{"dispatcher", "agent"} {
		require.Equal(t, 422, attach(who, id).status, who)
	}
	for _, bad := range []string{"", "x", strings.Repeat("0", 32), id + "-" + strings.Repeat("0", 32), "../" + id} {
		a := attach("liaison-rl", bad)
		require.Equal(t, 422, a.status, bad)
		require.Contains(t, string(a.body), "附件不存在")
	}
	public := o.sent("", "b.png", drawing(t, 2))
	require.Equal(t, 422, attach("liaison-rl", public).status)
	require.Equal(t, 422, o.post("", "/public/tickets", object{"text": "路灯不亮", "caller": object{"phone": "13511112222"}, "attachments": []string{public[:32]}}).status,
		"the hash alone does not do")
	o.clock.advance(uploadLife + time.Minute)
	delete(o.pass, "liaison-rl")
	require.Equal(t, 422, attach("liaison-rl", id).status)
	id = o.sent("liaison-rl", "a.png", drawing(t, 1))
	require.Equal(t, 200, attach("liaison-rl", id).status)
}

func TestAttachmentsOfTheCitizen(t *testing.T) {
	o := openOffice(t, keeping(t))
	public := o.sent("", "路灯.png", drawing(t, 1))
	id := public[:32]
	a := o.post("", "/public/tickets", object{"text": "小区门口路灯不亮", "caller": object{"phone": "13511112222"}, "attachments": []string{public}})
	require.Equal(t, 201, a.status, string(a.body))
	no, code := a.text("no"), a.text("code")
	inner := o.sent("dispatcher", "内部.png", drawing(t, 2))
	require.Equal(t, 200, o.post("dispatcher", "/tickets/"+no+"/attach", object{"attachments": []string{inner}}).status)
	track := "/public/tickets/" + no
	require.Equal(t, 200, o.get("", track+"/files/"+id+"?code="+code).status)
	require.Equal(t, 200, o.get("", track+"/files/"+id+"/thumb?code="+code).status)
	require.Equal(t, 404, o.get("", track+"/files/"+id+"?code=WRONG1").status)
	require.Equal(t, 404, o.get("", track+"/files/"+inner+"?code="+code).status, "what the hotline added is its own")
	list := o.get("", track+"?code="+code).value()["attachments"].([]any)
	require.Len(t, list, 1)

	more := o.sent("", "路灯2.png", drawing(t, 3))
	require.Equal(t, 200, o.post("", track+"/append", object{"code": code, "text": "又拍了一张", "attachments": []string{more}}).status)
	require.Equal(t, 200, o.get("", track+"/files/"+more[:32]+"?code="+code).status)
}

// Of a sealed ticket the file is looked at on record, and its own name stays with
// the few.
func TestSealedAttachments(t *testing.T) {
	o := openOffice(t, keeping(t))
	id := o.sent("agent", "王某某举报材料.png", drawing(t, 1))
	no := o.dispatched(object{"type": "report", "attachments": []string{id}})
	a := o.get("liaison-rl", "/tickets/"+no)
	require.NotContains(t, string(a.body), "举报材料")
	require.Equal(t, 200, o.get("liaison-rl", "/tickets/"+no+"/files/"+id).status)
	require.NotContains(t, o.get("liaison-rl", "/tickets/"+no+"/files/"+id).header.Get("Content-Disposition"), "%E4")
	require.Equal(t, 404, o.get("agent", "/tickets/"+no+"/files/"+id).status, "an agent reads nothing of a sealed ticket")
	o.trail.wait()
	require.Contains(t, string(o.get("supervisor", "/access?no="+no).body), `"file"`)
}

func TestAttachmentsGo(t *testing.T) {
	o := openOffice(t, keeping(t))
	id := o.sent("agent", "a.png", drawing(t, 1))
	no := o.logged(object{"attachments": []string{id}, "outcome": object{"kind": "answer", "text": "已当场答复来电人办理时间"}})
	require.Equal(t, 200, o.get("agent", "/tickets/"+no+"/files/"+id).status)
	o.clock.advance(31 * 24 * time.Hour)
	delete(o.pass, "agent")
	a := o.get("agent", "/tickets/"+no+"/files/"+id)
	require.Equal(t, 404, a.status)
	require.Contains(t, string(a.body), "保存期")
	require.Contains(t, string(o.get("agent", "/tickets/"+no).body), `"gone":true`)
}

// TestUploadsOverALine: a body may be as big as a file where files are taken, and
// nowhere else.
func TestUploadBounds(t *testing.T) {
	o := openOffice(t, keeping(t))
	for i := range 3 {
		require.Equal(t, 201, o.send("agent", fmt.Sprintf("%d.txt", i), bytes.Repeat([]byte("路灯不亮。\n"), 60_000)).status)
	}
	require.Equal(t, float64(1<<20), o.get("", "/files/limits").value()["max_size"])
	off := openOffice(t)
	require.Equal(t, 503, off.send("agent", "a.png", drawing(t, 1)).status)
}
