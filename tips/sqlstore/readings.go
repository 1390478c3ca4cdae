package sqlstore

import (
	"context"
	"fmt"
	"time"

	"mukti/tips"
)

var (
	_ tips.Readings  = (*DB)(nil)
	_ tips.Tongues   = (*DB)(nil)
	_ tips.Additions = (*DB)(nil)
)

const readingQuery = `SELECT r.id, t.id, r.asker, r.asker_body, r.reader, r.reader_body, r.at, r.expires, r.opened, r.sealed, r.cert
	FROM readings r JOIN tips t ON t.n = r.tip `

func scanReading(s scanner) (r tips.Reading, err error) {
	var at, expires, opened int64
	err = s.Scan(&r.ID, &r.Tip, &r.Asker, &r.AskerBody, &r.Reader, &r.ReaderBody, &at, &expires, &opened, &r.Sealed, &r.Cert)
	r.At, r.Expires, r.Opened = moment(at), moment(expires), moment(opened)
	return r, err
}

// PutReading implements [tips.Readings].
func (db *DB) PutReading(ctx context.Context, r tips.Reading, ev tips.Event) error {
	return db.write(ctx, len(r.Sealed), func(t *tx) error {
		n, err := t.number(r.Tip)
		if err == nil {
			err = t.must(`INSERT INTO readings (id, tip, asker, asker_body, reader, reader_body, at, expires, opened, sealed, cert)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, n, r.Asker, r.AskerBody, r.Reader, r.ReaderBody,
				seconds(r.At), seconds(r.Expires), seconds(r.Opened), r.Sealed, r.Cert)
		}
		if err != nil {
			return fmt.Errorf("sqlstore: put reading: %w", err)
		}
		return t.event(ev)
	})
}

// ReadingByID implements [tips.Readings].
func (db *DB) ReadingByID(ctx context.Context, id string) (tips.Reading, error) {
	return one(ctx, db.read, scanReading, tips.ErrGone, "reading", db.d.bind(readingQuery+`WHERE r.id = ?`), id)
}

// ReadingsFor implements [tips.Readings].
func (db *DB) ReadingsFor(ctx context.Context, reader string) ([]tips.Reading, error) {
	return list(ctx, db.read, scanReading, "readings", db.d.bind(readingQuery+`WHERE r.reader = ? ORDER BY r.at, r.id`), reader)
}

// ReadingsOf implements [tips.Readings].
func (db *DB) ReadingsOf(ctx context.Context, tip string) ([]tips.Reading, error) {
	return list(ctx, db.read, scanReading, "readings", db.d.bind(readingQuery+`WHERE t.id = ? ORDER BY r.at, r.id`), tip)
}

// LapsedReadings implements [tips.Readings].
func (db *DB) LapsedReadings(ctx context.Context, now time.Time, limit int) ([]tips.Reading, error) {
	return list(ctx, db.read, scanReading, "readings", db.d.bind(readingQuery+`WHERE r.expires <= ? ORDER BY r.expires, r.id LIMIT ?`), now.Unix(), limit)
}

// ReadingOpened implements [tips.Readings].
func (db *DB) ReadingOpened(ctx context.Context, id string, at time.Time, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(`UPDATE readings SET opened = CASE opened WHEN 0 THEN ? ELSE opened END WHERE id = ?`, seconds(at), id)
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: reading opened: %w", err)
		case n == 0:
			return tips.ErrGone
		}
		return t.event(ev)
	})
}

// AnswerReading implements [tips.Readings].
func (db *DB) AnswerReading(ctx context.Context, id string, b tips.Box, ev tips.Event) error {
	return db.write(ctx, len(b.Data), func(t *tx) error {
		if err := t.dropReading(id); err != nil {
			return err
		}
		return t.addBox(b, ev)
	})
}

// EndReading implements [tips.Readings].
func (db *DB) EndReading(ctx context.Context, id string, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		if err := t.dropReading(id); err != nil {
			return err
		}
		return t.event(ev)
	})
}

func (t *tx) dropReading(id string) error {
	n, err := t.exec(`DELETE FROM readings WHERE id = ?`, id)
	switch {
	case err != nil:
		return fmt.Errorf("sqlstore: drop reading: %w", err)
	case n == 0:
		return tips.ErrGone
	}
	t.forget = true
	return nil
}

// AddBox implements [tips.Additions].
func (db *DB) AddBox(ctx context.Context, b tips.Box, ev tips.Event) error {
	return db.write(ctx, len(b.Data), func(t *tx) error { return t.addBox(b, ev) })
}

func (t *tx) addBox(b tips.Box, ev tips.Event) error {
	n, err := t.number(b.Tip)
	if err == nil {
		err = t.must(`INSERT INTO boxes (tip, id, kind, at, data) VALUES (?, ?, ?, ?, ?)`, n, b.ID, b.Kind, seconds(b.At), b.Data)
	}
	if err != nil {
		return fmt.Errorf("sqlstore: add box: %w", err)
	}
	return t.event(ev)
}

// PutLanguages implements [tips.Tongues].
func (db *DB) PutLanguages(ctx context.Context, officer string, tags []string, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		err := t.must(`DELETE FROM officer_languages WHERE officer = ?`, officer)
		for _, tag := range tags {
			if err == nil {
				err = t.must(`INSERT INTO officer_languages (officer, tag) VALUES (?, ?)`, officer, tag)
			}
		}
		if err != nil {
			return fmt.Errorf("sqlstore: put languages: %w", err)
		}
		return t.event(ev)
	})
}

func scanText(s scanner) (text string, err error) { return text, s.Scan(&text) }

// LanguagesRead implements [tips.Tongues]: in the order of the tags.
func (db *DB) LanguagesRead(ctx context.Context, officer string) ([]string, error) {
	return list(ctx, db.read, scanText, "languages", db.d.bind(`SELECT tag FROM officer_languages WHERE officer = ? ORDER BY tag`), officer)
}

// OfficersReading implements [tips.Tongues]: in the order of the ids.
func (db *DB) OfficersReading(ctx context.Context, tag string) ([]string, error) {
	return list(ctx, db.read, scanText, "readers", db.d.bind(`SELECT officer FROM officer_languages WHERE tag = ? ORDER BY officer`), tag)
}
