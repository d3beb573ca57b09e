export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# A limit on file size stands in for a full disk: the same refusal to grow.
galatea simulate -q --posts 6k --window-log 22 -o sim --key k > /dev/null
c=sim/sim_comments.zst
code=0
(ulimit -f 3000; exec galatea ingest -q --key k -d a.db --batch 300 $c) 2> err.txt || code=$?
echo "exit $code, $(wc -l < err.txt) line"
sed 's/^[^ ]* ingest: //' err.txt
[ "$(sqlite3 a.db 'select count(*) > 0 from post')" = 1 ] && echo "some posts are kept"
galatea ingest -q --key k -d a.db $c && echo "with space again it goes on"
galatea ingest -q --key k -d b.db $c
[ "$(galatea verify -d a.db --hash)" = "$(galatea verify -d b.db --hash)" ] && echo "same as without the fault"
