export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# A purge must know of every export, also of those that were written at once.
printf '{"id":"c1","author":"keeper","subreddit":"invented","created_utc":1700000001,"body":"a quiet harbour","score":1}\n' > a.ndjson
galatea ingest -q --key k -d a.db a.ndjson
for i in 1 2 3 4 5 6; do galatea report -q -d a.db -o p$i.html & done
wait
sed 's/.* //' a.db.exports | sort
