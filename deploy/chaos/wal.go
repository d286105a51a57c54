package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
)

// walFault kills the server and damages the end of its write-ahead log: bytes
// behind the last committed frame are cut off, flipped, or joined by others, as a
// write that the power cut through leaves them. What was committed before must
// be there.
//
// A committed frame that the disk loses later cannot be promised by anybody. Of
// that, a copy is tried: cut anywhere behind what a checkpoint may have moved
// into the file already, the store opens with a whole past.
func walFault() fault {
	return fault{name: "wal", weight: 3, on: "file", strike: func(ctx context.Context, c *chaos, r *rand.Rand) (string, error) {
		c.down = true
		if err := c.server.Kill(); err != nil {
			return "", err
		}
		path := filepath.Join(c.data, "hotline.db-wal")
		log, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) || len(log) == 0 {
			return "killed with an empty log", nil
		}
		if err != nil {
			return "", err
		}
		end := committed(log)
		if err := c.pastIsWhole(ctx, log, r); err != nil {
			return "", err
		}
		torn, how := tear(log, end, r)
		return fmt.Sprintf("log of %d KiB, %d of them committed: %s", len(log)>>10, end>>10, how), os.WriteFile(path, torn, 0o600)
	}}
}

const (
	walHeader   = 32
	frameHeader = 24
)

// committed is where the last committed frame of a log ends: the frames up to it
// carry the log's salts and sums that go on from frame to frame, and the last of
// each commit the size of the database.
func committed(log []byte) int {
	if len(log) < walHeader {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if binary.BigEndian.Uint32(log)&1 == 1 {
		order = binary.BigEndian
	}
	page := int(binary.BigEndian.Uint32(log[8:]))
	a, b := walSum(order, log[:24], 0, 0)
	if page < 512 || a != binary.BigEndian.Uint32(log[24:]) || b != binary.BigEndian.Uint32(log[28:]) {
		return 0
	}
	end := walHeader
	for at := walHeader; at+frameHeader+page <= len(log); at += frameHeader + page {
		f := log[at : at+frameHeader+page]
		a, b = walSum(order, f[:8], a, b)
		a, b = walSum(order, f[frameHeader:], a, b)
		if string(f[8:16]) != string(log[16:24]) || a != binary.BigEndian.Uint32(f[16:]) || b != binary.BigEndian.Uint32(f[20:]) {
			break
		}
		if binary.BigEndian.Uint32(f[4:]) != 0 {
			end = at + len(f)
		}
	}
	return end
}

// walSum is the running sum of SQLite's log.
func walSum(order binary.ByteOrder, data []byte, a, b uint32) (uint32, uint32) {
	for i := 0; i+8 <= len(data); i += 8 {
		a += order.Uint32(data[i:]) + b
		b += order.Uint32(data[i+4:]) + a
	}
	return a, b
}

// tear damages what lies behind end.
func tear(log []byte, end int, r *rand.Rand) (torn []byte, how string) {
	torn = append([]byte{}, log...)
	tail := torn[end:]
	switch kind := r.IntN(3); {
	case kind == 0 && len(tail) > 0:
		cut := r.IntN(len(tail) + 1)
		return torn[:end+cut], fmt.Sprintf("%d bytes behind cut off", len(tail)-cut)
	case kind == 1 && len(tail) > 0:
		n := 1 + r.IntN(64)
		for range n {
			tail[r.IntN(len(tail))] ^= byte(1 + r.IntN(255))
		}
		return torn, fmt.Sprintf("%d bytes behind flipped", n)
	}
	// The beginning of a frame that was on its way: its header says commit, its
	// page is half there.
	n := min(frameHeader+r.IntN(6000), max(end-walHeader, 0))
	frame := append([]byte{}, torn[max(end-4120, walHeader):end]...)
	for i := range frame[min(len(frame), frameHeader+100):] {
		frame[min(len(frame), frameHeader+100)+i] = byte(r.IntN(256))
	}
	return append(torn[:end], frame[:min(n, len(frame))]...), fmt.Sprintf("half a frame of %d bytes behind", min(n, len(frame)))
}

// moved is how much of a log a checkpoint may have written into the file: frames
// attempted, as the index beside it says.
func moved(index []byte, page int) int {
	const attempted = 128 // behind two headers of 48 bytes, in the checkpoint's record
	if len(index) < attempted+4 {
		return 0
	}
	return walHeader + int(binary.NativeEndian.Uint32(index[attempted:]))*(frameHeader+page)
}

// pastIsWhole cuts the log of a copy, committed or not, and lets the server
// verify it: tickets may be missing, but none is half.
func (c *chaos) pastIsWhole(ctx context.Context, log []byte, r *rand.Rand) error {
	dir, err := os.MkdirTemp(c.dir, "past-")
	if err != nil {
		return err
	}
	store := filepath.Join(dir, "hotline.db")
	db, err := os.ReadFile(filepath.Join(c.data, "hotline.db"))
	if err != nil {
		return err
	}
	index, err := os.ReadFile(filepath.Join(c.data, "hotline.db-shm"))
	if err != nil {
		return err
	}
	least := min(moved(index, int(binary.BigEndian.Uint32(log[8:]))), len(log))
	cut := least + r.IntN(len(log)-least+1)
	if err := errors.Join(os.WriteFile(store, db, 0o600), os.WriteFile(store+"-wal", log[:cut], 0o600)); err != nil {
		return err
	}
	verify := exec.CommandContext(ctx, c.o.start, "verify", "--store", "file:"+store)
	verify.Env = append(os.Environ(), "HOTLINE_SECRET_FILE="+filepath.Join(c.data, "secret.key"))
	if out, err := verify.CombinedOutput(); err != nil {
		c.journal.fault("a store whose log was cut at %d (moved %d, committed %d) is not whole: %v: %.300s", cut, least, committed(log), err, out)
		return nil
	}
	return os.RemoveAll(dir)
}
