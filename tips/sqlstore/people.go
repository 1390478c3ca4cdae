package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"mukti/tips"
)

const officerColumns = `id, login, name, role, body, state, recipient, locked, factors, totp_step, created, version`

func scanOfficer(s scanner) (o tips.Officer, err error) {
	var created int64
	err = s.Scan(&o.ID, &o.Login, &o.Name, &o.Role, &o.Body, &o.State, &o.Recipient, &o.Locked, &o.Factors, &o.TOTPStep, &created, &o.Version)
	o.Created = moment(created)
	return o, err
}

// RosterVersion implements [tips.People].
func (db *DB) RosterVersion(ctx context.Context) (int64, error) {
	var v int64
	if err := db.read.QueryRowContext(ctx, db.d.bind(`SELECT version FROM roster WHERE id = 1`)).Scan(&v); err != nil {
		return 0, fmt.Errorf("sqlstore: roster: %w", err)
	}
	return v, nil
}

// Bodies implements [tips.People]: in the order of their codes.
func (db *DB) Bodies(ctx context.Context) ([]tips.Body, error) {
	return list(ctx, db.read, func(s scanner) (b tips.Body, err error) {
		var since int64
		err = s.Scan(&b.Code, &b.Recipient, &b.SignKey, &b.Signer, &b.Cert, &since)
		b.Since = moment(since)
		return b, err
	}, "bodies", db.d.bind(`SELECT code, recipient, sign_key, signer, cert, since FROM bodies ORDER BY code`))
}

// Members implements [tips.People]: by body, then officer.
func (db *DB) Members(ctx context.Context) ([]tips.Member, error) {
	return list(ctx, db.read, func(s scanner) (m tips.Member, err error) {
		var since int64
		err = s.Scan(&m.Body, &m.Officer, &m.Sealed, &m.Cert, &since, &m.Voucher, &m.Vouch)
		m.Since = moment(since)
		return m, err
	}, "members", db.d.bind(`SELECT body, officer, sealed, cert, since, voucher, vouch FROM members ORDER BY body, officer`))
}

// Officers implements [tips.People]: in the order of their ids.
func (db *DB) Officers(ctx context.Context) ([]tips.Officer, error) {
	return list(ctx, db.read, scanOfficer, "officers", db.d.bind(`SELECT `+officerColumns+` FROM officers ORDER BY id`))
}

// Officer implements [tips.People]; [tips.ErrNotFound] if there is none.
func (db *DB) Officer(ctx context.Context, id string) (tips.Officer, error) {
	return one(ctx, db.read, scanOfficer, tips.ErrNotFound, "officer",
		db.d.bind(`SELECT `+officerColumns+` FROM officers WHERE id = ?`), id)
}

// OfficerByLogin implements [tips.People]; [tips.ErrNotFound] if there is none.
// The empty login is nobody's.
func (db *DB) OfficerByLogin(ctx context.Context, login string) (tips.Officer, error) {
	return one(ctx, db.read, scanOfficer, tips.ErrNotFound, "officer by login",
		db.d.bind(`SELECT `+officerColumns+` FROM officers WHERE login = ? AND login <> ''`), login)
}

// Invite implements [tips.People]; [tips.ErrInvite] if there is none. Whether
// it is too old is for the caller to see.
func (db *DB) Invite(ctx context.Context, id string) (tips.Invite, error) {
	return one(ctx, db.read, func(s scanner) (i tips.Invite, err error) {
		var expires int64
		err = s.Scan(&i.ID, &i.Officer, &i.Sealed, &expires)
		i.Expires = moment(expires)
		return i, err
	}, tips.ErrInvite, "invite", db.d.bind(`SELECT id, officer, sealed, expires FROM invites WHERE id = ?`), id)
}

// ChangePeople implements [tips.People]. Bodies and members are inserted or
// replaced. An officer whose id or login somebody else took meanwhile is
// [tips.ErrStale] too.
func (db *DB) ChangePeople(ctx context.Context, c tips.PeopleChange) error {
	return db.write(ctx, 0, func(t *tx) error {
		if c.UseInvite != "" {
			if err := t.useInvite(c.UseInvite); err != nil {
				return err
			}
		}
		for _, b := range c.Bodies {
			if err := t.must(`INSERT INTO bodies (code, recipient, sign_key, signer, cert, since) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT (code) DO UPDATE SET recipient = excluded.recipient, sign_key = excluded.sign_key, signer = excluded.signer,
					cert = excluded.cert, since = excluded.since`,
				b.Code, b.Recipient, b.SignKey, b.Signer, b.Cert, seconds(b.Since)); err != nil {
				return fmt.Errorf("sqlstore: put body: %w", err)
			}
		}
		for _, o := range c.Officers {
			if err := t.putOfficer(o); err != nil {
				return err
			}
		}
		for _, m := range c.Members {
			if err := t.must(`INSERT INTO members (body, officer, sealed, cert, since, voucher, vouch) VALUES (?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (body, officer) DO UPDATE SET sealed = excluded.sealed, cert = excluded.cert, since = excluded.since,
					voucher = excluded.voucher, vouch = excluded.vouch`,
				m.Body, m.Officer, m.Sealed, m.Cert, seconds(m.Since), m.Voucher, m.Vouch); err != nil {
				return fmt.Errorf("sqlstore: put member: %w", err)
			}
		}
		if i := c.Invite; i != nil {
			if err := t.must(`INSERT INTO invites (id, officer, sealed, expires) VALUES (?, ?, ?, ?)`,
				i.ID, i.Officer, i.Sealed, seconds(i.Expires)); err != nil {
				return fmt.Errorf("sqlstore: add invite: %w", err)
			}
		}
		if err := t.turnKeys(c); err != nil {
			return err
		}
		if len(c.Bodies)+len(c.Officers)+len(c.Members)+len(c.DropMembers) > 0 || c.Succession != nil || c.Succeeded != "" {
			if err := t.must(`UPDATE roster SET version = version + 1 WHERE id = 1`); err != nil {
				return fmt.Errorf("sqlstore: roster: %w", err)
			}
		}
		// Replaced secrets too must leave the log.
		t.forget = true
		return t.event(c.Event)
	})
}

// useInvite deletes the invite; only one of many at once finds it.
func (t *tx) useInvite(id string) error {
	n, err := t.exec(`DELETE FROM invites WHERE id = ?`, id)
	switch {
	case err != nil:
		return fmt.Errorf("sqlstore: use invite: %w", err)
	case n == 0:
		return tips.ErrInvite
	}
	return nil
}

func (t *tx) putOfficer(o tips.Officer) error {
	var taken string
	err := t.row(`SELECT id FROM officers WHERE login = ? AND login <> '' AND id <> ?`, []any{o.Login, o.ID}, &taken)
	switch {
	case err == nil:
		return tips.ErrStale
	case !errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("sqlstore: put officer: %w", err)
	}
	var n int64
	if o.Version == 0 {
		n, err = t.exec(`INSERT INTO officers (id, login, name, role, body, state, recipient, locked, factors, totp_step, created, version)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (id) DO NOTHING`,
			o.ID, o.Login, o.Name, o.Role, o.Body, o.State, o.Recipient, o.Locked, o.Factors, o.TOTPStep, seconds(o.Created))
	} else {
		n, err = t.exec(`UPDATE officers SET login = ?, name = ?, role = ?, body = ?, state = ?, recipient = ?, locked = ?, factors = ?, totp_step = ?,
			created = ?, version = version + 1 WHERE id = ? AND version = ?`,
			o.Login, o.Name, o.Role, o.Body, o.State, o.Recipient, o.Locked, o.Factors, o.TOTPStep, seconds(o.Created), o.ID, o.Version)
	}
	switch {
	case err != nil:
		return fmt.Errorf("sqlstore: put officer: %w", err)
	case n == 0:
		return tips.ErrStale
	}
	return nil
}

// PutSession implements [tips.People]: inserts or replaces.
func (db *DB) PutSession(ctx context.Context, s tips.Session) error {
	return db.write(ctx, 0, func(t *tx) error {
		if err := t.must(`INSERT INTO sessions (id, officer, started, seen) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET officer = excluded.officer, started = excluded.started, seen = excluded.seen`,
			s.ID, s.Officer, seconds(s.Started), seconds(s.Seen)); err != nil {
			return fmt.Errorf("sqlstore: put session: %w", err)
		}
		return nil
	})
}

// Session implements [tips.People]; [tips.ErrSession] if there is none.
func (db *DB) Session(ctx context.Context, id string) (tips.Session, error) {
	return one(ctx, db.read, func(s scanner) (e tips.Session, err error) {
		var started, seen int64
		err = s.Scan(&e.ID, &e.Officer, &started, &seen)
		e.Started, e.Seen = moment(started), moment(seen)
		return e, err
	}, tips.ErrSession, "session", db.d.bind(`SELECT id, officer, started, seen FROM sessions WHERE id = ?`), id)
}

// EndSessions implements [tips.People]. No session is no error.
func (db *DB) EndSessions(ctx context.Context, officer, id string) error {
	return db.write(ctx, 0, func(t *tx) error {
		q, args := `DELETE FROM sessions WHERE officer = ?`, []any{officer}
		if id != "" {
			q, args = q+` AND id = ?`, append(args, id)
		}
		if err := t.must(q, args...); err != nil {
			return fmt.Errorf("sqlstore: end sessions: %w", err)
		}
		return nil
	})
}
