//go:build linux || darwin || freebsd

package app

import "syscall"

// diskSpace is how many bytes of a folder's disk are free for this program, and
// how many there are.
func diskSpace(dir string) (free, size int64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), int64(s.Blocks) * int64(s.Bsize), nil
}
