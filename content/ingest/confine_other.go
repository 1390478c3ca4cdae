//go:build !linux

package ingest

// confine can do nothing here: the bounds on time and output stand.
func confine(int) {}
