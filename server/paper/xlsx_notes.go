package paper

import (
	"fmt"
	"strings"
)

// notes is the sheet 说明: what this is, and how it is computed again.
func (k *book) notes() error {
	s := k.sheet(sheetNotes, 0, 22, 110)
	s.put(text(bookTitle, k.style.title))
	for _, line := range k.Mark {
		s.put(text(line, k.style.mark))
	}
	s.put()
	ref := k.Month.Scheme
	s.put(wordMonth, k.Month.Month)
	s.put(wordStage, text(stageWord(k.Stage), 0))
	s.put(wordSnapshot, moment(k.At, k.style.day))
	s.put(wordScheme, text(strings.TrimSpace(fmt.Sprintf("%s（%s %s）", ref.Title, ref.Name, ref.Version)), 0))
	s.put(wordHash, ref.Hash)
	s.put(wordUnits, len(k.rows))
	s.put(wordRows, k.ledger)
	s.put()
	for i, line := range howTo(k.tied, k.Only != "") {
		s.put(i+1, text(line, k.style.wrap))
	}
	return s.flush()
}

// brief is the sheet 简报: the brief's text and tables, figure by figure.
func (k *book) brief() error {
	if k.Brief == nil {
		return nil
	}
	if _, err := k.file.NewSheet(sheetBrief); err != nil {
		return err
	}
	s := k.sheet(sheetBrief, 0, 28, 18, 18, 18, 18, 18, 18, 18)
	s.put(text(k.Brief.Title, k.style.title))
	if k.Brief.Correction != "" {
		s.put(text(k.Brief.Correction, k.style.mark))
	}
	s.put(text(k.Brief.Issue+"  "+k.Brief.Issuer+"  "+k.Brief.Date, k.style.mark))
	k.blocks(s, k.Brief.Summary)
	for _, section := range k.Brief.Sections {
		s.put()
		s.put(text(section.Heading, k.style.title))
		k.blocks(s, section.Blocks)
	}
	s.put()
	k.blocks(s, k.Brief.Annex)
	return s.flush()
}
