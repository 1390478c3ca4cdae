-- Files that have not come whole.

-- +goose Up

-- A file is listed from its first row on until it is whole or dropped: what
-- stays here (the portal was killed, the line broke) is dropped after a day.
CREATE TABLE arriving (
	tip   BIGINT NOT NULL REFERENCES tips (n),
	file  TEXT NOT NULL CHECK (file <> ''),
	since BIGINT NOT NULL,
	PRIMARY KEY (tip, file)
);
CREATE INDEX arriving_since ON arriving (since);
