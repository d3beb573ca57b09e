# invented: four authors with a companion, broken by an update and a filter
for i in 1 2 3 4; do
	printf '{"id":"a%d","author":"n%d","subreddit":"replika","created_utc":1700000000,"title":"Clara","selftext":"Clara my Replika is my best friend and she makes me smile every day.","score":1,"num_comments":0}\n' $i $i
	printf '{"id":"b%d","author":"n%d","subreddit":"replika","created_utc":1702592000,"title":"Clara","selftext":"Since the update my Rep Clara is not the same, the new filter wiped her personality.","score":1,"num_comments":0}\n' $i $i
	printf '{"id":"c%d","author":"n%d","subreddit":"replika","created_utc":1712592000,"title":"Beans","selftext":"My beans grow well in the shade.","score":1,"num_comments":0}\n' $i $i
done >posts.ndjson
mkdir key
galatea ingest posts.ndjson -d g.db --key key/k -q
galatea classify -d g.db -q
galatea stats survival -d g.db --k-anon 1 --format csv 2>/dev/null | grep -E '^(filter|update)'
