package app

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hotline/server/store"
)

// keyFile holds the keys that seal who called (身份密钥): one a line, "id hexkey",
// the active one first. Servers on one store share it; what another program
// adds is taken over while the server runs.
type keyFile struct {
	path string
	ring *store.Keyring
}

// openKeyFile reads the keys. A file that is not there gives an empty ring,
// with which nothing sealed can be opened and nothing can be stored: see make.
func openKeyFile(path string) (*keyFile, error) {
	f := &keyFile{path: path}
	keys, err := f.read()
	if err != nil {
		return nil, err
	}
	if f.ring, err = store.NewKeyring(f.reload, keys...); err != nil {
		return nil, fmt.Errorf("identity_key_file %s: %w", path, err)
	}
	return f, nil
}

// read gives the keys of the file, none when it is not there.
func (f *keyFile) read() ([]store.IdentityKey, error) {
	text, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("identity_key_file: %w", err)
	}
	keys, err := parseKeys(text)
	if err != nil {
		return nil, fmt.Errorf("identity_key_file %s: %w", f.path, err)
	}
	return keys, nil
}

// parseKeys reads lines "id hexkey"; empty ones and those that begin with # are
// passed over. Nothing of a key gets into an error.
func parseKeys(text []byte) ([]store.IdentityKey, error) {
	var keys []store.IdentityKey
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		words := strings.Fields(line)
		if len(words) != 2 {
			return nil, fmt.Errorf("line %d is not an id and a key", i+1)
		}
		secret, err := hex.DecodeString(words[1])
		if err != nil || len(secret) != 32 {
			return nil, fmt.Errorf("line %d: key %q has not 64 hexadecimal digits", i+1, words[0])
		}
		if slices.ContainsFunc(keys, func(k store.IdentityKey) bool { return k.ID == words[0] }) {
			return nil, fmt.Errorf("line %d: a second key %q", i+1, words[0])
		}
		keys = append(keys, store.IdentityKey{ID: words[0], Secret: secret})
	}
	if len(keys) == 0 {
		return nil, errors.New("holds no key")
	}
	return keys, nil
}

// reload takes over what stands in the file now. One that was taken away is no
// reason to forget the keys.
func (f *keyFile) reload() error {
	keys, err := f.read()
	if err != nil || len(keys) == 0 {
		return err
	}
	return f.ring.Set(keys...)
}

// make writes the first key where there is none yet. If another server was
// faster, its key is taken.
func (f *keyFile) make(now time.Time) error {
	if f.ring.Active() != "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return fmt.Errorf("identity_key_file: %w", err)
	}
	temp, err := f.draft([]store.IdentityKey{newKey(now)})
	if err != nil {
		return err
	}
	err = os.Link(temp, f.path)
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	if err := errors.Join(err, os.Remove(temp)); err != nil {
		return fmt.Errorf("identity_key_file: %w", err)
	}
	return f.reload()
}

// write replaces the file in one step.
func (f *keyFile) write(keys []store.IdentityKey) error {
	temp, err := f.draft(keys)
	if err != nil {
		return err
	}
	if err := os.Rename(temp, f.path); err != nil {
		return errors.Join(fmt.Errorf("identity_key_file: %w", err), os.Remove(temp))
	}
	return f.reload()
}

// draft writes keys to a file beside, on the disk and for this user only.
func (f *keyFile) draft(keys []store.IdentityKey) (string, error) {
	var text bytes.Buffer
	for _, k := range keys {
		fmt.Fprintf(&text, "%s %s\n", k.ID, hex.EncodeToString(k.Secret))
	}
	temp, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".*")
	if err != nil {
		return "", fmt.Errorf("identity_key_file: %w", err)
	}
	_, err = temp.Write(text.Bytes())
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("identity_key_file: %w", err), os.Remove(temp.Name()))
	}
	return temp.Name(), nil
}

// newKey makes a key; its name tells the day and is unlike any other.
func newKey(now time.Time) store.IdentityKey {
	b := make([]byte, 35)
	rand.Read(b)
	return store.IdentityKey{ID: now.UTC().Format("k20060102-") + hex.EncodeToString(b[32:]), Secret: b[:32]}
}
