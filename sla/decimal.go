package sla

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Dec is a decimal number with two places, held as a whole number of hundredths:
// a rate in percent or a number of points. On the wire it is a JSON number.
type Dec int64

const maxDec = Dec(1_000_000_00)

// percent is num of den, rounded half up to the given places; never above 100.
func percent(num, den, places int) Dec {
	if den <= 0 {
		return 0
	}
	unit := 1
	for range 2 - places {
		unit *= 10
	}
	d := (num*100_00*2 + den*unit) / (2 * den * unit) * unit // one rounding, not two
	return min(Dec(d), 100_00)
}

// round rounds half up to the given places.
func (d Dec) round(places int) Dec {
	unit := 1
	for range 2 - places {
		unit *= 10
	}
	return Dec(floorDiv(int(d)*2+unit, 2*unit) * unit)
}

// Float is the number as a float, for charts.
func (d Dec) Float() float64 { return float64(d) / 100 }

// String writes both places, like "12.80".
func (d Dec) String() string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	return fmt.Sprintf("%s%d.%02d", sign, d/100, d%100)
}

// MarshalJSON writes a number with two places.
func (d Dec) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalJSON reads a number exactly; places beyond the second round half up.
func (d *Dec) UnmarshalJSON(data []byte) error {
	parsed, err := ParseDec(string(data))
	if err == nil {
		*d = parsed
	}
	return err
}

// ParseDec reads a decimal number; places beyond the second round half up.
func ParseDec(s string) (Dec, error) {
	bad := fmt.Errorf("%q is not a number", s)
	body, negative := strings.CutPrefix(s, "-")
	whole, places, _ := strings.Cut(body, ".")
	if whole == "" || len(whole) > 8 || strings.Trim(whole+places, "0123456789") != "" {
		return 0, bad
	}
	n, err := strconv.ParseInt(whole+(places + "000")[:3], 10, 64)
	if err != nil {
		return 0, bad
	}
	if negative {
		n = -n
	}
	return Dec(floorDiv(int(n)+5, 10)), nil
}

// DecOf takes the shortest decimal text of a float, so that 70.59 is exact.
func DecOf(f float64) (Dec, error) {
	if math.IsNaN(f) || math.Abs(f) > maxDec.Float() {
		return 0, fmt.Errorf("%v is not a number in range", f)
	}
	return ParseDec(strconv.FormatFloat(f, 'f', -1, 64))
}
