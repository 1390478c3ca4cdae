package ingest

import "golang.org/x/sys/unix"

// confine takes from the program what reading a file does not need: a crafted
// PDF can ask for any memory. House rule: 500 pages of text take 60 MB. Where
// the kernel refuses, the bounds on time and output still stand.
func confine(pid int) {
	for which, most := range map[int]uint64{
		unix.RLIMIT_AS:    1 << 30,
		unix.RLIMIT_CPU:   uint64(pdfTime.Seconds()),
		unix.RLIMIT_FSIZE: 0,
		unix.RLIMIT_CORE:  0,
	} {
		_ = unix.Prlimit(pid, which, &unix.Rlimit{Cur: most, Max: most}, nil)
	}
}
