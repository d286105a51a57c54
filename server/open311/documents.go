package open311

import "encoding/json"

// Specification names the standard in the discovery document.
const Specification = "http://wiki.open311.org/GeoReport_v2"

// Discovery tells a client where the endpoints are.
type Discovery struct {
	Changeset  string     `json:"changeset"`
	Contact    string     `json:"contact"`
	KeyService string     `json:"key_service"`
	Endpoints  []Endpoint `json:"endpoints" item:"endpoint"`
}

// Endpoint is one base address; Type is production or test.
type Endpoint struct {
	Specification string   `json:"specification"`
	URL           string   `json:"url"`
	Changeset     string   `json:"changeset"`
	Type          string   `json:"type"`
	Formats       []string `json:"formats" item:"format"`
}

// Service is a kind of request that can be made. Group is the first of Groups,
// which FixMyStreet reads; they are written only where there are several.
type Service struct {
	Code        string   `json:"service_code"`
	Name        string   `json:"service_name"`
	Description string   `json:"description"`
	Metadata    bool     `json:"metadata"`
	Type        string   `json:"type"`
	Keywords    string   `json:"keywords"`
	Group       string   `json:"group"`
	Groups      []string `json:"groups,omitempty" item:"group"`
}

// Definition is what a service asks for beside place and description.
type Definition struct {
	Code       string      `json:"service_code"`
	Attributes []Attribute `json:"attributes" item:"attribute"`
}

// Attribute is one question of a service. One that is not variable only tells
// something.
type Attribute struct {
	Variable     bool     `json:"variable"`
	Code         string   `json:"code"`
	Datatype     Datatype `json:"datatype"`
	Required     bool     `json:"required"`
	DatatypeHelp string   `json:"datatype_description"`
	Order        int      `json:"order"`
	Description  string   `json:"description"`
	Values       []Choice `json:"values" item:"value"`
}

// Choice is an answer to choose.
type Choice struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Request is a service request as everybody may see it.
type Request struct {
	ID        string   `json:"service_request_id"`
	Status    string   `json:"status"`
	Notes     *string  `json:"status_notes"`
	Name      string   `json:"service_name"`
	Code      string   `json:"service_code"`
	About     string   `json:"description"`
	Agency    *string  `json:"agency_responsible"`
	Notice    *string  `json:"service_notice"`
	Requested string   `json:"requested_datetime"`
	Updated   string   `json:"updated_datetime"`
	Expected  *string  `json:"expected_datetime"`
	Address   string   `json:"address"`
	AddressID *string  `json:"address_id"`
	Zip       *string  `json:"zipcode"`
	Lat       *float64 `json:"lat"`
	Long      *float64 `json:"long"`
	Media     Media    `json:"media_url"`
	// With extensions=true:
	Extended *Extended `json:"extended_attributes,omitempty"`
	History  []Note    `json:"notes,omitempty" item:"note"`
}

// Extended is what the standard has no field for.
type Extended struct {
	Title  string   `json:"title"`
	Status string   `json:"status"` // in the words of FixMyStreet
	Town   string   `json:"town"`
	Media  []string `json:"media_urls" item:"media_url"`
}

// Note is a step of a request.
type Note struct {
	At     string `json:"datetime"`
	Status string `json:"status"`
	About  string `json:"description"`
}

// Media are addresses of pictures: the first alone in JSON, where clients expect
// one string, and one element each in XML.
type Media []string

// MarshalJSON writes the first address, or null.
func (m Media) MarshalJSON() ([]byte, error) {
	if len(m) == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(m[0])
}

// Taken answers a request that was made: with its number or, where that comes
// later, with a token.
type Taken struct {
	ID      string  `json:"service_request_id,omitempty"`
	Token   string  `json:"token,omitempty"`
	Notice  *string `json:"service_notice"`
	Account *string `json:"account_id"`
}

// Resolved answers a token.
type Resolved struct {
	ID    string `json:"service_request_id"`
	Token string `json:"token"`
}

// Update is a step of a request in the dialect of FixMyStreet.
type Update struct {
	ID      string `json:"update_id"`
	Request string `json:"service_request_id"`
	Status  string `json:"status"`
	Updated string `json:"updated_datetime"`
	About   string `json:"description"`
	Media   Media  `json:"media_url"`
}

// UpdateTaken answers an update that was made.
type UpdateTaken struct {
	ID string `json:"update_id"`
}

// Text is a value that may be missing.
func Text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
