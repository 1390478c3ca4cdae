package sqlstore

import (
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"mukti/tips"
)

// Room that is kept for words when files would fill the disk: a tip's words
// with all their seals take some 30 KiB, so that a GiB holds 30,000 more tips.
// Source: house rule (issue of the form: "a reserve of disk kept for words").
const (
	maxReserve   = 1 << 30 // bytes
	reserveShare = 10      // of a small disk a tenth
	roomEvery    = time.Second
)

// room remembers for a moment whether the disk has room for files.
type room struct {
	mu   sync.Mutex
	at   time.Time
	full bool
}

// roomForFiles gives [tips.ErrFull] while only the reserve is left.
func (db *DB) roomForFiles() error {
	db.room.mu.Lock()
	defer db.room.mu.Unlock()
	if now := time.Now(); db.room.at.IsZero() || now.Sub(db.room.at) >= roomEvery {
		free, total, ok := db.o.Disk(filepath.Dir(db.o.Path))
		db.room.at, db.room.full = now, ok && free < min(maxReserve, total/reserveShare)
	}
	if db.room.full {
		return fmt.Errorf("sqlstore: no room for files: %w", tips.ErrFull)
	}
	return nil
}
