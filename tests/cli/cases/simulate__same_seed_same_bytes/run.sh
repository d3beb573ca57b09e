galatea simulate -q --posts 2k --window-log 22 -o a --truth a/truth.ndjson > /dev/null
galatea simulate -q --posts 2k --window-log 22 -o b --truth b/truth.ndjson > /dev/null
galatea simulate -q --posts 2k --window-log 22 -o c --seed 2 > /dev/null
for f in sim_submissions.zst sim_comments.zst truth.ndjson; do
  cmp "a/$f" "b/$f" && echo "$f: same"
done
cmp -s a/sim_comments.zst c/sim_comments.zst || echo "other seed: other bytes"
grep -c '"record":"post"' a/truth.ndjson
ls a
