export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Who has two exports of one database knows what lies between them: few authors are told of before the second is given away.
people() { # FROM TO
	for n in $(seq "$1" "$2"); do
		printf '{"id":"q%s","author":"person%s","subreddit":"invented","subreddit_id":"t5_2zzzz","link_id":"t3_a1","parent_id":"t3_a1","created_utc":1700000000,"body":"a quiet harbour","score":1}\n' "$n" "$n"
	done > "$1.ndjson"
	galatea ingest -q --key k -d a.db "$1.ndjson"
}
report() { galatea report -d a.db -o "$1" 2>&1 > /dev/null | grep -o '[0-9]* authors .* than' || echo "nothing to tell"; }
people 10 29; report first.html
report second.html
people 30 32; report third.html
people 40 69; report fourth.html
galatea purge -q --keep-exports -d a.db --key k --author person40 > /dev/null 2>&1
report fourth.html
