#!/usr/bin/env python3
"""The same archive, the same result, with what people use today.

usage: bench_compare.py GALATEA ARCHIVE.zst COMMUNITY [RUNS]

Task A, "take out": the posts of one community, a line each, counted.
    galatea ingest --dry-run --community     against  zstd | jq,  Python zstandard + json,  DuckDB
Task B, "make searchable": every post with author, time, community and text in SQLite, with a full-text index.
    galatea ingest (also pseudonyms, copies, tags, timelines)  against  Python zstandard + json + sqlite3 FTS5;
    DuckDB without an index (its index is not incremental)
Needs the Python packages zstandard and duckdb, and zstd and jq on the PATH. Every side runs in a process of its
own, one after the other in each run; medians are printed. A side counts as wrong if its number of posts differs.
"""
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

GALATEA, ARCHIVE, COMMUNITY = sys.argv[1:4]
RUNS = int(sys.argv[4]) if len(sys.argv) > 4 and sys.argv[1] != "--side" else 3


def lines_of(path):
    import io
    import zstandard
    with open(path, "rb") as f:
        reader = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(f, read_across_frames=True)
        yield from io.BufferedReader(reader, 1 << 20)


def python_take_out(path, community, _):
    return sum(json.loads(line).get("subreddit") == community for line in lines_of(path))


def python_searchable(path, _, database):
    import sqlite3
    db = sqlite3.connect(database)
    db.executescript("""
        PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE post (id TEXT PRIMARY KEY, subreddit TEXT, author TEXT, created_utc INTEGER, score INTEGER,
            title TEXT, body TEXT);
        CREATE VIRTUAL TABLE post_fts USING fts5 (title, body, content = 'post');""")
    rows = []

    def flush():
        db.executemany("INSERT OR REPLACE INTO post VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        db.commit()
        rows.clear()

    for line in lines_of(path):
        o = json.loads(line)
        comment = "body" in o
        rows.append((("t1_" if comment else "t3_") + o["id"], o.get("subreddit"), o.get("author"), int(o["created_utc"]),
                     o.get("score"), o.get("title"), o.get("body") if comment else o.get("selftext")))
        if len(rows) == 10000:
            flush()
    flush()
    db.executescript("""
        INSERT INTO post_fts (post_fts) VALUES ('rebuild');
        CREATE INDEX post_by_author ON post (author, created_utc);
        CREATE INDEX post_by_community ON post (subreddit, created_utc);""")
    return db.execute("SELECT count(*) FROM post").fetchone()[0]


# DuckDB itself refuses windows of 2 GiB ("Frame requires too much memory"), so zstd unpacks for it. Only the wanted
# columns: guessing the types of all takes longer and fails on columns that drift.
DUCK = ("read_json('/dev/stdin', format = 'newline_delimited', maximum_object_size = 33554432, columns = "
        "{id: 'VARCHAR', subreddit: 'VARCHAR', author: 'VARCHAR', created_utc: 'VARCHAR', score: 'BIGINT', "
        "title: 'VARCHAR', body: 'VARCHAR', selftext: 'VARCHAR', name: 'VARCHAR'})")


def unpack_to_stdin(path):
    unpacked = subprocess.Popen(["zstd", "-qdc", "--long=31", path], stdout=subprocess.PIPE)
    os.dup2(unpacked.stdout.fileno(), 0)
    os.close(unpacked.stdout.fileno())
    return unpacked


def duckdb_take_out(path, community, _):
    import duckdb
    unpacked = unpack_to_stdin(path)
    rows = duckdb.connect().execute(f"SELECT count(*) FROM {DUCK} WHERE subreddit = '{community}'").fetchall()
    unpacked.wait()
    return rows[0][0]


def duckdb_table(path, _, database):
    import duckdb
    unpacked = unpack_to_stdin(path)
    db = duckdb.connect(database)
    db.execute(f"CREATE TABLE post AS SELECT * FROM {DUCK}")
    unpacked.wait()
    posts = db.execute("SELECT count(*) FROM post").fetchall()[0][0]
    db.close()
    return posts


def galatea(path, database, *options):
    subprocess.run([GALATEA, "ingest", "-q", "-d", database, "--key", database + ".key", *options, path], check=True)


def galatea_take_out(path, community, database):
    out = subprocess.run([GALATEA, "ingest", "--dry-run", "--format", "csv", "-d", database, "--community", community,
                          path], check=True, capture_output=True, text=True).stdout.split("\n\n")[0].splitlines()
    row = dict(zip(out[0].split(","), out[1].split(",")))
    return int(row["read"]) - int(row["skipped"])


def galatea_searchable(path, _, database):
    import sqlite3
    galatea(path, database)
    return sqlite3.connect(database).execute("SELECT count(*) FROM post").fetchone()[0]


def jq_take_out(path, community, _):
    pipe = f"zstd -qdc --long=31 '{path}' | jq -c 'select(.subreddit == \"{community}\")' | wc -l"
    return int(subprocess.run(["sh", "-c", pipe], check=True, capture_output=True).stdout)


TASKS = {
    "take out": {"galatea": galatea_take_out, "zstd, jq": jq_take_out, "Python zstandard, json": python_take_out,
                 "zstd, DuckDB": duckdb_take_out},
    "make searchable": {"galatea": galatea_searchable, "Python zstandard, json, sqlite3": python_searchable,
                        "zstd, DuckDB, no index": duckdb_table},
}


def measure(task, side):
    """Wall and CPU seconds, MiB at the peak, size of the database, posts."""
    with tempfile.TemporaryDirectory(prefix="galatea-compare-") as folder:
        database = os.path.join(folder, "posts.db")
        pipe_read, pipe_write = os.pipe()
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            posts = TASKS[task][side](ARCHIVE, COMMUNITY, database)
            below = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            os.write(pipe_write, json.dumps([posts, below]).encode())
            os._exit(0)
        os.close(pipe_write)
        report = os.read(pipe_read, 4096)
        _, code, usage = os.wait4(child, 0)
        wall = time.monotonic() - started
        os.close(pipe_read)
        if code != 0 or not report:
            return None
        posts, peak_below = json.loads(report)
        size = os.path.getsize(database) if os.path.exists(database) else 0
        # a child's usage holds that of its own children
        return wall, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss, peak_below) / 1024, size / 1e6, posts


def main():
    for task, sides in TASKS.items():
        results = {side: [] for side in sides}
        for _ in range(RUNS):
            for side in sides:
                got = measure(task, side)
                if got:
                    results[side].append(got)
        base = statistics.median(r[0] for r in results["galatea"])
        print(f"\n{task}: {ARCHIVE}, medians of {RUNS}")
        print("| side | wall s | CPU s | peak MiB | database MB | posts | wall, galatea = 1 |\n|---|---|---|---|---|---|---|")
        for side, runs in results.items():
            if not runs:
                print(f"| {side} | failed | | | | | |")
                continue
            wall, cpu, peak, size, posts = (statistics.median(r[i] for r in runs) for i in range(5))
            print(f"| {side} | {wall:.1f} | {cpu:.1f} | {peak:.0f} | {size:.0f} | {posts:.0f} | {wall / base:.2f} |")


main()
