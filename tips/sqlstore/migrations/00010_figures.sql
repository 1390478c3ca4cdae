-- What boards and published figures are counted from.

-- +goose Up

-- How a tip began, kept in the transaction that writes the event of it:
--   unit    to which the tip was first given, after the tipster's own answer
--   due     when it must have been looked at, as set on arrival
--   looked  first look by a body that works on it, 0 for none
--   late    1: a clock ran out before anybody had looked
--   taken   first taking, 0 for none
--   slow    1: a clock ran out between the look and the taking
-- and, repeated from the tip (whose row has keys in it and is long), what a
-- board reads: where it lies, whose clock runs until when, status and reason.
CREATE TABLE firsts (
	tip     INTEGER PRIMARY KEY REFERENCES tips (n) ON DELETE CASCADE,
	unit    TEXT NOT NULL,
	due     BIGINT NOT NULL,
	looked  BIGINT NOT NULL,
	late    BIGINT NOT NULL,
	taken   BIGINT NOT NULL,
	slow    BIGINT NOT NULL,
	lies    TEXT NOT NULL,
	holder  TEXT NOT NULL,
	status  TEXT NOT NULL,
	reason  TEXT NOT NULL,
	created BIGINT NOT NULL,
	clock   BIGINT NOT NULL,
	next    BIGINT NOT NULL
);
-- Tips from before: by the roles of now, and with the due time of the longest
-- clock, since theirs is not written anywhere any more.
INSERT INTO firsts (tip, unit, due, looked, late, taken, slow, lies, holder, status, reason, created, clock, next)
	SELECT t.n, t.unit, t.created + 172800,
		COALESCE((SELECT min(l.looked) FROM lines l WHERE l.tip = t.n AND l.looked > 0 AND l.role <> 'copy'), 0),
		CASE WHEN EXISTS (SELECT 1 FROM events e WHERE e.object = t.id AND e.act IN ('tip.escalated', 'tip.overdue')) THEN 1 ELSE 0 END,
		COALESCE((SELECT min(e.at) FROM events e WHERE e.object = t.id AND e.act = 'tip.taken'), 0),
		CASE WHEN EXISTS (SELECT 1 FROM events e WHERE e.object = t.id AND e.act = 'tip.untaken') THEN 1 ELSE 0 END,
		t.unit, t.holder, t.status, t.reason, t.created, t.due, t.next
	FROM tips t;

-- A body's tips that it can open, without touching what is sealed.
CREATE INDEX lines_board ON lines (body, tip, role, looked, due, rank) WHERE sealed IS NOT NULL;
CREATE INDEX lines_copies ON lines (tip, body) WHERE role = 'copy';

-- Releases of figures. data is what is published, nothing withheld is in it;
-- once published a row is never changed.
CREATE TABLE releases (
	period    TEXT NOT NULL PRIMARY KEY CHECK (period <> ''),
	at        BIGINT NOT NULL,
	published BIGINT NOT NULL, -- 0: prepared, waits for a second person
	officer   TEXT NOT NULL,
	data      BLOB NOT NULL,
	hash      TEXT NOT NULL
);
