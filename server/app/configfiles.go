package app

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/files"
)

// Files says where attachments lie and what may come in (附件).
type Files struct {
	// Store is disk, s3, gridfs, or off, which takes none. Empty: where the tickets
	// lie, so that several servers share them: disk with SQLite, gridfs with MongoDB.
	Store string `toml:"store"`
	// Dir is the folder of disk; empty: files beside the SQLite file or the keys.
	Dir string `toml:"dir"`
	// MaxSize bounds one file, MaxCount the files of one step, MaxTicket those of a
	// ticket.
	MaxSize   Size `toml:"max_size"`
	MaxCount  int  `toml:"max_count"`
	MaxTicket int  `toml:"max_ticket"`
	// Types may come in, of those the program knows; empty: all.
	Types []string `toml:"types"`
	// Keep is how long attachments stay after their ticket's end; 0: as long as
	// who called is kept (person_keep).
	Keep Duration `toml:"keep"`
	// S3… say where the bucket of s3 is; the secret key may lie in a file of its own.
	S3Endpoint      string `toml:"s3_endpoint"`
	S3Bucket        string `toml:"s3_bucket"`
	S3Region        string `toml:"s3_region"`
	S3Prefix        string `toml:"s3_prefix"`
	S3AccessKey     string `toml:"s3_access_key"`
	S3SecretKey     string `toml:"s3_secret_key"`
	S3SecretKeyFile string `toml:"s3_secret_key_file"`
	S3Plain         bool   `toml:"s3_plain"` // http, inside a closed network
	// GridFS is the database of gridfs; empty: that of the tickets.
	GridFS string `toml:"gridfs"`
}

func defaultFiles() Files {
	most := dispatch.DefaultFileRules()
	return Files{MaxSize: files.DefaultMaxSize, MaxCount: most.Step, MaxTicket: most.Ticket}
}

// filesFromEnv reads HOTLINE_FILES_….
func (c *Config) filesFromEnv(env func(string) (string, bool)) (faults []error) {
	f := &c.Files
	for name, to := range map[string]*string{"STORE": &f.Store, "DIR": &f.Dir, "S3_ENDPOINT": &f.S3Endpoint, "S3_BUCKET": &f.S3Bucket, "S3_REGION": &f.S3Region,
		"S3_PREFIX": &f.S3Prefix, "S3_ACCESS_KEY": &f.S3AccessKey, "S3_SECRET_KEY": &f.S3SecretKey, "S3_SECRET_KEY_FILE": &f.S3SecretKeyFile, "GRIDFS": &f.GridFS} {
		if v, ok := env("HOTLINE_FILES_" + name); ok {
			*to = v
		}
	}
	for name, to := range map[string]*int{"MAX_COUNT": &f.MaxCount, "MAX_TICKET": &f.MaxTicket} {
		if v, ok := env("HOTLINE_FILES_" + name); ok {
			n, err := strconv.Atoi(v)
			if err != nil {
				faults = append(faults, fmt.Errorf("HOTLINE_FILES_%s: %q is not a number", name, v))
			}
			*to = n
		}
	}
	if v, ok := env("HOTLINE_FILES_MAX_SIZE"); ok {
		if err := f.MaxSize.UnmarshalText([]byte(v)); err != nil {
			faults = append(faults, fmt.Errorf("HOTLINE_FILES_MAX_SIZE: %w", err))
		}
	}
	if v, ok := env("HOTLINE_FILES_KEEP"); ok {
		if err := f.Keep.UnmarshalText([]byte(v)); err != nil {
			faults = append(faults, fmt.Errorf("HOTLINE_FILES_KEEP: %q is not a duration such as 720h", v))
		}
	}
	if v, ok := env("HOTLINE_FILES_S3_PLAIN"); ok {
		b, err := strconv.ParseBool(v)
		if err != nil {
			faults = append(faults, fmt.Errorf("HOTLINE_FILES_S3_PLAIN: %q is neither true nor false", v))
		}
		f.S3Plain = b
	}
	if v, ok := env("HOTLINE_FILES_TYPES"); ok {
		f.Types = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return faults
}

// fileFaults finds what is wrong with where attachments are to lie.
func (c Config) fileFaults() (faults []error) {
	bad := func(when bool, format string, args ...any) {
		if when {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	f := c.Files
	f.Store = c.filesStore()
	bad(!slices.Contains([]string{"disk", "s3", "gridfs", "off"}, f.Store), "files.store: %q is not disk, s3, gridfs or off", f.Store)
	bad(f.MaxSize < 64<<10 || f.MaxSize > 200<<20, "files.max_size: %s is not between 64KB and 200MB", f.MaxSize)
	bad(f.MaxCount < 1 || f.MaxCount > 50, "files.max_count: %d is not between 1 and 50", f.MaxCount)
	bad(f.MaxTicket < f.MaxCount || f.MaxTicket > 500, "files.max_ticket: %d is not between max_count and 500", f.MaxTicket)
	bad(f.Keep.Duration != 0 && f.Keep.Duration < 24*time.Hour, "files.keep: %s is shorter than 24h", f.Keep)
	bad(f.Store == "s3" && (f.S3Endpoint == "" || strings.Contains(f.S3Endpoint, "/")), "files.s3_endpoint: %q is not HOST or HOST:PORT", f.S3Endpoint)
	bad(f.Store == "s3" && f.S3Bucket == "", "files.s3_bucket: is missing")
	bad(f.Store == "s3" && f.S3AccessKey == "", "files.s3_access_key: is missing")
	bad(f.Store == "s3" && (f.S3SecretKey == "") == (f.S3SecretKeyFile == ""), "files.s3_secret_key: or s3_secret_key_file is missing, or both are there")
	bad(f.Store == "gridfs" && !strings.HasPrefix(c.gridFS(), "mongodb"), "files.gridfs: %q is not mongodb://…", redact(c.gridFS()))
	for _, t := range f.Types {
		bad(!slices.Contains(files.DefaultTypes(), t), "files.types: %q is none of %s", t, strings.Join(files.DefaultTypes(), " "))
	}
	return faults
}

// filesDir is the folder of the disk vault.
func (c Config) filesDir() string { return or(c.Files.Dir, filepath.Join(c.dataDir(), "files")) }

// filesKeep is how long attachments stay after their ticket's end.
func (c Config) filesKeep() time.Duration {
	if c.Files.Keep.Duration != 0 {
		return c.Files.Keep.Duration
	}
	return c.PersonKeep.Duration
}

// gridFS is the database of the attachments.
func (c Config) gridFS() string { return or(c.Files.GridFS, c.Store) }

// filesStore is where attachments lie.
func (c Config) filesStore() string {
	switch {
	case c.Files.Store != "":
		return c.Files.Store
	case strings.HasPrefix(c.Store, "file:"):
		return "disk"
	}
	return "gridfs"
}
