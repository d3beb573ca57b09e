# two archives in two orders: the same frames, byte for byte
galatea simulate -n 1k -o in -s 5 -q >/dev/null
galatea ingest in/sim_submissions.zst in/sim_comments.zst -d a.db --key in/galatea.key -q
galatea ingest in/sim_comments.zst in/sim_submissions.zst -d b.db --key in/galatea.key -q
galatea classify -d a.db -q
galatea classify -d b.db -q
galatea stats --replicates 100 -d a.db --format json >a.json 2>/dev/null
galatea stats --replicates 100 -d b.db --format json >b.json 2>/dev/null
cmp a.json b.json
test "$(wc -c <a.json)" -gt 5000
echo same
