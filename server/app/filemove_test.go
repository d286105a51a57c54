package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/files"
	"hotline/server/files/s3/s3test"
)

// inS3 keeps the attachments of a configuration in a bucket of the test.
func inS3(t *testing.T, c *Config) *s3test.Bucket {
	b, host := s3test.NewBucket(t)
	c.Files.Store, c.Files.S3Endpoint, c.Files.S3Bucket, c.Files.S3AccessKey, c.Files.S3SecretKey, c.Files.S3Plain = "s3", host, "files", s3test.Access, s3test.Secret, true
	return b
}

// s3Env tells the commands of it.
func s3Env(t *testing.T, c Config) {
	for name, v := range map[string]string{"STORE": "s3", "S3_ENDPOINT": c.Files.S3Endpoint, "S3_BUCKET": "files", "S3_ACCESS_KEY": s3test.Access, "S3_SECRET_KEY": s3test.Secret, "S3_PLAIN": "true"} {
		t.Setenv("HOTLINE_FILES_"+name, v)
	}
}

// filesPlaces are configurations with an empty place each, of every kind.
func filesPlaces(t *testing.T) map[string]Config {
	out := map[string]Config{}
	disk, bucket := Default(), Default()
	disk.Files.Store, disk.Files.Dir = "disk", filepath.Join(t.TempDir(), "files")
	inS3(t, &bucket)
	out["disk"], out["s3"] = disk, bucket
	if uri := os.Getenv("HOTLINE_TEST_MONGO"); uri != "" {
		grid := Default()
		grid.Files.Store, grid.Files.GridFS = "gridfs", fmt.Sprintf("%s/files_%d", strings.TrimSuffix(uri, "/"), time.Now().UnixNano())
		out["gridfs"] = grid
	}
	return out
}

// TestFilesBetweenPlaces: from each kind of place into each, whole, by hash, and only
// what is new the second time; what was damaged there is mended.
func TestFilesBetweenPlaces(t *testing.T) {
	var kinds []string
	for kind := range filesPlaces(t) {
		kinds = append(kinds, kind)
	}
	texts := []string{"一", strings.Repeat("路灯", 200_000), "三"}
	for _, a := range kinds {
		for _, b := range kinds {
			t.Run(a+" to "+b, func(t *testing.T) {
				from, to := filesPlaces(t)[a], filesPlaces(t)[b]
				v, err := from.reachVault(t.Context())
				require.NoError(t, err)
				defer v.Close()
				k := files.NewKeeper(v, files.Options{})
				for _, text := range texts {
					_, err := k.Take(t.Context(), "a.txt", strings.NewReader(text))
					require.NoError(t, err)
				}
				done, err := to.takeFiles(t.Context(), from)
				require.NoError(t, err)
				require.Equal(t, []int{3, 3}, []int{done.Files, done.New})
				w, err := to.reachVault(t.Context())
				require.NoError(t, err)
				defer w.Close()
				id := files.IDOf([]byte(texts[2]))
				require.NoError(t, w.Put(t.Context(), id, []byte("四")), "damaged, of the same size")
				done, err = to.takeFiles(t.Context(), from)
				require.NoError(t, err)
				require.Equal(t, 1, done.New)
				for _, text := range texts {
					got, err := files.NewKeeper(w, files.Options{}).Open(t.Context(), files.IDOf([]byte(text)))
					require.NoError(t, err)
					require.True(t, bytes.Equal([]byte(text), got))
				}
			})
		}
	}
}

// TestFilesPlaceInTrouble: a place that is full or away is named, and the same command
// goes on when it is back.
func TestFilesPlaceInTrouble(t *testing.T) {
	from, to := filesPlaces(t)["disk"], Default()
	bucket := inS3(t, &to)
	v, err := from.vault()
	require.NoError(t, err)
	_, err = files.NewKeeper(v, files.Options{}).Take(t.Context(), "a.txt", strings.NewReader("一"))
	require.NoError(t, err)
	bucket.Fill(true)
	_, err = to.takeFiles(t.Context(), from)
	require.ErrorContains(t, err, "the place of the attachments, s3 "+to.Files.S3Endpoint+"/files, is full")
	bucket.Fill(false)
	done, err := to.takeFiles(t.Context(), from)
	require.NoError(t, err)
	require.Equal(t, 1, done.New)
	away := to
	away.Files.S3Bucket = "none"
	_, err = away.takeFiles(t.Context(), from)
	require.ErrorContains(t, err, "s3 "+to.Files.S3Endpoint+"/none, cannot be reached")
	_, err = from.takeFiles(t.Context(), away)
	require.ErrorContains(t, err, "/none, cannot be reached")
	_, err = to.takeFiles(t.Context(), to)
	require.ErrorContains(t, err, "both are s3")
}

// TestMigrateTakesAttachments: where attachments lie depends on the store; they come
// along, each checked, before the target may be served, and one that is gone is named.
func TestMigrateTakesAttachments(t *testing.T) {
	for name, there := range stores(t) {
		t.Run(name, func(t *testing.T) {
			a, log := kept(t, nil)
			t.Setenv("HOTLINE_SECRET_FILE", a.cfg.SecretFile)
			first := log("现场情况说明")
			log("第二份说明")
			from := a.cfg.Store
			require.NoError(t, a.Stop(context.Background()))
			id := first.Attachments[0].ID
			path := filepath.Join(a.cfg.filesDir(), id[:2], id[2:4], id)
			kept, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.Remove(path))
			code, out, errs := outcome("migrate", "--from", from, "--to", there)
			require.Equal(t, 1, code)
			require.Contains(t, errs, "1 of 2 attachments that tickets have are not in")
			require.Contains(t, errs, id+" (ticket "+first.No+")")
			require.Contains(t, errs, "--no-files")
			require.NotContains(t, out, "moved and compared", "the target is not served")
			require.NoError(t, os.WriteFile(path, kept, 0o600))
			code, out, errs = outcome("migrate", "--from", from, "--to", there)
			require.Zero(t, code, errs)
			require.Contains(t, out, "2 attachments, 1 KB, were copied from disk "+a.cfg.filesDir())
			require.Contains(t, out, "1 of them new")
			code, out, errs = outcome("verify", "--store", there)
			require.Zero(t, code, errs)
			require.Contains(t, out, "2 attachments")
			bare := "file:" + filepath.Join(t.TempDir(), "bare.db")
			code, out, errs = outcome("migrate", "--from", there, "--to", bare, "--no-files")
			require.Zero(t, code, errs)
			require.Contains(t, out, "The attachments were left in")
		})
	}
}

// TestAttachmentsStayInS3: S3 stays S3 whatever the store; a backup has them beside it
// all the same, and restores them to where they are missing.
func TestAttachmentsStayInS3(t *testing.T) {
	var bucket *s3test.Bucket
	a, log := kept(t, func(c *Config) { bucket = inS3(t, c) })
	t.Setenv("HOTLINE_SECRET_FILE", a.cfg.SecretFile)
	s3Env(t, a.cfg)
	tk := log("现场情况说明")
	file := filepath.Join(t.TempDir(), "copy.db")
	code, out, errs := outcome("backup", file, "--store", a.cfg.Store)
	require.Zero(t, code, errs)
	require.Contains(t, out, "1 attachments, 1 KB, of s3 "+a.cfg.Files.S3Endpoint+"/files are in")
	require.NoError(t, a.Stop(context.Background()))

	code, out, errs = outcome("migrate", "--from", a.cfg.Store, "--to", "file:"+filepath.Join(t.TempDir(), "next.db"))
	require.Zero(t, code, errs)
	require.Contains(t, out, "The attachments stay where they are, in s3 "+a.cfg.Files.S3Endpoint+"/files")

	bucket.Lay(tk.Attachments[0].ID[:2]+"/"+tk.Attachments[0].ID, []byte("damaged in the meantime"))
	target := "file:" + filepath.Join(t.TempDir(), "hotline.db")
	code, out, errs = outcome("restore", file, "--store", target)
	require.Zero(t, code, errs)
	require.Contains(t, out, "1 of them new")
	code, _, errs = outcome("verify", "--store", target)
	require.Zero(t, code, errs)
	require.NoError(t, os.RemoveAll(filepath.Join(filepath.Dir(file), "attachments")))
	code, out, errs = outcome("restore", file, "--store", "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	require.Zero(t, code, errs)
	require.Contains(t, out, "The 1 attachments are in s3 "+a.cfg.Files.S3Endpoint+"/files, where they stayed")

	t.Setenv("HOTLINE_FILES_S3_BUCKET", "none")
	code, _, errs = outcome("backup", filepath.Join(t.TempDir(), "late.db"), "--store", target)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "the copy of the store is whole")
	require.Contains(t, errs, "/none, cannot be reached")
}

// TestBackupFolderForgets: what no kept backup has goes from the folder beside them,
// and what a place has lost that was not mounted does not pass for a backup.
func TestBackupFolderForgets(t *testing.T) {
	a, log := kept(t, nil)
	t.Setenv("HOTLINE_SECRET_FILE", a.cfg.SecretFile)
	tk := log("还有工单要用")
	dir := t.TempDir()
	backups := func() { // made long ago, which their names tell
		code, _, errs := outcome("backup", filepath.Join(dir, "hotline-20260101-000000.db"), "--store", a.cfg.Store)
		require.Zero(t, code, errs)
	}
	backups()
	loose := filepath.Join(dir, "attachments", "ab", "ab", strings.Repeat("ab", 16))
	require.NoError(t, os.MkdirAll(filepath.Dir(loose), 0o700))
	require.NoError(t, os.WriteFile(loose, []byte("x"), 0o600))
	age(t, filepath.Join(dir, "attachments"))
	code, out, errs := outcome("backup", dir, "--keep", "1", "--store", a.cfg.Store)
	require.Zero(t, code, errs)
	require.Contains(t, out, "removed 1 older ones\nremoved 1 attachments that none of the kept ones has\n")
	id := tk.Attachments[0].ID
	require.FileExists(t, filepath.Join(dir, "attachments", id[:2], id[2:4], id), "it was there to be copied again")
	require.NoFileExists(t, loose)

	require.NoError(t, os.RemoveAll(a.cfg.filesDir()))
	code, _, errs = outcome("backup", filepath.Join(t.TempDir(), "hotline.db"), "--store", a.cfg.Store)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "1 of 1 attachments that tickets have are not in")
}
