package files

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The types that may come in.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	WebP = "image/webp"
	GIF  = "image/gif"
	PDF  = "application/pdf"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	OFD  = "application/ofd" // 版式文档 of government offices (GB/T 33190)
	Text = "text/plain"
	MP4  = "video/mp4"
	MOV  = "video/quicktime"
	M4A  = "audio/mp4"
	MP3  = "audio/mpeg"
	AMR  = "audio/amr"
	WAV  = "audio/wav"
)

// DefaultTypes are all that are known: pictures, papers, sound and film. There is
// no way to let in pages, drawings with scripts, or programs.
func DefaultTypes() []string {
	return []string{JPEG, PNG, WebP, GIF, PDF, DOCX, XLSX, PPTX, OFD, Text, MP4, MOV, M4A, MP3, AMR, WAV}
}

// picture tells whether the type is one that pages show.
func picture(kind string) bool { return kind == JPEG || kind == PNG || kind == WebP || kind == GIF }

// Inline tells whether the type may be shown by a browser; everything else is
// only saved.
func Inline(kind string) bool { return picture(kind) }

// Sniff says what bytes are by themselves; "" for what may not come in. What the
// sender calls them is not asked.
func Sniff(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(b, []byte(pngHead)):
		return PNG
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		return GIF
	case isRIFF(b, "WEBP"):
		return WebP
	case isRIFF(b, "WAVE"):
		return WAV
	case bytes.HasPrefix(b, []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return office(b)
	case bytes.HasPrefix(b, []byte("#!AMR")):
		return AMR
	case bytes.HasPrefix(b, []byte("ID3")), isMP3(b):
		return MP3
	case len(b) >= 12 && string(b[4:8]) == "ftyp":
		return film(string(b[8:12]))
	case isText(b):
		return Text
	}
	return ""
}

func isRIFF(b []byte, form string) bool {
	return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == form
}

// isMP3 looks for two frames of layer III one behind the other's head bits.
func isMP3(b []byte) bool {
	return len(b) > 4 && b[0] == 0xff && b[1]&0xe6 == 0xe2 && b[2]&0xf0 != 0xf0 && b[2]&0xf0 != 0 && b[2]&0x0c != 0x0c
}

// film is the type of an ISO base media file by its brand.
func film(brand string) string {
	switch strings.TrimSpace(brand) {
	case "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V", "MSNV", "dash", "3gp4", "3gp5", "3gp6":
		return MP4
	case "qt":
		return MOV
	case "M4A":
		return M4A
	}
	return ""
}

// markup is what browsers could take for a page or a program.
var markup = regexp.MustCompile(`(?i)<[a-z!?/%]|javascript:|\A\s*#!|\A\s*%!PS`)

// isText tells whether bytes are words and nothing a program reads: UTF-8 or
// GB18030, no control characters, no markup.
func isText(b []byte) bool {
	s := strings.TrimPrefix(string(b), "\ufeff")
	if !utf8.ValidString(s) {
		out, err := simplifiedchinese.GB18030.NewDecoder().String(s)
		if err != nil || strings.ContainsRune(out, utf8.RuneError) {
			return false
		}
		s = out
	}
	control := func(r rune) bool { return (r < 0x20 && r != '\n' && r != '\r' && r != '\t') || (r >= 0x7f && r < 0xa0) }
	return !strings.ContainsFunc(s, control) && !markup.MatchString(s) && strings.HasPrefix(http.DetectContentType(b), "text/plain")
}
