package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mukti/tips"
)

// maxChunk is the largest row of a file in bytes: 256 KiB and what sealing adds.
// Source: SECURITY.md, "Durability".
const maxChunk = 256<<10 + 4<<10

// AddFile implements [tips.Files]. It never replaces a box of another kind.
func (db *DB) AddFile(ctx context.Context, head tips.Box, whole bool) error {
	if head.Kind != tips.BoxFile {
		return fmt.Errorf("sqlstore: the head of a file is a box of kind %q, not %q", tips.BoxFile, head.Kind)
	}
	if !whole {
		if err := db.roomForFiles(); err != nil {
			return err
		}
	}
	return db.write(ctx, len(head.Data), func(t *tx) error {
		tip, err := t.number(head.Tip)
		if err != nil {
			return fmt.Errorf("sqlstore: add file: %w", err)
		}
		n, err := t.exec(`INSERT INTO boxes (tip, id, kind, at, data) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (tip, id) DO UPDATE SET at = excluded.at, data = excluded.data WHERE boxes.kind = excluded.kind`,
			tip, head.ID, head.Kind, seconds(head.At), head.Data)
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: add file: %w", err)
		case n == 0:
			return fmt.Errorf("sqlstore: add file: another box has its id")
		}
		if whole {
			err = t.must(`DELETE FROM arriving WHERE tip = ? AND file = ?`, tip, head.ID)
		} else {
			err = t.must(`INSERT INTO arriving (tip, file, since) VALUES (?, ?, ?) ON CONFLICT (tip, file) DO NOTHING`, tip, head.ID, seconds(head.At))
		}
		if err != nil {
			return fmt.Errorf("sqlstore: add file: %w", err)
		}
		return nil
	})
}

// AddChunk implements [tips.Files]; the same chunk again replaces it.
func (db *DB) AddChunk(ctx context.Context, tip, file string, n int, data []byte) error {
	if len(data) > maxChunk {
		return fmt.Errorf("sqlstore: a chunk of %d bytes, at most %d are taken", len(data), maxChunk)
	}
	if err := db.roomForFiles(); err != nil {
		return err
	}
	return db.write(ctx, len(data), func(t *tx) error {
		to, err := t.number(tip)
		if err != nil {
			return fmt.Errorf("sqlstore: add chunk: %w", err)
		}
		if err := t.must(`INSERT INTO chunks (tip, file, n, data) VALUES (?, ?, ?, ?)
			ON CONFLICT (tip, file, n) DO UPDATE SET data = excluded.data`, to, file, n, data); err != nil {
			return fmt.Errorf("sqlstore: add chunk: %w", err)
		}
		return nil
	})
}

// Chunk implements [tips.Files].
func (db *DB) Chunk(ctx context.Context, tip, file string, n int) ([]byte, error) {
	return one(ctx, db.read, func(s scanner) (data []byte, err error) {
		return data, s.Scan(&data)
	}, tips.ErrNotFound, "chunk", db.d.bind(`SELECT c.data FROM tips t JOIN chunks c ON c.tip = t.n WHERE t.id = ? AND c.file = ? AND c.n = ?`), tip, file, n)
}

// DropFile implements [tips.Files]: head, chunks, and those of its clean copy.
// A file that is not there is no error.
func (db *DB) DropFile(ctx context.Context, tip, file string) error {
	return db.write(ctx, 0, func(t *tx) error {
		of, err := t.number(tip)
		if errors.Is(err, tips.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("sqlstore: drop file: %w", err)
		}
		if err := t.dropFile(of, file); err != nil {
			return fmt.Errorf("sqlstore: drop file: %w", err)
		}
		return nil
	})
}

func (t *tx) dropFile(tip int64, file string) error {
	t.forget = true
	return errors.Join(
		t.dropChunks(tip, file), t.dropChunks(tip, tips.CleanCopy(file)),
		t.must(`DELETE FROM boxes WHERE tip = ? AND id = ? AND kind = ?`, tip, file, tips.BoxFile),
		t.must(`DELETE FROM arriving WHERE tip = ? AND file = ?`, tip, file))
}

func (t *tx) dropChunks(tip int64, file string) error {
	return t.must(`DELETE FROM chunks WHERE tip = ? AND file = ?`, tip, file)
}

// DropClean implements [tips.Files].
func (db *DB) DropClean(ctx context.Context, tip, file string) error {
	return db.write(ctx, 0, func(t *tx) error {
		of, err := t.number(tip)
		if err == nil {
			t.forget = true
			err = t.dropChunks(of, tips.CleanCopy(file))
		}
		if err != nil {
			return fmt.Errorf("sqlstore: drop clean copy: %w", err)
		}
		return nil
	})
}

// FileTotals implements [tips.Files].
func (db *DB) FileTotals(ctx context.Context, tip string) (n int, bytes int64, err error) {
	_, err = one(ctx, db.read, func(s scanner) (struct{}, error) {
		return struct{}{}, s.Scan(&n, &bytes)
	}, tips.ErrNotFound, "totals of files", db.d.bind(`SELECT
			(SELECT count(*) FROM boxes b WHERE b.tip = t.n AND b.kind = ?),
			(SELECT coalesce(sum(length(c.data)), 0) FROM chunks c WHERE c.tip = t.n)
		FROM tips t WHERE t.id = ?`), tips.BoxFile, tip)
	return n, bytes, err
}

// DropArriving implements [tips.Files].
func (db *DB) DropArriving(ctx context.Context, before time.Time) (dropped int, err error) {
	type half struct {
		tip  int64
		file string
	}
	halves, err := list(ctx, db.read, func(s scanner) (h half, err error) {
		return h, s.Scan(&h.tip, &h.file)
	}, "arriving files", db.d.bind(`SELECT tip, file FROM arriving WHERE since < ? ORDER BY since`), seconds(before))
	if err != nil {
		return 0, err
	}
	for _, h := range halves {
		err := db.write(ctx, 0, func(t *tx) error {
			var still int
			if err := t.row(`SELECT count(*) FROM arriving WHERE tip = ? AND file = ? AND since < ?`, []any{h.tip, h.file, seconds(before)}, &still); err != nil || still == 0 {
				return err
			}
			dropped++
			return t.dropFile(h.tip, h.file)
		})
		if err != nil {
			return dropped, fmt.Errorf("sqlstore: drop arriving files: %w", err)
		}
	}
	return dropped, nil
}
