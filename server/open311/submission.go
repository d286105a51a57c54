package open311

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Submission is a request as a client makes it.
type Submission struct {
	Service     string
	Lat, Long   float64
	Placed      bool // the coordinates are given
	Address     string
	AddressID   string // where nothing else says the place
	About       string
	Media       []string
	Email       string
	Phone       string
	First, Last string
	Answers     map[string][]string
}

// address is a mail address as far as it can be told without writing to it.
var address = regexp.MustCompile(`^[^@\s<>"]{1,64}@[^@\s<>"]{1,190}$`)

// ReadSubmission reads a form and adds everything that is wrong with it.
func ReadSubmission(v url.Values, f *Faults) Submission {
	checkForm(v, f)
	get := func(name string) string { return strings.TrimSpace(v.Get(name)) }
	s := Submission{Service: get("service_code"), Address: get("address_string"), About: get("description"), Email: get("email"), Phone: get("phone"),
		First: get("first_name"), Last: get("last_name"), Answers: Answers(v)}
	if s.Service == "" {
		f.Bad("service_code is required")
	}
	s.place(get("lat"), get("long"), get("address_id"), f)
	if s.Email != "" && !address.MatchString(s.Email) {
		f.Bad("email is not a mail address")
	}
	s.Media = mediaOf(v, f)
	return s
}

// mediaOf are the addresses of a form's media, however a client spells several.
func mediaOf(v url.Values, f *Faults) []string {
	var out []string
	for _, name := range []string{"media_url", "media_url[]"} {
		for _, m := range v[name] {
			if m = strings.TrimSpace(m); m == "" || slices.Contains(out, m) {
				continue
			}
			if u, err := url.Parse(m); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
				f.Bad("media_url is not an http or https address")
			}
			out = append(out, m)
		}
	}
	if len(out) > mostMedia {
		f.Bad("media_url may be given %d times", mostMedia)
	}
	return out
}

func (s *Submission) place(lat, long, id string, f *Faults) {
	switch {
	case lat != "" && long != "":
		var south, west bool
		s.Lat, south = degrees(lat, 90)
		s.Long, west = degrees(long, 180)
		if s.Placed = south && west; !south {
			f.Bad("lat is not a latitude in WGS84 degrees, -90 to 90")
		}
		if !west {
			f.Bad("long is not a longitude in WGS84 degrees, -180 to 180")
		}
	case lat != "" || long != "":
		f.Bad("lat and long belong together")
	case s.Address != "":
	case id != "":
		s.AddressID = id
	default:
		f.Bad("lat and long, address_string or address_id is required")
	}
	if len([]rune(s.Address)) > longPlace {
		f.Bad("address_string is longer than %d characters", longPlace)
	}
	if len([]rune(s.AddressID)) > longAddressID {
		f.Bad("address_id is longer than %d characters", longAddressID)
	}
}

// degrees reads a coordinate: decimal digits, nothing clever.
func degrees(s string, most float64) (float64, bool) {
	if !decimal.MatchString(s) {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && v >= -most && v <= most
}

// Name is who made the request. FixMyStreet writes a hyphen for a missing name.
func (s Submission) Name() string { return fullName(s.First, s.Last) }

// fullName puts a Chinese family name before the given one, without a space.
func fullName(first, last string) string {
	for _, p := range []*string{&first, &last} {
		if *p == "-" {
			*p = ""
		}
	}
	if strings.ContainsFunc(first+last, func(r rune) bool { return r > 0x2E7F }) {
		return last + first
	}
	return strings.TrimSpace(first + " " + last)
}
