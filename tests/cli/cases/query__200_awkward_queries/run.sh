# what people and attackers type: every query answers (how many posts) or explains
printf '%s\n' \
	'{"id":"p1","subreddit":"invented","author":"a","created_utc":1704067200,"title":"love","selftext":"I love the plain ring and the long day","num_comments":0}' \
	'{"id":"p2","subreddit":"invented","author":"b","created_utc":1704067201,"title":"a:b","selftext":"don'\''t ask gpt-4o, naïve 50% x love\u2764\ufe0f","num_comments":0}' \
	'{"id":"p3","subreddit":"invented","author":"c","created_utc":1704067202,"title":"OR","selftext":"NOT and OR and NEAR are words too: \u611b","num_comments":0}' > posts.ndjson
galatea ingest -q posts.ndjson -d g.db --key key > /dev/null
python3 "$CASE/ask.py" "$CASE/queries.ndjson"
