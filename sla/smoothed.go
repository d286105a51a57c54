package sla

// Smoothed is what add-k smoothing would do to a month's ranks (小样本平滑): total
// and rank of each ranked unit before and after.
type Smoothed struct {
	K    int           `json:"k"`
	Rows []SmoothedRow `json:"rows"`
}

// SmoothedRow is a unit before and after smoothing.
type SmoothedRow struct {
	Unit   string   `json:"unit"`
	Name   string   `json:"name"`
	Group  string   `json:"group"`
	Due    int      `json:"due"`
	Before Standing `json:"before"`
	After  Standing `json:"after"`
}

// Standing is a total with its rank.
type Standing struct {
	Total Dec `json:"total"`
	Rank  int `json:"rank"`
}
