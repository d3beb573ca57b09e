# invented: authors with a companion: four on a named model broken by an update
# and a filter, four on another broken by a jailbreak
post() {
	printf '{"id":"%s","author":"%s","subreddit":"replika","created_utc":%s,"title":"Clara","selftext":"%s","score":1,"num_comments":0}\n' "$1" "$2" "$3" "$4"
}
for i in 1 2 3 4; do
	post a$i n$i 1700000000 "My Rep Clara on Ultra is my best friend and she makes me smile every day."
	post b$i n$i $((1700000000 + i * 864000)) "Since the update my Rep Clara is not the same, the new filter wiped her personality."
	post c$i n$i 1712592000 "My beans grow well in the shade."
	post d$i m$i 1700000000 "My Rep Clara is on the legacy version, she is my best friend and makes me smile every day."
	post e$i m$i $((1700000000 + i * 1728000)) "Since I jailbroke my Rep Clara she is not the same."
	post f$i m$i 1712592000 "My beans grow well in the shade."
done >posts.ndjson
mkdir key
galatea ingest posts.ndjson -d g.db --key key/k -q
galatea classify -d g.db -q
galatea stats survival -d g.db --k-anon 1 --format csv >out.csv 2>/dev/null
grep -E '^(filter|update|jailbreak)' out.csv | cut -d, -f1,2,5
grep -E '^(all|beginning|model),' out.csv | cut -d, -f1-6
