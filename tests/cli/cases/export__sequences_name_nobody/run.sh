galatea simulate -q -o arch --posts 1k --seed 5 --key key --window-log 20 > /dev/null
galatea ingest -q arch/*.zst -d g.db --key key > /dev/null
galatea export -q -d g.db -o out --only datasette --sequences
stat -c '%a %n' out/sequences out/sequences/msm.csv
head -qn 1 out/sequences/*.csv
# no pseudonym, no calendar date, no native id
grep -rEc '[0-9a-f]{32}|20[0-9][0-9]-' out/sequences/*.csv || true
# panel data: ids adjacent, days ascending, states 1 .. 6
awk -F, 'NR > 1 {
	if ($1 != id && seen[$1]++) bad++
	if ($1 == id && $2 + 0 <= day + 0) bad++
	if ($3 < 1 || $3 > 6) bad++
	id = $1; day = $2
} END { print "msm", bad + 0, ((NR > 100) ? "rows" : "few rows") }' out/sequences/msm.csv
# spells: begin <= end, no overlap within an author
awk -F, 'NR > 1 {
	if ($2 > $3 || ($1 == id && $2 <= end)) bad++
	id = $1; end = $3
} END { print "spell", bad + 0 }' out/sequences/spell.csv
# intervals: each begins where the one before ended, one event at most
awk -F, 'NR > 1 {
	if ($1 == id && ($2 != stop || event)) bad++
	if ($3 <= $2) bad++
	id = $1; stop = $3; event = $4
} END { print "counting", bad + 0 }' out/sequences/counting.csv
