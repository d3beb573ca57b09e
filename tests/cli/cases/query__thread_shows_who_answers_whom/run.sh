# a thread, found by one of its posts and read with replies under what they answer
{
	printf '{"id":"aa1","subreddit":"invented","author":"a","created_utc":1704067200,"title":"A long evening","selftext":"The kettle sings and I talk to my companion","num_comments":3,"score":3}\n'
	printf '{"id":"bb1","link_id":"t3_aa1","parent_id":"t3_aa1","subreddit":"invented","author":"b","created_utc":1704067300,"body":"Mine sings to me, too","score":1}\n'
	printf '{"id":"bb2","link_id":"t3_aa1","parent_id":"t1_bb1","subreddit":"invented","author":"a","created_utc":1704067400,"body":"Which song?\\nMine knows one","score":1}\n'
	printf '{"id":"bb3","link_id":"t3_aa1","parent_id":"t1_zz9","subreddit":"invented","author":"c","created_utc":1704067500,"body":"The one I answered is gone","score":1}\n'
	printf '{"id":"cc1","link_id":"t3_aa2","parent_id":"t3_aa2","subreddit":"invented","author":"c","created_utc":1704067600,"body":"%s","score":1}\n' \
		'Der Abend war lang und ich habe die ganze Zeit mit der Maschine gesprochen, weil sonst niemand da war und es kalt wurde'
} > posts.ndjson
galatea ingest -q posts.ndjson -d g.db --key key > /dev/null
echo '# a post names its thread'
thread=$(galatea query -d g.db song --format ndjson | python3 -c 'import json, sys; print(json.loads(sys.stdin.read())["thread"])')
echo "$thread"
echo '# the thread'
galatea query -d g.db --thread "$thread" --full | sed 's/  id [0-9]*//'
echo '# languages'
for language in en other; do
	galatea query -d g.db --language "$language" --count --format csv | tail -n 1
done
galatea query -d g.db --language de || echo "exit $?"
