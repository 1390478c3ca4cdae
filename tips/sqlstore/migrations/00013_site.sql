-- What readers say about the site, and how often it is read.

-- +goose Up

-- about is the address of a page of ours without the language, "" for the site
-- as a whole; lang the language of the form. What was written is in data, sealed
-- to the national cell, and in handed, sealed to the editors, once somebody of
-- the cell has read it and handed it on.
CREATE TABLE feedback (
	id     TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
	at     BIGINT NOT NULL,
	about  TEXT NOT NULL,
	lang   TEXT NOT NULL CHECK (lang <> ''),
	data   BLOB NOT NULL,
	handed BLOB
);
CREATE INDEX feedback_at ON feedback (at);

-- How often pages to read were given out on a day in India, "2026-11-22".
CREATE TABLE visits (
	day TEXT NOT NULL PRIMARY KEY CHECK (day <> ''),
	n   BIGINT NOT NULL CHECK (n > 0)
);
