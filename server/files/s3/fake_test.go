package s3

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// bucket is as much of S3 as a vault needs: put, get, head, list in pages, remove.
// It checks that requests are signed with the right key's name.
type bucket struct {
	mu      sync.Mutex
	objects map[string]object
	full    bool
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

// page is small, so that lists have several.
const page = 3

func newBucket(t testing.TB) (*bucket, string) {
	b := &bucket{objects: map[string]object{}}
	srv := httptest.NewServer(b)
	t.Cleanup(srv.Close)
	return b, strings.TrimPrefix(srv.URL, "http://")
}

func (b *bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !strings.Contains(r.Header.Get("Authorization"), "Credential=key/") {
		refuse(w, http.StatusForbidden, "AccessDenied")
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
		body, err := payload(r)
		if err != nil {
			refuse(w, http.StatusBadRequest, "IncompleteBody")
			return
		}
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
func (b *bucket) root(w http.ResponseWriter, r *http.Request) {
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

// payload reads a body, signed in pieces or whole.
func payload(r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return io.ReadAll(r.Body)
	}
	in := bufio.NewReader(r.Body)
	var out []byte
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		size, _, _ := strings.Cut(strings.TrimSpace(line), ";")
		n, err := strconv.ParseInt(size, 16, 64)
		if err != nil || n == 0 {
			return out, err
		}
		piece := make([]byte, n)
		if _, err := io.ReadFull(in, piece); err != nil {
			return nil, err
		}
		out = append(out, piece...)
		if _, err := in.ReadString('\n'); err != nil {
			return nil, err
		}
	}
}
