-- Version 1 to 2: what an unfiltered count answers from, on any size.

-- Posts and distinct authors of each group of a facet, over all posts. The
-- table is empty while a command writes (the counts are then taken from the
-- posts) and is filled again when it ends.
CREATE TABLE rollup (
	facet TEXT NOT NULL,       -- "all", "month", "community", "code",
	                           -- "stage", "kind", "platform",
	                           -- "author_posts"
	value TEXT NOT NULL,       -- the group; '' if unknown
	place INTEGER NOT NULL,    -- order of what is numbered, else 0
	posts INTEGER NOT NULL,
	authors INTEGER NOT NULL,  -- distinct
	PRIMARY KEY (facet, value)
) WITHOUT ROWID;
