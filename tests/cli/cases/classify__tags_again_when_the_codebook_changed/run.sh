# Tagging afterwards gives what tagging at once gives, and only when needed.
small="$CASE/../../codebook"
cp -r "$small" other
sed -i 's/"version": "1"/"version": "2"/; ' other/codebook.json
sed -i 's/"the", "and"/"the", "and", "is"/' other/rules/all.json
galatea simulate -q --posts 1k --window-log 20 -o sim --key k > /dev/null
galatea ingest -q --key k --codebook "$small" -d a.db sim/*.zst
galatea ingest -q --key k --codebook other -d b.db sim/*.zst
one=$(galatea verify -d a.db --hash); two=$(galatea verify -d b.db --hash)
[ "$one" != "$two" ] && echo "another codebook, another dump"

# New archives do not enter under another codebook.
code=0; galatea ingest -q --key k --codebook other -d a.db --again sim/*.zst 2> err.txt || code=$?
echo "exit $code: $(sed 's/.*: tagged/tagged/' err.txt)"

galatea classify -d a.db --codebook other --format csv | tail -1 | cut -d, -f3
[ "$(galatea verify -d a.db --hash)" = "$two" ] && echo "tagged afterwards: same"
galatea classify -d a.db --codebook other --format csv 2> /dev/null | tail -1 | cut -d, -f2-3
galatea classify -q -d a.db --codebook "$small" --threads 3
[ "$(galatea verify -d a.db --hash)" = "$one" ] && echo "and back: same"

# An unfinished re-tagging is refused until it is ended.
sqlite3 a.db "insert into meta values ('retag_hash', (select hash from codebook)), ('retag_after', '-1')"
code=0; galatea stats -d a.db > /dev/null 2> err.txt || code=$?
echo "exit $code: $(sed 's/.*: a re-tagging/a re-tagging/' err.txt)"
galatea classify -q -d a.db --codebook "$small"
[ "$(galatea verify -d a.db --hash)" = "$one" ] && echo "ended: same"
