package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// contract holds what the server says, and what it takes, against the document,
// with no field that the document does not have. Every request that a test of this
// package sends goes through it.
type contract struct {
	document doc
	compiler *jsonschema.Compiler

	mu       sync.Mutex
	compiled map[string]*jsonschema.Schema
}

const contractURL = "https://hotline.invalid/openapi.json"

// agreed is the contract of a server with everything switched on.
var agreed = sync.OnceValues(func() (*contract, error) {
	s := newServer(Deps{Consoles: &Sockets{}, Config: Config{Advance: func(time.Duration) {}}})
	data, err := json.Marshal(document(s.routes(), true))
	if err != nil {
		return nil, err
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	c := &contract{compiler: jsonschema.NewCompiler(), document: parsed.(doc), compiled: map[string]*jsonschema.Schema{}}
	c.compiler.AssertFormat()
	return c, c.compiler.AddResource(contractURL, parsed)
})

// check tells what is wrong with an exchange; a request that was refused may be
// as wrong as it likes.
func (c *contract) check(method, address, mime string, sent []byte, a answer) error {
	at, op, ok := c.operation(method, address)
	if !ok {
		return nil // no route
	}
	status := strconv.Itoa(a.status)
	declared, ok := op["responses"].(doc)[status].(doc)
	kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	switch {
	case a.status == 304 || a.status == 405 || a.status == 501:
		return nil
	case !ok:
		return fmt.Errorf("%s %s answers %d, which its operation does not declare", method, at, a.status)
	case kind == typeProblem:
		return c.holds(a.body, "components", "schemas", "Problem")
	case len(a.body) == 0:
		return nil
	}
	content, _ := declared["content"].(doc)
	if content[kind] == nil && content[anyFile] == nil {
		return fmt.Errorf("%s %s answers with %q, which its operation does not declare (out or files)", method, at, kind)
	}
	if _, ok := jsonBody(op); ok && len(bytes.TrimSpace(sent)) > 0 && string(sent) != "null" && mime == "application/json" {
		if err := c.holds(sent, "paths", at, strings.ToLower(method), "requestBody", "content", "application/json", "schema"); err != nil {
			return fmt.Errorf("%s %s took a body that its schema does not allow: %w", method, at, err)
		}
	}
	if kind != "application/json" {
		return nil
	}
	if err := c.holds(a.body, "paths", at, strings.ToLower(method), "responses", status, "content", kind, "schema"); err != nil {
		return fmt.Errorf("%s %s answers %d otherwise than its schema says: %w", method, at, a.status, err)
	}
	return nil
}

// operation finds what a request is for; a path without placeholders comes first.
func (c *contract) operation(method, address string) (string, doc, bool) {
	address, _, _ = strings.Cut(address, "?")
	best, found := "", doc(nil)
	for t, item := range c.document["paths"].(doc) {
		op, ok := item.(doc)[strings.ToLower(method)].(doc)
		if ok && matches(t, address) && (found == nil || strings.Count(t, "{") < strings.Count(best, "{")) {
			best, found = t, op
		}
	}
	return best, found, found != nil
}

func matches(template, address string) bool {
	a, b := strings.Split(template, "/"), strings.Split(address, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !strings.HasPrefix(a[i], "{") && a[i] != b[i] {
			return false
		}
	}
	return true
}

func (c *contract) holds(body []byte, place ...string) error {
	s, err := c.schemaAt(place)
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

// schemaAt compiles the schema at a place of the document once.
func (c *contract) schemaAt(place []string) (*jsonschema.Schema, error) {
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	at := contractURL + "#"
	for _, p := range place {
		at += "/" + escape.Replace(p)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.compiled[at]; ok {
		return s, nil
	}
	s, err := c.compiler.Compile(at)
	if err == nil {
		c.compiled[at] = s
	}
	return s, err
}

func jsonBody(op doc) (any, bool) {
	body, ok := op["requestBody"].(doc)
	if !ok {
		return nil, false
	}
	media, ok := body["content"].(doc)["application/json"]
	return media, ok
}
