package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// RobotCheck asks whoever sends the public form for a proof of work (人机校验): the
// browser finds a number whose hash begins with so many zero bits. A person solves
// nothing and hardly waits; whoever sends thousands pays for each. Nothing of it
// is kept but what was used, so every server knows the challenges of the others.
type RobotCheck struct {
	// Key signs the challenges; all servers of a store have the same.
	Key []byte
	// Bits is the difficulty for a network that comes now and then.
	Bits int
}

const (
	// challengeLife is how long one may take to write after the page asked.
	challengeLife = 30 * time.Minute
	// challengeFree is how many challenges a network gets before they grow harder:
	// behind one address may be a village.
	challengeFree = 20
	// challengeSpan is how long a network is remembered.
	challengeSpan = 10 * time.Minute
	// challengeSteps is how many bits harder they become at most: 64 times the work.
	challengeSteps = 6
	// mostWork bounds the header.
	mostWork = 200
)

type challengeView struct {
	Salt       string    `json:"salt"` // empty: no proof is asked for
	Difficulty int       `json:"difficulty"`
	Signature  string    `json:"signature"`
	Expires    time.Time `json:"expires"`
}

// challenge gives a browser something to work on (领取校验题).
func (s *server) challenge(c *fiber.Ctx) error {
	if err := s.takePublic(c); err != nil {
		return err
	}
	now := s.now().UTC()
	v := challengeView{Expires: now.Add(challengeLife)}
	if r := s.Config.Robots; r != nil {
		v.Difficulty = r.Bits + s.crowd.harder(limitAddress(c.IP()), now)
		v.Salt = newID(12) + "-" + strconv.Itoa(v.Difficulty) + "-" + strconv.FormatInt(v.Expires.Unix(), 10)
		v.Signature = r.sign(v.Salt)
	}
	return c.JSON(v)
}

func (r *RobotCheck) sign(salt string) string {
	m := hmac.New(sha256.New, r.Key)
	m.Write([]byte("challenge\n" + salt))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// proven checks the header of a proof and gives the salt it was made for.
func (r *RobotCheck) proven(header string, now time.Time) (salt string, expires time.Time, err error) {
	needed := dispatch.Errorf(dispatch.Forbidden, "challenge_needed")
	parts := strings.Split(header, ".")
	if len(header) > mostWork || len(parts) != 3 || !same(parts[2], r.sign(parts[0])) {
		return "", expires, needed
	}
	salt = parts[0]
	marks := strings.Split(salt, "-")
	if len(marks) != 3 {
		return "", expires, needed
	}
	difficulty, err := strconv.Atoi(marks[1])
	if err != nil {
		return "", expires, needed
	}
	until, err := strconv.ParseInt(marks[2], 10, 64)
	if err != nil {
		return "", expires, needed
	}
	if expires = time.Unix(until, 0); now.After(expires) {
		return "", expires, dispatch.Errorf(dispatch.Forbidden, "challenge_old")
	}
	if zeros(sha256.Sum256([]byte(salt+"."+parts[1]))) < difficulty {
		return "", expires, needed
	}
	return salt, expires, nil
}

// zeros counts the zero bits a hash begins with.
func zeros(h [32]byte) int {
	for i, b := range h {
		if b != 0 {
			return 8*i + bits.LeadingZeros8(b)
		}
	}
	return 8 * len(h)
}

// checkRobot lets a form pass that brings its proof. Each proof is good for one
// form; the same form again, by its key, is the same.
func (s *server) checkRobot(c *fiber.Ctx, form string) error {
	r := s.Config.Robots
	if r == nil {
		return nil
	}
	now := s.now()
	salt, expires, err := r.proven(c.Get("X-Challenge"), now)
	if err != nil {
		return err
	}
	rec := dispatch.Record{Kind: dispatch.KindChallenge, ID: salt, Body: []byte(strconv.Quote(form)), At: now, Expires: expires.Add(time.Minute)}
	_, err = s.store.PutRecord(c.UserContext(), rec)
	if code := dispatch.CodeOf(err); err == nil || (code != dispatch.Exists && code != dispatch.Conflict) {
		return err
	}
	used, err := s.store.Record(c.UserContext(), rec.Kind, rec.ID)
	if err != nil {
		return err
	}
	if form == "" || string(used.Body) != string(rec.Body) {
		return dispatch.Errorf(dispatch.Forbidden, "challenge_used")
	}
	return nil
}

// crowd remembers how many challenges networks asked for lately.
type crowd struct {
	mu    sync.Mutex
	kinds generations
}

func newCrowd() *crowd { return &crowd{kinds: generations{young: map[string]bucket{}}} }

// harder counts one more challenge of a network and tells by how many bits it is
// harder than the first: one more for each doubling.
func (d *crowd) harder(network string, now time.Time) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	b, _ := d.kinds.get(network)
	left := max(0, 1-max(0, now.Sub(b.at).Seconds())/challengeSpan.Seconds())
	b.tokens, b.at = b.tokens*left+1, now
	d.kinds.put(network, b)
	return min(bits.Len(uint(b.tokens)/challengeFree), challengeSteps)
}
