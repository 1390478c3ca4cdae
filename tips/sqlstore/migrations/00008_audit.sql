-- What the audit is looked through by, and its signed daily heads.

-- +goose Up

CREATE INDEX events_actor ON events (actor, seq, act);
CREATE INDEX events_act ON events (act, seq);
CREATE INDEX events_at ON events (at, seq);

-- seq and mac are those of the last event of a day in India, count the events
-- since the day before that has a head; sig signs all of it, with a key that is
-- no part of the database.
CREATE TABLE heads (
	day   TEXT NOT NULL PRIMARY KEY CHECK (day <> ''),
	seq   BIGINT NOT NULL,
	count BIGINT NOT NULL,
	mac   BLOB NOT NULL,
	sig   BLOB NOT NULL
);
