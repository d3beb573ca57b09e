export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
line() { printf '{"id":"%s","author":"inventor","subreddit":"%s","created_utc":1700000000,"title":"t","selftext":"x"}\n' "$1" "$2"; }
{ line a1 Teapots; line a2 kettles; line a3 cups; } > few.ndjson
kept() { sqlite3 "$1" "select group_concat(native_id, ' ') from (select native_id from post order by native_id)"; }
galatea ingest -q --key k -d a.db --community 'teapots,Kettles' few.ndjson; kept a.db
galatea ingest -q --key k -d b.db --community ' teapots, r/cups ' few.ndjson; kept b.db
# the same settings, however they were written: nothing is read twice
galatea ingest --key k -d a.db --community kettles --community teapots --format csv few.ndjson | sed -n 2p | cut -d, -f2
code=0; galatea ingest -q --key k -d c.db --community 'teapots,' few.ndjson 2> err.txt || code=$?
echo "exit $code"
galatea run -q few.ndjson -o out --community teapots,cups; kept out/galatea.db
