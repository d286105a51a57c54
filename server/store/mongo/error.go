package mongo

import (
	"errors"

	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"hotline/server/store"
)

// translate makes everything the driver reports and the contract does not name
// Unavailable.
func translate(err error) error {
	var refused driver.ServerError
	switch {
	case !errors.As(err, &refused):
	case refused.HasErrorCode(outOfDiskSpace):
		return store.Full(err)
	case refused.HasErrorCode(notWritablePrimary):
		return store.ReadOnly(err)
	}
	return store.Unavailable(err)
}

// The server's codes for writes that it cannot take now.
const (
	notWritablePrimary = 10107
	outOfDiskSpace     = 14031
)

func taken(err error) bool   { return driver.IsDuplicateKeyError(err) }
func missing(err error) bool { return errors.Is(err, driver.ErrNoDocuments) }
