-- Members confirmed from above, keys that turn when somebody leaves, recovery kits.

-- +goose Up

ALTER TABLE members ADD COLUMN voucher TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN vouch BLOB;

-- data: keys sealed to members, public keys and signatures, as JSON.
CREATE TABLE successions (
	body  TEXT NOT NULL PRIMARY KEY REFERENCES bodies (code),
	data  BLOB NOT NULL,
	since BIGINT NOT NULL
);

CREATE TABLE kits (
	body   TEXT NOT NULL PRIMARY KEY REFERENCES bodies (code),
	sealed BLOB NOT NULL,
	since  BIGINT NOT NULL
);
