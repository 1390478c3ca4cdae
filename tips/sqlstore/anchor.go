package sqlstore

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
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

const anchorHead = "mukti-anchor-1"

func (a *anchor) behind(end link) bool { return a.path != "" && end.seq > a.written }

// load reads the file; the zero link if there is none.
func (a *anchor) load() (link, error) {
	data, err := os.ReadFile(a.path)
	if errors.Is(err, fs.ErrNotExist) {
		return link{}, nil
	}
	if err != nil {
		return link{}, fmt.Errorf("sqlstore: read the anchor: %w", err)
	}
	f := strings.Fields(string(data))
	if len(f) != 3 || f[0] != anchorHead {
		return link{}, errors.New("sqlstore: the anchor is not readable as one")
	}
	seq, err := strconv.ParseInt(f[1], 10, 64)
	mac, err2 := hex.DecodeString(f[2])
	if err != nil || err2 != nil || seq < 1 || len(mac) == 0 {
		return link{}, errors.New("sqlstore: the anchor is not readable as one")
	}
	return link{seq, mac}, nil
}

// save replaces the file whole, or not at all.
func (a *anchor) save(end link) (err error) {
	f, err := os.CreateTemp(filepath.Dir(a.path), filepath.Base(a.path)+".*") // mode 0600
	if err != nil {
		return fmt.Errorf("sqlstore: write the anchor: %w", err)
	}
	_, err = fmt.Fprintf(f, "%s %d %x\n", anchorHead, end.seq, end.mac)
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
