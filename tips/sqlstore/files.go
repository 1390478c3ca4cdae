package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"mukti/tips"
)

// maxChunk is the largest row of a file in bytes: 256 KiB and what sealing adds.
// Source: SECURITY.md, "Durability".
const maxChunk = 256<<10 + 4<<10

// AddFile implements [tips.Files]. It never replaces a box of another kind.
func (db *DB) AddFile(ctx context.Context, head tips.Box) error {
	if head.Kind != tips.BoxFile {
		return fmt.Errorf("sqlstore: the head of a file is a box of kind %q, not %q", tips.BoxFile, head.Kind)
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
		return nil
	})
}

// AddChunk implements [tips.Files]; the same chunk again replaces it.
func (db *DB) AddChunk(ctx context.Context, tip, file string, n int, data []byte) error {
	if len(data) > maxChunk {
		return fmt.Errorf("sqlstore: a chunk of %d bytes, at most %d are taken", len(data), maxChunk)
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

// DropFile implements [tips.Files]: head and chunks. A file that is not there
// is no error.
func (db *DB) DropFile(ctx context.Context, tip, file string) error {
	return db.write(ctx, 0, func(t *tx) error {
		of, err := t.number(tip)
		if errors.Is(err, tips.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("sqlstore: drop file: %w", err)
		}
		if err := t.must(`DELETE FROM chunks WHERE tip = ? AND file = ?`, of, file); err != nil {
			return fmt.Errorf("sqlstore: drop file: %w", err)
		}
		if err := t.must(`DELETE FROM boxes WHERE tip = ? AND id = ? AND kind = ?`, of, file, tips.BoxFile); err != nil {
			return fmt.Errorf("sqlstore: drop file: %w", err)
		}
		t.forget = true
		return nil
	})
}
