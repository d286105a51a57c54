package imports

import "strings"

// Notes of an import beside those of its sheet.
const (
	noteSecret  = "password_column" // passwords of the file were not read
	noteProfile = "profile_partly"  // of the saved mapping some columns are not there
)

// secretColumn tells whether a column has passwords. They are never looked at: who is
// entered gets an initial password, and a file that somebody mends has none.
func secretColumn(name string) bool {
	name = bare(strings.ReplaceAll(name, "_", ""))
	for _, word := range secretWords {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// hideSecrets takes passwords out of a row.
func hideSecrets(fields map[string]string) {
	for name := range fields {
		if secretColumn(name) {
			delete(fields, name)
		}
	}
}
