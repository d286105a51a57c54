// Package open311 is the language of Open311 GeoReport v2 (civic-issue apps): its
// documents in XML and JSON, its forms, dates and errors, the services a hotline
// publishes, and the dialect of FixMyStreet for updates. It is pure: it reads and
// writes values and knows neither tickets nor HTTP.
//
// Independent clients disagree in known ways. What is written here keeps most of
// them content: lists stand at the root of JSON, an unknown value is null in JSON
// and an empty element in XML, identifiers are strings that do not look like
// numbers, coordinates are numbers, moments are UTC with a Z and no fraction.
package open311
