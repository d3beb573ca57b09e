export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Questions in a loop while an ingest commits: none fails, each is answered
# from one moment, and what was counted once is not lost again.
galatea simulate -q --posts 12k --seed 3 --window-log 20 -o sim --key sim.key > /dev/null
python3 - <<'PY'
import csv, io, os, sqlite3, subprocess, time
ingest = subprocess.Popen(["galatea", "ingest", "-q", "--key", "sim.key", "--batch", "100", "-d", "g.db",
                           "sim/sim_comments.zst", "sim/sim_submissions.zst"])

def committed():
    """Posts, as another program sees them; 0 before the first batch."""
    try:
        with sqlite3.connect("file:g.db?mode=ro", uri=True) as db:
            return db.execute("SELECT count(*) FROM post").fetchone()[0]
    except sqlite3.Error:
        return 0

def query(*options):
    done = subprocess.run(["galatea", "query", "-q", "-d", "g.db", *options, "--format", "csv"], capture_output=True, text=True)
    if done.returncode != 0 or done.stderr:
        print("failed:", options, done.returncode, done.stderr)
    return done.stdout

def posts(table):
    return sum(int(row["posts"]) for row in csv.DictReader(io.StringIO(table)))

while ingest.poll() is None and committed() == 0:
    time.sleep(0.01)
seen, apart, lost, growing, empty = 0, 0, 0, set(), 0
while ingest.poll() is None:
    total = posts(query("--count"))
    tables = query("--facet", "month", "--facet", "community", "--facet", "kind").split("\n\n")
    sums = {posts(t) for t in tables}
    empty += len(query("my", "--limit", "5").splitlines()) < 2
    apart += len(sums) != 1 or len(tables) != 3
    lost += total < seen or max(sums) < total
    seen = total
    growing.add(total)
print("ingest: exit", ingest.returncode)
print("asked while it grew:", len(growing) > 3)
print("facets of one answer apart:", apart, " counts that shrank:", lost, " empty answers:", empty)
print("all there at the end:", posts(query("--count")) == committed())
PY
galatea verify -q -d g.db > /dev/null && echo whole
