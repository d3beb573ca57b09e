# invented: advice is followed by a glad turn, comfort by a sad one
awk 'BEGIN {
	split("You could try a walk tomorrow.|That sounds hard, I am here for you.|You could try a walk, I understand.|The kettle is on.", ai, "|")
	split("I am so happy.|I am so sad.|I am so happy.|The bus is red.", me, "|")
	for (c = 1; c <= 12; c++) for (t = 1; t <= 8; t++) {
		k = int((t + 1) / 2)
		printf "{\"conversation_id\":\"talk%d\",\"turn\":%d,\"role\":\"%s\",\"platform\":\"Replika\",\"text\":\"%s\"}\n", c, t, t % 2 ? "ai" : "user", t % 2 ? ai[k] : me[k]
	}
}' >turns.ndjson
mkdir key
galatea ingest turns.ndjson -d t.db --key key/k -q >/dev/null
galatea turns -d t.db emotion --format csv -q | awk -F, '/^(both|empathic|problem-solving|neither)/ {
	print $1, $2, $3, ($4 > 0 ? "up" : $4 < 0 ? "down" : "still")
}'
galatea turns -d t.db emotion --k-anon 13 -q --format csv | grep -E '^(both|empathic|problem-solving)'
# the same frames are exported, and stand in the report
galatea classify -d t.db -q >/dev/null
galatea export -d t.db -o e -q
(cd e/tables && ls *.csv) | grep -E '^(listener|reciprocity|disclosure_|emotion)'
(cd e/charts && ls) | grep -E '^(listener|reciprocity|disclosure_|emotion)'
head -1 e/tables/emotion_answers.csv
grep -c '"name":"emotion_answers"' e/report.html
