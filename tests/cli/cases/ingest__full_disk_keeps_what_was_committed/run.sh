export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# A limit on file size stands in for a full disk: the same refusal to grow.
galatea simulate -q --posts 6k --window-log 22 -o sim --key k > /dev/null
c=sim/sim_comments.zst
code=0
(ulimit -f 3000; exec galatea ingest --format csv --key k -d a.db --batch 300 $c) > sum.csv 2> all.txt || code=$?
grep -v 'archive restored' all.txt > err.txt
echo "exit $code, $(wc -l < err.txt) line"
sed 's/^[^ ]* ingest: //' err.txt
# what was read and taken back is not in the counts
[ "$(sed -n 2p sum.csv | awk -F, '{ print $5 - $6 - $7 - $8 - $9 - $10 - $11 }')" = 0 ] && echo "the counts add up"
[ "$(sqlite3 a.db "select read = $(sed -n 2p sum.csv | cut -d, -f5) from file")" = 1 ] && echo "and are those of the database"
[ "$(sqlite3 a.db 'select count(*) > 0 from post')" = 1 ] && echo "some posts are kept"
galatea ingest -q --key k -d a.db $c && echo "with space again it goes on"
galatea ingest -q --key k -d b.db $c
[ "$(galatea verify -d a.db --hash)" = "$(galatea verify -d b.db --hash)" ] && echo "same as without the fault"
