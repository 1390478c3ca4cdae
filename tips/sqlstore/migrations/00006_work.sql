-- What bodies ask of each other about a tip, links that an officer made, and
-- who gave a tip that nobody has taken yet.

-- +goose Up

-- giver  the body that gave the tip to its unit, until somebody there takes it or gives it back
-- later  how often the taking was put off
ALTER TABLE tips ADD COLUMN giver TEXT NOT NULL DEFAULT '';
ALTER TABLE tips ADD COLUMN later BIGINT NOT NULL DEFAULT 0;

-- What is asked, and the answer, are boxes of the tip. holder is the body that
-- has to answer now: sender and receiver stay as they were.
CREATE TABLE requests (
	n        INTEGER PRIMARY KEY,
	id       TEXT NOT NULL UNIQUE CHECK (id <> ''),
	tip      BIGINT NOT NULL REFERENCES tips (n),
	kind     TEXT NOT NULL,
	sender   TEXT NOT NULL,
	receiver TEXT NOT NULL,
	holder   TEXT NOT NULL,
	officer  TEXT NOT NULL,
	state    TEXT NOT NULL,
	asked    BIGINT NOT NULL,
	due      BIGINT NOT NULL,
	answered BIGINT NOT NULL
);
CREATE INDEX requests_tip ON requests (tip, n);
CREATE INDEX requests_sender ON requests (sender, n);
CREATE INDEX requests_receiver ON requests (receiver, n);
CREATE INDEX requests_holder ON requests (holder, n);
CREATE INDEX requests_clock ON requests (due) WHERE due > 0;

-- A link between two tips that an officer made. The reason is sealed to both;
-- ended is 0 while it holds.
CREATE TABLE ties (
	id      TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
	one     BIGINT NOT NULL REFERENCES tips (n),
	other   BIGINT NOT NULL REFERENCES tips (n),
	body    TEXT NOT NULL,
	officer TEXT NOT NULL,
	made    BIGINT NOT NULL,
	ended   BIGINT NOT NULL,
	to_one  BLOB NOT NULL,
	to_other BLOB NOT NULL
);
CREATE INDEX ties_one ON ties (one);
CREATE INDEX ties_other ON ties (other);
