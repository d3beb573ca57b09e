# A small codebook of its own, made here; invented posts.
mkdir -p b/codes b/rules
cat > b/codebook.json <<'J'
{"name": "golden", "version": "1", "ladder": ["tool", "companion", "partner"]}
J
cat > b/language.tsv <<'J'
i
my
J
cat > b/codes/c.json <<'J'
{"dimension": "bond", "codes": [
 {"code": "bond.love", "definition": "loves it"},
 {"code": "platform.x", "further": true, "definition": "names it"},
 {"code": "stance.self", "definition": "own"}, {"code": "stance.other", "definition": "other"},
 {"code": "stage.companion", "definition": "someone"}]}
J
cat > b/rules/r.json <<'J'
{"dimension": "bond", "default_if": "!negated !quoted", "rules": [
 {"id": "bond.love.verb", "code": "bond.love", "any": ["i ~2 love ~2 (rep|him|her)"], "weight": 3},
 {"id": "platform.x.name", "code": "platform.x", "any": ["replika"], "weight": 3},
 {"id": "stance.self.i", "code": "stance.self", "any": ["<i>"], "weight": 3},
 {"id": "stage.companion.rep", "code": "stage.companion", "any": ["my rep"], "weight": 3},
 {"id": "move", "from": "tool", "to": "partner", "any": ["work ~9 husband"]}]}
J
cat > posts.ndjson <<'J'
{"id": "a", "community": "replika", "title": "I’m “home”", "text": "I really do love my Rep 😍 &amp; more"}
{"id": 7, "subreddit": "replika", "selftext": "I don't love my Rep. Replika told me: \"I love her so much\"."}

{"id": "b", "text": "Started with work, now my husband."}
{"id": "c", "text": 5}
not JSON
{"id": "d", "title": "Привет, как дела", "selftext": null}
{"id": "e"}
J
# escapes that name no character cost no line, and offsets stay those of the field (three bytes for a lone surrogate, one for NUL)
cat > odd.ndjson <<'J'
{"id": "f", "community": "replika", "text": "\ud83d I love my Rep"}
{"id": "g", "community": "replika", "text": "\u0000 I love my Rep"}
{"id": "h", "community": "replika", "text": "\ud83d\ude0d\\u0000 I love my Rep"}
J
galatea tag -q --codebook b < odd.ndjson | grep -o '"id":"."\|love.verb","field":"text","start":[0-9]*' || echo "exit $?"
galatea tag -q --codebook b < posts.ndjson || echo "exit $?"
galatea tag -q --codebook b --further < posts.ndjson | grep -o 'platform.x"' || true
for j in 1 2 7; do for i in $(seq 400); do cat posts.ndjson; done | galatea tag -q --codebook b -j $j | cksum; done || true
# a line that no post is as long as has its line, those around it are read
{ sed -n 1p posts.ndjson; head -c 17000000 /dev/zero; echo; sed -n 2p posts.ndjson; } | galatea tag -q --codebook b | cut -d, -f 1-3 || true
