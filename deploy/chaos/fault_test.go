package main

import (
	"database/sql"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"
)

func TestDraw(t *testing.T) {
	some, err := chosen("kill,wal")
	require.NoError(t, err)
	for range 2 {
		r, drawn := rand.New(rand.NewPCG(7, 0)), map[string]int{}
		for range 700 {
			drawn[draw(r, some).name]++
		}
		require.Len(t, drawn, 2)
		require.InDelta(t, 400, drawn["kill"], 60, "four of seven")
	}
	_, err = chosen("kill,flood")
	require.ErrorContains(t, err, `no fault "flood"`)
	all, err := chosen(faultNames())
	require.NoError(t, err)
	require.Len(t, all, 7)
}

// TestCommitted finds the end of the last commit in a log that SQLite wrote, and
// that what tear does behind it loses nothing.
func TestCommitted(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	for _, q := range []string{`PRAGMA journal_mode = WAL`, `PRAGMA wal_autocheckpoint = 0`, `CREATE TABLE t (n INTEGER)`} {
		_, err := db.Exec(q)
		require.NoError(t, err)
	}
	for i := range 20 {
		_, err := db.Exec(`INSERT INTO t VALUES (?)`, i)
		require.NoError(t, err)
	}
	log, err := os.ReadFile(path + "-wal")
	require.NoError(t, err)
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.Equal(t, len(log), committed(log), "everything is committed")
	require.Zero(t, committed(log[:20]))
	require.Less(t, committed(log[:len(log)-1]), len(log)-4096)
	count := func(log []byte) (n int) {
		path := filepath.Join(t.TempDir(), "b.db")
		require.NoError(t, os.WriteFile(path, file, 0o600))
		require.NoError(t, os.WriteFile(path+"-wal", log, 0o600))
		db, err := sql.Open("sqlite", path)
		require.NoError(t, err)
		defer db.Close()
		require.NoError(t, db.QueryRow(`SELECT count(*) FROM t`).Scan(&n))
		return n
	}
	require.Equal(t, 20, count(log))
	require.Equal(t, 19, count(log[:len(log)-1]), "the last commit, cut, is gone, and only it")
	tailed := append(append([]byte{}, log...), make([]byte, 9000)...)
	r := rand.New(rand.NewPCG(1, 1))
	for range 12 {
		torn, how := tear(tailed, committed(tailed), r)
		require.Equal(t, 20, count(torn), how)
	}
}

func TestMoved(t *testing.T) {
	require.Zero(t, moved(nil, 4096))
	index := make([]byte, 136)
	index[128] = 2 // on machines that put the small end first
	require.Contains(t, []int{32 + 2*4120, 32 + (2<<24)*4120}, moved(index, 4096))
}

// TestProxy: what passes, what is held up and what is refused.
func TestProxy(t *testing.T) {
	echo, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer echo.Close()
	go func() {
		for {
			c, err := echo.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c) }()
		}
	}()
	p, err := newProxy(echo.Addr().String())
	require.NoError(t, err)
	defer p.close()
	c, err := net.Dial("tcp", p.address())
	require.NoError(t, err)
	say := func(c net.Conn, wait time.Duration) (string, error) {
		require.NoError(t, c.SetDeadline(time.Now().Add(wait)))
		if _, err := c.Write([]byte("hi")); err != nil {
			return "", err
		}
		b := make([]byte, 2)
		_, err := io.ReadFull(c, b)
		return string(b), err
	}
	got, err := say(c, 10*time.Second)
	require.NoError(t, err)
	require.Equal(t, "hi", got)
	p.stall()
	_, err = say(c, 30*time.Millisecond)
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	p.mend()
	require.NoError(t, c.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.ReadFull(c, make([]byte, 2))
	require.NoError(t, err, "what was held up arrives")
	p.halfOpen()
	_, err = say(c, 30*time.Millisecond)
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	p.cut()
	_, err = say(c, 10*time.Second)
	require.Error(t, err)
	p.mend()
	c, err = net.Dial("tcp", p.address())
	require.NoError(t, err)
	_, err = say(c, 10*time.Second)
	require.NoError(t, err, "after the cut a new connection passes")
	require.NoError(t, c.Close())
}
