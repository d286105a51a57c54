// Package s3 keeps attachments in storage that speaks S3: MinIO, Ceph, the object
// storage of a government cloud.
package s3

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"hotline/dispatch"
	"hotline/server/files"
)

// Options say where the bucket is; it must be there.
type Options struct {
	Endpoint  string // host:port
	Bucket    string
	Region    string
	Prefix    string // before every key, so that a bucket may be shared
	AccessKey string
	SecretKey string
	Plain     bool // http, inside a closed network
}

// Vault keeps files in a bucket.
type Vault struct {
	client *minio.Client
	o      Options
}

// New makes the vault; it does not ask whether the bucket is there (see Ping).
func New(o Options) (*Vault, error) {
	if o.Region == "" {
		o.Region = "us-east-1" // what storage without regions takes for its own
	}
	c, err := minio.New(o.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""), Secure: !o.Plain,
		Region: o.Region, BucketLookup: minio.BucketLookupAuto, MaxRetries: 3})
	return &Vault{client: c, o: o}, err
}

// object is where a key lies.
func (v *Vault) object(key string) (string, error) {
	if !files.IsKey(key) {
		return "", dispatch.Errorf(dispatch.NotFound, "file_unknown")
	}
	return path.Join(v.o.Prefix, key[:2], key), nil
}

// Put implements files.Vault: an object shows whole or not at all, and one that is
// put again is new again.
func (v *Vault) Put(ctx context.Context, key string, b []byte) error {
	name, err := v.object(key)
	if err != nil {
		return err
	}
	_, err = v.client.PutObject(ctx, v.o.Bucket, name, bytes.NewReader(b), int64(len(b)),
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true})
	return fault(err)
}

// Get implements files.Vault.
func (v *Vault) Get(ctx context.Context, key string, most int64) ([]byte, error) {
	name, err := v.object(key)
	if err != nil {
		return nil, err
	}
	o, err := v.client.GetObject(ctx, v.o.Bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, fault(err)
	}
	defer o.Close()
	b, err := io.ReadAll(io.LimitReader(o, most))
	return b, fault(err)
}

// List implements files.Vault.
func (v *Vault) List(ctx context.Context, fn func(files.Item) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for o := range v.client.ListObjects(ctx, v.o.Bucket, minio.ListObjectsOptions{Prefix: v.o.Prefix, Recursive: true}) {
		if o.Err != nil {
			return fault(o.Err)
		}
		key := path.Base(o.Key)
		if name, err := v.object(key); err != nil || strings.TrimPrefix(name, "/") != strings.TrimPrefix(o.Key, "/") {
			continue // not ours
		}
		if err := fn(files.Item{Key: key, Size: o.Size, At: o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Drop implements files.Vault. Between the look and the removal another server
// may put the same bytes again; it would take a retention that runs at the very
// moment somebody sends a file again that nobody has had for a day.
func (v *Vault) Drop(ctx context.Context, key string, before time.Time) (bool, error) {
	name, err := v.object(key)
	if err != nil {
		return false, err
	}
	info, err := v.client.StatObject(ctx, v.o.Bucket, name, minio.StatObjectOptions{})
	switch err = fault(err); {
	case dispatch.CodeOf(err) == dispatch.NotFound && err != nil:
		return false, nil
	case err != nil:
		return false, err
	case !info.LastModified.Before(before):
		return false, nil
	}
	return true, fault(v.client.RemoveObject(ctx, v.o.Bucket, name, minio.RemoveObjectOptions{}))
}

// Tidy implements files.Vault: an object shows whole or not at all, and none is
// sent in parts that could be left behind.
func (v *Vault) Tidy(context.Context, time.Time) error { return nil }

// Ping implements files.Vault.
func (v *Vault) Ping(ctx context.Context) error {
	ok, err := v.client.BucketExists(ctx, v.o.Bucket)
	if err == nil && !ok {
		return dispatch.Errorf(dispatch.Unavailable, "files_unavailable")
	}
	return fault(err)
}

// Close implements files.Vault.
func (v *Vault) Close() error { return nil }

// fault says in the hotline's words what the storage refused.
func fault(err error) error {
	if err == nil {
		return nil
	}
	res := minio.ToErrorResponse(err)
	switch {
	case res.Code == "NoSuchKey", res.StatusCode == http.StatusNotFound && res.Code != "NoSuchBucket":
		return dispatch.Errorf(dispatch.NotFound, "file_unknown")
	case res.StatusCode == http.StatusInsufficientStorage, res.Code == "QuotaExceeded", res.Code == "XMinioStorageFull", res.Code == "XMinioAdminBucketQuotaExceeded":
		return &dispatch.Error{Code: dispatch.Unavailable, Key: "files_full", Err: err}
	}
	return &dispatch.Error{Code: dispatch.Unavailable, Key: "files_unavailable", Err: err}
}
