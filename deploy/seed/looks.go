package seed

import _ "embed"

//go:embed looks.json
var looksJSON []byte

// Looks says who of the sample district looked at callers' data how often, and
// what reasons they gave (查看留痕).
type Looks struct {
	Reasons []string `json:"reasons"`
	Users   []struct {
		User string `json:"user"`
		Most int    `json:"most"` // on one day
	} `json:"users"`
	// Peak is a day on which somebody looked far more often than anybody else.
	Peak struct {
		User    string `json:"user"`
		DaysAgo int    `json:"days_ago"`
		Looks   int    `json:"looks"`
	} `json:"peak"`
}

// SampleLooks gives the looks of the sample district.
func SampleLooks() Looks { return read[Looks]("looks.json", looksJSON) }
