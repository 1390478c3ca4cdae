-- Times are whole seconds since 1970 in UTC, 0 for none. Blobs are sealed,
-- HMACs or public keys. Nothing here is in clear but what tips.Tip,
-- tips.QueueLine and tips.Event list.

-- +goose Up

-- n is the tip's number in here, and what every other table calls tip: an id
-- is random, and an index that begins with it writes a page of its own for
-- every tip, while numbers of one commit lie side by side.
CREATE TABLE tips (
	n         INTEGER PRIMARY KEY,
	id        TEXT NOT NULL UNIQUE CHECK (id <> ''),
	mailbox   TEXT NOT NULL,
	recipient TEXT NOT NULL,
	unit      TEXT NOT NULL,
	holder    TEXT NOT NULL,
	taker     TEXT NOT NULL,
	urgency   TEXT NOT NULL,
	status    TEXT NOT NULL,
	reason    TEXT NOT NULL,
	created   BIGINT NOT NULL,
	due       BIGINT NOT NULL,
	next      BIGINT NOT NULL,
	version   BIGINT NOT NULL
);

CREATE TABLE mailboxes (
	tip       INTEGER PRIMARY KEY REFERENCES tips (n),
	id        TEXT NOT NULL UNIQUE CHECK (id <> ''),
	recipient TEXT NOT NULL,
	locked    BLOB
);

-- rank, turn, created, status and list repeat what a queue is sorted and cut
-- by, so that one index gives a page of any body without touching a tip. They
-- are kept in step inside the transaction that changes the tip; Verify checks.
--   rank  urgency, 0 the most urgent
--   turn  due, or 2^62 where no clock runs: those come last
--   list  0 open, 1 open and above whose clock has not come, 2 and 3 the same closed
CREATE TABLE lines (
	tip     BIGINT NOT NULL REFERENCES tips (n),
	body    TEXT NOT NULL CHECK (body <> ''),
	role    TEXT NOT NULL,
	due     BIGINT NOT NULL,
	looked  BIGINT NOT NULL,
	rank    BIGINT NOT NULL,
	turn    BIGINT NOT NULL,
	created BIGINT NOT NULL,
	status  TEXT NOT NULL,
	list    BIGINT NOT NULL,
	sealed  BLOB,
	PRIMARY KEY (tip, body)
);
CREATE INDEX lines_queue ON lines (body, list, rank, turn, created, tip, status);
CREATE INDEX lines_clock ON lines (due) WHERE due > 0 AND looked = 0;
CREATE INDEX lines_unsealed ON lines (body, created, tip) WHERE sealed IS NULL;

-- n is the order of arrival: times are coarse, many boxes share one.
CREATE TABLE boxes (
	n    INTEGER PRIMARY KEY,
	tip  BIGINT NOT NULL REFERENCES tips (n),
	id   TEXT NOT NULL CHECK (id <> ''),
	kind TEXT NOT NULL,
	at   BIGINT NOT NULL,
	data BLOB NOT NULL,
	UNIQUE (tip, id)
);

CREATE TABLE chunks (
	tip  BIGINT NOT NULL REFERENCES tips (n),
	file TEXT NOT NULL CHECK (file <> ''),
	n    BIGINT NOT NULL CHECK (n >= 0),
	data BLOB NOT NULL,
	PRIMARY KEY (tip, file, n)
);

CREATE TABLE letters (
	n         INTEGER PRIMARY KEY,
	tip       BIGINT NOT NULL REFERENCES tips (n),
	id        TEXT NOT NULL CHECK (id <> ''),
	sender    TEXT NOT NULL,
	at        BIGINT NOT NULL,
	to_tip    BLOB NOT NULL,
	to_number BLOB,
	UNIQUE (tip, id)
);

CREATE TABLE marks (
	tip  BIGINT NOT NULL REFERENCES tips (n),
	kind TEXT NOT NULL,
	mac  BLOB NOT NULL,
	PRIMARY KEY (mac, kind, tip)
) WITHOUT ROWID;
CREATE INDEX marks_tip ON marks (tip);

CREATE TABLE pages (
	kind    TEXT NOT NULL,
	id      TEXT NOT NULL CHECK (id <> ''),
	looks   BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	data    BLOB,
	PRIMARY KEY (kind, id)
);
CREATE INDEX pages_expires ON pages (expires);

CREATE TABLE bodies (
	code      TEXT NOT NULL PRIMARY KEY CHECK (code <> ''),
	recipient TEXT NOT NULL,
	sign_key  BLOB,
	signer    TEXT NOT NULL,
	cert      BLOB,
	since     BIGINT NOT NULL
);

CREATE TABLE officers (
	id        TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
	login     TEXT NOT NULL,
	name      TEXT NOT NULL,
	role      TEXT NOT NULL,
	body      TEXT NOT NULL,
	state     TEXT NOT NULL,
	recipient TEXT NOT NULL,
	locked    BLOB,
	totp_step BIGINT NOT NULL,
	created   BIGINT NOT NULL,
	version   BIGINT NOT NULL
);
-- An invited officer has no login yet.
CREATE UNIQUE INDEX officers_login ON officers (login) WHERE login <> '';

CREATE TABLE members (
	body    TEXT NOT NULL REFERENCES bodies (code),
	officer TEXT NOT NULL REFERENCES officers (id),
	sealed  BLOB,
	cert    BLOB,
	since   BIGINT NOT NULL,
	PRIMARY KEY (body, officer)
);

CREATE TABLE invites (
	id      TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
	officer TEXT NOT NULL REFERENCES officers (id),
	sealed  BLOB,
	expires BIGINT NOT NULL
);

CREATE TABLE sessions (
	id      TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
	officer TEXT NOT NULL REFERENCES officers (id),
	started BIGINT NOT NULL,
	seen    BIGINT NOT NULL
);
CREATE INDEX sessions_officer ON sessions (officer);

CREATE TABLE roster (
	id      INTEGER PRIMARY KEY CHECK (id = 1),
	version BIGINT NOT NULL
);
INSERT INTO roster (id, version) VALUES (1, 0);

-- seq is given by the writer, never by the database: a gap is a fault.
CREATE TABLE events (
	seq    INTEGER PRIMARY KEY,
	at     BIGINT NOT NULL,
	actor  TEXT NOT NULL,
	act    TEXT NOT NULL CHECK (act <> ''),
	object TEXT NOT NULL,
	note   TEXT NOT NULL,
	prev   BLOB NOT NULL,
	mac    BLOB NOT NULL
);
CREATE INDEX events_object ON events (object, seq);
