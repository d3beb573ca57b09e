#!/usr/bin/env python3
"""Readers ask and export while one writer ingests and classifies again and again.

usage: load.py GALATEA CODEBOOK SECONDS [READERS]

No reader may meet an error, but for the one word that a re-tagging is unfinished; what a reader sees must be one
moment: posts never become fewer, none is untagged, tags are of one codebook. The log beside the database stays
bounded, the writers' memory flat, and a second writer is told who holds the file or waits its turn. Prints what was
counted; exit 1 with the first faults otherwise.
"""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

GALATEA, CODEBOOK, SECONDS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), float(sys.argv[3])
READERS = int(sys.argv[4]) if len(sys.argv) > 4 else 8
LOG_MOST = 128 << 20  # bytes beside the database
UNFINISHED = "a re-tagging is unfinished"
HELD = re.compile(r"the database is held by (galatea \w+ \(process \d+\)|another process)")


class Run:
    """What all threads share."""

    def __init__(self):
        self.stop = threading.Event()
        self.faults, self.asked, self.unfinished, self.held, self.writes = [], 0, 0, 0, 0
        self.log, self.memory = 0, []
        self.lock = threading.Lock()

    def fault(self, text):
        with self.lock:
            self.faults.append(text)
        self.stop.set()


def galatea(*words, codebook=CODEBOOK):
    return subprocess.run([GALATEA, *words], capture_output=True, text=True, check=False, timeout=600,
                          env=dict(os.environ, GALATEA_CODEBOOK=codebook))


def measured(words, codebook):
    """(run, kilobytes at most) of a writer."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([GALATEA, *words], stdout=out, stderr=err,
                                   env=dict(os.environ, GALATEA_CODEBOOK=codebook))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        return process.returncode, err.read().decode(), usage.ru_maxrss


def facts(text):
    value = json.loads(text)
    frames = value if isinstance(value, list) else [value]
    return {row["fact"]: row["value"] for frame in frames if frame["name"] == "database" for row in frame["rows"]}


def ask(number, run):
    """One reader: whatever it asks, the answer is of one moment."""
    rng, posts = random.Random(number), 0
    while not run.stop.is_set():
        way = rng.choice(["count", "query", "stats", "verify", "export"])
        words = {"count": ["query", "--count", "--format", "json"], "query": ["query", "love", "--format", "json"],
                 "stats": ["stats", "prevalence", "--format", "json"], "verify": ["verify", "--hash"],
                 "export": ["export", "-q", "--only", "tables", "-o", f"out{number}"]}[way]
        done = galatea(*words, "-d", "load.db")
        with run.lock:
            run.asked += 1
        if done.returncode == 1 and UNFINISHED in done.stderr:
            with run.lock:
                run.unfinished += 1
            continue
        if done.returncode != 0:
            run.fault(f"{way}: exit {done.returncode}: {done.stderr[:300]}")
            return
        if way == "count":
            value = json.loads(done.stdout)
            row = (value if isinstance(value, list) else [value])[0]["rows"][0]
            if row["posts"] < posts:
                run.fault(f"posts went from {posts} to {row['posts']}")
            posts = row["posts"]


def write(run, archives, codebooks):
    """The writer: new archives, and the whole again with the other codebook; where the second writer came first, once more."""
    turn = 0
    while not run.stop.is_set():
        archive = archives.pop(0) if archives else None
        if archive:
            words = ["ingest", "-q", "--key", "key", "--batch", "300", "-d", "load.db", archive]
        else:
            words = ["classify", "-q", "-d", "load.db"]
            turn += 1
        code, said, kilobytes = measured(words, codebooks[turn % 2])
        if code == 1 and HELD.search(said):
            with run.lock:
                run.held += 1
            archives[:0] = [archive] if archive else []
            continue
        if code != 0:
            run.fault(f"{words[0]}: exit {code}: {said[:300]}")
            return
        with run.lock:
            run.writes += 1
            run.memory.append((words[0], kilobytes))


def intrude(run, archive):
    """A second writer now and then: it waits its turn or is told who holds the file."""
    while not run.stop.wait(2):
        done = galatea("ingest", "-q", "--again", "--key", "key", "-d", "load.db", archive)
        if done.returncode == 0 or "tagged with another codebook" in done.stderr or UNFINISHED in done.stderr or \
                "codebook" in done.stderr:
            continue
        if not HELD.search(done.stderr):
            run.fault(f"second writer: exit {done.returncode}: {done.stderr[:300]}")
            return
        with run.lock:
            run.held += 1


def watch(run):
    while not run.stop.wait(0.2):
        try:
            run.log = max(run.log, os.path.getsize("load.db-wal"))
        except FileNotFoundError:
            pass
        if run.log > LOG_MOST:
            run.fault(f"the log beside the database has {run.log} bytes")


def prepare():
    """Archives of invented posts, the database with the first of them, and a second codebook."""
    archives = []
    for seed in range(1, 6):
        folder = f"in{seed}"
        galatea("simulate", "-q", "-n", "4k", "--window-log", "20", "-s", str(seed), "-o", folder)
        archives.append(os.path.join(folder, "sim_comments.zst"))
    other = os.path.abspath("other")
    shutil.copytree(CODEBOOK, other)
    rules = os.path.join(other, "rules", "all.json")
    with open(rules, encoding="utf-8") as f:
        text = f.read()
    with open(rules, "w", encoding="utf-8") as f:
        f.write(text.replace('"the", "and"', '"the", "and", "is"'))
    first = galatea("ingest", "-q", "--key", "key", "-d", "load.db", archives[0])
    if first.returncode != 0:
        sys.exit(first.stderr)
    return archives[1:], [CODEBOOK, other]


def main():
    run = Run()
    with tempfile.TemporaryDirectory(prefix="galatea-load-") as folder:
        os.chdir(folder)
        archives, codebooks = prepare()
        threads = [threading.Thread(target=ask, args=(i, run)) for i in range(READERS)]
        threads.append(threading.Thread(target=write, args=(run, list(archives), codebooks)))
        threads.append(threading.Thread(target=intrude, args=(run, archives[0])))
        threads.append(threading.Thread(target=watch, args=(run,)))
        for thread in threads:
            thread.start()
        run.stop.wait(SECONDS)
        run.stop.set()
        for thread in threads:
            thread.join()
        last = galatea("verify", "--format", "json", "-d", "load.db")
        if last.returncode != 0:
            run.faults.append(f"verify at the end: exit {last.returncode}: {last.stderr[:300]}")
        else:
            run.posts = facts(last.stdout)["posts"]
        os.chdir("/")
    classify = [kilobytes for name, kilobytes in run.memory if name == "classify"]
    third = len(classify) // 3
    if third > 2 and max(classify[-third:]) > 1.3 * max(classify[:third]):
        run.faults.append(f"memory of classify grew: {classify[:third]} … {classify[-third:]} kilobytes")
    print(f"{READERS} readers asked {run.asked} times ({run.unfinished} told of a re-tagging), {run.writes} runs of the "
          f"writer, second writer told {run.held} times who holds the file; log at most {run.log >> 10} KB, writer at "
          f"most {max((k for _, k in run.memory), default=0) >> 10} MB; {len(run.faults)} faults")
    for fault in run.faults[:10]:
        print(fault)
    sys.exit(1 if run.faults else 0)


main()
