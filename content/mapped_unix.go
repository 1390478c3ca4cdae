//go:build unix

package content

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// mapped gives a file's bytes without reading them: what nobody looks at takes
// no memory. They stay mapped for as long as the portal runs, because texts
// point into them. The file is the portal's own, and it is never written again
// but replaced as a whole.
func mapped(path string) (data []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 || !info.Mode().IsRegular() {
		return nil, errors.Join(err, fs.ErrNotExist)
	}
	return syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
}
