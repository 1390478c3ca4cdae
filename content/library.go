package content

import (
	"embed"
	"io/fs"
)

//go:embed all:library
var library embed.FS

// Embedded gives the documents that the portal ships with, as a tree to be
// given to Load, first, with the operator's own on top.
func Embedded() fs.FS {
	tree, err := fs.Sub(library, "library")
	if err != nil {
		// fs.Sub fails only for a path that is not valid, and this one is.
		panic("content: " + err.Error())
	}
	return tree
}
