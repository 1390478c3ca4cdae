//go:build unix

// Package mapped gives files of the portal's own as bytes without reading them.
package mapped

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Open gives a file's bytes without reading them: what nobody looks at takes
// no memory. They are there until [Close]. The file must never be written
// again, only replaced as a whole. A file that is missing, empty or no file is
// fs.ErrNotExist.
func Open(path string) (data []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 || !info.Mode().IsRegular() {
		return nil, errors.Join(err, fs.ErrNotExist)
	}
	if data, err = syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED); err == nil {
		inSmallPages(data)
	}
	return data, err
}

// Close gives them back. Whoever looks at them afterwards, or at a text that
// was made of them without copying, ends the program.
func Close(data []byte) error { return syscall.Munmap(data) }
