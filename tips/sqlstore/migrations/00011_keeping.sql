-- What is kept, held and erased.

-- +goose Up

-- What stays of a tip that was erased: enough for figures, and for nobody to
-- find it again. month is "2026-11", that in which it came.
CREATE TABLE stones (
	id      TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
	unit    TEXT NOT NULL,
	month   TEXT NOT NULL,
	outcome TEXT NOT NULL,
	why     TEXT NOT NULL,
	at      BIGINT NOT NULL
);

-- What stops the erasing of a tip. until is 0 once a second body has agreed.
CREATE TABLE holds (
	tip            BIGINT NOT NULL PRIMARY KEY REFERENCES tips (n),
	reason         TEXT NOT NULL CHECK (reason <> ''),
	by_officer     TEXT NOT NULL,
	by_body        TEXT NOT NULL,
	at             BIGINT NOT NULL,
	second_officer TEXT NOT NULL,
	second_body    TEXT NOT NULL,
	until          BIGINT NOT NULL,
	lift_officer   TEXT NOT NULL,
	lift_body      TEXT NOT NULL
);
