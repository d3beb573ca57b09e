-- What schema 6 changed, taken back: a database as an older galatea left it.
DROP VIEW tagged_posts;
DROP VIEW posts;
DROP VIEW authors;
CREATE TABLE whole (author, created_utc, post, observed_utc, community,
	platform, kind, flags, unread, stance, stage, valence, words, codes,
	PRIMARY KEY (author, created_utc, post)) WITHOUT ROWID;
INSERT INTO whole SELECT author, created_utc, post, observed_utc, community,
	platform, kind, flags, unread, stance, stage, valence, words, codes
	FROM timeline;
DROP TABLE timeline;
DROP TABLE timeline_part;
ALTER TABLE whole RENAME TO timeline;
CREATE INDEX timeline_untagged ON timeline (post) WHERE unread = 255;
CREATE INDEX timeline_by_post
	ON timeline (post, unread, stage, community, kind, platform, codes);
CREATE VIEW authors AS SELECT 1;
CREATE VIEW posts AS SELECT 1;
CREATE VIEW tagged_posts AS SELECT 1;
