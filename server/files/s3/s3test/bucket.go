// Package s3test is as much of S3 as the tests of attachments need, with signatures
// checked as Amazon does.
package s3test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Bucket is the bucket "files": put, get, head, list in pages, remove. Every request
// must be signed with the key, its body too.
type Bucket struct {
	mu      sync.Mutex
	objects map[string]object
	full    bool
}

// Fill lets nothing more in, or lets it again.
func (b *Bucket) Fill(full bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.full = full
}

// Lay puts an object past the signatures.
func (b *Bucket) Lay(name string, body []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.objects[name] = object{body, time.Now()}
}

// Len is how many objects there are.
func (b *Bucket) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.objects)
}

type object struct {
	body []byte
	at   time.Time
}

type listing struct {
	XMLName               xml.Name `xml:"ListBucketResult"`
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	Contents              []listed
}

type listed struct {
	Key          string
	Size         int
	LastModified string
	ETag         string
}

// The key of the bucket.
const (
	Access = "key"
	Secret = "secret-secret"
)

// page is small, so that lists have several.
const page = 3

// NewBucket serves an empty bucket and tells where.
func NewBucket(t testing.TB) (*Bucket, string) {
	b := &Bucket{objects: map[string]object{}}
	srv := httptest.NewServer(b)
	t.Cleanup(srv.Close)
	return b, strings.TrimPrefix(srv.URL, "http://")
}

// ServeHTTP implements http.Handler.
func (b *Bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	body, err := verified(r, Access, Secret, time.Now())
	if err != nil {
		refuse(w, http.StatusForbidden, err.Error())
		return
	}
	name, inside := strings.CutPrefix(r.URL.Path, "/files/")
	if r.URL.Path != "/files/" && r.URL.Path != "/files" && !inside {
		refuse(w, http.StatusNotFound, "NoSuchBucket")
		return
	}
	if name == "" || !inside {
		b.root(w, r)
		return
	}
	o, ok := b.objects[name]
	switch {
	case r.Method == http.MethodPut && b.full:
		refuse(w, http.StatusInsufficientStorage, "XMinioStorageFull")
	case r.Method == http.MethodPut:
		b.objects[name] = object{body, time.Now()}
		w.Header().Set("ETag", `"x"`)
	case r.Method == http.MethodDelete:
		delete(b.objects, name)
		w.WriteHeader(http.StatusNoContent)
	case !ok:
		refuse(w, http.StatusNotFound, "NoSuchKey")
	default:
		w.Header().Set("ETag", `"x"`)
		w.Header().Set("Content-Type", "application/octet-stream")
		http.ServeContent(w, r, "", o.at, bytes.NewReader(o.body))
	}
}

// root answers for the bucket itself.
func (b *Bucket) root(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		return
	}
	q := r.URL.Query()
	var keys []string
	for k := range b.objects {
		if strings.HasPrefix(k, q.Get("prefix")) && k > q.Get("continuation-token") {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var out listing
	for _, k := range keys[:min(page, len(keys))] {
		o := b.objects[k]
		out.Contents = append(out.Contents, listed{k, len(o.body), o.at.UTC().Format(time.RFC3339Nano), `"x"`})
		out.NextContinuationToken = k
	}
	if out.IsTruncated = len(keys) > page; !out.IsTruncated {
		out.NextContinuationToken = ""
	}
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(out)
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, code)
}
