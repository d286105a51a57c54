package files

import (
	"bytes"
	"encoding/binary"
)

const (
	exifMark = "Exif\x00\x00"
	iccMark  = "ICC_PROFILE\x00"
	// maxScans bounds the passes of a progressive picture: each costs as much as
	// the whole to open, whatever little it holds.
	maxScans = 100
)

// cleanJPEG copies a JPEG without its notes, comments and previews, up to its
// end.
func cleanJPEG(b []byte) ([]byte, error) {
	out := make([]byte, 0, len(b))
	out = append(out, 0xff, 0xd8)
	way, scans := upright, 0
	var rest []byte // the segments before the first scan, without the notes
	for i := 2; ; {
		mark, body, next := segment(b, i)
		switch {
		case next < 0 && scans > 0 && i >= len(b): // the end was left out; whether all is there shows when it is opened
			return append(out, 0xff, 0xd9), nil
		case next < 0:
			return nil, broken()
		case mark == 0xd9: // the end
			if scans == 0 {
				return nil, broken()
			}
			return append(out, 0xff, 0xd9), nil
		case mark == 0xe1 && bytes.HasPrefix(body, []byte(exifMark)) && scans == 0:
			if o := orientation(body[len(exifMark):]); o != upright {
				way = o
			}
		case mark == 0xda:
			if scans++; scans > maxScans {
				return nil, broken()
			}
			if scans == 1 {
				out = append(append(out, wayUp(way)...), rest...)
			}
			end := scan(b, next)
			out, next = append(out, b[i:end]...), end
		case keepSegment(mark, body) && scans == 0:
			rest = append(rest, b[i:next]...)
		case keepSegment(mark, body):
			out = append(out, b[i:next]...)
		}
		i = next
	}
}

// segment reads the segment at i: its mark, what it holds and where the next one
// begins; -1 when there is none.
func segment(b []byte, i int) (mark byte, body []byte, next int) {
	for i < len(b) && b[i] == 0xff && i+1 < len(b) && b[i+1] == 0xff {
		i++ // fill bytes
	}
	if i+2 > len(b) || b[i] != 0xff {
		return 0, nil, -1
	}
	mark = b[i+1]
	if mark == 0xd9 || mark == 0x01 || (mark >= 0xd0 && mark <= 0xd7) {
		return mark, nil, i + 2
	}
	if mark == 0 || mark == 0xd8 || i+4 > len(b) {
		return 0, nil, -1
	}
	n := int(binary.BigEndian.Uint16(b[i+2:]))
	if n < 2 || i+2+n > len(b) {
		return 0, nil, -1
	}
	return mark, b[i+4 : i+2+n], i + 2 + n
}

// scan is where the picture data that begins at i ends.
func scan(b []byte, i int) int {
	for ; i+1 < len(b); i++ {
		if b[i] == 0xff && b[i+1] != 0 && b[i+1] != 0xff && (b[i+1] < 0xd0 || b[i+1] > 0xd7) {
			return i
		}
	}
	return len(b)
}

// keepSegment tells what a picture needs: its tables, its colours, and the mark
// of the format itself.
func keepSegment(mark byte, body []byte) bool {
	switch {
	case mark == 0xe0:
		return bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) <= 14+3*256*256
	case mark == 0xe2:
		return bytes.HasPrefix(body, []byte(iccMark))
	case mark == 0xee:
		return bytes.HasPrefix(body, []byte("Adobe"))
	}
	return mark >= 0xc0 && mark <= 0xdf && mark != 0xc8
}

// wayUp is the segment that says which way is up; none where nothing is turned.
func wayUp(o int) []byte {
	if o == upright {
		return nil
	}
	body := append([]byte(exifMark), notes(o)...)
	head := []byte{0xff, 0xe1, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(body)+2))
	return append(head, body...)
}

// jpegWay reads which way is up from a cleaned JPEG.
func jpegWay(b []byte) int {
	for i := 2; ; {
		mark, body, next := segment(b, i)
		if next < 0 || mark == 0xda || mark == 0xd9 {
			return upright
		}
		if mark == 0xe1 && bytes.HasPrefix(body, []byte(exifMark)) {
			return orientation(body[len(exifMark):])
		}
		i = next
	}
}
