package seed

import (
	"fmt"

	"hotline/dispatch"
)

// Crowd are n more departments, each with one liaison, for measuring a server
// of a big city's size; nothing in the catalogue leads to them.
func Crowd(n int) (units []dispatch.Unit, users []dispatch.User) {
	for i := 1; i <= n; i++ {
		u := dispatch.Unit{Code: fmt.Sprintf("crowd-%04d", i), Name: fmt.Sprintf("第 %d 承办单位", i), Group: dispatch.Bureau, Active: true}
		units = append(units, u)
		users = append(users, dispatch.User{Username: "liaison-" + u.Code, Name: u.Name + " 联络员", Role: dispatch.RoleLiaison, Unit: u.Code, Post: "A", Active: true})
	}
	return units, users
}
