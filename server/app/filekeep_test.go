package app

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// kept opens a server over an empty store and gives a way to log a ticket with a
// file in it.
func kept(t *testing.T, change func(*Config)) (*App, func(text string) dispatch.Ticket) {
	dir := t.TempDir()
	c := Default()
	c.Store, c.SecretFile = "file:"+filepath.Join(dir, "hotline.db"), filepath.Join(dir, "secret.key")
	if change != nil {
		change(&c)
	}
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Stop(context.Background())) })
	return a, func(text string) dispatch.Ticket {
		f, err := a.files.Take(t.Context(), "说明.txt", strings.NewReader(text))
		require.NoError(t, err)
		in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "路灯不亮", Text: "路灯不亮三天"},
			Person: dispatch.Person{Name: "欧阳甲", Phone: "13912345678"}, Attachments: []dispatch.Attachment{f}}
		tk, err := a.Service.Log(t.Context(), in, nil, dispatch.Action{Kind: dispatch.DoAnswer, Text: "已当场答复"}, demoAgent)
		require.NoError(t, err)
		return tk
	}
}

// age makes every file of a folder old, as a day of waiting would.
func age(t *testing.T, dir string) {
	old := time.Now().Add(-48 * time.Hour)
	require.NoError(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chtimes(path, old, old)
	}))
}

// What nobody attached goes after a day, what a ticket has goes with the ticket's
// time, and what another ticket still has stays.
func TestAttachmentsRetention(t *testing.T) {
	a, log := kept(t, func(c *Config) { c.Files.Keep.Duration = 30 * 24 * time.Hour })
	first, shared := log("只有一件有"), log("两件都有")
	loose, err := a.files.Take(t.Context(), "没人认领.txt", strings.NewReader("没人认领"))
	require.NoError(t, err)
	has := func(id string) bool { _, err := a.files.Open(t.Context(), id); return err == nil }
	run := func() string { s, err := a.retention(t.Context()); require.NoError(t, err); return s }

	require.Contains(t, run(), "0 attachments")
	require.True(t, has(loose.ID), "it may still be attached")
	age(t, a.cfg.filesDir())
	require.Contains(t, run(), "1 attachments")
	require.False(t, has(loose.ID))

	a.Clock.Advance(20 * 24 * time.Hour)
	log("两件都有")
	a.Clock.Advance(11 * 24 * time.Hour)
	age(t, a.cfg.filesDir())
	require.Contains(t, run(), "1 attachments")
	require.False(t, has(first.Attachments[0].ID))
	require.True(t, has(shared.Attachments[0].ID), "the younger ticket has it")
	a.Clock.Advance(20 * 24 * time.Hour)
	age(t, a.cfg.filesDir())
	require.Contains(t, run(), "1 attachments")
	require.False(t, has(shared.Attachments[0].ID))
}

// What the vault holds is a figure, counted beside: nobody who collects waits for it.
func TestFilesStored(t *testing.T) {
	a, log := kept(t, nil)
	log("现场情况说明")
	_, ok := a.stock.look(t.Context(), a.files)
	require.False(t, ok)
	require.Eventually(t, func() bool { n, ok := a.stock.look(t.Context(), a.files); return ok && n.Files == 1 && n.Bytes == 18 }, 5*time.Second, time.Millisecond)
}

// A backup has the attachments beside it, a restore brings them back, and verify
// finds what is missing or was changed.
func TestAttachmentsBackup(t *testing.T) {
	a, log := kept(t, nil)
	tk := log("现场情况说明")
	dir := filepath.Dir(a.cfg.SecretFile)
	t.Setenv("HOTLINE_SECRET_FILE", a.cfg.SecretFile)
	backups := t.TempDir()
	file := filepath.Join(backups, "copy.db")
	code, out, errs := outcome("backup", file, "--store", a.cfg.Store)
	require.Zero(t, code, errs)
	require.Contains(t, out, "are in "+filepath.Join(backups, "attachments")+", 1 of them new")
	code, out, errs = outcome("backup", filepath.Join(backups, "next.db"), "--store", a.cfg.Store)
	require.Zero(t, code, errs)
	require.Contains(t, out, "0 of them new")
	code, out, _ = outcome("backup", filepath.Join(backups, "bare.db"), "--store", a.cfg.Store, "--no-files")
	require.Zero(t, code)
	require.Contains(t, out, "not in it")

	target := filepath.Join(t.TempDir(), "hotline.db")
	code, out, errs = outcome("restore", file, "--store", "file:"+target)
	require.Zero(t, code, errs)
	require.Contains(t, out, "1 attachments")
	code, out, errs = outcome("verify", "--store", "file:"+target)
	require.Zero(t, code, errs)
	require.Contains(t, out, "1 attachments")
	id := tk.Attachments[0].ID
	path := filepath.Join(filepath.Dir(target), "files", id[:2], id[2:4], id)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, bytes.ToUpper(append(b, 'x')), 0o600))
	code, out, errs = outcome("verify", "--store", "file:"+target)
	require.Equal(t, 1, code)
	require.Contains(t, out, id)
	require.Contains(t, errs, "1 of 1 attachments are missing or damaged")
	require.NoError(t, os.Remove(path))
	code, out, errs = outcome("files", filepath.Join(dir, "files"), "--store", "file:"+target)
	require.Zero(t, code, errs)
	require.Contains(t, out, "1 of them new here")
	code, _, errs = outcome("verify", "--store", "file:"+target)
	require.Zero(t, code, errs)
	code, _, errs = outcome("files", filepath.Join(dir, "nowhere"), "--store", "file:"+target)
	require.Equal(t, 2, code, errs)
}

func TestFilesConfig(t *testing.T) {
	for want, change := range map[string]func(*Files){
		"files.store:":         func(f *Files) { f.Store = "tape" },
		"files.max_size:":      func(f *Files) { f.MaxSize = 1 },
		"files.max_count:":     func(f *Files) { f.MaxCount = 0 },
		"files.max_ticket:":    func(f *Files) { f.MaxTicket = 2 },
		"files.keep:":          func(f *Files) { f.Keep.Duration = time.Hour },
		"files.types:":         func(f *Files) { f.Types = []string{"text/html"} },
		"files.s3_endpoint:":   func(f *Files) { f.Store, f.S3Endpoint = "s3", "https://x/" },
		"files.s3_secret_key:": func(f *Files) { f.Store = "s3" },
		"files.gridfs:":        func(f *Files) { f.Store = "gridfs" },
	} {
		c := Default()
		change(&c.Files)
		require.ErrorContains(t, c.Validate(), want)
	}
	c, err := Load("", func(k string) (string, bool) {
		v, ok := map[string]string{"HOTLINE_FILES_STORE": "s3", "HOTLINE_FILES_S3_ENDPOINT": "minio:9000", "HOTLINE_FILES_S3_BUCKET": "hotline", "HOTLINE_FILES_S3_ACCESS_KEY": "a",
			"HOTLINE_FILES_S3_SECRET_KEY": "s", "HOTLINE_FILES_S3_PLAIN": "true", "HOTLINE_FILES_MAX_SIZE": "5MB", "HOTLINE_FILES_TYPES": "image/jpeg image/png"}[k]
		return v, ok
	})
	require.NoError(t, err)
	require.NoError(t, c.Validate())
	require.True(t, c.Files.S3Plain)
	require.Equal(t, Size(5<<20), c.Files.MaxSize)
	require.Equal(t, []string{"image/jpeg", "image/png"}, c.Files.Types)
}
