package signin

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

const (
	// period is how long one code holds; one before and one after are taken too,
	// for clocks that go wrong.
	period = 30
	drift  = 1
	// recoveryCodes is how many codes there are for a lost telephone.
	recoveryCodes = 10
)

// Factor is the second factor of an account (动态验证码), as it is sealed.
type Factor struct {
	Secret string `json:"secret"` // base32
	// Recovery are the digests of the codes that are left.
	Recovery []string `json:"recovery,omitempty"`
}

// NewFactor makes a secret that no code was shown for yet.
func NewFactor() Factor {
	b := make([]byte, 20)
	rand.Read(b) // never fails
	return Factor{Secret: base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)}
}

// URI is what an authenticator app reads: whose code it is, and of which system.
func (f Factor) URI(system, account string) (string, error) {
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(f.Secret)
	if err != nil {
		return "", fmt.Errorf("the second factor is damaged")
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: cmp.Or(system, "hotline"), AccountName: account, Secret: secret, Period: period})
	if err != nil {
		return "", err
	}
	return key.URL(), nil
}

// Check tells whether a code holds now. last is the step of the code that was
// used last: that one and those before it hold no more, so that nobody who
// looked over a shoulder can use it again. step is that of this code.
func (f Factor) Check(code string, now time.Time, last int64) (step int64, ok bool) {
	at := now.Unix() / period
	for step := at - drift; step <= at+drift; step++ {
		right, err := hotp.ValidateCustom(code, uint64(step), f.Secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && right {
			return step, step > last
		}
	}
	return 0, false
}

// letters of recovery codes leave out what is misread.
const letters = "23456789abcdefghjkmnpqrstuvwxyz"

// NewRecovery replaces the recovery codes and gives them once.
func (f *Factor) NewRecovery() (codes []string) {
	f.Recovery = nil
	for range recoveryCodes {
		code := recoveryCode()
		codes = append(codes, code[:5]+"-"+code[5:])
		f.Recovery = append(f.Recovery, digest(code))
	}
	return codes
}

// recoveryCode draws ten letters, each as likely as any other.
func recoveryCode() string {
	out, b := make([]byte, 0, 10), make([]byte, 1)
	for len(out) < cap(out) {
		rand.Read(b) // never fails
		if n := int(b[0]); n < 256-256%len(letters) {
			out = append(out, letters[n%len(letters)])
		}
	}
	return string(out)
}

// Recover uses up a recovery code.
func (f *Factor) Recover(code string) bool {
	code = strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code))
	i := slices.Index(f.Recovery, digest(code))
	if i < 0 {
		return false
	}
	f.Recovery = slices.Delete(slices.Clone(f.Recovery), i, i+1)
	return true
}

// digest hides a recovery code: it is random, and sealed besides.
func digest(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

// QR draws a text as a picture that telephones read (二维码), in SVG: the secret
// goes through nobody else's hands.
func QR(text string) (string, error) {
	code, err := qr.Encode(text, qr.L, qr.Auto)
	if err != nil {
		return "", err
	}
	const quiet = 4 // modules around it, by the standard
	size := code.Bounds().Dx()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[2]dH0z"/><path d="`, size+2*quiet, size+2*quiet)
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}
