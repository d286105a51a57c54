package app

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"hotline/server/api"
)

// Limits are the rates that requests are held to, each by this server alone: of
// several behind a balancer every one counts for itself. 0 takes the default, a
// negative number sets no limit.
type Limits struct {
	LoginPerMinute        int `toml:"login_per_minute"`
	LoginAccountPerMinute int `toml:"login_account_per_minute"`
	PublicPerMinute       int `toml:"public_per_minute"`
	CodesPerHour          int `toml:"codes_per_hour"`
	RevealPerHour         int `toml:"reveal_per_hour"`
	TokenPerMinute        int `toml:"token_per_minute"`
	BadTokenPerMinute     int `toml:"bad_token_per_minute"`
	ExportPerDay          int `toml:"export_per_day"`
	ExportAddressPerHour  int `toml:"export_address_per_hour"`
	Open311PerMinute      int `toml:"open311_per_minute"`
	FilesPerHour          int `toml:"files_per_hour"`
	PublicFilesMB         int `toml:"public_files_mb"`
}

// api gives the rates to those who keep them.
func (l Limits) api() api.Limits { return api.Limits(l) }

// keys are the rates by their key.
func (l *Limits) keys() map[string]*int {
	return map[string]*int{
		"login_per_minute": &l.LoginPerMinute, "login_account_per_minute": &l.LoginAccountPerMinute, "public_per_minute": &l.PublicPerMinute,
		"codes_per_hour": &l.CodesPerHour, "reveal_per_hour": &l.RevealPerHour, "token_per_minute": &l.TokenPerMinute,
		"bad_token_per_minute": &l.BadTokenPerMinute, "export_per_day": &l.ExportPerDay, "export_address_per_hour": &l.ExportAddressPerHour,
		"files_per_hour": &l.FilesPerHour, "open311_per_minute": &l.Open311PerMinute, "public_files_mb": &l.PublicFilesMB,
	}
}

// Size is a number of bytes in text form: "200MB", "2GB" (of 1024).
type Size int64

// units of a Size, the longest names first.
var sizeUnits = []struct {
	name  string
	bytes int64
}{{"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {"B", 1}}

// UnmarshalText reads "200MB" and the like; "0" is none.
func (s *Size) UnmarshalText(b []byte) error {
	text := strings.ToUpper(strings.TrimSpace(string(b)))
	factor := int64(1)
	for _, u := range sizeUnits {
		if number, ok := strings.CutSuffix(text, u.name); ok {
			text, factor = strings.TrimSpace(number), u.bytes
			break
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > 1<<50/factor {
		return fmt.Errorf("%q is not a size such as 200MB", b)
	}
	*s = Size(n * factor)
	return nil
}

// String writes the size as it is read.
func (s Size) String() string {
	for _, u := range sizeUnits {
		if n := int64(s); n != 0 && n%u.bytes == 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return "0"
}

// moreFromEnv reads HOTLINE_MIN_FREE and HOTLINE_LIMITS_….
func (c *Config) moreFromEnv(env func(string) (string, bool)) (faults []error) {
	if v, ok := env("HOTLINE_MIN_FREE"); ok {
		if err := c.MinFree.UnmarshalText([]byte(v)); err != nil {
			faults = append(faults, fmt.Errorf("HOTLINE_MIN_FREE: %w", err))
		}
	}
	for key, to := range c.Limits.keys() {
		name := "HOTLINE_LIMITS_" + strings.ToUpper(key)
		v, ok := env(name)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(v)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %q is not a number", name, v))
		}
		*to = n
	}
	return faults
}

// dataDir is the folder whose disk fills up first: that of the SQLite file, else
// that of the keys.
func (c Config) dataDir() string {
	if path, ok := strings.CutPrefix(c.Store, "file:"); ok {
		return filepath.Dir(path)
	}
	return filepath.Dir(c.SecretFile)
}
