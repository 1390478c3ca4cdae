package sqlstore

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"mukti/tips"
)

// link is the end of the chain: the last event's number and MAC. The zero
// link is the beginning.
type link struct {
	seq int64
	mac []byte
}

// errNoAct is a slip of the caller: an event that says nothing would be a gap
// in the log that looks like none.
var errNoAct = errors.New("sqlstore: an event needs an act")

// chainMAC is the MAC of an event: HMAC-SHA-256 over the previous event's MAC
// and every field, each with its length before it, so that no two events are
// written the same.
func chainMAC(key []byte, prev []byte, ev tips.Event) []byte {
	b := make([]byte, 0, 256)
	put := func(s string) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	put("mukti audit 1")
	put(string(prev))
	b = binary.BigEndian.AppendUint64(b, uint64(ev.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(seconds(ev.At)))
	for _, s := range []string{ev.Actor, ev.Act, ev.Object, ev.Note} {
		put(s)
	}
	h := hmac.New(sha256.New, key)
	h.Write(b)
	return h.Sum(nil)
}

// event appends ev to the chain. The end of the chain is read inside the
// transaction, which holds the database's lock: another process may have
// written meanwhile.
func (t *tx) event(ev tips.Event) error {
	if ev.Act == "" {
		return errNoAct
	}
	if t.tail == nil {
		end, err := chainEnd(t)
		if err != nil {
			return fmt.Errorf("sqlstore: end of the audit: %w", err)
		}
		t.tail = &end
	}
	ev.Seq = t.tail.seq + 1
	mac := chainMAC(t.w.key, t.tail.mac, ev)
	prev := t.tail.mac
	if prev == nil {
		prev = []byte{}
	}
	if err := t.must(`INSERT INTO events (seq, at, actor, act, object, note, prev, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		ev.Seq, seconds(ev.At), ev.Actor, ev.Act, ev.Object, ev.Note, prev, mac); err != nil {
		return fmt.Errorf("sqlstore: append event: %w", err)
	}
	t.tail = &link{seq: ev.Seq, mac: mac}
	return t.first(ev)
}

func chainEnd(t *tx) (link, error) {
	var end link
	err := t.row(`SELECT seq, mac FROM events ORDER BY seq DESC LIMIT 1`, nil, &end.seq, &end.mac)
	if errors.Is(err, sql.ErrNoRows) {
		return link{}, nil
	}
	return end, err
}

const eventColumns = `seq, at, actor, act, object, note, prev, mac`

func scanEvent(s scanner) (tips.Event, error) {
	var ev tips.Event
	var at int64
	err := s.Scan(&ev.Seq, &at, &ev.Actor, &ev.Act, &ev.Object, &ev.Note, &ev.Prev, &ev.MAC)
	ev.At = moment(at)
	return ev, err
}

// Append implements [tips.Audit].
func (db *DB) Append(ctx context.Context, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error { return t.event(ev) })
}

// Events implements [tips.Audit]: oldest first, at most limit.
func (db *DB) Events(ctx context.Context, after int64, limit int) ([]tips.Event, error) {
	return list(ctx, db.read, scanEvent, "events",
		db.d.bind(`SELECT `+eventColumns+` FROM events WHERE seq > ? ORDER BY seq LIMIT ?`), after, max(limit, 0))
}

// EventsOf implements [tips.Audit]: every event of an object, oldest first.
func (db *DB) EventsOf(ctx context.Context, object string) ([]tips.Event, error) {
	return list(ctx, db.read, scanEvent, "events of an object",
		db.d.bind(`SELECT `+eventColumns+` FROM events WHERE object = ? ORDER BY seq`), object)
}
