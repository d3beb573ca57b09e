export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Every record of the real archives is accounted for; numbers only.
R=$SHARED/data/reddit
galatea run "$R"/* -o out --format csv > summary.csv 2> err.txt
count() { awk 'END { print NR }'; }
lines() {
  case $1 in
  *.zst) zstd -dc --long=31 "$1" | count ;;
  *.bz2) bzip2 -dc "$1" | count ;;
  *.gz) gzip -dc "$1" | count ;;
  *.xz) xz -dc "$1" | count ;;
  *) count < "$1" ;;
  esac
}
for f in "$R"/*; do
  sqlite3 -separator ' ' out/galatea.db "select read, read = inserted + replaced + older + identical + purged + skipped from file where name = '$f'" > got.txt
  [ "$(cat got.txt)" = "$(lines "$f") 1" ] && echo "$(basename "$f"): $(cat got.txt)"
done
hash=$(galatea verify -d out/galatea.db --hash)
galatea run "$R"/* -o out -q > /dev/null
[ "$(galatea verify -d out/galatea.db --hash)" = "$hash" ] && echo "again: same"
galatea ingest -q --again --key out/galatea.key -d out/galatea.db "$R"/* > /dev/null
[ "$(galatea verify -d out/galatea.db --hash)" = "$hash" ] && echo "read again: same"
galatea ingest -q --threads 1 --key out/galatea.key -d other.db $(ls -r "$R"/*)
[ "$(galatea verify -d other.db --hash)" = "$hash" ] && echo "other order, one thread: same"
galatea verify -q -d out/galatea.db > /dev/null && echo "whole"

# The observations end in the newest copy of each post.
galatea ingest -q --key out/galatea.key -d shots.db "$R"/tracker_2020_snapshots.ndjson.xz
galatea ingest -q --key out/galatea.key -d newest.db "$R"/tracker_2020.ndjson.gz
q="select id, score, num_comments from post order by id"
sqlite3 shots.db "select count(*) from post"
cmp <(sqlite3 shots.db "$q") <(sqlite3 newest.db "$q") && echo "score and num_comments: same"
