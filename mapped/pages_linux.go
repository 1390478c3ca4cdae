package mapped

import "syscall"

// inSmallPages asks the kernel not to map two megabytes where one byte is
// looked at: a file that was written in one go stands in its cache in pages of
// that size. A kernel that has no such pages refuses, and nothing is lost.
// Source: madvise(2), MADV_NOHUGEPAGE.
func inSmallPages(data []byte) { _ = syscall.Madvise(data, syscall.MADV_NOHUGEPAGE) }

// Rest takes what was looked at out of memory, without harm to whoever looks
// at it now: it is mapped again, mostly from the kernel's cache.
// Source: madvise(2), MADV_DONTNEED, for shared mappings of files.
func Rest(data []byte) {
	if len(data) > 0 {
		_ = syscall.Madvise(data, syscall.MADV_DONTNEED)
	}
}
