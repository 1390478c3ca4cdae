package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mukti/tips"
	"mukti/tips/vault"
)

// backupCmd is `portal backup`.
type backupCmd struct {
	To   []string `help:"Offline key to seal the copy to: age1… or age1pq1…, as age-keygen makes it. May be given twice." required:"" placeholder:"age1…"`
	File string   `arg:"" help:"The file to write; it must not exist." type:"path"`
}

// Names inside a backup, and of what it leaves in the data folder.
const (
	backupHead   = "mukti-backup.json"
	backupStamp  = "last-backup"
	backupCopy   = "backup-copy" // the database's copy while it is sealed
	backupLock   = "backup-lock"
	backupFormat = 1
)

// errLocked says that another backup of this folder is running.
var errLocked = errors.New("another backup is being made: wait until it is done")

// backupAbout is a backup's first entry.
type backupAbout struct {
	Format int       `json:"format"`
	Made   time.Time `json:"made"`
	Portal string    `json:"portal"`
}

// Run writes a consistent copy of a running portal, sealed.
func (b *backupCmd) Run(w *world, c *Common) (err error) {
	if _, err := vault.SealTo(io.Discard, b.To...); err != nil {
		return fmt.Errorf("%w: --to: %s", errUsage, strings.TrimPrefix(err.Error(), "vault: "))
	}
	if _, err := os.Lstat(b.File); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: is there already: a backup replaces no file", b.File)
	}
	h, err := openHouse(w.ctx, c, c.logger(w), false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.db.Close()) }()
	unlock, err := lockFile(filepath.Join(h.data, backupLock))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	// Its name is the last thing that it gets: a backup that was cut off has none.
	part, err := os.CreateTemp(filepath.Dir(b.File), filepath.Base(b.File)+".part-*") // mode 0600
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", b.File, unwrapPath(err))
	}
	made := time.Now().UTC()
	sum, size, err := h.backup(w.ctx, part, b.To, made)
	err = errors.Join(err, part.Sync(), part.Close())
	if err == nil {
		err = name(part.Name(), b.File)
	}
	if err != nil {
		return errors.Join(fullDisk(b.File, err), os.Remove(part.Name()))
	}
	if err := h.db.Append(w.ctx, tips.BackupMade(made, sum[:32])); err != nil {
		return err
	}
	stamp := filepath.Join(h.data, backupStamp)
	if err := replaceFile(stamp, made.Format(time.RFC3339)+"\n"); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "%s: %d bytes, SHA-256 %s\nKeep it apart from its key, and %s with neither: a restore needs the newest list of what was erased.\n",
		b.File, size, sum, filepath.Join(h.data, keysFolder, erasedFile))
	return err
}

// name gives a finished file its name, unless somebody was quicker.
func name(part, file string) error {
	err := os.Link(part, file)
	switch {
	case err == nil:
		err = os.Remove(part)
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: is there already: a backup replaces no file", file)
	default: // a stick whose file system knows no links
		if _, found := os.Lstat(file); !errors.Is(found, fs.ErrNotExist) {
			return fmt.Errorf("%s: is there already: a backup replaces no file", file)
		}
		err = os.Rename(part, file)
	}
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", file, unwrapPath(err))
	}
	return syncFolder(filepath.Dir(file))
}

// fullDisk says plainly what a full disk is.
func fullDisk(file string, err error) error {
	if errors.Is(err, tips.ErrFull) || isFull(err) {
		return fmt.Errorf("%s: %w: the copy needs as much room as the database, beside it and in the file", file, tips.ErrFull)
	}
	return err
}

// counted hashes and counts what is written.
type counted struct {
	io.Writer
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

// backup writes the sealed stream: what stands beside the database first, so
// that the anchor of the audit is never ahead of the database's copy.
func (h *house) backup(ctx context.Context, to io.Writer, recipients []string, made time.Time) (sum string, size int64, err error) {
	hash := sha256.New()
	out := &counted{Writer: io.MultiWriter(to, hash)}
	sealed, err := vault.SealTo(out, recipients...)
	if err != nil {
		return "", 0, err
	}
	t := tar.NewWriter(sealed)
	about, err := json.Marshal(backupAbout{Format: backupFormat, Made: made, Portal: version()})
	if err != nil {
		return "", 0, err
	}
	if err := addBytes(t, backupHead, about, made); err != nil {
		return "", 0, err
	}
	names, err := besideDatabase(h.data)
	if err != nil {
		return "", 0, err
	}
	beside := map[string][]byte{}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(h.data, name))
		if err == nil {
			err = addBytes(t, name, text, made)
		}
		if err != nil {
			return "", 0, fmt.Errorf("%s: %w", filepath.Join(h.data, name), unwrapPath(err))
		}
		beside[name] = text
	}
	if err := h.addDatabase(ctx, t, made); err != nil {
		return "", 0, err
	}
	if err := h.unturned(beside); err != nil {
		return "", 0, err
	}
	if err := errors.Join(t.Close(), sealed.Close()); err != nil {
		return "", 0, err
	}
	return fmt.Sprintf("%x", hash.Sum(nil)), out.n, nil
}

// besideDatabase lists what a portal needs beside its database: every key, the
// anchor, the operator's units, the mark of a demonstration.
func besideDatabase(data string) ([]string, error) {
	var names []string
	for _, name := range []string{anchorFile, unitsFile, demoFile} {
		if _, err := os.Stat(filepath.Join(data, name)); err == nil {
			names = append(names, name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	keys, err := os.ReadDir(filepath.Join(data, keysFolder))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(data, keysFolder), unwrapPath(err))
	}
	for _, k := range keys {
		if name := keysFolder + "/" + k.Name(); k.Type().IsRegular() && !strings.HasSuffix(name, ".new") {
			names = append(names, name)
		}
	}
	return names, nil
}

// unturned sees that no key was made anew while the database was copied: the
// copy would be sealed with keys that the backup lacks.
func (h *house) unturned(beside map[string][]byte) error {
	names, err := besideDatabase(h.data)
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == anchorFile || name == keysFolder+"/"+erasedFile { // these grow all the time, and may be behind
			continue
		}
		text, err := os.ReadFile(filepath.Join(h.data, name))
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(h.data, name), unwrapPath(err))
		}
		if !bytes.Equal(text, beside[name]) {
			return fmt.Errorf("%s was made anew while the backup was made: make it again", filepath.Join(h.data, name))
		}
	}
	return nil
}

func addBytes(t *tar.Writer, name string, text []byte, at time.Time) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text)), ModTime: at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := t.Write(text)
	return err
}

// addDatabase copies the database and adds the copy. The copy stands beside the
// database and is as sealed as that is, no more and no less: on the same disk,
// in the same folder, mode 0600. It loses its name as soon as it is made, so
// that no kill leaves it, and is overwritten before its room is given back: what
// is erased later must not stay on the disk in it.
func (h *house) addDatabase(ctx context.Context, t *tar.Writer, made time.Time) (err error) {
	path := filepath.Join(h.data, backupCopy)
	if err := dropCopy(path); err != nil { // of a backup that was killed
		return err
	}
	if err := h.db.Backup(ctx, path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", path, unwrapPath(err))
	}
	defer func() { err = errors.Join(err, wipe(f), f.Close()) }()
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("%s: %w", path, unwrapPath(err))
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: databaseFile, Mode: 0o600, Size: info.Size(), ModTime: made, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = io.Copy(t, f)
	return err
}

// dropLeft removes what a killed backup left, unless one is running now.
func (h *house) dropLeft() error {
	path := filepath.Join(h.data, backupCopy)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	unlock, err := lockFile(filepath.Join(h.data, backupLock))
	if errors.Is(err, errLocked) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(dropCopy(path), unlock())
}

// dropCopy removes a copy of the database that a killed backup left.
func dropCopy(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, unwrapPath(err))
	}
	return errors.Join(wipe(f), f.Close(), os.Remove(path))
}

// wipe writes zeros over a file. On a disk that writes elsewhere than where it
// read (flash, copy-on-write) this is a wish: there the seals protect, as they
// protect the database itself.
func wipe(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	zeros := make([]byte, 1<<20)
	for at := int64(0); at < info.Size(); at += int64(len(zeros)) {
		if _, err := f.WriteAt(zeros[:min(int64(len(zeros)), info.Size()-at)], at); err != nil {
			return err
		}
	}
	return f.Sync()
}

// replaceFile writes a file whole, or leaves the old one.
func replaceFile(path, text string) error {
	next := path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", next, unwrapPath(err))
	}
	if err := writeNew(next, text); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("%s: cannot be written: %w", path, unwrapPath(err))
	}
	return syncFolder(filepath.Dir(path))
}
