package files

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

func keeper(t testing.TB, change ...func(*Options)) (*Keeper, string) {
	dir := t.TempDir()
	d, err := NewDisk(dir)
	require.NoError(t, err)
	o := Options{MaxSize: 1 << 20}
	for _, c := range change {
		c(&o)
	}
	return NewKeeper(d, o), dir
}

// scene is a picture whose upper left quarter is red and the rest blue.
func scene(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{20, 40, 200, 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{220, 30, 20, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}))
	return b.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}

// secretPlace stands for where a picture was taken.
const secretPlace = "N31.2304 E121.4737 iPhone of Zhang"

// withNotes is a JPEG with the camera's notes: which way is up, and the place.
func withNotes(jpg []byte, way byte) []byte {
	tiff := notes(int(way))
	tiff = append(tiff, secretPlace...)
	body := append([]byte(exifMark), tiff...)
	seg := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	comment := binary.BigEndian.AppendUint16([]byte{0xff, 0xfe}, uint16(len(secretPlace)+2))
	out := append([]byte{0xff, 0xd8}, seg...)
	out = append(append(append(out, body...), comment...), secretPlace...)
	return append(append(out, jpg[2:]...), ("behind the end: " + secretPlace)...)
}

func TestTakeKeepsAndCleans(t *testing.T) {
	k, dir := keeper(t)
	jpg := jpegOf(t, scene(600, 400))
	for _, c := range []struct {
		name string
		b    []byte
		kind string
		want string
	}{
		{"现场.JPG", withNotes(jpg, 1), JPEG, "现场.jpg"},
		{"a.png", pngWithNotes(t, scene(30, 20), 1), PNG, "a.png"},
		{"photo.jpg", gifOf(t), GIF, "photo.jpg.gif"},
		{"../../etc/passwd", []byte("%PDF-1.7\n"), PDF, "passwd.pdf"},
		{"说明.txt", []byte("路灯三天不亮"), Text, "说明.txt"},
		{"国标.txt", []byte("\xc2\xb7\xb5\xc6\xb2\xbb\xc1\xc1"), Text, "国标.txt"},
		{"表.xlsx", paperOf(t, "[Content_Types].xml", "xl/workbook.xml"), XLSX, "表.xlsx"},
		{"公文", paperOf(t, "OFD.xml", "Doc_0/Document.xml"), OFD, "公文.ofd"},
		{"片.mp4", filmOf("isom"), MP4, "片.mp4"},
	} {
		a, err := k.Take(t.Context(), c.name, bytes.NewReader(c.b))
		require.NoError(t, err, c.name)
		require.Equal(t, []any{c.kind, c.want}, []any{a.Type, a.Name}, c.name)
		b, err := k.Open(t.Context(), a.ID)
		require.NoError(t, err)
		require.Equal(t, a.Size, int64(len(b)))
		require.NotContains(t, string(b), secretPlace, c.name)
		require.Equal(t, c.kind, Sniff(b), "cleaned, %s is what it was", c.name)
		require.Equal(t, picture(c.kind), a.Thumb, c.name)
	}
	var whole int64
	require.NoError(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			whole++
		}
		return err
	}))
	require.Equal(t, int64(9+3), whole, "nine files and three small pictures, and nothing half")
}

// The picture is the same with its notes and without: the small one stands the
// right way up, by whatever way the camera was held.
func TestWayUp(t *testing.T) {
	k, _ := keeper(t)
	// Where the red quarter of scene belongs by each way: left and top.
	for way, at := range map[byte][2]bool{1: {true, true}, 2: {false, true}, 3: {false, false}, 4: {true, false}, 5: {true, true}, 6: {false, true}, 7: {false, false}, 8: {true, false}} {
		for kind, b := range map[string][]byte{JPEG: withNotes(jpegOf(t, scene(64, 40)), way), PNG: pngWithNotes(t, scene(64, 40), int(way))} {
			a, err := k.Take(t.Context(), "a", bytes.NewReader(b))
			require.NoError(t, err)
			w, h := 64, 40
			if way >= 5 {
				w, h = h, w
			}
			require.Equal(t, []int{w, h}, []int{a.W, a.H}, "%s way %d", kind, way)
			small, err := k.Thumb(t.Context(), a.ID)
			require.NoError(t, err)
			m, err := jpeg.Decode(bytes.NewReader(small))
			require.NoError(t, err)
			require.Equal(t, image.Pt(w, h), m.Bounds().Size())
			x, y := w*3/4, h*3/4
			if at[0] {
				x = w / 4
			}
			if at[1] {
				y = h / 4
			}
			r, _, blue, _ := m.At(x, y).RGBA()
			require.Greater(t, r, blue, "%s way %d: the red quarter", kind, way)
			kept, err := k.Open(t.Context(), a.ID)
			require.NoError(t, err)
			require.Equal(t, int(way), wayOf(kind, kept), "the kept picture still says which way is up")
		}
	}
}

func wayOf(kind string, b []byte) int { return way(kind, b) }

func TestSmallPictures(t *testing.T) {
	k, _ := keeper(t)
	a, err := k.Take(t.Context(), "a", bytes.NewReader(jpegOf(t, scene(1000, 250))))
	require.NoError(t, err)
	small, err := k.Thumb(t.Context(), a.ID)
	require.NoError(t, err)
	c, err := jpeg.DecodeConfig(bytes.NewReader(small))
	require.NoError(t, err)
	require.Equal(t, []int{320, 80}, []int{c.Width, c.Height})
	require.Less(t, len(small), 10_000)
	_, err = k.Thumb(t.Context(), strings.Repeat("0", 32))
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
}

func TestTakeRefuses(t *testing.T) {
	var refused []string
	k, dir := keeper(t, func(o *Options) { o.Meter.Refused = func(r string) { refused = append(refused, r) } })
	bomb := pngOf(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(bomb[16:], 50_000)
	binary.BigEndian.PutUint32(bomb[20:], 50_000)
	fixPNG(bomb)
	jpg := jpegOf(t, scene(60, 40))
	for name, c := range map[string]struct {
		b   []byte
		key string
	}{
		"page": {[]byte("<!DOCTYPE html><script>alert(1)</script>"), "file_type"}, "page in words": {[]byte("好的<img src=x onerror=alert(1)>"), "file_type"},
		"drawing": {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), "file_type"}, "xml": {[]byte(`<?xml version="1.0"?><a/>`), "file_type"},
		"windows": {[]byte("MZ\x90\x00\x03"), "file_type"}, "linux": {[]byte("\x7fELF\x02\x01"), "file_type"}, "shell": {[]byte("#!/bin/sh\nrm -rf /"), "file_type"},
		"php": {[]byte("<?php system($_GET[0]);"), "file_type"}, "old office": {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "file_type"}, "rar": {[]byte("Rar!\x1a\x07"), "file_type"},
		"plain zip": {paperOf(t, "a.txt"), "file_type"}, "macros": {paperOf(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file_type"},
		"program inside": {paperOf(t, "[Content_Types].xml", "word/document.xml", "word/media/run.exe"), "file_type"},
		"leads out":      {paperOf(t, "[Content_Types].xml", "word/document.xml", "../../x"), "file_type"},
		"object inside":  {paperOf(t, "[Content_Types].xml", "word/document.xml", "word/embeddings/oleObject1.bin"), "file_type"},
		"heic":           {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "file_type"}, "noise": {[]byte{0, 1, 2, 3, 4, 250}, "file_type"},
		"empty": {nil, "file_empty"}, "too big": {bytes.Repeat([]byte("a"), 1<<20+1), "file_size"},
		"bomb": {bomb, "file_pixels"}, "cut off": {jpg[:len(jpg)/2], "file_broken"}, "cut png": {pngOf(t, scene(60, 40))[:60], "file_broken"},
		"head alone": {[]byte("\xff\xd8\xff\xe0"), "file_broken"}, "webp head": {[]byte("RIFF\x10\x00\x00\x00WEBPVP8 \x04\x00\x00\x00\x00\x00\x00\x00"), "file_broken"},
	} {
		_, err := k.Take(t.Context(), "a.jpg", bytes.NewReader(c.b))
		var e *dispatch.Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, c.key, e.Key, name)
		require.Equal(t, dispatch.Invalid, e.Code, name)
	}
	require.Len(t, refused, 24)
	_, err := k.Take(t.Context(), "a.jpg", iotest.ErrReader(errors.New("the line broke")))
	require.Equal(t, dispatch.Invalid, dispatch.CodeOf(err))
	require.NoError(t, k.vault.List(t.Context(), func(i Item) error { t.Error("kept", i.Key, "in", dir); return nil }))
}

func TestTemplateFromElsewhere(t *testing.T) {
	rels := func(target string) []byte {
		return paperWith(t, map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", "word/_rels/settings.xml.rels": target})
	}
	require.Equal(t, DOCX, Sniff(rels(`<Relationships><Relationship Type=".../hyperlink" Target="https://example.gov.cn" TargetMode="External"/></Relationships>`)))
	require.Empty(t, Sniff(rels(`<Relationships><Relationship Type=".../attachedTemplate" Target="https://evil/x.dotm" TargetMode="External"/></Relationships>`)))
	require.Empty(t, Sniff(paperWith(t, map[string]string{"[Content_Types].xml": `<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>`, "word/document.xml": "<w/>"})))
	require.Empty(t, Sniff(paperWith(t, map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": strings.Repeat("\x00", 5<<20)})), "a bomb")
}

func TestOnlyTypesThatAreLetIn(t *testing.T) {
	k, _ := keeper(t, func(o *Options) { o.Types = []string{JPEG} })
	_, err := k.Take(t.Context(), "a.pdf", strings.NewReader("%PDF-1.4\n"))
	require.Error(t, err)
	_, err = k.Take(t.Context(), "a.jpg", bytes.NewReader(jpegOf(t, scene(4, 4))))
	require.NoError(t, err)
}

// Bytes that changed on the disk are given to nobody.
func TestOpenChecks(t *testing.T) {
	k, dir := keeper(t)
	a, err := k.Take(t.Context(), "a.txt", strings.NewReader("路灯"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, a.ID[:2], a.ID[2:4], a.ID), []byte("另一"), 0o600))
	_, err = k.Open(t.Context(), a.ID)
	require.Error(t, err)
	require.Equal(t, dispatch.Internal, dispatch.CodeOf(err))
	_, err = k.Open(t.Context(), "../../../etc/passwd")
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"a.jpg": "a.jpg", "A.JPEG": "A.jpeg", `C:\Users\x\现场.jpg`: "现场.jpg", "/etc/passwd": "passwd.jpg", "..": "file.jpg", "": "file.jpg",
		"photo\u202egpj.exe": "photogpj.exe.jpg", "a\x00b\r\n.jpg": "ab.jpg", "a\"b;c.jpg": "a_b_c.jpg", "CON.jpg": "fileCON.jpg", "aux": "fileaux.jpg",
		"  .hidden.jpg ": "hidden.jpg", "零\u200b宽\ufeff.jpg": "零宽.jpg", "a.svg": "a.svg.jpg", "bad\xff.jpg": "bad.jpg", "a  b.jpg": "a b.jpg",
		strings.Repeat("长", 300) + ".jpg": strings.Repeat("长", 76) + ".jpg", strings.Repeat("𠀀", 90): strings.Repeat("𠀀", 59) + ".jpg",
		"com9": "filecom9.jpg", "LPT¹.txt": "fileLPT¹.txt.jpg", "..\\..\\x.jpg": "x.jpg", "a/b/": "file.jpg", "\u2066evil\u2069.jpg": "evil.jpg",
	} {
		require.Equal(t, want, CleanName(in, JPEG), "%q", in)
	}
}

func TestFetch(t *testing.T) {
	jpg := jpegOf(t, scene(40, 30))
	mux := http.NewServeMux()
	mux.HandleFunc("/photo.jpg", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(jpg) })
	mux.HandleFunc("/named", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="../路口.jpg"`)
		_, _ = w.Write(jpg)
	})
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = w.Write(make([]byte, 64<<10))
		}
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	k, _ := keeper(t, func(o *Options) { o.Client = srv.Client() })
	a, err := k.Fetch(t.Context(), srv.URL+"/photo.jpg?key=secret")
	require.NoError(t, err)
	require.Equal(t, "photo.jpg", a.Name)
	a, err = k.Fetch(t.Context(), srv.URL+"/named")
	require.NoError(t, err)
	require.Equal(t, "路口.jpg", a.Name)
	for address, key := range map[string]string{srv.URL + "/page": "file_type", srv.URL + "/endless": "file_size", srv.URL + "/none": "media_unreachable",
		"file:///etc/passwd": "media_address", "ftp://x/y": "media_address", "http://user:pw@x/": "media_address", "://": "media_address", "": "media_address"} {
		_, err := k.Fetch(t.Context(), address)
		var e *dispatch.Error
		require.ErrorAs(t, err, &e, address)
		require.Equal(t, key, e.Key, address)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = k.Fetch(ctx, srv.URL+"/photo.jpg?key=secret")
	require.ErrorContains(t, err, "media_unreachable")
	require.NotContains(t, err.Error(), "secret")
}

// A heavy picture is opened alone, light ones two at a time, and who goes away
// waits no longer.
func TestRoom(t *testing.T) {
	k, _ := keeper(t)
	first, err := k.room(t.Context(), false)
	require.NoError(t, err)
	second, err := k.room(t.Context(), false)
	require.NoError(t, err)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = k.room(gone, false)
	require.ErrorIs(t, err, context.Canceled)
	first()
	_, err = k.room(gone, true)
	require.ErrorIs(t, err, context.Canceled)
	second()
	alone, err := k.room(t.Context(), true)
	require.NoError(t, err)
	require.Len(t, k.slots, 2)
	alone()
	require.Empty(t, k.slots)
	require.Empty(t, k.turn)
	big := pngOf(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	require.False(t, heavy(PNG, big))
	binary.BigEndian.PutUint32(big[16:], 5000)
	binary.BigEndian.PutUint32(big[20:], 5000)
	fixPNG(big)
	require.True(t, heavy(PNG, big))
}

func gifOf(t testing.TB) []byte {
	var b bytes.Buffer
	require.NoError(t, gif.Encode(&b, scene(20, 10), nil))
	return b.Bytes()
}
