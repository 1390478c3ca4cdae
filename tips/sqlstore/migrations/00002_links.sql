-- Marks under two keys, cards, groups of copies, and clocks that go on after
-- the first look.

-- +goose Up

-- grp   the tip (its n) that a group of near-identical accounts began with; 0 in none
-- same  the id of the tip that an officer said this one is the same as
-- card  who may know of the tip, sealed under the key of marks named in card_key
ALTER TABLE tips ADD COLUMN grp BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tips ADD COLUMN same TEXT NOT NULL DEFAULT '';
ALTER TABLE tips ADD COLUMN card BLOB;
ALTER TABLE tips ADD COLUMN card_key TEXT NOT NULL DEFAULT '';
CREATE INDEX tips_group ON tips (grp) WHERE grp > 0;
CREATE INDEX tips_same ON tips (same) WHERE same <> '';

-- grp repeats the tip's; list has two bits more:
--   4  follows: a copy that nobody has looked at, behind the line that leads its group
--   8  joined: an officer said that it is the same as another tip
ALTER TABLE lines ADD COLUMN grp BIGINT NOT NULL DEFAULT 0;
CREATE INDEX lines_group ON lines (body, grp, list, rank, turn, created, tip) WHERE grp > 0;
-- A clock may run after the first look too: until somebody takes the tip.
DROP INDEX lines_clock;
CREATE INDEX lines_clock ON lines (due) WHERE due > 0;

-- key names the key that made a MAC: when that key is thrown away, so are its
-- rows. What was stored before is under a key without a name and is not kept.
DROP TABLE marks;
CREATE TABLE marks (
	mac    BLOB NOT NULL,
	tip    BIGINT NOT NULL REFERENCES tips (n),
	kind   TEXT NOT NULL,
	key    TEXT NOT NULL CHECK (key <> ''),
	shared BIGINT NOT NULL, -- 1: another tip has it too
	PRIMARY KEY (mac, tip)
) WITHOUT ROWID;
CREATE INDEX marks_tip ON marks (tip);
CREATE INDEX marks_shared ON marks (tip) WHERE shared = 1;

-- Keyed bands of the account a group began with: an equal one is a near copy.
CREATE TABLE bands (
	mac BLOB NOT NULL,
	tip BIGINT NOT NULL REFERENCES tips (n),
	key TEXT NOT NULL CHECK (key <> ''),
	PRIMARY KEY (mac, tip)
) WITHOUT ROWID;
CREATE INDEX bands_tip ON bands (tip);
