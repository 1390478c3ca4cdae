package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// anchor is a file that holds the end of the chain as it once was. It moves
// forward only, and only along the chain: once the database contradicts it, it
// stays as it is and [DB.Verify] goes on saying so, until somebody who knows
// why (a restored backup) removes the file.
type anchor struct {
	path    string // "" for none
	written int64  // seq of the last anchor that this process wrote or found
}

func (a *anchor) behind(end link) bool { return a.path != "" && end.seq > a.written }

// errNoAnchor says that there is no file: it was never made, or was taken away.
var errNoAnchor = errors.New("sqlstore: the anchor is missing")

// load reads the file. The zero link is the beginning of a chain.
func (a *anchor) load() (link, error) {
	data, err := os.ReadFile(a.path)
	if errors.Is(err, fs.ErrNotExist) {
		return link{}, errNoAnchor
	}
	if err != nil {
		return link{}, fmt.Errorf("sqlstore: read the anchor: %w", err)
	}
	var end link
	var mac string
	if _, err := fmt.Sscanf(string(data), anchorForm, &end.seq, &mac); err == nil {
		end.mac, err = hex.DecodeString(strings.TrimPrefix(mac, "-"))
		if err == nil && end.seq >= 0 && (end.seq == 0) == (len(end.mac) == 0) && string(data) == end.text() {
			return end, nil
		}
	}
	return link{}, errors.New("sqlstore: the anchor is not readable as one")
}

// anchorForm is the file's one line: the last event's number and its MAC.
const anchorForm = "mukti-anchor-1 %d %s\n"

func (l link) text() string {
	if l.seq == 0 {
		return fmt.Sprintf(anchorForm, 0, "-")
	}
	return fmt.Sprintf(anchorForm, l.seq, hex.EncodeToString(l.mac))
}

// save replaces the file whole, or not at all.
func (a *anchor) save(end link) (err error) {
	f, err := os.CreateTemp(filepath.Dir(a.path), filepath.Base(a.path)+".*") // mode 0600
	if err != nil {
		return fmt.Errorf("sqlstore: write the anchor: %w", err)
	}
	_, err = f.WriteString(end.text())
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), a.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("sqlstore: write the anchor: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// startAnchor makes the file when the portal opens: from then on a missing one
// is a fault.
func (w *writer) startAnchor(ctx context.Context) error {
	if w.anchor.path == "" {
		return nil
	}
	if _, err := w.anchor.load(); !errors.Is(err, errNoAnchor) {
		return nil // one that is damaged is told by Ready and Verify: tips are taken all the same
	}
	var end link
	err := w.conn.QueryRowContext(ctx, `SELECT seq, mac FROM events ORDER BY seq DESC LIMIT 1`).Scan(&end.seq, &end.mac)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return w.anchor.save(end)
}

// writeAnchor moves the anchor to the end of the chain.
func (w *writer) writeAnchor() error {
	if !w.anchor.behind(w.tail) {
		return nil
	}
	old, err := w.anchor.load()
	if err != nil {
		return err
	}
	if old.seq >= w.tail.seq { // another process was faster, or the chain was cut
		w.anchor.written = old.seq
		return nil
	}
	if old.seq > 0 {
		var mac []byte
		err := w.conn.QueryRowContext(context.Background(), w.d.bind(`SELECT mac FROM events WHERE seq = ?`), old.seq).Scan(&mac)
		if err != nil || !bytes.Equal(mac, old.mac) {
			w.anchor.written = w.tail.seq // contradicted: left for Verify to tell
			return nil
		}
	}
	if err := w.anchor.save(w.tail); err != nil {
		return err
	}
	w.anchor.written = w.tail.seq
	return nil
}
