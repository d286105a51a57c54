package notify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
)

// Words are a message for people, in the forms that channels want.
type Words struct {
	Title  string   // one line
	Lines  []string // one for each notice
	Link   string
	Urgent bool
}

// Plain is the message as text.
func (w Words) Plain() string {
	return strings.Join(append(slices.Clone(w.Lines), w.linkLine()...), "\n")
}

func (w Words) linkLine() []string {
	if w.Link == "" {
		return nil
	}
	return []string{w.Link}
}

// Markdown is the message as chat robots show it. What people typed cannot call
// anybody, nor lead elsewhere: see tame.
func (w Words) Markdown() string {
	var b strings.Builder
	for _, line := range w.Lines {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	if w.Link != "" {
		fmt.Fprintf(&b, "\n[%s](%s)", say("channel_open", words{}), w.Link)
	}
	return strings.TrimSpace(b.String())
}

// Short is the message as a text message, within a number of characters.
func (w Words) Short(most int) string {
	text := w.Title
	if len(w.Lines) == 1 {
		text = w.Lines[0]
	}
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// linesMost is how many notices a message names; of more it says how many.
const linesMost = 10

// Wording makes the messages of channels (外部通道文字).
type Wording struct {
	Name string // of the installation
	Base string // the address of the pages, "" without
}

// Of words the notices that go out together, the oldest first. again marks what
// may have arrived already.
func (g Wording) Of(frames []dispatch.Frame, again bool) Words {
	w := Words{Link: g.link(frames)}
	for _, f := range frames {
		w.Urgent = w.Urgent || f.Urgency == dispatch.Life
	}
	said := words{Name: g.Name, Count: len(frames), Again: again, Urgent: w.Urgent}
	if len(frames) == 1 {
		said.Text = frames[0].Text
	}
	w.Title = say("channel_title", said)
	for i, f := range frames {
		if i == linesMost {
			w.Lines = append(w.Lines, say("channel_more", words{Count: len(frames) - linesMost}))
			break
		}
		w.Lines = append(w.Lines, say("channel_line", words{No: f.No, Title: tame(f.Title), Text: f.Text, Urgent: f.Urgency == dispatch.Life}))
	}
	return w
}

// link leads to the ticket if the notices are all about one.
func (g Wording) link(frames []dispatch.Frame) string {
	if g.Base == "" || len(frames) == 0 {
		return g.Base
	}
	no := frames[0].No
	if no == "" || slices.ContainsFunc(frames, func(f dispatch.Frame) bool { return f.No != no }) {
		return g.Base
	}
	return strings.TrimRight(g.Base, "/") + "/tickets/" + no
}

// tame takes from a title what a chat robot would act on: mentions, links, marks
// and line breaks.
func tame(title string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '@':
			return '＠'
		case strings.ContainsRune("[]()<>*_`#~|\\!", r):
			return ' '
		case r < ' ' || r == 0x7f:
			return ' '
		}
		return r
	}, title))
}

// Trial is the message of a test (测试发送).
func (g Wording) Trial(at time.Time) Words {
	return Words{Title: say("channel_trial", words{Name: g.Name}), Lines: []string{say("channel_trial_line", words{Due: local(at)})}, Link: g.Base}
}
