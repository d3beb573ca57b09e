mkdir -p b/codes b/rules b/classes
echo '{"name": "golden", "version": "1", "ladder": ["tool"]}' > b/codebook.json
echo '{"dimension": "x", "codes": [{"code": "x.love", "definition": "d",
 "positive": ["love it"], "negative": ["not love"]}]}' > b/codes/c.json
try() { echo "$1" > b/rules/r.json; galatea codebook check --codebook b 2>&1 | sed 's/^galatea codebook: //' || true; }
try '{"dimension": "x", "rules": [
{"id": "r", "code": "x.hate", "any": ["a"]}]}'
try '{"dimension": "x", "rules": [
{"id": "r", "any": ["a ~99 b"]}]}'
try '{"dimension": "x", "rules": [
{"id": "r", "any": ["@pets"]}]}'
try '{"rules": [}'
try '{"dimension": "x", "rules": [{"id": "r", "any": ["a"]}, {"id": "r", "any": ["b"]}]}'
printf 'class\n' > b/classes/c.tsv
try '{"dimension": "x", "rules": []}'
rm b/classes/c.tsv
try '{"dimension": "x", "rules": [{"id": "r", "code": "x.love", "any": ["love"], "weight": 3}, {"id": "s", "code": "x.love", "any": ["love"]}, {"id": "t", "any": ["zzz"]}]}'
touch b/teaching # posts that cannot be read are not none: rules would be called dead
try '{"dimension": "x", "rules": [{"id": "r", "code": "x.love", "any": ["love"]}]}'
