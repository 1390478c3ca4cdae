package mapped

import "syscall"

// inSmallPages asks the kernel not to map two megabytes where one byte is
// looked at: a file that was written in one go stands in its cache in pages of
// that size. A kernel that has no such pages refuses, and nothing is lost.
// Source: madvise(2), MADV_NOHUGEPAGE.
func inSmallPages(data []byte) { _ = syscall.Madvise(data, syscall.MADV_NOHUGEPAGE) }
