export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
line() { printf '{"id":"%s","author":"inventor","subreddit":"invented","subreddit_id":"t5_2zzzz","link_id":"t3_a1","parent_id":"t3_a1","created_utc":1700000000,"body":"%s","score":1}\n' "$1" "$2"; }
{ line c1 "one"; echo '{"id":"c2","author":'; line c3 "three"; echo; line c4 "four"; } > few.ndjson
code=0; galatea ingest --key k -d a.db --format csv few.ndjson > out.txt 2> err.txt || code=$?
echo "exit $code"
grep -c 'few.ndjson:2: byte ' err.txt
grep -c 'more than --max-bad allows' err.txt
sed -n 2p out.txt | cut -d, -f2,5-11
code=0; galatea ingest -q --key k -d b.db --max-bad 50% few.ndjson 2> err.txt || code=$?
echo "exit $code with --max-bad 50%"
sqlite3 b.db "select reason, count from file_skip order by reason"
code=0; galatea ingest --key k -d c.db --community elsewhere --max-bad 1 few.ndjson > /dev/null 2> err.txt || code=$?
grep -o 'none of 5 records kept, most of them: other community' err.txt
