package app

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// keysOf are the keys of a configuration, "table.key" below a table.
func keysOf(t reflect.Type, table string) (keys []string) {
	for f := range t.Fields() {
		key := table + f.Tag.Get("toml")
		if f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[Duration]() {
			keys = append(keys, keysOf(f.Type, key+".")...)
			continue
		}
		keys = append(keys, key)
	}
	return keys
}

// TestExampleConfig: the example names every key there is and none else, and is
// right as it stands.
func TestExampleConfig(t *testing.T) {
	path := filepath.Join("..", "..", "deploy", "hotline.example.toml")
	c, err := Load(path, noEnv)
	require.NoError(t, err)
	require.NoError(t, c.Validate())
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	var named []string
	table := ""
	for _, m := range regexp.MustCompile(`(?m)^(?:\[(\w+)\]|(\w+) = )`).FindAllStringSubmatch(string(b), -1) {
		if m[1] != "" {
			table = m[1] + "."
		} else {
			named = append(named, table+m[2])
		}
	}
	require.ElementsMatch(t, keysOf(reflect.TypeFor[Config](), ""), named)
}

// TestSizes: sizes are read as they are written.
func TestSizes(t *testing.T) {
	for text, want := range map[string]Size{"200MB": 200 << 20, "2 GB": 2 << 30, "0": 0, "512": 512, "3kb": 3 << 10} {
		var s, again Size
		require.NoError(t, s.UnmarshalText([]byte(text)), text)
		require.Equal(t, want, s)
		require.NoError(t, again.UnmarshalText([]byte(s.String())))
		require.Equal(t, s, again)
	}
	for _, text := range []string{"", "much", "5TB", "99999999GB", "1.5GB"} {
		var s Size
		require.Error(t, s.UnmarshalText([]byte(text)), text)
	}
	c, err := Load("", func(k string) (string, bool) {
		v, ok := map[string]string{"HOTLINE_MIN_FREE": "1GB", "HOTLINE_LIMITS_PUBLIC_PER_MINUTE": "7"}[k]
		return v, ok
	})
	require.NoError(t, err)
	require.Equal(t, Size(1<<30), c.MinFree)
	require.Equal(t, 7, c.Limits.PublicPerMinute)
}
