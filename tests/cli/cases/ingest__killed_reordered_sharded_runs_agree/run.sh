export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# However a corpus gets in, the canonical dump is the same.
galatea simulate -q --posts 3k --window-log 22 -o sim --key sim.key > /dev/null
s=sim/sim_submissions.zst; c=sim/sim_comments.zst
into() { d=$1; shift; galatea ingest -q --key sim.key -d "$d" "$@"; }
hash_of() { galatea verify -d "$1" --hash; }

into whole.db $s $c
whole=$(hash_of whole.db)
same() { [ "$(hash_of "$2")" = "$whole" ] && echo "$1: same"; }

into one.db --threads 1 $s $c;              same "one thread" one.db
into three.db --threads 3 --batch 500 $s $c; same "three threads, small batches" three.db
into back.db $c $s;                         same "other order of files" back.db
into whole.db --again $s $c;                same "read again" whole.db

# Shards read apart and joined.
into left.db $s; into right.db $c
galatea merge -q -d joined.db right.db left.db;  same "merged shards" joined.db

# Killed without warning at many moments, and resumed.
python3 - "$s" "$c" <<'PY'
import os, random, sqlite3, subprocess, sys, time
random.seed(4)

def command(name):
    return ["galatea", "ingest", "-q", "--key", "sim.key", "-d", name,
            "--batch", "300", *sys.argv[1:]]

def posts():
    try:
        with sqlite3.connect("killed.db") as db:
            return db.execute("select count(*) from post").fetchone()[0]
    except sqlite3.Error:
        return 0

started = time.monotonic()
subprocess.run(command("timed.db"), check=True)
whole = time.monotonic() - started
half_way = 0
for attempt in range(60):
    p = subprocess.Popen(command("killed.db"))
    try:
        p.wait(random.uniform(0, whole))
        if half_way:
            break
        for end in ("", "-wal", "-shm"):
            if os.path.exists("killed.db" + end):
                os.remove("killed.db" + end)
    except subprocess.TimeoutExpired:
        p.kill()
        p.wait()
        half_way += posts() > 0
sys.exit(0 if half_way else "never killed half-way")
PY
into killed.db --batch 300 $s $c;           same "killed and resumed" killed.db
galatea verify -q -d killed.db > /dev/null && echo "whole"

# The counts of a resumed file add up as if it had never stopped.
sum="select name, read, inserted, replaced, older, identical, skipped from file order by name"
cmp <(sqlite3 whole.db "select read from file order by name") \
    <(sqlite3 killed.db "select read from file order by name") && echo "counts: same"
