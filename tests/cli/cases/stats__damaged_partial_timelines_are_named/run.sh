export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
galatea simulate -q -n 300 -o in -s 5 > /dev/null
galatea ingest -q --key in/galatea.key -d a.db in/*.zst
galatea stats -d a.db --partial a.times
fault() { galatea stats cohort --combine "$@" > /dev/null 2> err || { echo "exit $?"; cat err; }; }
python3 - <<'PY'
whole = open("a.times", "rb").read()
def write(name, data):
    open(name, "wb").write(data)
write("cut.times", whole[:1000])
write("flipped.times", whole[:700] + bytes([whole[700] ^ 4]) + whole[701:])
write("headless.times", b"something else")
write("later.times", whole[:7] + b"9" + whole[8:])
write("doubled.times", whole + whole)
PY
for f in cut flipped headless later missing; do fault a.times $f.times; done
# nothing stands where it is not whole
galatea stats -d a.db --partial missing/a.times || true
ls *.part 2> /dev/null || true
# of another key, of another codebook, of nothing at all
galatea simulate -q -n 300 -o other -s 6 > /dev/null
galatea ingest -q --key other/galatea.key -d b.db other/*.zst
galatea stats -d b.db --partial b.times
fault a.times b.times
cp -r "$GALATEA_CODEBOOK" book; sed -i 's/"version": *"[^"]*"/"version": "9.9"/' book/codebook.json
GALATEA_CODEBOOK=book galatea ingest -q --key in/galatea.key -d c.db in/*.zst
galatea stats -d c.db --partial c.times
fault a.times c.times
fault
