// Package files keeps the bytes of attachments (附件): what may come in, cleaned of
// what it should not tell, under the hash of its content, on a disk, in S3-like
// storage or in GridFS. It knows nothing of tickets; who may have a file is for
// others to say.
package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
)

// Vault keeps bytes by key. Every implementation passes the suite of filestest:
// what Put returned nil for is whole and durable, an unknown key is a NotFound
// *dispatch.Error, a full or unreachable vault an Unavailable one.
type Vault interface {
	// Put stores the bytes; what is there already only becomes new again.
	Put(ctx context.Context, key string, b []byte) error
	// Get gives the bytes, at most most of them.
	Get(ctx context.Context, key string, most int64) ([]byte, error)
	// List calls fn for every key, in no order.
	List(ctx context.Context, fn func(Item) error) error
	// Drop removes a key unless it was put again since before; gone tells
	// whether it did.
	Drop(ctx context.Context, key string, before time.Time) (gone bool, err error)
	// Tidy removes what broke off half way before a moment (半途而废的文件), to which
	// no key leads.
	Tidy(ctx context.Context, before time.Time) error
	// Ping tells whether the vault can be reached.
	Ping(ctx context.Context) error
	Close() error
}

// Item is what a vault lists.
type Item struct {
	Key  string
	Size int64
	At   time.Time // when it was last put
}

// Options are what an operator can set.
type Options struct {
	MaxSize int64    // of one file; 0: DefaultMaxSize
	Types   []string // that may come in; none: DefaultTypes
	// Client fetches addresses that others name; it must refuse those inside.
	Client *http.Client
	// Inside tells of an error of the client that it refused such an address.
	Inside func(error) bool
	Meter  Meter
}

// Meter is told what comes in; the zero value tells nobody.
type Meter struct {
	Took    func(kind string, bytes int64)
	Refused func(reason string)
}

// DefaultMaxSize is a photograph of a good camera or a minute of film.
const DefaultMaxSize = 20 << 20

// Keeper takes files in and gives them out.
type Keeper struct {
	vault Vault
	o     Options
	slots chan struct{} // pictures are opened two at a time, so that memory is bounded
	turn  chan struct{} // of who waits for slots
}

// NewKeeper keeps files in a vault.
func NewKeeper(v Vault, o Options) *Keeper {
	if o.MaxSize == 0 {
		o.MaxSize = DefaultMaxSize
	}
	if len(o.Types) == 0 {
		o.Types = DefaultTypes()
	}
	return &Keeper{vault: v, o: o, slots: make(chan struct{}, 2), turn: make(chan struct{}, 1)}
}

// MaxSize is how big one file may be.
func (k *Keeper) MaxSize() int64 { return k.o.MaxSize }

// Types are the types that may come in.
func (k *Keeper) Types() []string { return slices.Clone(k.o.Types) }

// Ping tells whether files can be kept now.
func (k *Keeper) Ping(ctx context.Context) error { return k.vault.Ping(ctx) }

// Close lets the vault go.
func (k *Keeper) Close() error { return k.vault.Close() }

// Take reads a file, refuses what may not come in, takes out of pictures and
// films where and with what they were made, and keeps the rest with a small
// picture of it. On an error nothing is kept that anybody could find.
func (k *Keeper) Take(ctx context.Context, name string, r io.Reader) (dispatch.Attachment, error) {
	a, err := k.take(ctx, name, r)
	var e *dispatch.Error
	switch {
	case err == nil && k.o.Meter.Took != nil:
		k.o.Meter.Took(a.Type, a.Size)
	case errors.As(err, &e) && k.o.Meter.Refused != nil:
		k.o.Meter.Refused(e.Key)
	}
	return a, err
}

func (k *Keeper) take(ctx context.Context, name string, r io.Reader) (dispatch.Attachment, error) {
	b, err := io.ReadAll(io.LimitReader(r, k.o.MaxSize+1))
	switch {
	case err != nil:
		return dispatch.Attachment{}, &dispatch.Error{Code: dispatch.Invalid, Field: "file", Key: "file_cut", Err: err}
	case len(b) == 0:
		return dispatch.Attachment{}, dispatch.FieldError("file", "file_empty")
	case int64(len(b)) > k.o.MaxSize:
		return dispatch.Attachment{}, dispatch.FieldError("file", "file_size", k.o.MaxSize>>20)
	}
	kind := Sniff(b)
	if !slices.Contains(k.o.Types, kind) {
		return dispatch.Attachment{}, dispatch.FieldError("file", "file_type")
	}
	if b, err = clean(kind, b); err != nil {
		return dispatch.Attachment{}, err
	}
	a := dispatch.Attachment{Name: CleanName(name, kind), Type: kind, Size: int64(len(b)), ID: idOf(b)}
	small, err := k.small(ctx, &a, b)
	if err != nil {
		return dispatch.Attachment{}, err
	}
	if a.Thumb {
		if err := k.vault.Put(ctx, thumbKey(a.ID), small); err != nil {
			return dispatch.Attachment{}, err
		}
	}
	return a, k.vault.Put(ctx, a.ID, b)
}

// small makes the small picture and learns the measures.
func (k *Keeper) small(ctx context.Context, a *dispatch.Attachment, b []byte) ([]byte, error) {
	if !picture(a.Type) {
		return nil, nil
	}
	free, err := k.room(ctx, heavy(a.Type, b))
	if err != nil {
		return nil, err
	}
	defer free()
	t, err := thumbnail(a.Type, b)
	a.W, a.H, a.Thumb = t.w, t.h, t.jpeg != nil
	return t.jpeg, err
}

// room waits until a picture may be opened: one of two, or alone.
func (k *Keeper) room(ctx context.Context, alone bool) (free func(), err error) {
	n, held := 1, 0
	if alone {
		n = cap(k.slots)
	}
	free = func() {
		for range held {
			<-k.slots
		}
	}
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for ; held < n; held++ {
		select {
		case k.slots <- struct{}{}:
		case <-ctx.Done():
			free()
			return nil, ctx.Err()
		}
	}
	return free, nil
}

// Open gives the bytes of a file. Bytes that are not those that came in are given
// to nobody.
func (k *Keeper) Open(ctx context.Context, id string) ([]byte, error) {
	if !dispatch.IsFileID(id) {
		return nil, dispatch.Errorf(dispatch.NotFound, "file_unknown")
	}
	b, err := k.vault.Get(ctx, id, mostStored)
	if err == nil && idOf(b) != id {
		err = fmt.Errorf("attachment %s: the bytes are not those that were kept", id)
	}
	return b, err
}

// Thumb gives the small picture of a file, a JPEG.
func (k *Keeper) Thumb(ctx context.Context, id string) ([]byte, error) {
	if !dispatch.IsFileID(id) {
		return nil, dispatch.Errorf(dispatch.NotFound, "file_unknown")
	}
	return k.vault.Get(ctx, thumbKey(id), mostStored)
}

// mostStored bounds what is read back, whatever the limit for new files is by now.
const mostStored = 512 << 20

// IDOf is the ID of bytes that were kept.
func IDOf(b []byte) string { return idOf(b) }

func idOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

const thumbMark = ".t"

func thumbKey(id string) string { return id + thumbMark }

// IsKey tells whether s is spelt like a key of a vault.
func IsKey(s string) bool {
	id, _ := strings.CutSuffix(s, thumbMark)
	return dispatch.IsFileID(id)
}
