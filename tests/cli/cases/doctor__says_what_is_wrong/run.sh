export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
galatea simulate -q --posts 2k --seed 1 --window-log 20 -o sim --key sim.key > /dev/null
galatea ingest -q --key sim.key -d a.db sim/*.zst
look() { # what is said of a database, its key and the disk, without numbers that differ
	code=0; galatea doctor "$@" > page 2> err || code=$?
	sed -n '/^database/,$p' page | grep -E '!|^(health|key|disk)' | sed 's/[0-9.]* GB/N GB/; s/On tree page.*:/PAGE:/; s/Tree.*:/PAGE:/'
	echo "exit $code: $(cat err)"
}
echo '# sound'
look -d a.db --key sim.key
galatea doctor -d a.db | grep -cE '^(galatea|sqlite|libraries|charts|formats|codebook|database|health|key|disk) '
echo '# no key, another key, a key for all to read'
look -d a.db
galatea simulate -q --posts 100 --seed 2 --window-log 20 -o other --key other.key > /dev/null
look -d a.db --key other.key
chmod 644 other.key
look -d a.db --key other.key
echo '# no database, another program, a damaged file, half a file'
look -d none.db
sqlite3 foreign.db 'create table t (x)'
look -d foreign.db
cp a.db damaged.db
python3 - <<'P'
with open("damaged.db", "r+b") as f:
    for page in range(40, 80):
        f.seek(8192 * page + 8)
        f.write(b"\xff" * 4000)
P
look -d damaged.db --key sim.key
head -c 100000 a.db > half.db
look -d half.db --key sim.key
echo '# an archive that is not read to its end'
sqlite3 a.db "update file set state = 0"
look -d a.db --key sim.key
