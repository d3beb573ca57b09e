export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Lines of tag --timeline, in any order and in any pieces, give what the
# database gives.
galatea simulate -q -n 2k -o in -s 5 > /dev/null
galatea ingest -q --key in/galatea.key -d one.db in/*.zst
for f in in/*.zst; do galatea tag --timeline --key in/galatea.key -j 3 < $f; done > lines.ndjson
carried=$(galatea stats --list -q --format csv | tail -n +2 | cut -d, -f1 | grep -vE 'replies|keyness_words')
reports() { galatea stats $carried --replicates 40 --format json "$@"; }
reports -d one.db > one.json
reports --from lines.ndjson > from.json; cmp one.json from.json && echo "as the archive lies: same"
shuf --random-source=lines.ndjson lines.ndjson > shuffled.ndjson
split -n l/4 shuffled.ndjson piece.
reports --from piece.?? > from.json; cmp one.json from.json && echo "shuffled, in four pieces: same"
cat lines.ndjson shuffled.ndjson | reports --from - > from.json; cmp one.json from.json && echo "every line twice: same"
# one line a post, whatever the threads; keys that the database has
galatea tag --timeline --key in/galatea.key -j 1 < in/sim_comments.zst | cmp - <(grep '"kind":"comment"' lines.ndjson) && echo "one thread: same"
python3 - <<'PY'
import json, sqlite3
db = {str(i): (a, t) for i, a, t in sqlite3.connect("one.db").execute(
    "select id, lower(hex(author)), created_utc from post")}
lines = [json.loads(line) for line in open("lines.ndjson")]
wrong = sum(line["author"] is not None and db[line["post"]][1] != line["created"] for line in lines)
print({line["post"] for line in lines} == set(db), wrong)
PY
# what cannot be is one clear line
fault() { galatea "$@" > /dev/null 2> err || { echo "exit $?"; cat err; }; }
fault tag --timeline < in/sim_comments.zst
galatea simulate -q -n 200 -o other --key other.key -s 6 > /dev/null
galatea tag --timeline --key other.key < other/sim_comments.zst > other.ndjson
fault stats cohort --from lines.ndjson other.ndjson
sed 's/"book":"..../"book":"0000/' lines.ndjson > book.ndjson
fault stats cohort --from book.ndjson
echo '{"id": "x", "stance": "self"}' > plain.ndjson
fault stats cohort --from plain.ndjson
sed '3s/"created":[0-9]*/"created":"noon"/' lines.ndjson > time.ndjson
fault stats cohort --from time.ndjson
