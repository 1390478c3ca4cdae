-- Who is told that something waits, what is on its way to them, what a queue
-- can be filtered by, and officers' own views of it.

-- +goose Up

-- told   the due time that the body was told of, negative once it was also told
--        that it is about to run out; 0 for none
-- taker  repeats the tip's
ALTER TABLE lines ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lines ADD COLUMN taker TEXT NOT NULL DEFAULT '';
UPDATE lines SET taker = (SELECT t.taker FROM tips t WHERE t.n = lines.tip);
DROP INDEX lines_queue;
CREATE INDEX lines_queue ON lines (body, list, rank, turn, created, tip, status, taker, role, looked);
CREATE INDEX lines_waits ON lines (body, rank, due, told, looked, status, role) WHERE due > 0 AND list = 0 AND rank < 3;
CREATE INDEX boxes_files ON boxes (tip) WHERE kind = 'file';

-- ways and duty are sealed under a key outside the database.
CREATE TABLE notice_books (
	body    TEXT NOT NULL PRIMARY KEY CHECK (body <> ''),
	ways    BLOB,
	duty    BLOB,
	version BIGINT NOT NULL
);

-- When a body was last told, of what rank, and how often since anything was new.
CREATE TABLE notice_rounds (
	body    TEXT NOT NULL PRIMARY KEY CHECK (body <> ''),
	at      BIGINT NOT NULL,
	rank    BIGINT NOT NULL,
	times   BIGINT NOT NULL,
	version BIGINT NOT NULL
);

-- What a body is to be told once beside what waits in its queue.
CREATE TABLE notice_calls (
	body  TEXT NOT NULL CHECK (body <> ''),
	kind  TEXT NOT NULL CHECK (kind <> ''),
	count BIGINT NOT NULL,
	PRIMARY KEY (body, kind)
);

-- The outbox: one row an address at most. target is an HMAC of the address;
-- data is sealed. held is the time until which one machine has the row.
CREATE TABLE notice_posts (
	body   TEXT NOT NULL CHECK (body <> ''),
	target TEXT NOT NULL CHECK (target <> ''),
	id     TEXT NOT NULL CHECK (id <> ''),
	way    TEXT NOT NULL,
	made   BIGINT NOT NULL,
	next   BIGINT NOT NULL,
	held   BIGINT NOT NULL,
	tries  BIGINT NOT NULL,
	data   BLOB NOT NULL,
	PRIMARY KEY (body, target)
);
CREATE INDEX notice_posts_next ON notice_posts (next);

-- How each way of a body fared last.
CREATE TABLE notice_states (
	body  TEXT NOT NULL CHECK (body <> ''),
	way   TEXT NOT NULL CHECK (way <> ''),
	sent  BIGINT NOT NULL,
	since BIGINT NOT NULL, -- of failing; 0 while it works
	class TEXT NOT NULL,
	PRIMARY KEY (body, way)
);

-- An officer's saved views, sealed to the officer.
CREATE TABLE views (
	officer TEXT NOT NULL PRIMARY KEY REFERENCES officers (id),
	version BIGINT NOT NULL,
	data    BLOB NOT NULL
);
