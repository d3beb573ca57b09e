-- Version 3 to 4: what matches are filtered and counted by, in their order.

-- Words find posts by row id; author, time, community, stage and codes of each
-- are then read here, from a twentieth of the bytes of the posts themselves.
-- The primary key of the timeline (author, created_utc, post) is part of it.
CREATE INDEX timeline_by_post
	ON timeline (post, unread, stage, community, kind, platform, codes);
