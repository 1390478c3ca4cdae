package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"mukti/tips"
)

// ChainEnd implements [tips.Heads].
func (db *DB) ChainEnd(ctx context.Context, from tips.Head) (int64, []byte, error) {
	end, broken := link{}, &faults{}
	if from.Seq > 0 {
		end = link{from.Seq, from.MAC}
		var mac []byte
		err := db.read.QueryRowContext(ctx, db.d.bind(`SELECT mac FROM events WHERE seq = ?`), from.Seq).Scan(&mac)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, nil, fmt.Errorf("sqlstore: end of the audit: %w", err)
		}
		if !bytes.Equal(mac, from.MAC) {
			return 0, nil, fmt.Errorf("sqlstore: event %d is not the one of %s: %w", from.Seq, from.Day, tips.ErrBroken)
		}
	}
	end, err := walkChain(ctx, db.read, db.o.AuditKey, end, broken, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("sqlstore: end of the audit: %w", err)
	}
	if len(broken.lines) > 0 {
		return 0, nil, fmt.Errorf("sqlstore: %s: %w", broken.lines[0], tips.ErrBroken)
	}
	return end.seq, end.mac, nil
}

const headColumns = `day, seq, count, mac, sig`

func scanHead(s scanner) (h tips.Head, err error) {
	return h, s.Scan(&h.Day, &h.Seq, &h.Count, &h.MAC, &h.Sig)
}

// PutHead implements [tips.Heads].
func (db *DB) PutHead(ctx context.Context, h tips.Head, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		var later int
		if err := t.row(`SELECT count(*) FROM heads WHERE day >= ?`, []any{h.Day}, &later); err != nil {
			return fmt.Errorf("sqlstore: put head: %w", err)
		}
		if later > 0 {
			return tips.ErrStale
		}
		if err := t.must(`INSERT INTO heads (`+headColumns+`) VALUES (?, ?, ?, ?, ?)`, h.Day, h.Seq, h.Count, orEmpty(h.MAC), orEmpty(h.Sig)); err != nil {
			return fmt.Errorf("sqlstore: put head: %w", err)
		}
		return t.event(ev)
	})
}

// orEmpty keeps an absent blob out of a column that must have one.
func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// ListHeads implements [tips.Heads].
func (db *DB) ListHeads(ctx context.Context, before string, limit int) ([]tips.Head, error) {
	q, args := `SELECT `+headColumns+` FROM heads`, []any{}
	if before != "" {
		q, args = q+` WHERE day < ?`, append(args, before)
	}
	return list(ctx, db.read, scanHead, "heads", db.d.bind(q+` ORDER BY day DESC LIMIT ?`), append(args, max(limit, 0))...)
}

// headFaults holds the stored heads against each other, against the key that
// signs and against the chain's own word that they were made.
func (db *DB) headFaults(ctx context.Context, from querier, f *faults) (map[int64][]tips.Head, error) {
	heads, err := list(ctx, from, scanHead, "heads", `SELECT `+headColumns+` FROM heads ORDER BY day`)
	if err != nil {
		return nil, err
	}
	var before tips.Head
	at := map[int64][]tips.Head{}
	for _, h := range heads {
		if h.Seq < before.Seq || h.Count != h.Seq-before.Seq {
			f.add("a daily head does not follow the one before it:", h.Day)
		}
		if db.o.HeadsKey != nil && !h.SignedBy(db.o.HeadsKey) {
			f.add("a daily head is not signed by the installation's key:", h.Day)
		}
		at[h.Seq] = append(at[h.Seq], h)
		before = h
	}
	made, err := list(ctx, from, func(s scanner) (line string, err error) {
		return line, s.Scan(&line)
	}, "heads that were made", `SELECT e.object FROM events e WHERE e.act = 'audit.head' AND NOT EXISTS
		(SELECT 1 FROM heads h WHERE h.day = e.object AND e.note = CAST(h.seq AS TEXT)) ORDER BY e.seq`)
	for _, day := range made {
		f.add("a daily head that was signed is gone or another:", day)
	}
	return at, err
}

// VerifyHeads holds heads that were kept elsewhere against the audit: one fault
// a line, none when the audit is still the one that they were made of. No key
// is needed for it, and none helps who has changed the audit.
func (db *DB) VerifyHeads(ctx context.Context, given []tips.GivenHead) ([]string, error) {
	f := &faults{}
	if err := db.givenFaults(ctx, db.read, given, f); err != nil {
		return nil, err
	}
	f.flush()
	return f.lines, nil
}

func (db *DB) givenFaults(ctx context.Context, from querier, given []tips.GivenHead, f *faults) error {
	for _, g := range given {
		name := fmt.Sprintf("%s, event %d (line %d)", g.Day, g.Seq, g.At)
		macs, err := list(ctx, from, func(s scanner) (mac []byte, err error) {
			return mac, s.Scan(&mac)
		}, "event of a head", db.d.bind(`SELECT mac FROM events WHERE seq = ?`), g.Seq)
		if err != nil {
			return err
		}
		// A head of an empty chain names no event.
		if len(macs) == 0 && g.Seq > 0 {
			f.add("the audit ends before a head that was kept:", name)
			continue
		}
		var mac []byte
		if len(macs) > 0 {
			mac = macs[0]
		}
		if g.Print == "" {
			if !bytes.Equal(mac, g.MAC) {
				f.add("the audit is not the one of a head that was kept:", name)
			}
			if db.o.HeadsKey != nil && !g.SignedBy(db.o.HeadsKey) {
				f.add("a head that was brought is not signed by this installation's key:", name)
			}
			continue
		}
		// The short form says no count: it is that of the head as stored.
		heads, err := list(ctx, from, scanHead, "head", db.d.bind(`SELECT `+headColumns+` FROM heads WHERE day = ?`), g.Day)
		if err != nil {
			return err
		}
		if len(heads) == 0 {
			f.add("a head that was kept is not stored any more:", name)
			continue
		}
		h := heads[0]
		if h.Seq != g.Seq || !bytes.Equal(h.MAC, mac) || h.Fingerprint() != g.Print {
			f.add("the audit is not the one of a head that was kept:", name)
		}
	}
	return nil
}
