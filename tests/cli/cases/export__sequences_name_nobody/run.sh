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
# moves: from one rung to another, forward in time; as many as tse has entries
# beyond each author's first
awk -F, 'NR > 1 { if ($2 == $3 || $5 + 0 <= $4 + 0) bad++; n++ } END { print "transitions", bad + 0, n + 0 }' \
	out/sequences/transitions.csv >moves
awk -F, 'NR > 1 { n++; if ($1 != id) n--; id = $1 } END { print "transitions 0", n + 0 }' out/sequences/tse.csv | cmp - moves
# survival: the authors of counting, the same events and the same last days
awk -F, 'NR > 1 && $2 > 0 { print $1, $2, $3 }' out/sequences/survival.csv >entry
awk -F, 'NR > 1 { if ($1 != id && NR > 2) print id, stop, event; id = $1; stop = $3; event = $4 } END { if (NR > 1) print id, stop, event }' \
	out/sequences/counting.csv | cmp - entry
# STS: a row an author, the first bin known
awk -F, 'NR > 1 { if ($2 == "" || NF != 61) bad++; n++ } END { print "sts", bad + 0 }' out/sequences/sts.csv
