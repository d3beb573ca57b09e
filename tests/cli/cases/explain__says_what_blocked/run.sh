mkdir -p b/codes b/rules
echo '{"name": "golden", "version": "1", "ladder": ["tool"]}' > b/codebook.json
echo '{"dimension": "x", "codes": [{"code": "x.love", "definition": "d"}]}' > b/codes/c.json
cat > b/rules/r.json <<'J'
{"dimension": "x", "default_if": "!negated", "rules": [
 {"id": "x.love.verb", "code": "x.love", "any": ["love"], "unless": ["love how"], "weight": 3},
 {"id": "x.love.hate", "code": "x.love", "any": ["hate"], "weight": -1}]}
J
echo "I do not love it. I love how it talks. I hate, but love you." | galatea explain --codebook b | grep -v '^codebook'
