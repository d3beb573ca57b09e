# invented: two pairs of personas, four scenarios; each persona has its words
awk 'BEGIN {
	split("kettle harbour lantern quiet", red, " ")
	split("bicycle gravel uphill saddle", blue, " ")
	split("I felt lonely and sad about|I am so happy about|I think it is|My job is near", open, "|")
	n = split("Sea_Ann Sea_Bob Hill_Cat Hill_Dan", who, " ")
	for (p = 1; p <= n; p++) for (s = 1; s <= 4; s++) for (t = 1; t <= 8; t++) {
		sea = p <= 2; own = (p % 2) * 2
		w = sea ? red[own + 1 + t % 2] : blue[own + 1 + t % 2]
		x = sea ? red[1 + (t + s) % 4] : blue[1 + (t + s) % 4]
		text = t % 2 ? open[1 + (t + s + p) % 4] " the " w " and the " x "." : "I feel sad too, tell me about the " x "."
		printf "{\"conversation_id\":\"%s__scene%d\",\"turn\":%d,\"role\":\"%s\",\"platform\":\"Replika\",\"text\":\"%s\"}\n", who[p], s, t, t % 2 ? "user" : "ai", text
	}
}' >turns.ndjson
mkdir key
galatea ingest turns.ndjson -d t.db --key key/k -q >/dev/null
galatea turns -d t.db listener --permutations 19 --replicates 40 2>&1 | head -12
galatea turns -d t.db reciprocity --k-anon 1 --format csv -q | wc -l
galatea turns -d t.db emotion --k-anon 17 -q --format csv | grep -c ',[0-9]*[.][0-9]' || true
galatea turns -d t.db feelings
