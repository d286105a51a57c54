package dispatch

// Decision says how a ticket found (or did not find) its unit.
type Decision string

// The decisions.
const (
	Auto      Decision = "auto"      // dispatched by the system
	Triage    Decision = "triage"    // a dispatcher must choose
	Emergency Decision = "emergency" // 110, 119, 120, 122 first
	NotOurs   Decision = "declined"  // a matter of another way (不予受理)
	Manual    Decision = "manual"    // a person chose the unit
)

// Decisions lists all.
var Decisions = []Decision{Auto, Triage, Emergency, NotOurs, Manual}

// Routing is the stored explanation of a dispatch decision.
type Routing struct {
	Decision         Decision    `json:"decision"`
	Category         string      `json:"category,omitempty"`
	Why              string      `json:"why,omitempty"`  // a sentence: why it was not dispatched by itself
	Rule             string      `json:"rule,omitempty"` // catalogue entry id
	CatalogueVersion string      `json:"catalogue_version,omitempty"`
	Threshold        float64     `json:"threshold,omitempty"`
	Candidates       []Candidate `json:"candidates"`
	Advice           *Advice     `json:"advice,omitempty"`
	Town             string      `json:"town,omitempty"`    // where the matter lies, given or inferred
	Spot             string      `json:"spot,omitempty"`    // the place the words name, where no address was given
	Urgency          Urgency     `json:"urgency,omitempty"` // as the catalogue proposes
}

// Candidate is a unit that may get the ticket; Role is lead, co or barred (it
// may not lead, the reasons say why). Score is 0–1.
type Candidate struct {
	Unit    string   `json:"unit"`
	Role    string   `json:"role"`
	Score   float64  `json:"score"`
	Reasons []Reason `json:"reasons"`
}

// Reason is one piece of evidence: rule, words, history, model, guard or area.
type Reason struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
	Ref  string `json:"ref,omitempty"`
}

// Advice is what to tell a caller whose matter goes another way.
type Advice struct {
	Kind   string `json:"kind"`             // emergency or not_accepted
	Number string `json:"number,omitempty"` // 110, 119, 120, 122
	Say    string `json:"say"`
	Route  string `json:"route"`
}
