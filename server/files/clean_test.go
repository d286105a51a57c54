package files

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// pngWithNotes is a PNG with the camera's notes and words in it and behind it.
func pngWithNotes(t testing.TB, m image.Image, way int) []byte {
	b := pngOf(t, m)
	head := len(pngHead) + 25 // behind IHDR
	out := append([]byte{}, b[:head]...)
	out = appendPNG(out, "eXIf", append(notes(way), secretPlace...))
	out = appendPNG(out, "tEXt", []byte("Location\x00"+secretPlace))
	return append(append(out, b[head:]...), secretPlace...)
}

// fixPNG makes the sum of the head right again.
func fixPNG(b []byte) { binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29])) }

// paperOf is a packed paper with entries of the names.
func paperOf(t testing.TB, names ...string) []byte {
	entries := map[string]string{}
	for _, n := range names {
		entries[n] = "<x/>"
	}
	return paperWith(t, entries)
}

func paperWith(t testing.TB, entries map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range entries {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

// filmOf is a film of a brand with the place in its notes.
func filmOf(brand string) []byte {
	box := func(name string, body []byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), name...), body...)
	}
	notes := box("udta", []byte("\xa9xyz"+secretPlace))
	out := box("ftyp", []byte(brand+"\x00\x00\x02\x00"+brand))
	out = append(out, box("moov", append(box("mvhd", make([]byte, 100)), append(box("trak", append(box("tkhd", make([]byte, 84)), notes...)), notes...)...))...)
	return append(out, box("mdat", bytes.Repeat([]byte{7}, 500))...)
}

// tinyWebP is a lossless picture of one point.
const tinyWebP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="

// webpWithNotes is a WebP with the camera's notes.
func webpWithNotes(t testing.TB, way int) []byte {
	plain, err := base64.StdEncoding.DecodeString(tinyWebP)
	require.NoError(t, err)
	body := []byte("WEBP")
	body = appendWebP(body, "VP8X", []byte{0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	body = append(body, plain[12:]...)
	body = appendWebP(body, "EXIF", append([]byte(exifMark), append(notes(way), secretPlace...)...))
	body = appendWebP(body, "XMP ", []byte(secretPlace))
	return append(append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body)))...), append(body, secretPlace...)...)
}

func TestCleanWebP(t *testing.T) {
	for _, way := range []int{1, 6} {
		b, err := clean(WebP, webpWithNotes(t, way))
		require.NoError(t, err)
		require.NotContains(t, string(b), secretPlace)
		require.Equal(t, way, webpWay(b))
		again, err := clean(WebP, b)
		require.NoError(t, err)
		require.Equal(t, b, again, "cleaned once is clean")
		got, err := thumbnail(WebP, b)
		require.NoError(t, err)
		require.NotEmpty(t, got.jpeg)
	}
}

func TestCleanKeepsThePicture(t *testing.T) {
	m := scene(50, 40)
	b, err := clean(PNG, pngWithNotes(t, m, 1))
	require.NoError(t, err)
	got, err := png.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	require.Equal(t, m.At(3, 3), got.At(3, 3))
	jpg := jpegOf(t, m)
	b, err = clean(JPEG, withNotes(jpg, 1))
	require.NoError(t, err)
	plain, err := clean(JPEG, jpg)
	require.NoError(t, err)
	require.Equal(t, plain, b, "with notes and without it is the same file")
	film, err := clean(MP4, filmOf("isom"))
	require.NoError(t, err)
	require.Equal(t, len(filmOf("isom")), len(film), "nothing in a film moves")
	require.NotContains(t, string(film), secretPlace)
}

// gifWithNotes is a GIF that runs, with words, notes of programs and a page in it
// and behind it.
func gifWithNotes(t testing.TB) []byte {
	plain := gifOf(t)
	ext := func(label byte, parts ...string) (out []byte) {
		out = []byte{gifExtension, label}
		for _, p := range parts {
			out = append(append(out, byte(len(p))), p...)
		}
		return append(out, 0)
	}
	head := 13 + palette(plain[10])
	out := append([]byte{}, plain[:head]...)
	out = append(out, ext(gifProgram, "NETSCAPE2.0", "\x01\x00\x00")...)
	out = append(out, ext(0xfe, secretPlace)...)
	out = append(out, ext(gifProgram, "XMP DataXMP", secretPlace)...)
	return append(append(out, plain[head:]...), ("<script>" + secretPlace + "</script>PK\x03\x04")...)
}

func TestCleanGIF(t *testing.T) {
	b, err := clean(GIF, gifWithNotes(t))
	require.NoError(t, err)
	require.NotContains(t, string(b), secretPlace)
	require.NotContains(t, string(b), "PK\x03\x04")
	require.Contains(t, string(b), "NETSCAPE2.0", "a film goes on running")
	got, err := thumbnail(GIF, b)
	require.NoError(t, err)
	require.Equal(t, []int{20, 10}, []int{got.w, got.h})
	for cut := range len(b) - 1 {
		_, err := clean(GIF, b[:cut])
		if err == nil {
			_, err = thumbnail(GIF, b[:cut])
		}
		if cut < len(b)-40 {
			require.Error(t, err, "cut at %d", cut)
		}
	}
}

// Files that are two things at once are one when they are kept.
func TestPolyglots(t *testing.T) {
	page := "<html><script>alert(1)</script></html>"
	comment := binary.BigEndian.AppendUint16([]byte{0xff, 0xfe}, uint16(len(page)+2))
	jpg := jpegOf(t, scene(30, 20))
	k, _ := keeper(t)
	for name, b := range map[string][]byte{
		"a JPEG with a page in it":     append(append(append(append([]byte{}, jpg[:2]...), comment...), page...), jpg[2:]...),
		"a JPEG with a page behind it": append(append([]byte{}, jpg...), page...),
		"a PNG with an archive behind": append(pngOf(t, scene(30, 20)), paperOf(t, "x.html")...),
		"a PNG with a page in it":      append(appendPNG(pngOf(t, scene(30, 20))[:len(pngHead)+25], "tEXt", []byte("x\x00"+page)), pngOf(t, scene(30, 20))[len(pngHead)+25:]...),
		"a GIF that is an archive":     gifWithNotes(t),
		"a WebP with a page in it":     append(webpWithNotes(t, 1), page...),
	} {
		a, err := k.Take(t.Context(), "a.html", bytes.NewReader(b))
		require.NoError(t, err, name)
		require.True(t, picture(a.Type), name)
		kept, err := k.Open(t.Context(), a.ID)
		require.NoError(t, err)
		for _, left := range []string{"<script", "PK\x03\x04", secretPlace} {
			require.NotContains(t, string(kept), left, name)
		}
	}
	for name, b := range map[string][]byte{"an archive that begins like a page": append([]byte(page), paperOf(t, "x")...), "a page behind a mark": []byte("\ufeff" + page),
		"a page in other letters": []byte("+ADw-script+AD4- <SCRIPT>"), "a paper with a page in it": paperOf(t, "[Content_Types].xml", "word/document.xml", "word/x.html")} {
		_, err := k.Take(t.Context(), "a.txt", bytes.NewReader(b))
		require.ErrorContains(t, err, "file_type", name)
	}
}

// seeds are files of every kind for the fuzzers.
func seeds(f *testing.F) [][]byte {
	return [][]byte{jpegOf(f, scene(20, 10)), withNotes(jpegOf(f, scene(20, 10)), 6), pngOf(f, scene(20, 10)), pngWithNotes(f, scene(9, 9), 3), gifOf(f), gifWithNotes(f),
		webpWithNotes(f, 6), filmOf("qt  "), paperOf(f, "[Content_Types].xml", "word/document.xml"), paperOf(f, "OFD.xml"), []byte("%PDF-1.4"), []byte("路灯"), []byte("<svg>"),
		[]byte("ID3\x03"), []byte("#!AMR\n"), {0xff, 0xfb, 0x90, 0x00, 0}, {0xff, 0xd8, 0xff}, {}}
}

// FuzzTake: whatever comes, it is refused or cleaned, cleaning twice is cleaning
// once, it stays of its kind, and no program or page gets through.
func FuzzTake(f *testing.F) {
	for _, b := range seeds(f) {
		f.Add(b)
	}
	f.Add([]byte("RIFF0\x00\x00\x00WEBP0000 \x00\x00\x000000000000000000000000000000000000000000000"))
	f.Fuzz(func(t *testing.T, b []byte) {
		kind := Sniff(b)
		if kind == "" {
			return
		}
		low := bytes.ToLower(bytes.TrimSpace(b))
		for _, bad := range []string{"<html", "<!doctype", "<script", "<svg", "#!/", "mz\x90", "\x7felf"} {
			require.False(t, bytes.HasPrefix(low, []byte(bad)), "%s for %q", kind, b)
		}
		once, err := clean(kind, b)
		if err != nil {
			return
		}
		twice, err := clean(kind, once)
		require.NoError(t, err)
		require.True(t, bytes.Equal(once, twice), "%s: cleaned twice is another", kind)
		if kind != DOCX && kind != XLSX && kind != PPTX && kind != OFD {
			require.Equal(t, kind, Sniff(once))
		}
		require.LessOrEqual(t, len(once), len(b)+64)
		if picture(kind) && len(b) < 4096 {
			_, _ = thumbnail(kind, once)
		}
	})
}

// FuzzCleanName: whatever it said, a name can be shown, saved and sent.
func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"a.jpg", "../x", "a\u202egpj.exe", "CON", "", "...", strings.Repeat("长", 200), strings.Repeat("𠀀", 90), "COM9.txt", "lpt¹", "a\x00.jpg", "\xff", "a;b\"c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range []string{JPEG, Text, DOCX, "unknown"} {
			name := CleanName(s, kind)
			require.True(t, utf8.ValidString(name))
			require.LessOrEqual(t, utf8.RuneCountInString(name), maxName+4)
			require.LessOrEqual(t, len(name), 255)
			require.False(t, strings.ContainsAny(name, "/\\\"<>:|?*;\r\n\x00`$"), "%q", name)
			require.False(t, strings.HasPrefix(name, "."), "%q", name)
			require.False(t, strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }), "%q", name)
			require.Greater(t, len(name), 4)
			require.Equal(t, name, CleanName(name, kind), "clean is clean")
		}
	})
}

// FuzzNotes: the camera's notes are read or passed over.
func FuzzNotes(f *testing.F) {
	f.Add(notes(6))
	f.Add([]byte("II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		o := orientation(b)
		require.True(t, o >= 1 && o <= 8)
		require.Equal(t, o, orientation(notes(o)))
	})
}
