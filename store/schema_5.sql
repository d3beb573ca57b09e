-- Version 4 to 5: purged posts are listed by keyed numbers.

-- tombstone_post.id is from now on what the project key makes of post.id, so
-- that nobody without the key can tell from it which posts were purged. Those
-- of an older database wait in the clear for the first command that has the
-- key and may write: meta 'plain_tombstones' stands until then.
INSERT INTO meta (name, value)
SELECT 'plain_tombstones', '1' WHERE EXISTS (SELECT 1 FROM tombstone_post);
