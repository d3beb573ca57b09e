galatea simulate -q --posts 1k --window-log 22 -o a --key key > /dev/null
galatea simulate -q --posts 1k --window-log 22 -o b --seed 2 --first 1M > /dev/null
# posts add up; AutoModerator is the one author of both
for corpora in a b "a b"; do
  echo "$corpora"
  rm -f galatea.db
  for corpus in $corpora; do
    galatea ingest -q --key key "$corpus"/*.zst > /dev/null
  done
  galatea query -q --facet kind --format csv
done
galatea simulate -q --posts 1k --first 200G -o c || echo "exit $?"
