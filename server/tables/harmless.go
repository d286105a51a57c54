package tables

import (
	"strings"
	"unicode/utf8"
)

// What a spreadsheet may take a text for a formula by (CSV 注入), half or full
// width; and what may stand before it: spaces, quotes, marks that are not seen.
const (
	computed = "=+-@\t\r\n＝＋－＠"
	before   = " '\"\u3000\u00A0\uFEFF\u200B‘’“”＇＂"
)

// Harmless puts an apostrophe before a text that a spreadsheet would compute. It
// is the only place that does: whatever writes a cell of text comes through here.
func Harmless(cell string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, before))
	if first != utf8.RuneError && strings.ContainsRune(computed, first) {
		return "'" + cell
	}
	return cell
}

// meant takes the apostrophe off that Harmless put there, so that what was
// written reads as it was.
func meant(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && Harmless(rest) != rest {
		return rest
	}
	return cell
}
