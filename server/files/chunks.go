package files

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// pngKept are the chunks that a picture is made of. Words, times, places and the
// chunks of single programs go.
var pngKept = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "bKGD", "cICP", "acTL", "fcTL", "fdAT"}

// cleanPNG copies a PNG without what it tells beside the picture, up to its end.
func cleanPNG(b []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(b)), pngHead...)
	way := upright
	for i := len(pngHead); ; {
		if i+12 > len(b) {
			return nil, broken()
		}
		n := uint64(binary.BigEndian.Uint32(b[i:]))
		if n > uint64(len(b)-i-12) {
			return nil, broken()
		}
		name, next := string(b[i+4:i+8]), i+12+int(n)
		switch {
		case name == "eXIf":
			if way == upright {
				way = orientation(b[i+8 : next-4])
				if way != upright {
					out = appendPNG(out, "eXIf", notes(way))
				}
			}
		case slices.Contains(pngKept, name):
			out = append(out, b[i:next]...)
		}
		if name == "IEND" {
			return out, nil
		}
		i = next
	}
}

func appendPNG(out []byte, name string, body []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
	from := len(out)
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}

// pngWay reads which way is up from a cleaned PNG.
func pngWay(b []byte) int {
	for i := len(pngHead); i+12 <= len(b); {
		n := uint64(binary.BigEndian.Uint32(b[i:]))
		if n > uint64(len(b)-i-12) {
			return upright
		}
		if string(b[i+4:i+8]) == "eXIf" {
			return orientation(b[i+8 : i+8+int(n)])
		}
		i += 12 + int(n)
	}
	return upright
}

// webpKept are the chunks that a picture is made of.
var webpKept = []string{"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"}

// The flags of VP8X that say there are notes of the camera and of programs.
const webpNotes = 0x08 | 0x04

// cleanWebP copies a WebP without its notes, up to its end.
func cleanWebP(b []byte) ([]byte, error) {
	if len(b) < 20 {
		return nil, broken()
	}
	end := 8 + uint64(binary.LittleEndian.Uint32(b[4:]))
	if end > uint64(len(b)) || end < 20 {
		return nil, broken()
	}
	out := append(make([]byte, 0, len(b)), b[:12]...)
	flags, way := -1, upright
	for i := uint64(12); i+8 <= end; {
		n := uint64(binary.LittleEndian.Uint32(b[i+4:]))
		next := i + 8 + n + n%2
		if i+8+n > end {
			return nil, broken()
		}
		next = min(next, end)
		switch name := string(b[i : i+4]); {
		case name == "EXIF" && way == upright:
			way = orientation(webpTIFF(b[i+8 : i+8+n]))
		case name == "VP8X" && n >= 10:
			flags = len(out) + 8
			fallthrough
		case slices.Contains(webpKept, name):
			out = append(out, b[i:next]...)
			if len(out)%2 == 1 { // the last one was not filled up
				out = append(out, 0)
			}
		}
		i = next
	}
	if len(out) < 20 { // notes and no picture
		return nil, broken()
	}
	if flags >= 0 {
		out[flags] &^= webpNotes
		if way != upright {
			out[flags] |= 0x08
			out = appendWebP(out, "EXIF", notes(way))
		}
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

func appendWebP(out []byte, name string, body []byte) []byte {
	out = binary.LittleEndian.AppendUint32(append(out, name...), uint32(len(body)))
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// webpTIFF takes off the head some programs put before the notes.
func webpTIFF(b []byte) []byte {
	if len(b) > len(exifMark) && string(b[:len(exifMark)]) == exifMark {
		return b[len(exifMark):]
	}
	return b
}

// webpWay reads which way is up from a cleaned WebP.
func webpWay(b []byte) int {
	for i := uint64(12); i+8 <= uint64(len(b)); {
		n := uint64(binary.LittleEndian.Uint32(b[i+4:]))
		if i+8+n > uint64(len(b)) {
			return upright
		}
		if string(b[i:i+4]) == "EXIF" {
			return orientation(webpTIFF(b[i+8 : i+8+n]))
		}
		i += 8 + n + n%2
	}
	return upright
}

// filmNotes are the boxes in which phones write where a film was made; films have
// nothing in them that a player needs.
var filmNotes = []string{"udta", "meta", "uuid"}

// cleanFilm blanks the notes of a film where they lie, so that nothing else in it
// moves.
func cleanFilm(b []byte) ([]byte, error) {
	out := slices.Clone(b)
	if !blank(out, 0) {
		return nil, broken()
	}
	return out, nil
}

// blank walks the boxes of a film and empties those with notes.
func blank(b []byte, depth int) bool {
	for len(b) > 0 {
		head, n := uint64(8), uint64(0)
		if len(b) < 8 {
			return depth == 0 // a few bytes behind the end
		}
		switch n = uint64(binary.BigEndian.Uint32(b)); n {
		case 0:
			n = uint64(len(b))
		case 1:
			if len(b) < 16 {
				return false
			}
			head, n = 16, binary.BigEndian.Uint64(b[8:])
		}
		if n < head || n > uint64(len(b)) {
			return false
		}
		name, body := string(b[4:8]), b[head:n]
		switch {
		case slices.Contains(filmNotes, name):
			copy(b[4:8], "free")
			clear(body)
		case (name == "moov" || name == "trak" || name == "mdia" || name == "moof") && depth < 4:
			if !blank(body, depth+1) {
				return false
			}
		}
		b = b[n:]
	}
	return true
}
