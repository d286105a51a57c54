package paper

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"unicode/utf16"
)

// The records of an Enhanced Metafile that a picture needs, see [MS-EMF] 2.3.
const (
	emrHeader       = 1
	emrWindowExt    = 9
	emrWindowOrg    = 10
	emrViewportExt  = 11
	emrViewportOrg  = 12
	emrEOF          = 14
	emrMapMode      = 17
	emrBkMode       = 18
	emrTextAlign    = 22
	emrTextColor    = 24
	emrMoveTo       = 27
	emrSelect       = 37
	emrPen          = 38
	emrBrush        = 39
	emrDelete       = 40
	emrRectangle    = 43
	emrLineTo       = 54
	emrFont         = 82
	emrExtTextOut   = 84
	anisotropic     = 8
	transparent     = 1
	baseline        = 24
	graphicsMode    = 2 // GM_ADVANCED: text is scaled with everything else
	nullPen         = 0x80000008
	chineseCharset  = 134
	fineness        = 20  // logical units in a unit of the picture
	screenPerMM     = 4   // pixels of the reference device in a millimetre
	columnWide      = 168 // millimetres of text between the margins
	columnWideUnits = 684 // units of a picture in it: two halves and the gap
)

// metafile writes the records of an Enhanced Metafile one behind the other.
type metafile struct {
	body    bytes.Buffer
	records uint32
}

func (m *metafile) record(kind uint32, fields ...any) {
	var data bytes.Buffer
	for _, f := range fields {
		_ = binary.Write(&data, binary.LittleEndian, f) // sized values into a buffer never fail
	}
	for data.Len()%4 != 0 {
		data.WriteByte(0)
	}
	_ = binary.Write(&m.body, binary.LittleEndian, []uint32{kind, uint32(data.Len() + 8)})
	m.body.Write(data.Bytes())
	m.records++
}

func logical(v float64) int32 { return int32(math.Round(v * fineness)) }

// millimetres of a length of a picture on paper.
func millimetres(units float64) float64 { return units * columnWide / columnWideUnits }

// The handles of what the marks are drawn with; each is made anew for a mark.
const (
	handlePen = iota + 1
	handleBrush
	handleFont
	handleCount
)

// EMF is the picture as an Enhanced Metafile: vectors, with its texts in the
// reader's own Chinese letters, which Word, WPS and LibreOffice all draw.
func (p picture) EMF() []byte {
	var m metafile
	m.record(emrMapMode, uint32(anisotropic))
	m.record(emrWindowOrg, int32(0), int32(0))
	m.record(emrWindowExt, logical(p.w), logical(p.h))
	m.record(emrViewportOrg, int32(0), int32(0))
	m.record(emrViewportExt, int32(millimetres(p.w)*screenPerMM), int32(millimetres(p.h)*screenPerMM))
	m.record(emrBkMode, uint32(transparent))
	for _, k := range p.marks {
		switch k.kind {
		case markRect:
			m.rect(k)
		case markLine:
			m.line(k)
		case markText:
			m.text(k)
		}
	}
	m.record(emrEOF, uint32(0), uint32(16), uint32(20))
	return append(m.header(p), m.body.Bytes()...)
}

// header is the first record: bounds, the size on paper, how much follows.
func (m *metafile) header(p picture) []byte {
	const size = 108
	wide, high := millimetres(p.w), millimetres(p.h)
	var out bytes.Buffer
	for _, f := range []any{
		uint32(emrHeader), uint32(size),
		[4]int32{0, 0, int32(wide*screenPerMM) - 1, int32(high*screenPerMM) - 1}, // bounds in pixels
		[4]int32{0, 0, int32(wide * 100), int32(high * 100)},                     // frame in hundredths of a millimetre
		uint32(0x464D4520), uint32(0x10000), uint32(size + m.body.Len()), m.records + 1,
		uint16(handleCount), uint16(0), uint32(0), uint32(0), uint32(0),
		[2]int32{1920, 1080}, [2]int32{1920 / screenPerMM, 1080 / screenPerMM}, // the device in pixels and in millimetres
		uint32(0), uint32(0), uint32(0),
		[2]int32{1920 / screenPerMM * 1000, 1080 / screenPerMM * 1000},
	} {
		_ = binary.Write(&out, binary.LittleEndian, f)
	}
	return out.Bytes()
}

func ink(grey uint8) uint32 { return uint32(grey) | uint32(grey)<<8 | uint32(grey)<<16 }

func (m *metafile) rect(k mark) {
	m.record(emrSelect, uint32(nullPen))
	m.record(emrBrush, uint32(handleBrush), uint32(0), ink(k.grey), uint32(0))
	m.record(emrSelect, uint32(handleBrush))
	m.record(emrRectangle, logical(k.x), logical(k.y), logical(k.x+k.w), logical(k.y+k.h))
	m.record(emrDelete, uint32(handleBrush))
}

func (m *metafile) line(k mark) {
	m.record(emrPen, uint32(handlePen), uint32(0), logical(k.width), int32(0), ink(k.grey))
	m.record(emrSelect, uint32(handlePen))
	m.record(emrMoveTo, logical(k.x), logical(k.y))
	m.record(emrLineTo, logical(k.w), logical(k.h))
	m.record(emrDelete, uint32(handlePen))
}

// text writes a line of text. The advance of every letter is given, so that a
// text takes the same room whatever letters the reader has.
func (m *metafile) text(k mark) {
	weight := int32(400)
	if k.bold {
		weight = 700
	}
	var face [32]uint16
	name := hei
	if !strings.ContainsFunc(k.text, func(r rune) bool { return r >= 0x2e80 }) {
		name = arial
	}
	copy(face[:], utf16.Encode([]rune(name)))
	m.record(emrFont, uint32(handleFont), -logical(letter), int32(0), int32(0), int32(0), weight,
		[4]uint8{0, 0, 0, chineseCharset}, [4]uint8{}, face, [64]uint16{}, [32]uint16{},
		[10]uint32{}) // full name, style and PANOSE are left empty
	m.record(emrSelect, uint32(handleFont))
	m.record(emrTextColor, ink(k.grey))
	align := map[anchor]uint32{atStart: 0, atMiddle: 6, atEnd: 2}[k.anchor]
	m.record(emrTextAlign, align|baseline)
	var letters []uint16
	var advance []int32
	for _, r := range k.text {
		units := utf16.Encode([]rune{r})
		letters = append(letters, units...)
		advance = append(advance, logical(em(r)*letter))
		if len(units) == 2 {
			advance = append(advance, 0)
		}
	}
	const fixed = 76 // bytes before the letters
	spacing := (fixed + 2*len(letters) + 3) / 4 * 4
	m.record(emrExtTextOut, [4]int32{0, 0, -1, -1}, uint32(graphicsMode), float32(1), float32(1),
		logical(k.x), logical(k.y), uint32(len(letters)), uint32(fixed), uint32(0), [4]int32{0, 0, -1, -1}, uint32(spacing),
		letters, make([]byte, spacing-fixed-2*len(letters)), advance)
	m.record(emrDelete, uint32(handleFont))
}
