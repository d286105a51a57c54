package wechat

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hotline/dispatch"
)

// Step is the question a conversation waits to have answered.
type Step string

// The steps of a conversation, in the order of the form on the web.
const (
	Idle     Step = ""
	AskText  Step = "text"     // 发生了什么
	AskPlace Step = "place"    // 在哪里
	AskPhone Step = "phone"    // 怎么联系您
	Confirm  Step = "confirm"  // 确认提交
	AskDone  Step = "resolved" // 解决了吗
	AskMood  Step = "mood"     // 满意吗
)

// Ticket is one this person made or asked for, with the code that opens it.
type Ticket struct {
	No   string `json:"no"`
	Code string `json:"code"`
}

// Talk is how far a conversation with one person has come. It holds who they are,
// so it is kept sealed and not for long.
type Talk struct {
	Step      Step                  `json:"step,omitempty"`
	Text      string                `json:"text,omitempty"`
	Address   string                `json:"address,omitempty"`
	Lat       float64               `json:"lat,omitempty"`
	Lon       float64               `json:"lon,omitempty"`
	Phone     string                `json:"phone,omitempty"`
	Anonymous bool                  `json:"anonymous,omitempty"`
	Photos    []dispatch.Attachment `json:"photos,omitempty"`
	Last      Ticket                `json:"last,omitzero"`
	Rated     Ticket                `json:"rated,omitzero"` // the one being rated
	Resolved  bool                  `json:"resolved,omitempty"`
	At        time.Time             `json:"at"`
	// Heard are the messages answered last, with what was said: the platform sends
	// one again when the answer was late.
	Heard []Answered `json:"heard,omitempty"`
}

// Answered is a message that was answered.
type Answered struct {
	Key string `json:"key"`
	Say string `json:"say"`
}

// Again finds what was said to a message the first time.
func (t Talk) Again(m Message) (say string, ok bool) {
	i := slices.IndexFunc(t.Heard, func(a Answered) bool { return a.Key == m.Key() })
	if i < 0 {
		return "", false
	}
	return t.Heard[i].Say, true
}

// heardMost is how many answers are remembered: more than come again.
const heardMost = 5

// Said notes the answer to a message.
func (t Talk) Said(m Message, say string) Talk {
	t.Heard = append(slices.Clone(t.Heard), Answered{m.Key(), say})
	if n := len(t.Heard); n > heardMost {
		t.Heard = t.Heard[n-heardMost:]
	}
	return t
}

// fresh is a talk that begins anew, with what outlives its questions.
func (t Talk) fresh() Talk { return Talk{At: t.At, Last: t.Last, Heard: t.Heard} }

// Deed is what the server has to do after a message.
type Deed string

// The deeds.
const (
	Nothing  Deed = ""
	Log      Deed = "log"      // make the ticket of the talk
	Progress Deed = "progress" // tell how far it is
	Rate     Deed = "rate"
	Keep     Deed = "keep"   // take in the picture
	Follow   Deed = "follow" // tell of the progress from now on (Turn.Tell), or no more
)

// Turn is what a message led to. Say is the key of what to answer, unless a deed
// finds other words.
type Turn struct {
	Say       string
	Do        Deed
	Ticket    Ticket
	Tell      bool // write when there is progress
	Resolved  bool
	Satisfied bool
}

// Bounds of a conversation.
const (
	talkLife  = time.Hour // after it the questions begin anew
	textMost  = 1000
	textLeast = 6 // shorter words out of the blue are a greeting
	placeMost = 200
	// PhotosMost is how many pictures a conversation takes.
	PhotosMost = 6
)

var (
	ticketNo  = regexp.MustCompile(`\d{8}-?\d{3,6}`)
	phone     = regexp.MustCompile(`^(\+?86)?1\d{10}$|^0\d{9,11}$`)
	queryCode = regexp.MustCompile(`^[0-9A-Za-z]{3}-?[0-9A-Za-z]{3}$`)
)

// Hear goes one message further.
func (t Talk) Hear(m Message, now time.Time) (Talk, Turn) {
	if now.Sub(t.At) > talkLife {
		t = t.fresh()
	}
	t.At = now.UTC()
	t.Photos = slices.Clone(t.Photos)
	switch m.Type {
	case "event":
		return t.event(m)
	case "text":
		return t.words(strings.TrimSpace(m.Content))
	case "location":
		return t.place(m.Label, m)
	case "image":
		if len(t.Photos) >= PhotosMost {
			return t, Turn{Say: "photos_most"}
		}
		return t, Turn{Say: "photo_kept", Do: Keep}
	}
	return t, Turn{Say: "not_understood"}
}

// Choices of the account's menu (自定义菜单).
const (
	MenuReport   = "REPORT"
	MenuProgress = "PROGRESS"
	MenuRate     = "RATE"
)

func (t Talk) event(m Message) (Talk, Turn) {
	switch {
	case m.Event == "subscribe":
		return t.fresh(), Turn{Say: "welcome"}
	case m.Event == "CLICK" && m.Choice == MenuReport:
		return t.begin("")
	case m.Event == "CLICK" && m.Choice == MenuProgress:
		return t.progress(nil)
	case m.Event == "CLICK" && m.Choice == MenuRate:
		return t.rate(nil)
	}
	return t, Turn{} // nobody waits for an answer
}

func (t Talk) words(s string) (Talk, Turn) {
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '　' || r == ',' || r == '，' || r == '\n' || r == '+' })
	if len(fields) > 0 && t.Step != AskText {
		switch {
		case is(fields[0], wordsProgress):
			return t.progress(fields[1:])
		case is(fields[0], wordsFollow), is(fields[0], wordsUnfollow):
			return t.follow(is(fields[0], wordsFollow), fields[1:])
		case is(fields[0], wordsRate):
			return t.rate(fields[1:])
		case is(s, wordsCancel):
			return t.fresh(), Turn{Say: "cancelled"}
		case is(s, wordsHelp):
			return t, Turn{Say: "welcome"}
		}
	}
	switch t.Step {
	case AskText:
		if is(s, wordsCancel) {
			return t.fresh(), Turn{Say: "cancelled"}
		}
		return t.begin(s)
	case AskPlace:
		return t.place(s, Message{})
	case AskPhone:
		return t.phone(s)
	case Confirm:
		return t.confirm(s)
	case AskDone, AskMood:
		return t.answer(s)
	}
	if is(s, wordsReport) {
		return t.begin("")
	}
	if utf8.RuneCountInString(s) < textLeast {
		return t, Turn{Say: "welcome"}
	}
	return t.begin(s)
}

// begin takes what happened; without words it asks.
func (t Talk) begin(s string) (Talk, Turn) {
	n := t.fresh()
	n.Step, n.Photos = AskText, t.Photos
	switch size := utf8.RuneCountInString(s); {
	case size < 2:
		return n, Turn{Say: "ask_text"}
	case size > textMost:
		return n, Turn{Say: "text_long"}
	}
	n.Text, n.Step = s, AskPlace
	return n, Turn{Say: "ask_place"}
}

func (t Talk) place(s string, m Message) (Talk, Turn) {
	if t.Step != AskPlace {
		return t, Turn{Say: "welcome"}
	}
	if r := []rune(s); len(r) > placeMost {
		s = string(r[:placeMost])
	}
	if s == "" && m.Type == "" {
		return t, Turn{Say: "ask_place"}
	}
	t.Address, t.Lat, t.Lon, t.Step = s, m.Lat, m.Lon, AskPhone
	return t, Turn{Say: "ask_phone"}
}

func (t Talk) phone(s string) (Talk, Turn) {
	if is(s, wordsAnonymous) {
		t.Anonymous, t.Step = true, Confirm
		return t, Turn{Say: "confirm_anonymous"}
	}
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, s)
	if !phone.MatchString(digits) {
		return t, Turn{Say: "phone_wrong"}
	}
	t.Phone, t.Anonymous, t.Step = digits, false, Confirm
	return t, Turn{Say: "confirm"}
}

func (t Talk) confirm(s string) (Talk, Turn) {
	switch {
	case !t.Anonymous && is(s, wordsTell):
		return t, Turn{Do: Log, Tell: true}
	case is(s, wordsYes), t.Anonymous && is(s, wordsTell):
		return t, Turn{Do: Log}
	case t.Anonymous:
		return t, Turn{Say: "confirm_anonymous"}
	}
	return t, Turn{Say: "confirm"}
}

// Made is the talk after its ticket was made.
func (t Talk) Made(k Ticket) Talk {
	t = t.fresh()
	t.Last = k
	return t
}

// named finds number and code among words; without any it is the last one's.
func (t Talk) named(fields []string) (Ticket, bool) {
	if len(fields) == 0 {
		return t.Last, t.Last.No != ""
	}
	if len(fields) < 2 || ticketNo.FindString(fields[0]) != fields[0] || !queryCode.MatchString(fields[1]) {
		return Ticket{}, false
	}
	no := strings.ReplaceAll(fields[0], "-", "")
	return Ticket{no[:8] + "-" + no[8:], strings.ToUpper(strings.ReplaceAll(fields[1], "-", ""))}, true
}

func (t Talk) progress(fields []string) (Talk, Turn) {
	k, ok := t.named(fields)
	if !ok {
		return t, Turn{Say: "ask_number"}
	}
	return t, Turn{Do: Progress, Ticket: k}
}

// follow binds a ticket to who writes, or ends it (订阅、退订); the ticket named is the
// last one from now on.
func (t Talk) follow(tell bool, fields []string) (Talk, Turn) {
	k, ok := t.named(fields)
	if !ok {
		return t, Turn{Say: "ask_follow_number"}
	}
	return t, Turn{Do: Follow, Ticket: k, Tell: tell}
}

func (t Talk) rate(fields []string) (Talk, Turn) {
	k, ok := t.named(fields)
	if !ok {
		return t, Turn{Say: "ask_rate_number"}
	}
	n := t.fresh()
	n.Step, n.Rated = AskDone, k
	return n, Turn{Say: "ask_resolved"}
}

// answer takes the two answers of a rating.
func (t Talk) answer(s string) (Talk, Turn) {
	yes, no := is(s, wordsGood), is(s, wordsBad)
	if !yes && !no {
		return t, Turn{Say: map[Step]string{AskDone: "ask_resolved", AskMood: "ask_satisfied"}[t.Step]}
	}
	if t.Step == AskDone {
		t.Resolved, t.Step = yes, AskMood
		return t, Turn{Say: "ask_satisfied"}
	}
	return t.fresh(), Turn{Do: Rate, Ticket: t.Rated, Resolved: t.Resolved, Satisfied: yes}
}

func is(s string, words []string) bool { return slices.Contains(words, strings.TrimSpace(s)) }
