package app

import (
	"context"

	"hotline/server/api"
)

// printReference writes the OpenAPI document, for generators of clients.
func printReference(_ context.Context, o *options, _ []string) error {
	doc, err := api.Document()
	if err != nil {
		return err
	}
	_, err = o.stdout.Write(append(doc, '\n'))
	return err
}
