package seed

import _ "embed"

// CatalogueRows are entries for the catalogue as a clerk sends them, two of which
// cannot be taken over; CityRows are what the city's platform handed down by file.
var (
	//go:embed catalogue-rows.csv
	CatalogueRows []byte
	//go:embed city-rows.csv
	CityRows []byte
)
