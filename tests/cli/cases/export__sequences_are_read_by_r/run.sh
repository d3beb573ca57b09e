# R reads what is exported, from either folder; where R is missing nothing is asked
galatea simulate -n 1k -o in -s 5 -q >/dev/null
galatea ingest in/*.zst -d g.db --key in/galatea.key -q
galatea classify -d g.db -q
galatea export --sequences -d g.db -o x -q
if command -v Rscript >/dev/null; then
    cd x
    Rscript sequences/read.R >../there 2>../errors || { cat ../errors; exit 9; }
    cd sequences
    Rscript read.R >../../here 2>../../errors || { cat ../../errors; exit 9; }
    cmp ../../there ../../here
    test -s ../../here
fi
echo read
