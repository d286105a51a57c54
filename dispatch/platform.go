package dispatch

import (
	"slices"
	"strings"
)

// PlatformLink is the kind of channel over which milestones go to an upstream
// platform (上级平台). It is no channel of people.
const PlatformLink OutletKind = "platform"

// ProgramsFeed is the feed of all ticket events, for webhooks (事件推送).
const ProgramsFeed = "programs"

const platformFeed = "platform:"

// PlatformFeed names the feed of the milestones for an upstream platform.
func PlatformFeed(code string) string { return platformFeed + code }

// ForPrograms tells whether a feed is for programs outside, and not for people.
func ForPrograms(recipient string) bool {
	return recipient == ProgramsFeed || strings.HasPrefix(recipient, platformFeed)
}

// PlatformID is the id of the channel of a platform.
func PlatformID(code string) string { return platformFeed + code }

// ForPrograms tells whether the channel is of a program outside: a webhook over
// all events, or an upstream platform.
func (o Outlet) ForPrograms() bool { return ForPrograms(o.Scope) }

// Platform is how the words of an upstream platform and ours go together (代码对照).
// The maps lead from theirs to ours, Statuses from our milestones to theirs.
type Platform struct {
	Code       string               `json:"code"`
	Categories map[string]string    `json:"categories,omitempty"`
	Units      map[string]string    `json:"units,omitempty"`
	Types      map[string]Type      `json:"types,omitempty"`
	Urgencies  map[string]Urgency   `json:"urgencies,omitempty"`
	Statuses   map[Milestone]string `json:"statuses,omitempty"`
	// Skip are the milestones that the platform does not want to hear of.
	Skip []Milestone `json:"skip,omitempty"`
}

// maxCodes bounds a table of codes.
const maxCodes = 2000

// Validate finds what is wrong with the tables by themselves.
func (p Platform) Validate() error {
	for _, m := range []struct {
		field string
		n     int
	}{{"categories", len(p.Categories)}, {"units", len(p.Units)}, {"types", len(p.Types)}, {"urgencies", len(p.Urgencies)}, {"statuses", len(p.Statuses)}} {
		if m.n > maxCodes {
			return FieldError(m.field, "too_many", maxCodes)
		}
	}
	for _, ours := range p.Types {
		if !slices.Contains(Types, ours) {
			return FieldError("types", "unknown_value")
		}
	}
	for _, ours := range p.Urgencies {
		if !slices.Contains(Urgencies, ours) {
			return FieldError("urgencies", "unknown_value")
		}
	}
	for m, theirs := range p.Statuses {
		if !slices.Contains(Milestones, m) {
			return FieldError("statuses", "unknown_value")
		}
		if err := Plain("statuses", theirs, 100); err != nil {
			return err
		}
	}
	for _, m := range p.Skip {
		if !slices.Contains(Milestones, m) {
			return FieldError("skip", "unknown_value")
		}
	}
	return nil
}

// takes tells whether a notice of the channel's feed passes its filters.
func (o Outlet) takes(n Notice) bool {
	if o.Platform != nil && slices.Contains(o.Platform.Skip, Milestone(n.Kind)) {
		return false
	}
	return (len(o.Units) == 0 || slices.Contains(o.Units, n.Unit)) && (len(o.Types) == 0 || slices.Contains(o.Types, n.Type))
}
