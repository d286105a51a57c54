// Package gridfs keeps attachments in a MongoDB database, beside the tickets or in
// one of its own, in the GridFS form that other tools read too.
package gridfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"hotline/dispatch"
	"hotline/server/files"
)

// bucketName keeps attachments apart from other files of the database.
const bucketName = "attachments"

// outOfDiskSpace is the server's code for a write it has no room for.
const outOfDiskSpace = 14031

// Vault keeps files in a bucket. A file shows when all its pieces are there.
type Vault struct {
	client *driver.Client
	db     *driver.Database
	files  *driver.Collection
}

// Open connects to the database the DSN names (hotline if it names none). It does
// not wait for the server (see Ping).
func Open(dsn string) (*Vault, error) {
	cs, err := connstring.ParseAndValidate(dsn)
	if err != nil {
		return nil, fmt.Errorf("mongo: %w", err)
	}
	name := cs.Database
	if name == "" {
		name = "hotline"
	}
	safe := writeconcern.Majority()
	journal := true
	safe.Journal = &journal
	client, err := driver.Connect(options.Client().ApplyURI(dsn).SetWriteConcern(safe).SetTimeout(time.Minute))
	if err != nil {
		return nil, fmt.Errorf("mongo: %w", err)
	}
	v := &Vault{client: client, db: client.Database(name)}
	v.files = v.bucket().GetFilesCollection()
	return v, nil
}

// bucket is one for each use: the driver's has a buffer of its own that two
// uploads at once would share.
func (v *Vault) bucket() *driver.GridFSBucket {
	return v.db.GridFSBucket(options.GridFSBucket().SetName(bucketName))
}

// Close implements files.Vault.
func (v *Vault) Close() error { return v.client.Disconnect(context.Background()) }

// Put implements files.Vault. What is there already gets the time of now; what is
// there damaged goes behind what takes its place.
func (v *Vault) Put(ctx context.Context, key string, b []byte) error {
	if !files.IsKey(key) {
		return dispatch.Errorf(dispatch.NotFound, "file_unknown")
	}
	there, err := v.named(ctx, key)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		if have, err := v.Get(ctx, key, int64(len(b))+1); err == nil && bytes.Equal(have, b) {
			known, err := v.files.UpdateMany(ctx, bson.M{"filename": key}, bson.M{"$set": bson.M{"uploadDate": time.Now().UTC()}})
			if err != nil || known.MatchedCount > 0 {
				return fault(err)
			}
		}
	}
	if _, err = v.bucket().UploadFromStream(ctx, key, bytes.NewReader(b)); err != nil {
		return fault(err)
	}
	_, err = v.remove(ctx, there)
	return err
}

// named are the files of a key: mostly none or one.
func (v *Vault) named(ctx context.Context, key string) (found []file, err error) {
	cursor, err := v.files.Find(ctx, bson.M{"filename": key})
	if err == nil {
		err = cursor.All(ctx, &found)
	}
	return found, fault(err)
}

// remove takes files out with their pieces.
func (v *Vault) remove(ctx context.Context, list []file) (gone bool, err error) {
	for _, f := range list {
		if err := v.bucket().Delete(ctx, f.ID); err != nil && !errors.Is(err, driver.ErrFileNotFound) {
			return gone, fault(err)
		}
		gone = true
	}
	return gone, nil
}

// Get implements files.Vault.
func (v *Vault) Get(ctx context.Context, key string, most int64) ([]byte, error) {
	s, err := v.bucket().OpenDownloadStreamByName(ctx, key)
	if err != nil {
		return nil, fault(err)
	}
	b, err := io.ReadAll(io.LimitReader(s, most))
	return b, fault(errors.Join(err, s.Close()))
}

// file is what a bucket says of one.
type file struct {
	ID     bson.ObjectID `bson:"_id"`
	Name   string        `bson:"filename"`
	Length int64         `bson:"length"`
	At     time.Time     `bson:"uploadDate"`
}

// List implements files.Vault. What two put at the same moment is there twice and
// listed once.
func (v *Vault) List(ctx context.Context, fn func(files.Item) error) error {
	cursor, err := v.files.Find(ctx, bson.M{}, options.Find().SetSort(bson.D{{Key: "filename", Value: 1}, {Key: "uploadDate", Value: -1}}))
	if err != nil {
		return fault(err)
	}
	defer cursor.Close(ctx)
	last := ""
	for cursor.Next(ctx) {
		var f file
		if err := cursor.Decode(&f); err != nil {
			return err
		}
		if f.Name == last || !files.IsKey(f.Name) {
			continue
		}
		last = f.Name
		if err := fn(files.Item{Key: f.Name, Size: f.Length, At: f.At}); err != nil {
			return err
		}
	}
	return fault(cursor.Err())
}

// Drop implements files.Vault. A file put again since has another time, and is not
// found to be dropped.
func (v *Vault) Drop(ctx context.Context, key string, before time.Time) (bool, error) {
	younger, err := v.files.CountDocuments(ctx, bson.M{"filename": key, "uploadDate": bson.M{"$gte": before}})
	if err != nil || younger > 0 {
		return false, fault(err)
	}
	found, err := v.named(ctx, key)
	if err != nil {
		return false, err
	}
	return v.remove(ctx, found)
}

// tidyStep is how many files are looked up at a time.
const tidyStep = 500

// Tidy implements files.Vault: a server that was killed while it wrote or removed a
// file leaves pieces of none. When they were begun stands in the file's own ID.
func (v *Vault) Tidy(ctx context.Context, before time.Time) error {
	pieces := v.bucket().GetChunksCollection()
	cursor, err := pieces.Find(ctx, bson.M{"files_id": bson.M{"$lt": bson.NewObjectIDFromTimestamp(before)}},
		options.Find().SetProjection(bson.M{"_id": 0, "files_id": 1}).SetSort(bson.M{"files_id": 1}))
	if err != nil {
		return fault(err)
	}
	defer cursor.Close(ctx)
	var ids []bson.ObjectID
	for cursor.Next(ctx) {
		id, ok := cursor.Current.Lookup("files_id").ObjectIDOK()
		if !ok || len(ids) > 0 && ids[len(ids)-1] == id {
			continue
		}
		if len(ids) == tidyStep {
			if err := v.dropOrphans(ctx, pieces, ids); err != nil {
				return err
			}
			ids = ids[:0]
		}
		ids = append(ids, id)
	}
	if err := cursor.Err(); err != nil {
		return fault(err)
	}
	return v.dropOrphans(ctx, pieces, ids)
}

// dropOrphans removes the pieces of those of the files that are none.
func (v *Vault) dropOrphans(ctx context.Context, pieces *driver.Collection, ids []bson.ObjectID) error {
	if len(ids) == 0 {
		return nil
	}
	cursor, err := v.files.Find(ctx, bson.M{"_id": bson.M{"$in": ids}}, options.Find().SetProjection(bson.M{"_id": 1}))
	if err != nil {
		return fault(err)
	}
	var whole []file
	if err := cursor.All(ctx, &whole); err != nil {
		return fault(err)
	}
	orphans := slices.DeleteFunc(slices.Clone(ids), func(id bson.ObjectID) bool {
		return slices.ContainsFunc(whole, func(f file) bool { return f.ID == id })
	})
	if len(orphans) == 0 {
		return nil
	}
	_, err = pieces.DeleteMany(ctx, bson.M{"files_id": bson.M{"$in": orphans}})
	return fault(err)
}

// Ping implements files.Vault.
func (v *Vault) Ping(ctx context.Context) error { return fault(v.client.Ping(ctx, nil)) }

// fault says in the hotline's words what the database refused.
func fault(err error) error {
	var refused driver.ServerError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, driver.ErrFileNotFound):
		return dispatch.Errorf(dispatch.NotFound, "file_unknown")
	case errors.As(err, &refused) && refused.HasErrorCode(outOfDiskSpace):
		return &dispatch.Error{Code: dispatch.Unavailable, Key: "files_full", Err: err}
	}
	return &dispatch.Error{Code: dispatch.Unavailable, Key: "files_unavailable", Err: err}
}
