-- The schema of a galatea database, version 1. store/schema.c runs this file
-- as it stands; docs/database.md explains it to people who query it.
--
-- Numbers that stand for names (platform, kind, deletion, stance, unread,
-- field) are listed in enum_name; the views at the end show names.
-- Times are seconds since 1970-01-01 UTC; NULL where not known.

-- Facts about the whole database.
--   key_check      check value of the project key (text)
--   retag_hash     codebook of an unfinished re-tagging; absent otherwise
--   retag_after    last row id it has finished
CREATE TABLE meta (
	name TEXT PRIMARY KEY,
	value
) WITHOUT ROWID;

-- Names of stored numbers.
CREATE TABLE enum_name (
	list TEXT NOT NULL,      -- "platform", "kind", ...
	value INTEGER NOT NULL,  -- as stored
	name TEXT NOT NULL,      -- as shown
	PRIMARY KEY (list, value)
) WITHOUT ROWID;

-- One spelling of a community. A renamed community, or one whose stable id
-- old archives lack, has several rows.
CREATE TABLE community (
	id INTEGER PRIMARY KEY,
	platform INTEGER NOT NULL,
	scope TEXT NOT NULL,      -- site or server; '' for Reddit
	name TEXT NOT NULL,       -- as written
	native_id TEXT NOT NULL,  -- stable id on the platform; '' if unknown
	UNIQUE (platform, scope, name, native_id)
);

-- One post, comment, message or turn: the merged state of all its copies.
CREATE TABLE post (
	id INTEGER PRIMARY KEY,     -- Reddit: 2 * base-36 id, + 1 for comments;
	                            -- others: 2^62 + hash of the native key
	platform INTEGER NOT NULL,  -- enum_name 'platform'
	kind INTEGER NOT NULL,      -- enum_name 'kind'
	deletion INTEGER NOT NULL,  -- enum_name 'deletion': who took text away
	flags INTEGER NOT NULL,     -- bits: 1 bot, 2 advert, 4 nsfw, 8 self,
	                            -- 16 stickied, 32 turn of the AI,
	                            -- 64 simulated, 128 no author, 256 edited
	community INTEGER REFERENCES community (id),
	author BLOB,                -- pseudonym, 16 bytes; NULL if none
	created_utc INTEGER,
	observed_utc INTEGER,       -- when the copy with the metrics was taken
	content_utc INTEGER,        -- when the copy with the text was taken, if
	                            -- that is another one; else NULL
	edited_utc INTEGER,
	score INTEGER,
	num_comments INTEGER,
	scope TEXT,                 -- what makes native_id unique; NULL: nothing
	native_id TEXT NOT NULL,    -- id on the platform, without t1_ or t3_
	thread TEXT,                -- native id of the thread's first post
	parent TEXT,                -- native id of the parent
	crosspost_parent TEXT,      -- native id of the post this one repeats
	title TEXT,
	text TEXT
);
CREATE INDEX post_by_community ON post (community, created_utc);
CREATE UNIQUE INDEX post_by_native_id
	ON post (platform, scope, kind, native_id) WHERE platform <> 0;

-- What the classifier says of a post, one row per post, stored in the order
-- of author timelines, so that statistics read it from end to end.
CREATE TABLE timeline (
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
	PRIMARY KEY (author, created_utc, post)
) WITHOUT ROWID;
CREATE INDEX timeline_untagged ON timeline (post) WHERE unread = 255;

-- The codebook all tags come from (one row at most), its codes, rules, rungs.
CREATE TABLE codebook (
	hash TEXT PRIMARY KEY,  -- names this exact codebook
	name TEXT
) WITHOUT ROWID;
CREATE TABLE code (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	description TEXT
);
CREATE TABLE rule (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	revision INTEGER NOT NULL,
	code INTEGER REFERENCES code (id)  -- it is written for; may be NULL
);
CREATE TABLE rung (
	rung INTEGER PRIMARY KEY,  -- 1 is the lowest
	name TEXT NOT NULL
);

-- Evidence: one row per piece of text that speaks for a decided code.
CREATE TABLE tag (
	post INTEGER NOT NULL,
	code INTEGER NOT NULL,
	field INTEGER NOT NULL,       -- enum_name 'field'
	start_byte INTEGER NOT NULL,  -- half-open UTF-8 byte offsets into the
	end_byte INTEGER NOT NULL,    -- field; 0, 0 for evidence from context
	rule INTEGER NOT NULL,
	weight REAL NOT NULL,
	PRIMARY KEY (post, code, field, start_byte, rule, end_byte)
) WITHOUT ROWID;
CREATE INDEX tag_by_code ON tag (code, post);

-- Moves from rung to rung that a post tells of: never observed times.
CREATE TABLE narrated (
	post INTEGER NOT NULL,
	from_rung INTEGER NOT NULL,
	to_rung INTEGER NOT NULL,
	PRIMARY KEY (post, from_rung, to_rung)
) WITHOUT ROWID;

-- Provenance and checkpoint: one row per archive and set of settings.
CREATE TABLE file (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,      -- as given on the command line
	size INTEGER NOT NULL,   -- compressed bytes; 0 for stdin
	hash TEXT NOT NULL,      -- fingerprint of the file; '' for stdin
	settings TEXT NOT NULL,  -- all that changes what is kept
	codec TEXT,
	format TEXT,
	version TEXT NOT NULL,   -- of the galatea that read it
	state INTEGER NOT NULL,  -- enum_name 'file_state'
	member INTEGER NOT NULL, -- of an archive with members, from 0
	bytes INTEGER NOT NULL,  -- decompressed, in the member
	records INTEGER NOT NULL,  -- in the member
	read INTEGER NOT NULL,   -- records in all = the sum of what follows
	inserted INTEGER NOT NULL,
	replaced INTEGER NOT NULL,
	older INTEGER NOT NULL,
	identical INTEGER NOT NULL,
	purged INTEGER NOT NULL, -- refused by a tombstone
	skipped INTEGER NOT NULL,  -- the sum of file_skip
	first_utc INTEGER,       -- of the posts kept
	last_utc INTEGER
);
CREATE TABLE file_skip (
	file INTEGER NOT NULL REFERENCES file (id),
	reason TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (file, reason)
) WITHOUT ROWID;

-- What was purged and must not come back.
CREATE TABLE tombstone_post (id INTEGER PRIMARY KEY);  -- post.id
CREATE TABLE tombstone_author (author BLOB PRIMARY KEY) WITHOUT ROWID;

-- The full-text index. External content: the text itself stands in post.
CREATE VIRTUAL TABLE post_fts USING fts5 (
	title, text,
	content = 'post', content_rowid = 'id', tokenize = 'unicode61'
);

-- For people: names instead of numbers.
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
LEFT JOIN timeline AS t ON t.author = coalesce(p.author, x'')
	AND t.created_utc = coalesce(p.created_utc, -9223372036854775808)
	AND t.post = p.id
LEFT JOIN rung AS r ON r.rung = t.stage;

CREATE VIEW tags AS
SELECT g.post, c.name AS code, u.name AS rule, u.revision,
	(SELECT name FROM enum_name WHERE list = 'field'
		AND value = g.field) AS field,
	g.start_byte, g.end_byte, g.weight,
	CASE g.field
	WHEN 0 THEN CAST(substr(CAST(p.title AS BLOB), g.start_byte + 1,
		g.end_byte - g.start_byte) AS TEXT)
	WHEN 1 THEN CAST(substr(CAST(p.text AS BLOB), g.start_byte + 1,
		g.end_byte - g.start_byte) AS TEXT)
	END AS evidence
FROM tag AS g
JOIN code AS c ON c.id = g.code
JOIN rule AS u ON u.id = g.rule
JOIN post AS p ON p.id = g.post;

-- One row per post and code.
CREATE VIEW tagged_posts AS
SELECT c.name AS code, p.*
FROM (SELECT DISTINCT code, post FROM tag) AS g
JOIN code AS c ON c.id = g.code
JOIN posts AS p ON p.id = g.post;

CREATE VIEW narrated_moves AS
SELECT n.post, a.name AS from_stage, b.name AS to_stage
FROM narrated AS n
LEFT JOIN rung AS a ON a.rung = n.from_rung
LEFT JOIN rung AS b ON b.rung = n.to_rung;

CREATE VIEW authors AS
SELECT lower(hex(author)) AS author, count(*) AS posts,
	datetime(min(nullif(created_utc, -9223372036854775808)),
		'unixepoch') AS first_post,
	datetime(max(nullif(created_utc, -9223372036854775808)),
		'unixepoch') AS last_post,
	max(stage) AS highest_rung
FROM timeline WHERE author <> x'' GROUP BY timeline.author;

CREATE VIEW communities AS
SELECT c.id,
	(SELECT name FROM enum_name WHERE list = 'platform'
		AND value = c.platform) AS platform,
	c.scope, c.name, c.native_id,
	(SELECT count(*) FROM post WHERE community = c.id) AS posts
FROM community AS c;

CREATE VIEW files AS
SELECT f.id, f.name, f.size, f.codec, f.format,
	(SELECT name FROM enum_name WHERE list = 'file_state'
		AND value = f.state) AS state,
	f.read, f.inserted, f.replaced, f.older, f.identical, f.purged,
	f.skipped,
	(SELECT group_concat(reason || ': ' || count, '; ')
		FROM file_skip WHERE file = f.id) AS skip_reasons,
	datetime(f.first_utc, 'unixepoch') AS first_post,
	datetime(f.last_utc, 'unixepoch') AS last_post,
	f.settings, f.version
FROM file AS f;
