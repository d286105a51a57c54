package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"hotline/dispatch"
)

// IdentityKey is one key of who called (身份密钥): 32 bytes with a name of small letters,
// digits and hyphens, which stands before everything it seals.
type IdentityKey struct {
	ID     string
	Secret []byte
}

// Keyring seals the persons of a store with AES-256-GCM (静态加密): by its first
// key, and it opens what any of its keys sealed. A sealed person is bound to its
// ticket, so that it cannot be put under another. Without a ring (nil) persons
// are stored as they are; what was stored so is always read.
type Keyring struct {
	mu    sync.RWMutex
	keys  []sealer
	fresh func() error // asks for the keys anew
}

type sealer struct {
	id   string
	aead cipher.AEAD
}

// NewKeyring makes a ring of keys, the first of them active. fresh is called
// when something is sealed with a key the ring does not have: another program
// may have added it; nil: it never is.
func NewKeyring(fresh func() error, keys ...IdentityKey) (*Keyring, error) {
	r := &Keyring{fresh: fresh}
	return r, r.Set(keys...)
}

// Set replaces the keys.
func (r *Keyring) Set(keys ...IdentityKey) error {
	ring := make([]sealer, len(keys))
	for i, k := range keys {
		block, err := aes.NewCipher(k.Secret)
		if err != nil || len(k.Secret) != 32 || !keyName(k.ID) {
			return fmt.Errorf("key %q is no name with 32 bytes", k.ID)
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return err
		}
		ring[i] = sealer{k.ID, aead}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys = ring
	return nil
}

func keyName(id string) bool {
	return id != "" && len(id) <= 32 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// Active is the name of the key that seals; "" without one.
func (r *Keyring) Active() string {
	if r == nil {
		return ""
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if len(r.keys) == 0 {
		return ""
	}
	return r.keys[0].id
}

// sealed is how everything begins that a ring has sealed, with the key's name
// and a colon behind it: no JSON does.
const sealed = "sealed:"

// Seal is the stored form of the person of a ticket.
func (r *Keyring) Seal(no string, p dispatch.Person) (string, error) {
	plain, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	return r.SealText(no, plain)
}

// SealText is the stored form of anything, bound to what it belongs to.
func (r *Keyring) SealText(of string, plain []byte) (string, error) {
	if r == nil {
		return string(plain), nil
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if len(r.keys) == 0 {
		return "", unreadable("no identity key to seal %s with", of)
	}
	k := r.keys[0]
	nonce := make([]byte, k.aead.NonceSize(), k.aead.NonceSize()+len(plain)+k.aead.Overhead())
	rand.Read(nonce)
	return sealed + k.id + ":" + base64.RawStdEncoding.EncodeToString(k.aead.Seal(nonce, nonce, plain, []byte(of))), nil
}

// Open reads what Seal or an older program stored.
func (r *Keyring) Open(no, doc string) (p dispatch.Person, err error) {
	plain, err := r.OpenText(no, doc)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(plain, &p)
}

// OpenText reads what SealText stored.
func (r *Keyring) OpenText(of, doc string) ([]byte, error) {
	id := SealedBy(doc)
	if id == "" {
		return []byte(doc), nil
	}
	aead, err := r.find(id)
	if err != nil {
		return nil, err
	}
	box, err := base64.RawStdEncoding.DecodeString(doc[len(sealed)+len(id)+1:])
	if err != nil || len(box) < aead.NonceSize() {
		return nil, unreadable("what belongs to %s is damaged (key %s)", of, id)
	}
	plain, err := aead.Open(nil, box[:aead.NonceSize()], box[aead.NonceSize():], []byte(of))
	if err != nil {
		return nil, unreadable("what belongs to %s cannot be opened with key %s: it is another key of this name, or the record was changed", of, id)
	}
	return plain, nil
}

// find gives the key of a name, asking for the keys anew when it is not there.
func (r *Keyring) find(id string) (cipher.AEAD, error) {
	if k, ok := r.key(id); ok {
		return k, nil
	}
	if r != nil && r.fresh != nil {
		if err := r.fresh(); err != nil {
			return nil, unreadable("identity key %s: %w", id, err)
		}
		if k, ok := r.key(id); ok {
			return k, nil
		}
	}
	return nil, unreadable("identity key %s is not among the keys of this server", id)
}

func (r *Keyring) key(id string) (cipher.AEAD, bool) {
	if r == nil {
		return nil, false
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, k := range r.keys {
		if k.id == id {
			return k.aead, true
		}
	}
	return nil, false
}

// Reseal is a stored person sealed by the active key, whoever sealed it; ok is
// false when it is already, or when there is no ring.
func (r *Keyring) Reseal(no, doc string) (fresh string, ok bool, err error) {
	if r == nil || SealedBy(doc) == r.Active() {
		return doc, false, nil
	}
	p, err := r.Open(no, doc)
	if err != nil {
		return doc, false, err
	}
	fresh, err = r.Seal(no, p)
	return fresh, err == nil, err
}

// SealedBy is the name of the key that sealed a stored person; "" when it is
// stored as it is.
func SealedBy(doc string) string {
	rest, ok := strings.CutPrefix(doc, sealed)
	if !ok {
		return ""
	}
	id, _, _ := strings.Cut(rest, ":")
	return id
}

// unreadable is what a wrong or missing key is: nothing is lost, but nobody can
// read it here.
func unreadable(format string, args ...any) error {
	return &dispatch.Error{Code: dispatch.Unavailable, Key: "identity_key", Err: fmt.Errorf(format, args...)}
}
