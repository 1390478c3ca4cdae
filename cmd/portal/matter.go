package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"mukti/content"
	"mukti/i18n"
	"mukti/themes"
)

// matter is what the sites show, and needs nothing of the database: it is read
// on its own core, while the house opens.
type matter struct {
	bundle  *i18n.Bundle
	theme   *themes.Set
	library *content.Library
	before  folder // the folder of --library as it was before it was read

	reading sync.WaitGroup
	faults  [3]error
}

// readMatter begins; wait gives what came of it.
func (c *Common) readMatter() *matter {
	m := &matter{}
	m.reading.Go(func() { m.faults[0] = m.readLibrary(c) })
	m.reading.Go(func() {
		m.bundle, m.faults[1] = openBundle(c)
		m.theme, m.faults[2] = themes.Load(c.overlays()...)
	})
	return m
}

func (m *matter) readLibrary(c *Common) (err error) {
	// The look comes before the reading: what changes in between is read again.
	if m.before, err = c.lookAtLibrary(); err != nil {
		return err
	}
	m.library, err = openLibraryWith(c, filepath.Join(c.Data, textsFolder))
	return err
}

func (m *matter) wait() error {
	m.reading.Wait()
	return errors.Join(m.faults[:]...)
}

func openBundle(c *Common) (*i18n.Bundle, error) {
	bundle, err := i18n.Load(i18n.Embedded())
	if err != nil || len(c.Languages) == 0 {
		return bundle, err
	}
	return bundle.Only(c.Languages...)
}

// overlays are what the operator puts on top of the base theme.
func (c *Common) overlays() []fs.FS {
	if c.Theme == "" {
		return nil
	}
	return []fs.FS{os.DirFS(c.Theme)}
}
