package dispatch

import (
	"slices"
	"time"
)

// Group is the scoring group of a unit.
type Group string

// The three groups that are ranked apart (domain §7.3).
const (
	Town    Group = "town"    // 镇街
	Bureau  Group = "bureau"  // 委办局
	Company Group = "company" // 企业
)

// Groups lists all.
var Groups = []Group{Town, Bureau, Company}

// Unit is a handling unit (承办单位).
type Unit struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Short  string   `json:"short,omitempty"`
	Group  Group    `json:"group"`
	Parent string   `json:"parent,omitempty"`
	Active bool     `json:"active"`
	Phone  string   `json:"phone,omitempty"` // the duty desk's number
	Areas  []string `json:"areas,omitempty"` // the towns it answers for
	// Successor took over when the unit was dissolved (承接单位).
	Successor string `json:"successor,omitempty"`
}

// takenWords are the words that stand where a unit's code does in paths such as
// /scores/{month}/{unit} and in the pages beside them.
var takenWords = []string{"analysis", "appeals", "briefs", "check", "close", "correct", "draft", "editions", "exclusions", "lights", "new", "replay", "settings", "try"}

// CodeTaken tells that no unit may have the code: a page or a step has it.
func CodeTaken(code string) bool { return slices.Contains(takenWords, code) }

// ShortName is the name that fits a row.
func (u Unit) ShortName() string { return or(u.Short, u.Name) }

// Role is what a signed-in person or program is.
type Role string

// The roles.
const (
	RoleAgent      Role = "agent"      // 话务员
	RoleDispatcher Role = "dispatcher" // 派单员
	RoleLiaison    Role = "liaison"    // 联络员
	RoleSupervisor Role = "supervisor" // 督办
	RoleAdmin      Role = "admin"
	RoleCitizen    Role = "citizen"  // through the public pages, with a query code
	RoleUpstream   Role = "upstream" // the city's platform
	RoleSystem     Role = "system"   // timers and automatic dispatch
)

// Roles lists all roles.
var Roles = []Role{RoleAgent, RoleDispatcher, RoleLiaison, RoleSupervisor, RoleAdmin, RoleCitizen, RoleUpstream, RoleSystem}

// Hotline tells whether the role works at the hotline and sees all tickets.
func (r Role) Hotline() bool {
	return r == RoleAgent || r == RoleDispatcher || r == RoleSupervisor || r == RoleAdmin
}

// Actor is who acts: written into every event, so it never names a citizen.
type Actor struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Role Role   `json:"role"`
	Unit string `json:"unit,omitempty"`
	Post Post   `json:"post,omitempty"` // a liaison's
}

// System is the actor of timers and automatic decisions.
func System() Actor { return Actor{ID: "system", Role: RoleSystem} }

// User is an account. Hash is an argon2id string; it never leaves the server.
type User struct {
	Username string `json:"username"`
	Name     string `json:"name"`
	Role     Role   `json:"role"`
	Unit     string `json:"unit,omitempty"`
	Post     Post   `json:"post,omitempty"` // AB岗
	Active   bool   `json:"active"`
	Hash     string `json:"hash"`
	// Fresh marks an initial password, which is good for choosing another only.
	Fresh       bool      `json:"fresh,omitempty"`
	Failed      int       `json:"failed,omitempty"`
	LockedUntil time.Time `json:"locked_until,omitzero"`
	// Issuer and Subject are who an identity provider (统一身份认证) says this is.
	Issuer  string `json:"issuer,omitempty"`
	Subject string `json:"subject,omitempty"`
}

// Actor is the user as events name it.
func (u User) Actor() Actor {
	return Actor{ID: u.Username, Name: u.Name, Role: u.Role, Unit: u.Unit, Post: u.Post}
}

// Category is a class of demands (诉求分类); codes are two digits a level.
type Category struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Parent string `json:"parent,omitempty"`
}

// Staff is the account as the roster knows it; ok is false for those who take no
// shifts.
func (u User) Staff() (p Staff, ok bool) {
	scope := u.Unit
	if u.Role != RoleLiaison {
		scope = HotlineScope
	}
	return Staff{User: u.Username, Name: u.Name, Scope: scope, Post: u.Post, Role: u.Role}, u.Active && scope != "" && u.Role != RoleAdmin
}
