package files

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"time"

	"hotline/dispatch"
)

// fetchTime bounds how long an address may take to give its file.
const fetchTime = 30 * time.Second

// Fetch takes in the file at an address that somebody else named (媒体地址): through
// the client that refuses addresses inside, bounded in size and time, and with no
// word of what the address answered.
func (k *Keeper) Fetch(ctx context.Context, address string) (dispatch.Attachment, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	u, err := url.Parse(address)
	if err != nil || k.o.Client == nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || len(address) > 2000 {
		return dispatch.Attachment{}, dispatch.FieldError("media_url", "media_address")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return dispatch.Attachment{}, dispatch.FieldError("media_url", "media_address")
	}
	req.Header.Set("User-Agent", "hotline/1")
	client := *k.o.Client
	client.CheckRedirect = onward
	res, err := client.Do(req)
	switch {
	case err != nil && k.o.Inside != nil && k.o.Inside(err):
		return dispatch.Attachment{}, dispatch.FieldError("media_url", "media_inside")
	case err != nil:
		return dispatch.Attachment{}, &dispatch.Error{Code: dispatch.Invalid, Field: "media_url", Key: "media_unreachable", Err: unaddressed(err)}
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode != http.StatusOK:
		return dispatch.Attachment{}, dispatch.FieldError("media_url", "media_unreachable")
	case res.ContentLength > k.o.MaxSize:
		return dispatch.Attachment{}, dispatch.FieldError("media_url", "file_size", k.o.MaxSize>>20)
	}
	return k.Take(ctx, nameOf(res, u), io.LimitReader(res.Body, k.o.MaxSize+1))
}

// onward follows a picture to where its server says it is, as shops of pictures do:
// a few steps, each of which the client looks at as at the first.
func onward(next *http.Request, before []*http.Request) error {
	if len(before) > 3 || (next.URL.Scheme != "http" && next.URL.Scheme != "https") || next.URL.User != nil {
		return http.ErrUseLastResponse
	}
	return nil
}

// nameOf is what the answer calls the file, else the end of its address.
func nameOf(res *http.Response, u *url.URL) string {
	if _, params, err := mime.ParseMediaType(res.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
		return params["filename"]
	}
	return path.Base(u.Path)
}

// unaddressed is the error without the address, which may hold a key.
func unaddressed(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
