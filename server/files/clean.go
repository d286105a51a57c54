package files

import (
	"encoding/binary"

	"hotline/dispatch"
)

// broken is what a file that is not whole is refused with.
func broken() error { return dispatch.FieldError("file", "file_broken") }

// clean takes out of a file where, when and with what it was made, and whatever
// hangs behind its end. What is left shows the same: of the camera's notes only
// which way is up stays.
func clean(kind string, b []byte) ([]byte, error) {
	switch kind {
	case JPEG:
		return cleanJPEG(b)
	case PNG:
		return cleanPNG(b)
	case WebP:
		return cleanWebP(b)
	case GIF:
		return cleanGIF(b)
	case MP4, MOV, M4A:
		return cleanFilm(b)
	}
	return b, nil
}

// upright is the way up of a picture that needs no turning.
const upright = 1

// orientation reads which way is up (1 to 8) from the camera's notes, a TIFF.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(tiff[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return upright
	}
	n := uint64(order.Uint16(tiff[at:]))
	for i := range n {
		entry := at + 2 + 12*i
		if entry+12 > uint64(len(tiff)) {
			break
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if o := int(order.Uint16(tiff[entry+8:])); o >= 1 && o <= 8 {
				return o
			}
		}
	}
	return upright
}

// notes are camera's notes that say nothing but which way is up.
func notes(o int) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	b[19] = byte(o)
	return b
}
