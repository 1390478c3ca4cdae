//go:build unix && !linux

package mapped

func inSmallPages([]byte) {}
