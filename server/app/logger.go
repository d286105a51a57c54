package app

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// personal are the attribute keys that could carry a citizen's data; the logger
// blanks them whoever passes them.
var personal = map[string]bool{"name": true, "phone": true, "address": true, "caller": true, "text": true, "title": true, "body": true, "id_number": true}

func logLevel(s string) (slog.Level, error) {
	var l slog.Level
	if s == "" {
		return l, fmt.Errorf("empty level")
	}
	err := l.UnmarshalText([]byte(strings.ToUpper(s)))
	return l, err
}

// newLogger writes one line of text for each record, masking by key.
func newLogger(w io.Writer, level string) *slog.Logger {
	l, err := logLevel(level)
	if err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: l, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if personal[a.Key] {
			return slog.String(a.Key, "***")
		}
		return a
	}}))
}
