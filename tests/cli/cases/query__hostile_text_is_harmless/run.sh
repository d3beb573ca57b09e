# an invented post with markup, a terminal escape, bidi controls, a formula
printf '%s\n' '{"id":"abc1","subreddit":"=cmd()","subreddit_id":"t5_x1","author":"nobody_real","created_utc":1704067200,"retrieved_on":1704067300,"score":1,"num_comments":0,"is_self":true,"title":"=HYPERLINK(1) \u202eevil","selftext":"I love <script>alert(1)</script> my companion \u001b[2J\u001b]0;x\u0007 and \u2066hidden\u2069 \u009b31m \u0085 words, \"quoted\"\nnext line"}' > post.ndjson
galatea ingest -q post.ndjson -d g.db --key key > /dev/null
for format in table csv ndjson json; do
	galatea query -d g.db love --format "$format" --full > "out.$format"
done
galatea query -d g.db love --full --context 500 > out.plain
# nothing that a terminal obeys: C0 but tab and newline, DEL, C1, bidi
for file in out.*; do
	python3 - "$file" <<'P'
import sys
text = open(sys.argv[1], encoding='utf-8', newline='').read()
bad = [c for c in text if (ord(c) < 32 and c not in '\t\n') or 127 <= ord(c) < 160
       or c in '\u061c\u200e\u200f\u2028\u2029' or '\u202a' <= c <= '\u202e' or '\u2066' <= c <= '\u2069']
print(sys.argv[1], len(bad))
P
done
grep -c '<script' out.ndjson out.json || true
python3 -c "
import csv, json
rows = list(csv.DictReader(open('out.csv', encoding='utf-8', newline='')))
print(len(rows), rows[0]['community'], 'next line' in rows[0]['text'])
row = json.loads(open('out.ndjson', encoding='utf-8').read())
print('<script>' in row['text'], row['match'])"
