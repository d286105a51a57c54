package insight

// Report is everything the insight pages show of a window.
type Report struct {
	Hot    Hot
	Trends Trends
	Year   Year
}

// Issue finds an issue by its name, or by any ticket of it: an issue keeps its
// name while its first ticket is in the window.
func (r Report) Issue(id string) (Issue, bool) {
	for _, is := range r.Hot.Issues {
		for _, it := range is.Items {
			if it.No == id {
				return is, true
			}
		}
	}
	return Issue{}, false
}
