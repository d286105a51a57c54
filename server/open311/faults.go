package open311

import "fmt"

// Fault is one error of the standard: 404 for what is not there, 403 for a wrong
// key, 400 for everything else a client did.
type Fault struct {
	Code  int    `json:"code"`
	About string `json:"description"`
}

// Faults are everything that is wrong with a request, at once.
type Faults []Fault

// The codes of the standard.
const (
	BadRequest = 400
	Forbidden  = 403
	NotFound   = 404
)

// Bad adds something that is wrong with the request itself.
func (f *Faults) Bad(format string, args ...any) {
	*f = append(*f, Fault{BadRequest, fmt.Sprintf(format, args...)})
}

// Missing adds something that the server does not have.
func (f *Faults) Missing(format string, args ...any) {
	*f = append(*f, Fault{NotFound, fmt.Sprintf(format, args...)})
}

// Denied adds what is wrong with the key.
func (f *Faults) Denied(about string) { *f = append(*f, Fault{Forbidden, about}) }

// Err is the faults as an error; nil when there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// Error gives the first fault.
func (f Faults) Error() string { return fmt.Sprintf("open311: %d %s", f[0].Code, f[0].About) }

// Status is the HTTP status of the answer: a wrong key before all, then what is
// not there.
func (f Faults) Status() int {
	for _, code := range []int{Forbidden, NotFound} {
		for _, one := range f {
			if one.Code == code {
				return code
			}
		}
	}
	return f[0].Code
}
