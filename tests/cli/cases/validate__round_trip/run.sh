# a coder who agrees with every tag: all measures 1, DSL = the tagged share
galatea simulate -n 1k -o in -s 5 -q >/dev/null
galatea ingest in/*.zst -d g.db --key in/galatea.key -q
galatea classify -d g.db -q
galatea validate sample -d g.db -n 80 -o v -q
# the same posts whatever the order they came in, and from shards merged
galatea ingest in/sim_comments.zst -d b.db --key in/galatea.key -q
galatea ingest in/sim_submissions.zst -d c.db --key in/galatea.key -q
galatea merge b.db c.db -d m.db -q >/dev/null
galatea classify -d m.db -q
galatea validate sample -d m.db -n 80 -o w -q
cmp v/design.csv w/design.csv
cmp v/sample.csv w/sample.csv
stat -c %a v/sample.csv v/design.csv
cut -d, -f1,7,8 v/design.csv | sed '1s/.*/unit,stage,codes/' >anna.csv
galatea validate import anna.csv --coder anna -o v -d g.db -q
galatea validate report -o v -d g.db --format csv -q | grep -E '^[a-z_.]+,(precision|recall),' | cut -d, -f2,3 | sort -u
galatea stats prevalence_posts 2>/dev/null && exit 9
galatea stats prevalence --replicates 0 -d g.db --labels v --format csv -q | awk -F, '$2 == "posts" && $4 != "" { if ($13 == "DSL") dsl[$1] = $4; else if ($1 in dsl) if ($4 - dsl[$1] > 1e-9 || dsl[$1] - $4 > 1e-9) bad++ } END { print bad + 0, "differ" }'
echo 'u000001,tool,no.such.code' | sed '1i unit,stage,codes' >bad.csv
galatea validate import anna.csv --coder "$(printf 'x%.0s' {1..64})" -o v -d g.db 2>&1 | grep -o "name is longer than 63 bytes"
galatea validate import bad.csv --coder ben -o v -d g.db 2>&1 | grep -o "no code 'no.such.code'"
cp -r v x; sed -i -E '2s/,(none|[a-z]+),([^,]*)$/,,\2/' x/design.csv
galatea validate report -o x -d g.db 2>&1 >/dev/null | sed 's/^.*design.csv/design.csv/' || true
