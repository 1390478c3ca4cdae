//go:build linux || darwin

package sqlstore

import "syscall"

// diskOf gives the bytes that are free to us, and all, of the disk a folder is on.
func diskOf(dir string) (free, total int64, ok bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), int64(s.Blocks) * int64(s.Bsize), true
}
