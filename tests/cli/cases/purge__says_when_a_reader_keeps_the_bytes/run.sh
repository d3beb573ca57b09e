export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Another process that reads keeps the old pages: the purge says that their bytes are still there, and given again leaves none.
line() { printf '{"id":"%s","author":"%s","subreddit":"invented","subreddit_id":"t5_2zzzz","link_id":"t3_a1","parent_id":"t3_a1","created_utc":170000%s,"body":"%s","score":1}\n' "$1" "$2" "$3" "$4"; }
{ line c1 keeper 0001 "a quiet harbour"; line c2 leaver 0002 "zanzibarwort in bloom"; } > a.ndjson
galatea ingest -q --key k -d a.db a.ndjson
mkfifo go
python3 - <<'P' &
import sqlite3
db = sqlite3.connect("a.db", isolation_level=None)
db.execute("pragma journal_mode = wal")
db.execute("begin")
db.execute("select count(*) from post").fetchone()
open("held", "w").close()
open("go").read()
P
reader=$!
while [ ! -e held ] && kill -0 $reader; do sleep 0.1; done
galatea purge -q -d a.db --key k --author leaver 2>&1 || echo "exit $?"
sqlite3 a.db "select count(*) from post"
[ "$(cat a.db* | grep -c zanzibarwort)" -gt 0 ] && echo "bytes of it left, as was said"
echo > go
wait $reader
galatea purge -q -d a.db --key k --author leaver 2>&1
cat a.db* | grep -c zanzibarwort || echo "no byte of it left"
