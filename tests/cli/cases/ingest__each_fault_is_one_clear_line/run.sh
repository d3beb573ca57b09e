export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Every fault: one line on stderr, the right exit code, nothing lost.
try() {
  what=$1; shift
  code=0; "$@" > out.txt 2> err.txt || code=$?
  echo "$what: exit $code, $(wc -l < err.txt) line: $(sed -E 's/[0-9]{4,}/N/g' err.txt)"
}
galatea simulate -q --posts 1k --window-log 22 -o sim --key k > /dev/null
c=sim/sim_comments.zst
printf '7z\274\257\047\034 not a real archive' > odd.7z
mkdir folder
: > empty.ndjson
head -c 60000 $c > cut.zst
printf 'not a database, but text long enough to look at' > text.db
sqlite3 other.db "create table t (x)"
galatea ingest -q --key k -d good.db $c
before=$(galatea verify -d good.db --hash)
sqlite3 good.db "vacuum into 'newer.db'"; sqlite3 newer.db "pragma user_version = 99"

try "unknown codec"      galatea ingest -q --key k -d good.db odd.7z
try "directory"          galatea ingest -q --key k -d good.db folder
try "empty file"         galatea ingest -q --key k -d good.db empty.ndjson
try "missing file"       galatea ingest -q --key k -d good.db none.zst
try "truncated file"     galatea ingest -q --key k -d cut.db cut.zst
sqlite3 cut.db "select 'kept before the cut: ' || (count(*) > 0) from post"
try "wrong codebook"     galatea ingest -q --key k -d good.db --codebook folder $c
try "read-only place"    galatea ingest -q --key k -d /proc/nowhere.db $c
try "newer schema"       galatea ingest -q --key k -d newer.db $c
try "missing key"        galatea ingest -q --key gone.key -d good.db $c
galatea simulate -q --posts 1k --seed 2 --window-log 20 -o sim2 --key k2 > /dev/null
try "other key"          galatea ingest -q --key k2 -d good.db $c
try "not a database"     galatea ingest -q --key k -d text.db $c
try "foreign database"   galatea ingest -q --key k -d other.db $c
try "directory as -d"    galatea ingest -q --key k -d folder $c
try "unknown field"      galatea ingest -q --key k -d good.db --map txt=body $c
try "empty window"       galatea ingest -q --key k -d good.db --since 2024 --until 2023 $c
try "no database"        galatea verify -d none.db
[ "$(galatea verify -d good.db --hash)" = "$before" ] && echo "nothing lost"
[ ! -e none.db ] && echo "nothing left behind"
# The next file goes on.
galatea ingest -q --key k -d next.db odd.7z $c 2> /dev/null || echo "exit $?"
[ "$(galatea verify -d next.db --hash)" = "$before" ] && echo "the next file was read"
