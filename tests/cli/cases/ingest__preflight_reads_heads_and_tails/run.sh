export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Whole, cut and foreign files are told apart without reading them through.
galatea simulate -q --posts 3k --window-log 22 -o sim --key sim.key > /dev/null
cp sim/sim_comments.zst whole.zst
zstd -qdc whole.zst > plain.ndjson
xz -k -0 plain.ndjson
head -c -1000 whole.zst > cut.zst
head -c -1000 plain.ndjson.xz > cut.xz
gzip -c plain.ndjson > whole.gz
printf 'nothing that anybody posts\n' > notes.txt
python3 - <<'PY'
import tarfile, zipfile
lines = open("plain.ndjson", "rb").read().splitlines(True)[:20]
with zipfile.ZipFile("encrypted.zip", "w") as z:
    z.writestr("a", b"".join(lines[:10]))
    z.writestr("b", b"".join(lines[10:]))
    second = z.infolist()[1].header_offset
whole = bytearray(open("encrypted.zip", "rb").read())
whole[second + 6] |= 1
open("encrypted.zip", "wb").write(whole)
open("ten", "wb").write(b"".join(lines[:10]))
with tarfile.open("cut.tar", "w") as t:
    t.add("ten")
whole = open("cut.tar", "rb").read().rstrip(bytes(1))
open("cut.tar", "wb").write(whole)
PY

look() {
	code=0
	galatea ingest --preflight -d study.db --format json "$@" > out.json || code=$?
	python3 - <<'PY'
import json
for row in json.load(open("out.json"))["rows"]:
    print(row["file"], row["codec"], row["format"], row["wanted"] > 0, row["end"], row["database"],
          "fault" if row["fault"] else "fine")
PY
	echo "exit $code"
}
look whole.zst plain.ndjson plain.ndjson.xz whole.gz
look whole.zst cut.zst cut.xz
look encrypted.zip
galatea ingest --dry-run -q encrypted.zip 2> /dev/null || echo "and ingest: exit $?"
look cut.tar
look notes.txt whole.zst
[ -e study.db ] || echo "nothing written"

galatea ingest -q --key sim.key -d study.db whole.zst
look whole.zst plain.ndjson
look --community nowhere whole.zst
