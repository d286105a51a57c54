package files

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// endings are how names of a type may end; the first is given to those that end
// otherwise.
var endings = map[string][]string{
	JPEG: {".jpg", ".jpeg", ".jfif"}, PNG: {".png"}, WebP: {".webp"}, GIF: {".gif"}, PDF: {".pdf"}, DOCX: {".docx"}, XLSX: {".xlsx"}, PPTX: {".pptx"},
	OFD: {".ofd"}, Text: {".txt", ".csv", ".log"}, MP4: {".mp4", ".m4v", ".3gp"}, MOV: {".mov"}, M4A: {".m4a"}, MP3: {".mp3"}, AMR: {".amr"}, WAV: {".wav"},
}

// maxName is how many characters a name may have, maxNameBytes how many bytes: disks
// take 255.
const (
	maxName      = 80
	maxNameBytes = 240
)

// CleanName is a name that can be shown, saved and sent in a header: no folders,
// no control or invisible characters, none that turn the direction of writing, not
// too long, and ending as its type does whatever it said.
func CleanName(name, kind string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(plainRune, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	stem, ending := split(name, kind)
	stem = strings.Trim(stem, ". ")
	if r := []rune(stem); len(r) > maxName-len(ending) {
		stem = strings.TrimRight(string(r[:maxName-len(ending)]), ". ")
	}
	for len(stem) > maxNameBytes-len(ending) {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = strings.TrimRight(stem[:len(stem)-n], ". ")
	}
	if stem == "" || reserved(stem) {
		stem = "file" + stem
	}
	return stem + ending
}

// split takes the ending from a name when it fits the type, else it gives the
// type's own.
func split(name, kind string) (stem, ending string) {
	fits := endings[kind]
	if len(fits) == 0 {
		fits = []string{".bin"}
	}
	if i := strings.LastIndex(name, "."); i >= 0 && slices.Contains(fits, strings.ToLower(name[i:])) {
		return name[:i], strings.ToLower(name[i:])
	}
	return name, fits[0]
}

// plainRune keeps what a name may hold.
func plainRune(r rune) rune {
	switch {
	case r == utf8.RuneError, strings.ContainsRune(`<>:"|?*%;`+"`$", r):
		return '_'
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
		return -1 // direction marks and joiners are of Cf
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// device are the names that Windows takes for devices, with whatever ending.
var device = regexp.MustCompile(`(?i)^(CON|PRN|AUX|NUL|(COM|LPT)[0-9¹²³]) *(\.|$)`)

// reserved tells whether Windows would take the name for a device.
func reserved(stem string) bool { return device.MatchString(stem) }
