# replies, a reply to a post that is gone, two ids alike in kind only, replies in a circle, a deleted author
{
	printf '{"id":"qq1","subreddit":"invented","author":"ann","created_utc":1704067200,"title":"A long evening","selftext":"The kettle sings and I talk to my companion","score":3}\n'
	printf '{"id":"qq1","link_id":"t3_qq1","parent_id":"t3_qq1","subreddit":"invented","author":"ben","created_utc":1704067300,"body":"Mine sings, too","score":1}\n'
	printf '{"id":"qq2","link_id":"t3_qq1","parent_id":"t1_qq1","subreddit":"invented","author":"ann","created_utc":1704067400,"body":"Which song?","score":1}\n'
	printf '{"id":"qq3","link_id":"t3_qq1","parent_id":"t1_qq9","subreddit":"invented","author":"cid","created_utc":1704067500,"body":"The one I answered is gone","score":1}\n'
	printf '{"id":"qq5","link_id":"t3_qq1","parent_id":"t1_qq6","subreddit":"invented","author":"ben","created_utc":1704067600,"body":"Round we go","score":1}\n'
	printf '{"id":"qq6","link_id":"t3_qq1","parent_id":"t1_qq5","subreddit":"invented","author":"[deleted]","created_utc":1704067700,"body":"and round","score":1}\n'
} >posts.ndjson
galatea ingest -q posts.ndjson -d g.db --key key >/dev/null
galatea export -q -d g.db -o out --only datasette --convokit
stat -c '%a %n' out/convokit out/convokit/utterances.jsonl
galatea export -q -d g.db -o told --only datasette --convokit --with-text
cat >check.py <<'PY'
import json, re, sqlite3, sys

lines = open(sys.argv[1] + "/convokit/utterances.jsonl").read()
rows = [json.loads(line) for line in lines.splitlines()]
ids = {row["id"]: row for row in rows}
keys = {"id", "speaker", "conversation_id", "reply_to", "timestamp", "text", "meta"}
assert len(ids) == len(rows)
for row in rows:
    assert set(row) == keys and set(row["meta"]) == {"stage", "codes", "kind", "bot"}
    top = row
    while top["reply_to"] is not None:
        top = ids[top["reply_to"]]
    assert row["conversation_id"] == top["id"]
posts = sqlite3.connect("file:" + sys.argv[2] + "?mode=ro", uri=True).execute(
    "SELECT native_id, thread, parent, lower(hex(author)), id, created_utc, community FROM post").fetchall()
assert len(posts) == len(rows)
words = set(re.findall(r"\w+", lines.lower()))
print("named", sorted(str(name) for post in posts for name in post
                      if isinstance(name, str) and len(name) > 1 and name.lower() in words
                      or isinstance(name, int) and name > 10**6 and str(name) in words))
print("texts", sum(row["text"] != "" for row in rows), "of", len(rows))
if len(rows) < 10:
    for row in rows:
        print(*(row[key] for key in ("id", "speaker", "conversation_id", "reply_to", "timestamp")))
PY
python3 check.py out g.db
python3 check.py told g.db
echo '# simulated'
galatea simulate -q -o arch --posts 1k --seed 5 --key key2 --window-log 20 >/dev/null
galatea ingest -q arch/*.zst -d s.db --key key2 >/dev/null
galatea export -q -d s.db -o sim --only datasette --convokit
python3 check.py sim s.db
