// Package realdata gives tests the real messages and records that the
// repository may not hold. They lie beside the checkout, in ../shared/data, or
// where HOTLINE_SHARED_DATA says. A test that needs them is skipped where there
// are none; where their folder is named, as make test does when it is there, a
// missing file is a failure, so that no figure goes unjudged unseen.
package realdata

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// longestLine bounds one row.
const longestLine = 1 << 22

// Path is where a file of real data lies.
func Path(t testing.TB, name string) string {
	t.Helper()
	dir, named := os.LookupEnv("HOTLINE_SHARED_DATA")
	if !named || dir == "" {
		dir, named = filepath.Join(root(t), "..", "shared", "data"), false
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		if named {
			t.Fatalf("HOTLINE_SHARED_DATA is set, but %s is not there: %v", name, err)
		}
		t.Skipf("the real data are not here (%s); set HOTLINE_SHARED_DATA to their folder", name)
	}
	return path
}

// root is the folder of go.mod, above the package under test.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// Rows reads a file of real data, one JSON object a line.
func Rows[T any](t testing.TB, name string) []T {
	t.Helper()
	f, err := os.Open(Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		var row T
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatalf("%s row %d: %v", name, len(out)+1, err)
		}
		out = append(out, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return out
}
