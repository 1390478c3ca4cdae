-- Readers: which languages officers read, and what they were asked to read.

-- +goose Up

-- In clear: tags of languages, as officers gave them.
CREATE TABLE officer_languages (
	officer TEXT NOT NULL REFERENCES officers (id),
	tag     TEXT NOT NULL CHECK (tag <> ''),
	PRIMARY KEY (tag, officer)
);
CREATE INDEX officer_languages_officer ON officer_languages (officer);

-- A row is there only as long as its reader may open it: answered, ended or a
-- day old it is deleted. sealed is the tip's words, sealed to the reader's own
-- key; cert the signature of the asker's body over everything but opened.
CREATE TABLE readings (
	id          TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
	tip         BIGINT NOT NULL REFERENCES tips (n),
	asker       TEXT NOT NULL REFERENCES officers (id),
	asker_body  TEXT NOT NULL,
	reader      TEXT NOT NULL REFERENCES officers (id),
	reader_body TEXT NOT NULL,
	at          BIGINT NOT NULL,
	expires     BIGINT NOT NULL,
	opened      BIGINT NOT NULL,
	sealed      BLOB NOT NULL,
	cert        BLOB NOT NULL
);
CREATE INDEX readings_reader ON readings (reader, at);
CREATE INDEX readings_tip ON readings (tip, at);
CREATE INDEX readings_expires ON readings (expires);
