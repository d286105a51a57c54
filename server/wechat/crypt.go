// Package wechat speaks with official accounts and mini-programs of WeChat
// (微信公众号、小程序): signatures, the safe mode, messages in, passive replies out,
// and the conversation that makes a ticket. It keeps nothing and calls nobody.
package wechat

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1" //nolint:gosec // the protocol's own
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
)

// Account is one official account or mini-program as its owner set it up.
type Account struct {
	Name  string // in the address it is reached at
	AppID string
	Token string
	Key   []byte // of the safe mode (安全模式); nil: plain messages only
	Tells bool   // it can write to its followers about the progress
}

// ErrSignature is a request that WeChat did not sign; ErrSealed one that the key
// does not open.
var (
	ErrSignature = errors.New("wrong signature")
	ErrSealed    = errors.New("not readable with this key")
)

// ParseKey reads an EncodingAESKey: 43 characters that are 32 bytes.
func ParseKey(s string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(s + "=")
	if err != nil || len(key) != 32 {
		return nil, errors.New("an EncodingAESKey has 43 letters and digits")
	}
	return key, nil
}

// Sign is the signature over a token and what goes with it: SHA-1 of them, sorted.
func Sign(token string, parts ...string) string {
	all := append([]string{token}, parts...)
	slices.Sort(all)
	sum := sha1.Sum([]byte(strings.Join(all, ""))) //nolint:gosec // the protocol's own
	return hex.EncodeToString(sum[:])
}

// Signed checks a signature.
func (a Account) Signed(signature string, parts ...string) bool {
	return a.Token != "" && subtle.ConstantTimeCompare([]byte(signature), []byte(Sign(a.Token, parts...))) == 1
}

// padBlock is the block of the padding; that of AES is half as long.
const padBlock = 32

// Open reads a sealed message: 16 random bytes, the length, the message, the app
// it is for.
func (a Account) Open(sealed string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || a.Key == nil || len(data) < padBlock || len(data)%aes.BlockSize != 0 {
		return nil, ErrSealed
	}
	block, err := aes.NewCipher(a.Key)
	if err != nil {
		return nil, ErrSealed
	}
	cipher.NewCBCDecrypter(block, a.Key[:aes.BlockSize]).CryptBlocks(data, data)
	pad := int(data[len(data)-1])
	if pad < 1 || pad > padBlock || pad > len(data) || !bytes.Equal(data[len(data)-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, ErrSealed
	}
	data = data[:len(data)-pad]
	if len(data) < 20 {
		return nil, ErrSealed
	}
	n := binary.BigEndian.Uint32(data[16:20])
	if data = data[20:]; uint64(n) > uint64(len(data)) || string(data[n:]) != a.AppID {
		return nil, ErrSealed
	}
	return data[:n], nil
}

// Seal hides a reply; random are 16 bytes that never come again.
func (a Account) Seal(message, random []byte) (string, error) {
	block, err := aes.NewCipher(a.Key)
	if err != nil {
		return "", ErrSealed
	}
	data := slices.Concat(random[:16], binary.BigEndian.AppendUint32(nil, uint32(len(message))), message, []byte(a.AppID))
	pad := padBlock - len(data)%padBlock
	data = append(data, bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, a.Key[:aes.BlockSize]).CryptBlocks(data, data)
	return base64.StdEncoding.EncodeToString(data), nil
}
