-- Version 5 to 6: the timeline in parts.

-- In one order of all authors a new row has a page of its own once the table
-- is large, so that each post cost more than the one before. A part is in the
-- order of author timelines for itself and is filled before the next begins;
-- a pass over all authors reads the parts side by side.
CREATE TABLE timeline_part (
	part INTEGER PRIMARY KEY,
	rows INTEGER NOT NULL  -- put in so far; some may be gone
);
INSERT INTO timeline_part SELECT 0, count(*) FROM timeline HAVING count(*) > 0;

DROP VIEW tagged_posts;
DROP VIEW posts;
DROP VIEW authors;
CREATE TABLE timeline_of_6 (
	part INTEGER NOT NULL,         -- timeline_part.part
	author BLOB NOT NULL,          -- pseudonym; x'' if none
	created_utc INTEGER NOT NULL,  -- -2^63 if unknown
	post INTEGER NOT NULL,         -- post.id
	observed_utc INTEGER,
	community INTEGER,             -- community.id
	platform INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	flags INTEGER NOT NULL,
	unread INTEGER NOT NULL,       -- enum_name 'unread': why not tagged;
	                               -- 255: not looked at yet
	stance INTEGER NOT NULL,       -- enum_name 'stance'
	stage INTEGER NOT NULL,        -- 0 none, else rung.rung
	valence REAL NOT NULL,         -- -1 .. 1
	words INTEGER NOT NULL,
	codes BLOB NOT NULL,           -- distinct code ids, ascending, two
	                               -- bytes each, least significant first
	PRIMARY KEY (part, author, created_utc, post)
) WITHOUT ROWID;
INSERT INTO timeline_of_6
SELECT 0, * FROM timeline ORDER BY author, created_utc, post;
DROP TABLE timeline;
ALTER TABLE timeline_of_6 RENAME TO timeline;
CREATE INDEX timeline_untagged ON timeline (post) WHERE unread = 255;
CREATE INDEX timeline_by_post
	ON timeline (post, unread, stage, community, kind, platform, codes);

CREATE VIEW posts AS
SELECT p.id,
	(SELECT name FROM enum_name WHERE list = 'platform'
		AND value = p.platform) AS platform,
	(SELECT name FROM enum_name WHERE list = 'kind'
		AND value = p.kind) AS kind,
	c.name AS community,
	lower(hex(p.author)) AS author,
	datetime(p.created_utc, 'unixepoch') AS created,
	p.created_utc, p.observed_utc, p.score, p.num_comments,
	(SELECT name FROM enum_name WHERE list = 'deletion'
		AND value = p.deletion) AS deletion,
	p.flags & 1 AS bot,
	p.flags >> 6 & 1 AS simulated,
	(SELECT name FROM enum_name WHERE list = 'stance'
		AND value = t.stance AND t.unread = 0) AS stance,
	r.name AS stage,
	t.stage AS rung,
	t.valence, t.words,
	p.thread, p.parent, p.title, p.text
FROM post AS p
LEFT JOIN community AS c ON c.id = p.community
LEFT JOIN timeline AS t ON t.post = p.id
LEFT JOIN rung AS r ON r.rung = t.stage;

CREATE VIEW tagged_posts AS
SELECT c.name AS code, p.*
FROM (SELECT DISTINCT code, post FROM tag) AS g
JOIN code AS c ON c.id = g.code
JOIN posts AS p ON p.id = g.post;

CREATE VIEW authors AS
SELECT lower(hex(author)) AS author, sum(posts) AS posts,
	datetime(min(first_utc), 'unixepoch') AS first_post,
	datetime(max(last_utc), 'unixepoch') AS last_post,
	max(stage) AS highest_rung
FROM (SELECT author, count(*) AS posts, max(stage) AS stage,
		min(nullif(created_utc, -9223372036854775808)) AS first_utc,
		max(nullif(created_utc, -9223372036854775808)) AS last_utc
	FROM timeline WHERE author <> x'' GROUP BY part, author) AS t
GROUP BY t.author;
