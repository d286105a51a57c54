package app

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hotline/dispatch"
)

// secret reads the key of the phone hashes, making it at first start with
// access for this user only.
func secret(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	switch {
	case err == nil:
		key, err := hex.DecodeString(strings.TrimSpace(string(b)))
		if err != nil || len(key) < 32 {
			return nil, fmt.Errorf("secret_file %s: does not hold 64 hexadecimal digits", path)
		}
		return key, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("secret_file: %w", err)
	}
	key := make([]byte, 32)
	rand.Read(key)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("secret_file: %w", err)
	}
	if err := os.WriteFile(path, []byte(hex.EncodeToString(key)+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("secret_file: %w", err)
	}
	return key, nil
}

// hashPhone makes the keyed hash by which calls of one number find each other,
// landlines of the own area with its code or without.
func hashPhone(key []byte, area string) func(string) string {
	return func(phone string) string {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(dispatch.LocalPhone(phone, area)))
		return hex.EncodeToString(m.Sum(nil)[:16])
	}
}

// codeLetters leave out what is misheard or misread.
const codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// queryCode makes the citizen's six-letter code (查询码).
func queryCode() string {
	b := make([]byte, 6)
	rand.Read(b)
	for i := range b {
		b[i] = codeLetters[int(b[i])%len(codeLetters)]
	}
	return string(b)
}
