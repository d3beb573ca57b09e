# The project's own codebook: a tag of a platform carries the model as its value; short names count where the
# community is about the product. Invented posts.
cat > posts.ndjson <<'J'
{"id": "named", "community": "MyBoyfriendIsAI", "text": "He moved from 4o to 5.1 and kept the jokes."}
{"id": "here", "community": "KindroidAI", "text": "After V7 he stopped saying good night."}
{"id": "elsewhere", "community": "NomiAI", "text": "After V7 he stopped saying good night."}
{"id": "claude", "community": "ClaudeAI", "text": "Opus apologised to my plant."}
{"id": "latin", "community": "offmychest", "text": "The choir sang Opus 45 and I sat in the last row."}
J
galatea tag -q --further < posts.ndjson |
	python3 -c '
import json, sys
for line in sys.stdin:
    post = json.loads(line)
    values = sorted({(t["code"], t["value"]) for t in post["tags"] if "value" in t})
    print(post["id"], " ".join(f"{code}={value}" for code, value in values))
'
