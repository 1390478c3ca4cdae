-- What one officer has asked for and a second one has to agree to.

-- +goose Up

-- data holds codes only, never words. mac is an HMAC over the row under the
-- key of the audit: nobody agrees by writing into the database.
CREATE TABLE proposals (
	id       TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
	act      TEXT NOT NULL CHECK (act <> ''),
	object   TEXT NOT NULL,
	body     TEXT NOT NULL,
	asked_by TEXT NOT NULL,
	data     TEXT NOT NULL,
	at       BIGINT NOT NULL,
	expires  BIGINT NOT NULL,
	seconded TEXT NOT NULL,
	mac      BLOB NOT NULL
);
CREATE INDEX proposals_object ON proposals (act, object);
