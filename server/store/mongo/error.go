package mongo

import (
	"errors"

	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"hotline/server/store"
)

// translate makes everything the driver reports and the contract does not name
// Unavailable.
func translate(err error) error { return store.Unavailable(err) }

func taken(err error) bool   { return driver.IsDuplicateKeyError(err) }
func missing(err error) bool { return errors.Is(err, driver.ErrNoDocuments) }
