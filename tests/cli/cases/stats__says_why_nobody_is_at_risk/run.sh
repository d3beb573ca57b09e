# nobody in this invented archive shows a rung
for i in 1 2 3; do
	printf '{"id":"a%d","author":"n%d","subreddit":"gardening","created_utc":17%d0000000,"title":"Beans","selftext":"The beans grow well in the shade this year.","score":1,"num_comments":0}\n' $i $i $i
done >beans.ndjson
mkdir key
galatea ingest beans.ndjson -d g.db --key key/k -q
galatea classify -d g.db -q
galatea stats incidence -d g.db --format csv
