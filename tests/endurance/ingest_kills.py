#!/usr/bin/env python3
"""Kill `galatea ingest` at random moments, resume, and compare with a run that was left alone.

usage: ingest_kills.py GALATEA CODEBOOK KILLS [SEED]

Each trial takes some of the files below in some order, under some settings, and reads them once without
disturbance. Then it reads them into another database, is killed (SIGKILL) one to three times on the way, and
resumed. The canonical dump and the counts of each file must be the same. Every fourth trial also reads the
files in another order, and splits them into shards that are read apart and merged in any order.

A kill counts if the program was running when it came. Exit 0: all trials agreed.
"""
import bz2
import gzip
import json
import lzma
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile

GALATEA, CODEBOOK, KILLS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3])
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 1
COUNTS = ("select size, hash, state, read, inserted, replaced, older, identical, purged, skipped, first_utc, last_utc"
          " from file order by size, hash")


def galatea(*args):
    return subprocess.run([GALATEA, *args], check=True, capture_output=True, text=True).stdout


def later_copies(lines, rng):
    """The same posts as an archive has them later: scores moved, some deleted, some edited."""
    for line in lines:
        if rng.random() < 0.5:
            continue
        post = json.loads(line)
        post["score"] = rng.randrange(-5, 500)
        post["retrieved_on"] = int(post.get("retrieved_on") or post["created_utc"]) + rng.randrange(1, 10**6)
        field = "body" if "body" in post else "selftext"
        if rng.random() < 0.1:
            post[field] = rng.choice(["[deleted]", "[removed]"])
        elif rng.random() < 0.1:
            post[field] = post.get(field, "") + " later words"
        yield json.dumps(post, separators=(",", ":")).encode() + b"\n"


def make_files(rng):
    """Packed files of every kind with some posts in several of them."""
    galatea("simulate", "-q", "--posts", "2k", "--window-log", "22", "-o", ".", "--key", "project.key")
    files = []
    for name in ("sim_submissions", "sim_comments"):
        plain = subprocess.run(["zstd", "-qdc", name + ".zst"], check=True, capture_output=True).stdout
        lines = plain.splitlines(keepends=True)
        half = len(lines) // 2
        parts = {
            ".ndjson": lines[:half],
            ".ndjson.gz": lines[half:],
            ".ndjson.bz2": lines[: half // 2],
            ".ndjson.xz": lines[half // 3: half],
            ".later.zip": list(later_copies(lines, rng)),
        }
        parts[".ndjson"].insert(half // 2, b"{\"broken\n")
        for ending, part in parts.items():
            data, path = b"".join(part), name + ending
            if ending.endswith(".gz"):
                # two members, as split downloads have
                middle = data.index(b"\n", len(data) // 2) + 1
                data = gzip.compress(data[:middle]) + gzip.compress(data[middle:])
            elif ending.endswith(".bz2"):
                data = bz2.compress(data)
            elif ending.endswith(".xz"):
                data = lzma.compress(data)
            if ending.endswith(".zip"):
                with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                    for k in range(3):
                        archive.writestr(f"{k}.ndjson", b"".join(part[k::3]))
            else:
                with open(path, "wb") as f:
                    f.write(data)
            files.append(path)
        files.append(name + ".zst")
    return files


def random_settings(rng):
    chosen = ["--max-bad", "1"]
    if rng.random() < 0.3:
        chosen += ["--sample", rng.choice(["0.5", "20%"]), "--seed", str(rng.randrange(9))]
    if rng.random() < 0.3:
        chosen += ["--kind", rng.choice(["submission", "comment"])]
    if rng.random() < 0.2:
        chosen += ["--since", "2024-06"]
    if rng.random() < 0.2:
        chosen += ["--community", "replika"]
    return chosen


def random_pace(rng):
    """What may not change the result, so that it may change at every resume."""
    return ["--threads", str(rng.randrange(1, 5)), "--batch", str(rng.choice([20, 100, 300, 1000]))]


def ingest(database, settings, pace, files):
    return [GALATEA, "ingest", "-q", "--key", "project.key", "--codebook", CODEBOOK, "-d", database,
            *settings, *pace, *files]


def finish(command):
    code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if code.returncode != 0:
        sys.exit(f"exit {code.returncode}: {code.stderr.decode()[:500]}\n{' '.join(command)}")


def dump_hash(database):
    return galatea("verify", "-d", database, "--hash")


def counts(database):
    with sqlite3.connect(database) as db:
        return db.execute(COUNTS).fetchall()


def remove(*databases):
    for database in databases:
        for ending in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(database + ending):
                os.remove(database + ending)


def kill_and_resume(rng, settings, files, seconds):
    """Answers how many kills met a running program."""
    kills = 0
    for _ in range(rng.randrange(1, 4)):
        process = subprocess.Popen(ingest("killed.db", settings, random_pace(rng), files),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0, seconds))
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        kills += 1
    finish(ingest("killed.db", settings, random_pace(rng), files))
    return kills


def other_ways(rng, settings, files):
    """The same files in another order; and as shards merged in any order."""
    order = files[:]
    rng.shuffle(order)
    finish(ingest("order.db", settings, random_pace(rng), order))
    shards = {}
    for path in files:
        shards.setdefault(f"shard{rng.randrange(3)}.db", []).append(path)
    for shard, part in shards.items():
        finish(ingest(shard, settings, random_pace(rng), part))
    names = list(shards)
    rng.shuffle(names)
    galatea("merge", "-q", "-d", "merged.db", *names)
    hashes = {"order": dump_hash("order.db"), "shards": dump_hash("merged.db")}
    remove("order.db", "merged.db", *shards)
    return hashes


def main():
    rng = random.Random(SEED)
    kills = trials = others = 0
    with tempfile.TemporaryDirectory(prefix="galatea-kills-") as folder:
        os.chdir(folder)
        files = make_files(rng)
        while kills < KILLS:
            some = rng.sample(files, rng.randrange(2, 6))
            settings = random_settings(rng)
            started = time.monotonic()
            finish(ingest("whole.db", settings, random_pace(rng), some))
            seconds = time.monotonic() - started
            met = kill_and_resume(rng, settings, some, seconds)
            wrong = []
            if dump_hash("killed.db") != dump_hash("whole.db"):
                wrong.append("dump after kills")
            if counts("killed.db") != counts("whole.db"):
                wrong.append("counts after kills")
            if trials % 4 == 0:
                others += 1
                wrong += [way for way, got in other_ways(rng, settings, some).items()
                          if got != dump_hash("whole.db")]
            if trials % 8 == 0:
                galatea("verify", "-q", "-d", "killed.db")
            if wrong:
                print(f"seed {SEED} trial {trials}: {', '.join(wrong)} differ: {settings} {some}")
                sys.exit(1)
            kills += met
            trials += 1
            remove("whole.db", "killed.db")
    print(f"{kills} kills in {trials} trials, {others} other orders and splits: all the same")


main()
