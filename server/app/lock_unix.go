//go:build linux || darwin || freebsd

package app

import (
	"errors"
	"os"
	"syscall"
)

// locks tells whether lockFile proves anything on this system.
const locks = true

// lockFile takes the lock of a file that ends with the process, if it is free.
func lockFile(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
