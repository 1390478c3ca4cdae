package sqlstore

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"mukti/tips"
)

const proposalColumns = `id, act, object, body, asked_by, data, at, expires, seconded, mac`

// proposal is a row with its MAC.
type proposal struct {
	tips.Proposal
	mac []byte
}

func scanProposal(s scanner) (p proposal, err error) {
	var at, expires int64
	err = s.Scan(&p.ID, &p.Act, &p.Object, &p.Body, &p.By, &p.Data, &at, &expires, &p.Seconded, &p.mac)
	p.At, p.Expires = moment(at), moment(expires)
	return p, err
}

// proposalMAC is an HMAC-SHA-256 over every field, each with its length before it.
func proposalMAC(key []byte, p tips.Proposal) []byte {
	h := hmac.New(sha256.New, key)
	for _, s := range []string{"mukti proposal 1", p.ID, string(p.Act), p.Object, p.Body, p.By, p.Data, p.Seconded} {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	var times [16]byte
	binary.BigEndian.PutUint64(times[:8], uint64(seconds(p.At)))
	binary.BigEndian.PutUint64(times[8:], uint64(seconds(p.Expires)))
	h.Write(times[:])
	return h.Sum(nil)
}

// PutProposal implements [tips.Proposals].
func (db *DB) PutProposal(ctx context.Context, p tips.Proposal, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		if _, err := t.exec(`DELETE FROM proposals WHERE act = ? AND object = ? AND asked_by = ?`, string(p.Act), p.Object, p.By); err != nil {
			return fmt.Errorf("sqlstore: propose: %w", err)
		}
		if err := t.must(`INSERT INTO proposals (`+proposalColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			p.ID, string(p.Act), p.Object, p.Body, p.By, p.Data, seconds(p.At), seconds(p.Expires), p.Seconded, proposalMAC(t.w.key, p)); err != nil {
			return fmt.Errorf("sqlstore: propose: %w", err)
		}
		return t.event(ev)
	})
}

// AgreeTo implements [tips.Proposals].
func (db *DB) AgreeTo(ctx context.Context, p tips.Proposal, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(`UPDATE proposals SET seconded = ?, expires = ?, mac = ? WHERE id = ? AND seconded = ''`,
			p.Seconded, seconds(p.Expires), proposalMAC(t.w.key, p), p.ID)
		if err != nil {
			return fmt.Errorf("sqlstore: agree: %w", err)
		}
		if n == 0 {
			return tips.ErrStale
		}
		return t.event(ev)
	})
}

// DropProposal implements [tips.Proposals].
func (db *DB) DropProposal(ctx context.Context, id string, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(`DELETE FROM proposals WHERE id = ?`, id)
		if err != nil {
			return fmt.Errorf("sqlstore: drop proposal: %w", err)
		}
		if n == 0 {
			return tips.ErrStale
		}
		return t.event(ev)
	})
}

// ListProposals implements [tips.Proposals]: oldest first. A row that somebody
// wrote into the database, or changed, is none.
func (db *DB) ListProposals(ctx context.Context, now time.Time) ([]tips.Proposal, error) {
	rows, err := list(ctx, db.read, scanProposal, "proposals",
		db.d.bind(`SELECT `+proposalColumns+` FROM proposals WHERE expires > ? ORDER BY at, id`), now.Unix())
	var out []tips.Proposal
	for _, r := range rows {
		if hmac.Equal(r.mac, proposalMAC(db.o.AuditKey, r.Proposal)) {
			out = append(out, r.Proposal)
		}
	}
	return out, err
}
