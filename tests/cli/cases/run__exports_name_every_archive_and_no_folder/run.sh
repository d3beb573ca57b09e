# The files of a second run tell of the first run's archives too, and none
# tells where an archive lay (a folder's name may be a person's).
export GALATEA_CODEBOOK="$CASE/../../codebook"
mkdir quillfern
for k in 1 2; do
	printf '{"id":"%s","author":"someone","created_utc":1700000000,"subreddit":"invented","title":"","selftext":"My companion listens.","score":1}\n' \
		"a$k" >"quillfern/part_$k.ndjson"
	galatea run -q --key key -o out "$PWD/quillfern/part_$k.ndjson" >/dev/null
done
cut -d, -f1,4,5 out/tables/files.csv
grep -rl quillfern out --exclude='*.db*' || echo "no folder's name"
cp -r out before
galatea run -q --key key -o out "$PWD/quillfern/part_2.ndjson" >/dev/null
diff -rq before out -x '*.db*' && echo "the same database, the same files"
