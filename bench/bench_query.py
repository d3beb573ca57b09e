#!/usr/bin/env python3
"""How quick are questions to a large database, and what do rg and DuckDB take for the same?

usage: bench_query.py GALATEA DATABASE WORK [PAIRS [SAMPLE]]

DATABASE: made once by `galatea simulate --posts 10M -o DIR --key KEY` and `galatea ingest`. WORK keeps the plain text and
the DuckDB file between runs. Asked of `galatea query`, whole processes, wall time and CPU seconds:
  top 20 of PAIRS (100) word pairs of at most 10,000 matches, with a code filter and context;
  each facet of all posts; months and codes of words with up to 100,000 matches.
SAMPLE: a smaller database of the same simulator. Words are then chosen by their matches there, multiplied, because to
count them in ten million posts takes longer than to ask.
Beside it one question in ten of `rg` over the posts as lines, and of DuckDB over the same posts and tags (needs the Python package duckdb; left out
where it is not there, as is rg).
"""
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

galatea, database, work = sys.argv[1:4]
pairs_wanted = int(sys.argv[4]) if len(sys.argv) > 4 else 100
sample = sys.argv[5] if len(sys.argv) > 5 else database
CODE = os.environ.get("CODE", "bond")  # the filter: a code or a family of the database's codebook
os.makedirs(work, exist_ok=True)


def run(*command):
    """(wall ms, CPU ms, stdout, stderr) of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode > 1:
        sys.exit(done.stderr)
    return 1000 * wall, 1000 * cpu, done.stdout, done.stderr


def show(what, times):
    wall, cpu = [t[0] for t in times], [t[1] for t in times]
    print(f"{what:52} {len(times):4} asked  wall ms: median {statistics.median(wall):8.1f} worst {max(wall):8.1f}"
          f"   CPU ms: median {statistics.median(cpu):8.1f} worst {max(cpu):8.1f}", flush=True)


def query(*options):
    return run(galatea, "query", "-d", database, "--format", "csv", *options)


def reading(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def posts_in(db):
    return db.execute("SELECT posts FROM rollup WHERE facet = 'all'").fetchone()[0]


db, small = reading(database), reading(sample)
posts = posts_in(db)
times = posts / posts_in(small)  # what a match in the sample stands for
print(f"{posts} posts, {os.path.getsize(database)} bytes, load {os.getloadavg()[0]:.1f}")
small.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab('main', 'post_fts', 'row')")
words = [(term, int(doc * times)) for term, doc in small.execute(
    "SELECT term, doc FROM temp.v WHERE doc BETWEEN ? AND ? AND length(term) > 2 ORDER BY term",
    (posts // 1000 / times, posts // 5 / times))]
rng = random.Random(1)
pairs = []
while len(pairs) < pairs_wanted:
    a, b = rng.sample(words, 2)
    n = times * small.execute("SELECT count(*) FROM post_fts WHERE post_fts MATCH ?", (f'"{a[0]}" AND "{b[0]}"',)).fetchone()[0]
    if 20 <= n <= 10000:
        pairs.append((a[0], b[0], n))
print(f"pairs match {min(p[2] for p in pairs):.0f} to {max(p[2] for p in pairs):.0f} posts, median {statistics.median(p[2] for p in pairs):.0f}")

for asking in ("first", "second"):
    show(f"galatea: top 20 of two words with a code, {asking} asking", [query(f"{a} {b}", "--code", CODE) for a, b, _ in pairs])
show("galatea: newest 20 of all posts", [query("--newest") for _ in range(5)])
for facet in ("month", "community", "code", "stage"):
    show(f"galatea: facet {facet} of all posts", [query("--facet", facet) for _ in range(5)])
many = [w for w in words if w[1] <= 100000][-400:]
many = sorted(many, key=lambda w: -w[1])[:5]
for facet in ("month", "code"):
    show(f"galatea: facet {facet} of words of {many[-1][1]} to {many[0][1]} posts", [query(w[0], "--facet", facet) for w in many])

some = pairs[::10]
text = os.path.join(work, "posts.txt")
if not os.path.exists(text):
    with open(text + ".part", "w", encoding="utf-8") as out:
        for row in db.execute("SELECT id || char(9) || replace(replace(replace(coalesce(title, '') || ' ' || coalesce(text, ''), "
                              "char(9), ' '), char(10), ' '), char(13), ' ') || char(10) FROM post"):
            out.write(row[0])
    os.rename(text + ".part", text)
if shutil.which("rg"):
    show("rg: lines with both words, unranked, without code",
         [run("sh", "-c", 'rg -i -w -- "$1" "$3" | rg -i -w -- "$2" | tail -n 20', "sh", a, b, text) for a, b, _ in some])
try:
    import duckdb
except ImportError:
    sys.exit(0)
other = os.path.join(work, "posts.duckdb")
if not os.path.exists(other):
    made = duckdb.connect(other + ".part")
    made.execute("SET memory_limit = '3GB'; SET preserve_insertion_order = false")
    made.execute(f"CREATE TABLE post AS SELECT * FROM read_csv('{text}', delim='\t', quote='', escape='', header=false, "
                 "columns={'id': 'BIGINT', 'text': 'VARCHAR'}, max_line_size=10000000)")
    tags = os.path.join(work, "tags.csv")
    with open(tags, "w", encoding="utf-8") as out:
        for row in db.execute("SELECT DISTINCT g.post FROM tag g JOIN code c ON c.id = g.code WHERE c.name LIKE ? OR c.name = ?",
                              (CODE + ".%", CODE)):
            out.write("%d\n" % row)
    made.execute(f"CREATE TABLE tagged AS SELECT * FROM read_csv('{tags}', header=false, columns={{'post': 'BIGINT'}})")
    made.close()
    os.rename(other + ".part", other)
ask = ("import duckdb, sys; print(len(duckdb.connect(sys.argv[1], read_only=True).execute(\"SELECT id, text FROM post "
       "SEMI JOIN tagged ON tagged.post = post.id WHERE regexp_matches(text, '\\\\b' || ? || '\\\\b', 'i') AND regexp_matches(text, '\\\\b' || ? || '\\\\b', 'i') "
       "ORDER BY id DESC LIMIT 20\", sys.argv[2:4]).fetchall()))")
show("DuckDB: both words with a code, newest 20", [run(sys.executable, "-c", ask, other, a, b) for a, b, _ in some])
