export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# A list saved by a spreadsheet begins with a byte order mark, ends its lines with \r\n and has blanks around names: who asked to be
# taken out is taken out. What is no text is refused before anything is done.
line() { printf '{"id":"%s","author":"%s","subreddit":"invented","subreddit_id":"t5_2zzzz","link_id":"t3_a1","parent_id":"t3_a1","created_utc":170000%s,"body":"%s","score":1}\n' "$1" "$2" "$3" "$4"; }
{ line c1 keeper 0001 "a quiet harbour"; line c5 fourth 0005 "mist"; line c2 first 0002 "rain"; line c3 second 0003 "rain again"; line c4 third 0004 "fog"; } > a.ndjson
galatea ingest -q --key k -d a.db a.ndjson
printf 'u/first\0\nsecond\n' > binary.txt
galatea purge -q --key k -d a.db --list binary.txt || echo "exit $?"
pseudonym=$(sqlite3 a.db "select lower(hex(author)) from post where native_id = 'c5'")
printf '\357\273\277u/first\r\n\r\n# asked by mail\r\n  second \r\nt1_c4\t\r\n%s' "$pseudonym" > list.txt
galatea purge -q --key k -d a.db --list list.txt
sqlite3 a.db "select native_id from post"
galatea purge -q --key k -d a.db --list nowhere.txt || echo "exit $?"
: > empty.txt
galatea purge -q --key k -d a.db --list empty.txt || echo "exit $?"
galatea purge --key k -d a.db --author nobody_here 2> err.txt | grep -c 'nothing of it was in the database'
