package content

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"time"
)

// contactMonths is after how many months a contact that nobody has tried again
// counts as stale. House rule: officers are posted elsewhere about twice a year.
const contactMonths = 6

// Stale tells whether nobody has tried the contact for so long that a page
// says so. An entry is never left out for it, an emergency number least of all.
func (c Contact) Stale(today time.Time) bool {
	checked, err := time.Parse(time.DateOnly, c.CheckedOn)
	return err != nil || checked.AddDate(0, contactMonths, 0).Before(today)
}

// StaleContacts lists, one a line, every contact of the library that is stale:
// "help/helplines: Child Helpline, last tried on 2025-01-01, kept by …". It is
// a report for who keeps the library; it is no fault.
func (l *Library) StaleContacts(today time.Time) []string {
	l = l.standing()
	var lines []string
	for d := range l.All() {
		if d.Lang != English {
			continue
		}
		for _, c := range d.Contacts {
			if c.Stale(today) {
				lines = append(lines, fmt.Sprintf("%s/%s: %s, last tried on %s, kept by %s", d.Kind, d.Slug, c.Name, c.CheckedOn, c.Owner))
			}
		}
	}
	return lines
}

// Open opens an original that is kept beside the document, by its name.
func (d *Document) Open(file string) (io.ReadCloser, Original, error) {
	for _, o := range d.Originals {
		if o.File == file && o.open.tree != nil {
			f, err := o.open.tree.Open(path.Join(d.Kind, d.Slug, o.File))
			return f, o, err
		}
	}
	return nil, Original{}, fs.ErrNotExist
}

// CheckOriginals reads every original and compares it with its checksum. It
// takes as long as reading them takes, so Load leaves it out.
func (l *Library) CheckOriginals() error {
	l = l.standing()
	var faults Faults
	for d := range l.All() {
		if d.Lang != English {
			continue
		}
		for _, o := range d.Originals {
			sum, err := d.sum(o.File)
			switch {
			case err != nil:
				faults = append(faults, Fault{File: path.Join(d.Kind, d.Slug, o.File), Msg: "make this file readable: " + reason(err).Error()})
			case sum != o.SHA256:
				faults = append(faults, Fault{File: path.Join(d.Kind, d.Slug, o.File), Msg: "mend sha256 under pages, or put the file back: it has " + sum})
			}
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return faults.sorted()
}

func (d *Document) sum(file string) (sum string, err error) {
	f, _, err := d.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
