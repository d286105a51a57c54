package api

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"hotline/dispatch"
)

// The cost of a password: about 20 ms and 19 MiB, once at sign-in and never on
// the way of a request.
const (
	argonMemory = 19 * 1024
	argonTime   = 2
	argonLanes  = 1
)

// MinPassword is the shortest password in characters.
const MinPassword = 10

// HashPassword makes the argon2id string that is kept of a password.
func HashPassword(password string) string { return hashWith(password, argonMemory, argonTime) }

// PublicHash is the cheap hash of a password that everybody knows: that of
// a sample district's accounts under load.
func PublicHash(password string) string { return hashWith(password, 64, 1) }

func hashWith(password string, memory, times uint32) string {
	salt := make([]byte, 16)
	rand.Read(salt) // never fails
	sum := argon2.IDKey([]byte(password), salt, times, memory, argonLanes, 32)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, times, argonLanes,
		b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// checkPassword wants a new password of some length.
func checkPassword(field, password string) error {
	if len([]rune(password)) < MinPassword || len(password) > 200 {
		return dispatch.FieldError(field, "password_short", MinPassword)
	}
	return nil
}

// CheckPassword tells whether the password made the hash. A hash that cannot be
// read fits no password.
func CheckPassword(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var memory, times uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &times, &lanes); err != nil || memory > 1<<20 || times == 0 || times > 16 || lanes == 0 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, times, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// digest is the SHA-256 by which tokens are kept: they are random and long, so
// a fast hash is enough and a request costs no password hash.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// same compares two secrets without telling by its time where they differ.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
