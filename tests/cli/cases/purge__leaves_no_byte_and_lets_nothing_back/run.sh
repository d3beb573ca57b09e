export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
line() { printf '{"id":"%s","author":"%s","subreddit":"invented","subreddit_id":"t5_2zzzz","link_id":"t3_a1","parent_id":"t3_a1","created_utc":170000%s,"body":"%s","score":1}\n' "$1" "$2" "$3" "$4"; }
{ line c1 keeper 0001 "a quiet harbour"; line c2 leaver 0002 "zanzibarwort in bloom";
  line c3 keeper 0003 "rain again"; line c4 Leaver 0004 "more zanzibarwort"; } > a.ndjson
galatea ingest -q --key k -d a.db a.ndjson
grep -c zanzibarwort a.db
galatea purge -d a.db --key k --author leaver --format csv 2> err.txt
grep -c 'the file is rewritten (.* MB) and needs .* MB of free space' err.txt
grep -c zanzibarwort a.db || echo "no byte of it left"
sqlite3 a.db "select count(*) from post_fts('zanzibarwort'); select count(*) from post"
galatea ingest --again --key k -d a.db a.ndjson --format csv | sed -n 2p | cut -d, -f5-11
galatea purge -q -d a.db --key k --post t1_c3
sqlite3 a.db "select native_id from post"
galatea verify -q -d a.db > /dev/null && echo whole
# A merge does not bring it back either.
galatea ingest -q --key k -d b.db a.ndjson
galatea merge -q --key k -d b.db a.db
[ "$(galatea verify -d a.db --hash)" = "$(galatea verify -d b.db --hash)" ] && echo "merged: same"
# Exports are known by path and hash: what is as it was written is deleted, the rest is named.
galatea export -q -d b.db -o out --only tables --convokit --with-text
galatea report -q -d b.db -o page.html
galatea report -q -d b.db -o edited.html; echo >> edited.html
galatea report -q -d b.db -o gone.html; rm gone.html
stat -c %a b.db.exports
galatea purge -d b.db --key k --author keeper --keep-exports --format csv 2> /dev/null | sed -n '/^export/,$p' | sed 's#,.*/#,#; s#^/.*/##'
grep -rl harbour out | wc -l
galatea purge -d b.db --key k --author keeper --delete-exports --format csv 2> /dev/null | sed -n '/^export/,$p' | sed 's#^/.*/##'
find out -type f | wc -l
ls *.html
# If nothing is said, what is as it was written is made anew from what is left; an older line, which says nothing of how, is named, and a
# folder of which a file was edited stays whole.
{ line d1 stayer 0001 "a quiet harbour"; line d2 goer 0002 "quillwort in bloom"; line d3 stayer 0003 "rain again"; } > d.ndjson
galatea ingest -q --key k -d d.db d.ndjson
galatea export -q -d d.db -o anew --only tables --only jupyter --convokit --with-text
galatea report -q -d d.db -o anew.html; galatea report -q -d d.db -o older.html
sed -i 's/ ?page older.html/ older.html/' d.db.exports
galatea export -q -d d.db -o edited --only tables; echo >> edited/tables/files.csv; find edited -type f | wc -l
grep -rl quillwort anew | wc -l
galatea purge -d d.db --key k --author goer --format csv 2> /dev/null | sed -n '/^export/,$p'
grep -rl quillwort anew anew.html d.db* | wc -l
find edited -type f | wc -l
sed 's/^[0-9a-f]* //' d.db.exports
# One that a purge had begun to delete is made anew by the next, whatever became of it.
sed -i 's/ ?page anew.html/ !page anew.html/; s/ ?folder+with/ !folder+with/' d.db.exports; rm anew.html anew/tables/files.csv
galatea purge -d d.db --key k --author goer --format csv 2> /dev/null | grep ^anew
find anew.html anew/tables/files.csv; grep -c ' !' d.db.exports || true
