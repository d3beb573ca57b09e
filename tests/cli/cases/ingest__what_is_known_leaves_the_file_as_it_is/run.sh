export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
galatea simulate -q --posts 2k --window-log 22 -o sim --key k > /dev/null
comments=sim/sim_comments.zst submissions=sim/sim_submissions.zst
galatea ingest -q --key k -d a.db $comments
look() { sha256sum < a.db; stat -c '%y %s' a.db; }
look > before
galatea ingest -q --key k -d a.db $comments $comments
look | cmp - before && echo "nothing new: the same bytes, never written"
galatea run -q --key k -d a.db -o out $comments
look | cmp - before && echo "nor by run"
# counts of all posts are made by a pass over them: a wrong one shows whether they were made again
counts() { sqlite3 a.db "SELECT group_concat(posts) FROM rollup WHERE facet = 'all'"; }
sqlite3 a.db "UPDATE rollup SET posts = 12345 WHERE facet = 'all'"
zstd -dqc $comments | galatea ingest -q --key k -d a.db -
counts
galatea ingest -q --key k -d a.db $submissions
[ "$(counts)" = "$(sqlite3 a.db 'SELECT count(*) FROM post')" ] && echo "made again with what is new"
# an interrupted run leaves them to the next, whatever that reads
sqlite3 a.db "DELETE FROM rollup"
galatea ingest -q --key k -d a.db $comments
[ "$(counts)" = "$(sqlite3 a.db 'SELECT count(*) FROM post')" ] && echo "made where they are missing"
galatea verify -d a.db > /dev/null && echo "whole"
