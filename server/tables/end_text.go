package tables

import (
	"fmt"
	"regexp"
)

// End is the last line of what is taken out, which tells whether all of it came.
// Whoever reads such a table again passes over it.
func End(rows int) string { return fmt.Sprintf("共 %d 条", rows) }

var end = regexp.MustCompile(`^共 \d+ 条$`)
