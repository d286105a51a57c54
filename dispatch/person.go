package dispatch

import "strings"

// Person is who called: kept apart from the ticket and its events, so that it
// can be encrypted, revealed with a trail and erased without breaking the
// chain of events.
type Person struct {
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Address string `json:"address,omitempty"`
	// WeChat is the account and the person within it who is told of the progress.
	WeChat string `json:"wechat,omitempty"`
	Email  string `json:"email,omitempty"`
	// Accused are the people a report names (被举报人), shown with who reported.
	Accused []string `json:"accused,omitempty"`
}

// Mask gives the person as everybody may see it: 张**, 138****1234, neither address
// nor mail address.
func (p Person) Mask() Person {
	return Person{Name: maskName(p.Name), Phone: maskPhone(p.Phone)}
}

func maskName(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) == 0 {
		return ""
	}
	return string(r[0]) + "**"
}

func maskPhone(s string) string {
	r := []rune(strings.TrimSpace(s))
	switch {
	case len(r) == 0:
		return ""
	case len(r) < 8:
		return strings.Repeat("*", len(r))
	case len(r) < 11: // a landline without its area code: less of it may be shown
		return string(r[:2]) + "****" + string(r[len(r)-2:])
	}
	return string(r[:3]) + "****" + string(r[len(r)-4:])
}
