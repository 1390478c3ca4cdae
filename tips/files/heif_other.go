//go:build !linux

package files

import "image"

// decodeHEIF refuses: children are locked in on Linux alone.
func decodeHEIF([]byte, int) (image.Image, func(), error) { return nil, nil, ErrKind }
