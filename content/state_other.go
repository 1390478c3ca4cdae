//go:build !linux

package content

import "io/fs"

func stateOf(info fs.FileInfo) state {
	return state{size: info.Size(), modified: info.ModTime().UnixNano()}
}
