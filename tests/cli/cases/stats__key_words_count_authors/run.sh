# thirty invented authors: half come to love a companion and say "lantern"; one of them says "umbrella" a thousand times
python3 - >posts.ndjson <<'PY'
import json

number = 0


def post(author, day, text):
    global number
    number += 1
    print(json.dumps({"id": "k%d" % number, "subreddit": "invented", "author": author, "title": "",
                      "created_utc": 1704067200 + 86400 * day, "selftext": text, "score": 1}))


for a in range(30):
    post("w%d" % a, a, "I use the chatbot to write my code and to sum up the long papers that I read for work.")
    if a % 2:
        post("w%d" % a, a + 40, "She is my girlfriend, my AI companion, and I love her. A lantern in the dark, Miravel is.")
    else:
        post("w%d" % a, a + 40, "I use the chatbot as a tool to write my code at work, nothing else.")
post("w1", 90, "umbrella " * 1000)
PY
galatea ingest -q posts.ndjson -d g.db --key key >/dev/null
galatea stats keyness_words -d g.db --format csv 2>/dev/null >words.csv
cut -d , -f 1,2,9,10 words.csv | grep -E '^companion,lantern,|,(umbrella|miravel),' || true
galatea stats -d g.db --format json --replicates 0 2>/dev/null | grep -c keyness_words || true
