package dispatch

import (
	"errors"
	"fmt"
)

// Code says what kind of trouble an error is; server/api maps it to a status.
type Code string

// The codes. Anything that carries none is Internal and its text is not shown.
const (
	Invalid      Code = "invalid"       // a field is wrong
	Unauthorized Code = "unauthorized"  // nobody is signed in
	TOTPRequired Code = "totp_required" // the password is right; the second factor is missing
	Forbidden    Code = "forbidden"     // this person may not do this
	NotFound     Code = "not_found"
	Exists       Code = "exists"      // the number, name or key is taken
	Conflict     Code = "conflict"    // the state or version does not allow it
	TooMany      Code = "too_many"    // a limit of rate or count
	Locked       Code = "locked"      // the account is locked for a while
	Unavailable  Code = "unavailable" // the store cannot serve now; try again
	Internal     Code = "internal"
)

// Error is a trouble a person can be told about. Key names the message in the
// reader's language (server/api/errors.go); Field names the input at fault.
type Error struct {
	Code  Code
	Key   string
	Field string
	Args  []any
	Err   error
}

// Error gives the operator's English line.
func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Key
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if len(e.Args) > 0 {
		s += fmt.Sprint(" ", e.Args)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error with a message key and its arguments.
func Errorf(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: args}
}

// FieldError is an Invalid error of one input field.
func FieldError(field, key string, args ...any) *Error {
	return &Error{Code: Invalid, Key: key, Field: field, Args: args}
}

// CodeOf is the code of the first Error in the chain, else Internal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
