package dispatch

import (
	"cmp"
	"regexp"
	"slices"
	"unicode/utf8"
)

// What may be entered into the directory (登记入册), by hand or from a file.

var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// CheckCode wants a name that can stand in an address.
func CheckCode(field, code string) error {
	if !codeForm.MatchString(code) {
		return FieldError(field, "code_form")
	}
	return nil
}

// CheckName wants a name that can be shown and printed.
func CheckName(field, name string, most int) error {
	switch {
	case Fold(name) == "":
		return FieldError(field, "required")
	case utf8.RuneCountInString(name) > most:
		return FieldError(field, "too_long", most)
	}
	return Plain(field, name, most)
}

// CheckNewUnit finds what is wrong with the code of a unit that is not there yet.
func CheckNewUnit(code string) error {
	if err := CheckCode("code", code); err != nil {
		return err
	}
	if CodeTaken(code) {
		return FieldError("code", "code_taken", code)
	}
	return nil
}

// Check finds what is wrong with a unit among those that find gives.
func (u Unit) Check(find func(code string) (Unit, bool)) error {
	if err := CheckName("name", u.Name, 50); err != nil {
		return err
	}
	if !slices.Contains([]Group{Town, Bureau, Company}, u.Group) {
		return FieldError("group", "unknown_value")
	}
	if len(u.Areas) > 100 {
		return FieldError("areas", "too_many", 100)
	}
	err := cmp.Or(Plain("short", u.Short, 20), Plain("phone", u.Phone, 40))
	for _, a := range u.Areas {
		err = cmp.Or(err, Plain("areas", a, 50))
	}
	if err != nil {
		return err
	}
	seen := 0
	for at := u.Parent; at != ""; seen++ {
		p, ok := find(at)
		if !ok {
			return FieldError("parent", "unit_unknown", at)
		}
		if at == u.Code || seen > 20 {
			return FieldError("parent", "parent_loop")
		}
		at = p.Parent
	}
	return nil
}

// StaffRoles are the roles an account can have.
var StaffRoles = []Role{RoleAgent, RoleDispatcher, RoleLiaison, RoleSupervisor, RoleAdmin}

// Check finds what is wrong with an account among the units that find gives.
func (u User) Check(find func(code string) (Unit, bool)) error {
	if err := CheckName("name", u.Name, 50); err != nil {
		return err
	}
	switch _, known := find(u.Unit); {
	case !slices.Contains(StaffRoles, u.Role):
		return FieldError("role", "unknown_value")
	case u.Role == RoleLiaison && u.Unit == "":
		return FieldError("unit", "unit_needed")
	case u.Role == RoleLiaison && !known:
		return FieldError("unit", "unit_unknown", u.Unit)
	case u.Role != RoleLiaison && u.Unit != "":
		return FieldError("unit", "unit_unwanted")
	case u.Post != "" && !slices.Contains(Posts(), u.Post):
		return FieldError("post", "unknown_value")
	}
	return nil
}
