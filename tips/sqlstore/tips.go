package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"mukti/tips"
)

const tipColumns = `t.id, t.mailbox, t.recipient, t.unit, t.holder, t.taker, t.urgency, t.status, t.reason, t.created, t.due, t.next, t.same, t.giver, t.later, t.version`

// tipRow receives tipColumns.
type tipRow struct {
	tips.Tip
	created, due, next int64
}

func (r *tipRow) into() []any {
	return []any{&r.ID, &r.Mailbox, &r.Recipient, &r.Unit, &r.Holder, &r.Taker, &r.Urgency, &r.Status, &r.Reason,
		&r.created, &r.due, &r.next, &r.SameAs, &r.Giver, &r.Later, &r.Version}
}

func (r *tipRow) tip() tips.Tip {
	r.Created, r.Due, r.Next = moment(r.created), moment(r.due), moment(r.next)
	return r.Tip
}

func scanTip(s scanner) (tips.Tip, error) {
	var r tipRow
	err := s.Scan(r.into()...)
	return r.tip(), err
}

func scanMailbox(s scanner) (tips.Mailbox, error) {
	var m tips.Mailbox
	err := s.Scan(&m.ID, &m.Tip, &m.Recipient, &m.Locked)
	return m, err
}

// Accept implements [tips.Store].
func (db *DB) Accept(ctx context.Context, in tips.Intake) error {
	if err := checkTip(in.Tip); err != nil {
		return err
	}
	return db.write(ctx, weight(in.Boxes), func(t *tx) error {
		p := in.Tip
		var n int64
		if err := t.row(`INSERT INTO tips (id, mailbox, recipient, unit, holder, taker, urgency, status, reason, created, due, next, same, giver, later, version, card, card_key)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`, []any{p.ID, p.Mailbox, p.Recipient, p.Unit, p.Holder, p.Taker,
			p.Urgency, p.Status, p.Reason, seconds(p.Created), seconds(p.Due), seconds(p.Next), p.SameAs, p.Giver, p.Later, p.Version, orNull(in.Card.Data), in.Card.Key}, &n); err != nil {
			return fmt.Errorf("sqlstore: accept tip: %w", err)
		}
		if err := t.begin(n, p); err != nil {
			return err
		}
		grp, err := t.join(n, in.Bands)
		if err != nil {
			return err
		}
		m := in.Mailbox
		if err := belongs(&m.Tip, p.ID, "mailbox"); err != nil {
			return err
		}
		if err := t.must(`INSERT INTO mailboxes (id, tip, recipient, locked) VALUES (?, ?, ?, ?)`,
			m.ID, n, m.Recipient, m.Locked); err != nil {
			return fmt.Errorf("sqlstore: accept mailbox: %w", err)
		}
		if err := t.parts(row{n, grp}, p, in.Lines, in.Boxes, nil); err != nil {
			return err
		}
		for _, k := range in.Marks {
			if err := belongs(&k.Tip, p.ID, "mark"); err != nil {
				return err
			}
			if err := t.mark(n, k); err != nil {
				return err
			}
		}
		for _, g := range in.Pages {
			if err := t.newPage(g, p.Created); err != nil {
				return err
			}
		}
		return t.event(in.Event)
	})
}

// Change implements [tips.Store].
func (db *DB) Change(ctx context.Context, c tips.Change) error {
	if err := checkTip(c.Tip); err != nil {
		return err
	}
	return db.write(ctx, weight(c.Boxes), func(t *tx) error {
		p := c.Tip
		var at row
		err := t.row(`UPDATE tips SET mailbox = ?, recipient = ?, unit = ?, holder = ?, taker = ?, urgency = ?, status = ?, reason = ?,
			created = ?, due = ?, next = ?, same = ?, giver = ?, later = ?, version = version + 1 WHERE id = ? AND version = ? RETURNING n, grp`,
			[]any{p.Mailbox, p.Recipient, p.Unit, p.Holder, p.Taker, p.Urgency, p.Status, p.Reason,
				seconds(p.Created), seconds(p.Due), seconds(p.Next), p.SameAs, p.Giver, p.Later, p.ID, p.Version}, &at.n, &at.grp)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return tips.ErrStale
		case err != nil:
			return fmt.Errorf("sqlstore: change tip: %w", err)
		}
		if err := t.beside(c.Beside); err != nil {
			return err
		}
		if err := t.follow(at, p); err != nil {
			return err
		}
		if err := t.keepStep(at.n, p); err != nil {
			return err
		}
		if err := t.parts(at, p, c.Lines, c.Boxes, c.Letters); err != nil {
			return err
		}
		for _, b := range c.Replace {
			if err := t.replace(at, p, b); err != nil {
				return err
			}
		}
		for _, q := range c.Requests {
			if err := t.putRequest(at, p, q); err != nil {
				return err
			}
		}
		if c.Card.Key != "" {
			if err := t.must(`UPDATE tips SET card = ?, card_key = ? WHERE n = ?`, c.Card.Data, c.Card.Key, at.n); err != nil {
				return fmt.Errorf("sqlstore: change card: %w", err)
			}
		}
		for _, kind := range c.Unmark {
			if err := t.unmark(at.n, kind); err != nil {
				return err
			}
		}
		if rank, _ := rankOf(p.Urgency); c.Missed != "" && rank < rankQuiet {
			if err := t.call(c.Missed, tips.CallMissed); err != nil {
				return err
			}
		}
		return t.event(c.Event)
	})
}

// number is the tip's own, by which the other tables know it.
func (t *tx) number(tip string) (n int64, err error) {
	err = t.row(`SELECT n FROM tips WHERE id = ?`, []any{tip}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, tips.ErrNotFound
	}
	return n, err
}

// row is a tip's number in here and that of its group, 0 for none.
type row struct{ n, grp int64 }

// parts writes what hangs on a tip.
func (t *tx) parts(at row, p tips.Tip, lines []tips.QueueLine, boxes []tips.Box, letters []tips.Letter) error {
	n := at.n
	for _, l := range lines {
		if err := belongs(&l.Tip, p.ID, "line"); err != nil {
			return err
		}
		if err := t.putLine(at, p, l); err != nil {
			return err
		}
	}
	if err := t.leadAgain(at); err != nil {
		return err
	}
	for _, b := range boxes {
		if err := belongs(&b.Tip, p.ID, "box"); err != nil {
			return err
		}
		if err := t.must(`INSERT INTO boxes (tip, id, kind, at, data) VALUES (?, ?, ?, ?, ?)`,
			n, b.ID, b.Kind, seconds(b.At), b.Data); err != nil {
			return fmt.Errorf("sqlstore: add box: %w", err)
		}
	}
	for _, l := range letters {
		if err := belongs(&l.Tip, p.ID, "letter"); err != nil {
			return err
		}
		if err := t.must(`INSERT INTO letters (tip, id, sender, at, to_tip, to_number) VALUES (?, ?, ?, ?, ?, ?)`,
			n, l.ID, l.From, seconds(l.At), l.ToTip, orNull(l.ToNumber)); err != nil {
			return fmt.Errorf("sqlstore: add letter: %w", err)
		}
	}
	return nil
}

// replace puts a box in the place of the one that has its id and kind; the old
// one is then nowhere on the disk.
func (t *tx) replace(at row, p tips.Tip, b tips.Box) error {
	if err := belongs(&b.Tip, p.ID, "box"); err != nil {
		return err
	}
	n, err := t.exec(`UPDATE boxes SET at = ?, data = ? WHERE tip = ? AND id = ? AND kind = ?`, seconds(b.At), b.Data, at.n, b.ID, b.Kind)
	switch {
	case err != nil:
		return fmt.Errorf("sqlstore: replace box: %w", err)
	case n == 0:
		return fmt.Errorf("sqlstore: replace box: %w", tips.ErrNotFound)
	}
	t.forget = true
	return nil
}

// Tip implements [tips.Store].
func (db *DB) Tip(ctx context.Context, id string) (tips.Tip, error) {
	return one(ctx, db.read, scanTip, tips.ErrNotFound, "tip",
		db.d.bind(`SELECT `+tipColumns+` FROM tips t WHERE t.id = ?`), id)
}

// Mailbox implements [tips.Store].
func (db *DB) Mailbox(ctx context.Context, id string) (tips.Mailbox, error) {
	return one(ctx, db.read, scanMailbox, tips.ErrNoBox, "mailbox",
		db.d.bind(`SELECT m.id, t.id, m.recipient, m.locked FROM mailboxes m JOIN tips t ON t.n = m.tip WHERE m.id = ?`), id)
}

// MailboxOf implements [tips.Store].
func (db *DB) MailboxOf(ctx context.Context, tip string) (tips.Mailbox, error) {
	return one(ctx, db.read, scanMailbox, tips.ErrNotFound, "mailbox of a tip",
		db.d.bind(`SELECT m.id, t.id, m.recipient, m.locked FROM tips t JOIN mailboxes m ON m.tip = t.n WHERE t.id = ?`), tip)
}

// Boxes implements [tips.Store].
func (db *DB) Boxes(ctx context.Context, tip string, kinds ...string) ([]tips.Box, error) {
	q, args := `SELECT b.id, t.id, b.kind, b.at, b.data FROM tips t JOIN boxes b ON b.tip = t.n WHERE t.id = ?`, []any{tip}
	if len(kinds) > 0 {
		q += ` AND b.kind IN (?` + strings.Repeat(`, ?`, len(kinds)-1) + `)`
		for _, k := range kinds {
			args = append(args, k)
		}
	}
	return list(ctx, db.read, func(s scanner) (b tips.Box, err error) {
		var at int64
		err = s.Scan(&b.ID, &b.Tip, &b.Kind, &at, &b.Data)
		b.At = moment(at)
		return b, err
	}, "boxes", db.d.bind(q+` ORDER BY b.at, b.n`), args...)
}

// Letters implements [tips.Store].
func (db *DB) Letters(ctx context.Context, tip string) ([]tips.Letter, error) {
	return list(ctx, db.read, func(s scanner) (l tips.Letter, err error) {
		var at int64
		err = s.Scan(&l.ID, &l.Tip, &l.From, &at, &l.ToTip, &l.ToNumber)
		l.At = moment(at)
		return l, err
	}, "letters", db.d.bind(`SELECT l.id, t.id, l.sender, l.at, l.to_tip, l.to_number
		FROM tips t JOIN letters l ON l.tip = t.n WHERE t.id = ? ORDER BY l.at, l.n`), tip)
}

// checkTip refuses what a queue could not show: a tip that no list holds would
// be lost without a trace.
func checkTip(p tips.Tip) error {
	if _, ok := rankOf(p.Urgency); !ok {
		return fmt.Errorf("sqlstore: a tip of urgency %q", p.Urgency)
	}
	switch p.Status {
	case tips.Received, tips.Read, tips.WithTeam, tips.Question, tips.Closed:
		return nil
	}
	return fmt.Errorf("sqlstore: a tip of status %q", p.Status)
}

// belongs fills in the tip of a part that names none, and refuses a part of another tip.
func belongs(tip *string, id, what string) error {
	if *tip == "" {
		*tip = id
	}
	if *tip != id {
		return fmt.Errorf("sqlstore: a %s of another tip", what)
	}
	return nil
}

func weight(boxes []tips.Box) int {
	n := 0
	for _, b := range boxes {
		n += len(b.Data)
	}
	return n
}
