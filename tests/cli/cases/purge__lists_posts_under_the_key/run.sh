export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Posts that were purged are listed by numbers that the project key makes of their row ids: who has no key learns nothing from them.
line() { printf '{"id":"%s","author":"%s","subreddit":"invented","subreddit_id":"t5_2zzzz","link_id":"t3_a1","parent_id":"t3_a1","created_utc":170000%s,"body":"%s","score":1}\n' "$1" "$2" "$3" "$4"; }
{ line c1 keeper 0001 "a quiet harbour"; line c2 keeper 0002 "rain"; line c3 goer 0003 "rain again"; } > a.ndjson
mkdir one two keys
for n in one two; do galatea ingest -q --key keys/$n -d $n/a.db a.ndjson; galatea purge -q --key keys/$n -d $n/a.db --post t1_c2; done
id=$((2 * 12 * 36 + 2 * 2 + 1))
echo "c2 is row $id: $(sqlite3 one/a.db "select count(*) from post where id = $id") there, listed as such by $(sqlite3 one/a.db "select count(*) from tombstone_post where id = $id") of $(sqlite3 one/a.db "select count(*) from tombstone_post")"
list() { sqlite3 "$1" "select id from tombstone_post order by id"; }
[ "$(list one/a.db)" != "$(list two/a.db)" ] && echo "another key, another number"
# So the key is needed to purge, to write, to join and to combine.
galatea purge -q -d one/a.db --post t1_c1 || echo "exit $?"
galatea purge -q --key keys/two -d one/a.db --post t1_c1 || echo "exit $?"
galatea merge -q -d m.db one/a.db || echo "exit $?"
galatea merge -q --key keys/two -d m.db one/a.db || echo "exit $?"
galatea ingest -q --key keys/one -d b.db a.ndjson
galatea merge -q --key keys/one -d b.db one/a.db
sqlite3 b.db "select native_id from post order by id"
galatea merge -q --key keys/one -d other.db b.db one/a.db
[ "$(galatea verify -d b.db --hash)" = "$(galatea verify -d other.db --hash)" ] && echo "joined: same"
# A post that came back by another hand is seen by who has the key.
galatea verify -d b.db --format csv 2>&1 | grep -c 'takes the project key'
galatea verify -d b.db --key keys/one --format csv 2>&1 | grep -c 'takes the project key' || true
galatea ingest -q --key keys/one -d c.db a.ndjson
sqlite3 c.db "attach 'b.db' as b; insert into tombstone_post select id from b.tombstone_post"
galatea verify -d c.db --key keys/one --format csv 2>&1 > /dev/null | tail -n 1
# What an older galatea listed in the clear is keyed by the first command that has the key.
older() { cp b.db "$1"; sqlite3 "$1" " $(cat "$CASE/../../../store/to_schema_5.sql") delete from tombstone_post; insert into tombstone_post values ($id); pragma user_version = 4; vacuum"; }
older d.db
galatea verify -d d.db --migrate 2> /dev/null
echo "without the key: $(sqlite3 d.db "select sum(id = $id) from tombstone_post")"
galatea merge -q --key keys/one -d m2.db d.db || echo "exit $?"
galatea verify -d d.db --migrate --key keys/one 2> /dev/null
echo "with the key: $(sqlite3 d.db "select sum(id = $id) from tombstone_post")"
[ "$(galatea verify -d d.db --hash)" = "$(galatea verify -d b.db --hash)" ] && echo "as if made today"
older e.db
galatea ingest -q --again --key keys/one -d e.db a.ndjson
[ "$(galatea verify -d e.db --hash)" = "$(galatea verify -d b.db --hash)" ] && echo "by an ingest: same"
