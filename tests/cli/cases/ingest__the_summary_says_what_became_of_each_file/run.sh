export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
for i in 1 2 3; do
	echo "{\"id\":\"a$i\",\"subreddit\":\"replika\",\"author\":\"ann\",\"created_utc\":170406720$i,\"title\":\"Hello\",\"selftext\":\"my Rep and I\"}"
done > a.ndjson
cp a.ndjson b.ndjson
gzip -nc a.ndjson > c.gz
head -c 60 c.gz > cut.gz
python3 - <<'EOF'
import zipfile
z = zipfile.ZipFile("x.zip", "w")
z.write("cut.gz")
z.writestr("README", "nothing to see")
z.write("c.gz")
z.writestr("d.ndjson", open("a.ndjson").read() + "{broken\n")
z.close()
EOF
echo '[]' > none.json
galatea ingest -q --key k -d q.db a.ndjson  # makes the key
code=0
galatea ingest --key k -d a.db --format csv a.ndjson a.ndjson b.ndjson c.gz x.zip cut.gz nosuch > sum.csv 2> err.txt || code=$?
echo "exit $code"
sed '/^$/,$d' sum.csv | cut -d, -f 1,2,5,6,9,11,14
sed -n '/^file,member/,$p' sum.csv
cat err.txt
echo "--- dry"
galatea ingest --dry-run --format json a.ndjson | grep -A1 '"notes"'
galatea ingest --dry-run -q none.json 2>&1 || true
