#!/usr/bin/env python3
"""Hostile archives, codebooks, maps and queries: each ends by itself, in bounded time and memory, with a clear word.

usage: hostile.py GALATEA CODEBOOK [--long]

Each check makes its input, runs the program with limits on memory and time, and looks at exit code, message and
what was stored. --long: a line of 4 GiB instead of 300 MiB.
"""
import bz2
import gzip
import io
import json
import lzma
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile

GALATEA, CODEBOOK, LONG = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), "--long" in sys.argv
SANITIZED = b"libasan" in subprocess.run(["ldd", GALATEA], capture_output=True, check=False).stdout
MEMORY = 512 << 20
DONE, FAILED, USAGE, DAMAGED = 0, 1, 2, 3


def limits():
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    seconds = 1200 if SANITIZED else 120
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def run(*words, text=None, stdin=subprocess.DEVNULL, codebook=CODEBOOK):
    given = {"stdin": stdin} if text is None else {"input": text}
    return subprocess.run([GALATEA, *words], **given, capture_output=True, timeout=500, check=False, preexec_fn=limits,
                          env=dict(os.environ, GALATEA_CODEBOOK=codebook))


def write(name, content):
    with open(name, "wb") as f:
        f.write(content)
    return name


def post(**more):
    return json.dumps({"id": "c1", "author": "nobody_real", "subreddit": "invented", "subreddit_id": "t5_x", "score": 1,
                       "link_id": "t3_a", "parent_id": "t3_a", "created_utc": 1700000000, "body": "quiet rain", **more})


def ingest(path, *more, stdin=subprocess.DEVNULL, expect=(DONE, FAILED, DAMAGED)):
    """(run, posts stored): the run must end as expected, with one clear message if it is not well."""
    for ending in ("", "-wal", "-shm", "-journal"):
        if os.path.exists("h.db" + ending):
            os.remove("h.db" + ending)
    done = run("ingest", "--key", "key", "-d", "h.db", *more, path, stdin=stdin)
    assert done.returncode in expect, f"exit {done.returncode}: {done.stderr[:300]}"
    assert done.returncode == DONE or done.stderr.startswith(b"galatea ingest") or b"galatea" in done.stderr, done.stderr
    assert b"nobody_real" not in done.stderr, "a message holds a name"
    posts = 0
    if os.path.exists("h.db"):
        with sqlite3.connect("h.db") as db:
            posts = db.execute("select count(*) from post").fetchone()[0]
    return done, posts


def bombs():
    """Gigabytes of one line, or of empty ones, in a few kilobytes, in each packing: given up after one of them, what came before is kept."""
    first = post().encode() + b"\n"
    for ending, pack, byte in (("gz", gzip.compress, b"\0"), ("bz2", bz2.compress, b"\0"), ("xz", lzma.compress, b"\n")):
        assert_bomb(write("bomb." + ending, pack(first) + pack(byte * (16 << 20)) * 100))
    with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a.ndjson", "w", force_zip64=True) as member:
            member.write(first)
            for _ in range(100):
                member.write(bytes(16 << 20))
    assert_bomb("bomb.zip")
    ingest(write("bomb.gz.gz", gzip.compress(gzip.compress(bytes(16 << 20)) * 100)), expect=(FAILED, DAMAGED))


def assert_bomb(path):
    done, posts = ingest(path, expect=(DAMAGED,))
    assert b"unpacks to more than 500 times its size" in done.stderr, f"{path}: {done.stderr[-300:]}"
    assert posts == 1, f"{path}: {posts} posts before the bomb"


def endless_line():
    """One line longer than any limit, as a file with a hole, through a pipe, packed: named, the posts around it are kept."""
    size = 4 << 30 if LONG else 300 << 20
    before, after = post().encode() + b"\n", b"\n" + post(id="c2").encode() + b"\n"
    with open("hole.ndjson", "wb") as f:
        f.write(before)
        f.truncate(size)
        f.seek(size)
        f.write(after)
    assert_kept(["hole.ndjson"])
    os.remove("hole.ndjson")
    # letters that pack to more than a 500th
    block = b"".join(os.urandom(8).hex().encode() + b"a" * 1008 for _ in range(1024))
    packed = gzip.compress(block)
    with open("packed.gz", "wb") as f:
        f.write(gzip.compress(before))
        for _ in range(size // len(block) + 1):
            f.write(packed)
        f.write(gzip.compress(after))
    assert_kept(["packed.gz"])
    unpack = ["gzip", "-dc", "packed.gz"]
    assert_kept(["-"], unpack)
    with subprocess.Popen(unpack, stdout=subprocess.PIPE) as pipe:
        tagged = run("tag", stdin=pipe.stdout)
    errors = [json.loads(line).get("error") for line in tagged.stdout.splitlines()]
    assert tagged.returncode == DAMAGED and errors == [None, "longer than 16 MiB", None], f"tag: {tagged.returncode} {errors}"


def assert_kept(words, unpack=None):
    """Bad lines are many, so the exit code tells of them; the posts before and behind are stored."""
    with subprocess.Popen(unpack or ["true"], stdout=subprocess.PIPE) as pipe:
        done, posts = ingest(*words, stdin=pipe.stdout, expect=(DAMAGED,))
    assert b"2: byte" in done.stderr and b"longer than 16 MiB" in done.stderr, done.stderr[-300:]
    assert posts == 2, f"{posts} posts around the line"


def nesting():
    """A million brackets in a record, in a document, and in JSON of a codebook."""
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        deep = opening * 1000000 + "1" + closing * 1000000
        text = post().encode() + b"\n" + post(id="c2")[:-1].encode() + b',"x":' + deep.encode() + b"}\n"
        _, posts = ingest(write("deep.ndjson", text), "--max-bad", "1")
        assert posts >= 1
        ingest(write("deep.json", deep.encode()))
        tagged = run("tag", text=deep.encode() + b"\n")
        assert tagged.returncode in (DONE, DAMAGED), tagged.returncode


def odd_json():
    """Keys twice, numbers without measure, invalid UTF-8 and escapes of every kind: read or counted as bad."""
    lines = [
        b'{"id":"d1","id":"d2","author":"a","author":"nobody_real","subreddit":"s","created_utc":1,"created_utc":2,"body":"b"}',
        post(id="d3", score=10**400).encode(), post(id="d4", created_utc=-10**30).encode(),
        post(id="d5").replace("1700000000", "1e999999").encode(), post(id="d6").replace("1700000000", "NaN").encode(),
        post(id="d7").replace("1700000000", "1" * 100000).encode(), post(id="x" * 100000).encode(),
        post(id="d8", body="\ud800 half a pair").encode("utf-8", "surrogatepass"),
    ]
    for at, bad in enumerate((b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x00", b"\xf8\x88\x80")):
        lines.append(post(id=f"e{at}").encode().replace(b"quiet", b"quiet" + bad))
        lines.append(post(id=f"f{at}", body="PLACE").encode().replace(b"PLACE", b"\\u0000\\ud800\\x" + bad))
    done, posts = ingest(write("odd.ndjson", b"\n".join(lines) + b"\n"), "--format", "json", "--max-bad", "1",
                         expect=(DONE, DAMAGED))
    frames = json.loads(done.stdout)
    rows = {f["name"]: f["rows"] for f in (frames if isinstance(frames, list) else [frames])}["files"][0]
    assert rows["read"] == len(lines), rows
    with sqlite3.connect("h.db") as db:
        for text, in db.execute("select cast(text as blob) from post"):
            text.decode("utf-8")  # stored text is valid


def strange_files():
    """FIFOs without a writer are waited for by nobody else; devices, folders, links and sockets get a clear word."""
    os.symlink("loop", "loop")
    os.symlink("/nonexistent/archive", "dangling")
    os.mkdir("folder")
    for path in ("loop", "dangling", "folder", "/proc/self/mem"):
        ingest(path, expect=(FAILED, DAMAGED))
    ingest("/dev/null", expect=(DONE, FAILED, DAMAGED))
    os.mkfifo("pipe")
    feeder = subprocess.Popen(["bash", "-c", "cat > pipe"], stdin=subprocess.PIPE)
    reader = subprocess.Popen([GALATEA, "ingest", "-q", "--key", "key", "-d", "f.db", "pipe"],
                              env=dict(os.environ, GALATEA_CODEBOOK=CODEBOOK))
    feeder.communicate(post().encode() + b"\n")
    assert reader.wait(timeout=120) == DONE


def xml():
    """Entities that grow, and that point elsewhere, are not followed."""
    write("secret", b"zanzibarwort")
    row = '<row Id="1" PostTypeId="1" CreationDate="2024-01-01T00:00:00.000" Score="1" Title="t" Body="&x;" OwnerUserId="7" />'
    grows = "".join(f'<!ENTITY x{i} "{f"&x{i - 1};" * 10 if i else "quiet"}">' for i in range(12))
    for entities in (grows + '<!ENTITY x "&x11;">', f'<!ENTITY x SYSTEM "file://{os.path.abspath("secret")}">',
                     '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;'):
        text = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE posts [{entities}]>\n<posts>\n{row}\n</posts>\n'
        ingest(write("Posts.xml", text.encode()))
        if os.path.exists("h.db"):
            with open("h.db", "rb") as f:
                assert b"zanzibarwort" not in f.read(), "an external entity was read"


def climbing_paths():
    """Names in a zip or tar are never used as paths."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../climbed.ndjson", post() + "\n")
        archive.writestr("/tmp/galatea-climbed.ndjson", post(id="c2") + "\n")
    _, posts = ingest(write("climb.zip", packed.getvalue()), expect=(DONE,))
    assert posts == 2
    assert not os.path.exists("../climbed.ndjson") and not os.path.exists("/tmp/galatea-climbed.ndjson")


def wide_csv():
    """200,000 columns; quotes that never end; a mbox without end."""
    names = ["author", "text", "created_utc", "id"] + [f"c{i}" for i in range(200000)]
    values = ["nobody_real", "quiet rain", "1700000000", "1"] + ["x"] * 200000
    ingest(write("wide.csv", (",".join(names) + "\n" + ",".join(values) + "\n").encode()))
    ingest(write("open.csv", b"author,text,created_utc,id\n\"" + b"never closed, \n" * 1000000))
    ingest(write("endless.mbox", b"From a@example.org Mon Jan  1 00:00:00 2024\n" + b"X-Header: folded\n more\n" * 500000))


def hostile_words():
    """Queries, maps and codebooks that mean harm, or nothing."""
    ingest(write("one.ndjson", post().encode() + b"\n"), expect=(DONE,))
    for words in (['"'], ["a" * 100000], ["NEAR(" * 5000], ["* OR *"], ["'; drop table post; --"], ["\xff\xfe"], ["(" * 100000]):
        done = run("query", "-d", "h.db", "--", *words)
        assert done.returncode in (DONE, FAILED, USAGE), f"{words[0][:20]!r}: {done.returncode}"
    with sqlite3.connect("h.db") as db:
        assert db.execute("select count(*) from post").fetchone()[0] == 1
    for fields in ("text=", "=", "text=a,text=b", "x" * 100000, "text=a." + "b." * 10000):
        ingest(write("m.csv", b"a,b\n1,2\n"), "--map", fields, expect=(DONE, FAILED, USAGE, DAMAGED))
    rules = ['{"rules": [{"id": "r", "code": "stance.self", "any": ["' + "(a|" * 20000 + '"], "weight": 1}]}', "[" * 1000000,
             '{"dimension": "stage", "rules": {}}', "", "\x00" * 1000,
             '{"dimension":"stage","rules":[{"id":"r","code":"stance.self","any":["' + "a* " * 50000 + '"],"weight":1e999}]}']
    for rule in rules:
        shutil.rmtree("book", ignore_errors=True)
        shutil.copytree(CODEBOOK, "book")
        write("book/rules/hostile.json", rule.encode())
        done = run("codebook", "check", codebook=os.path.abspath("book"))
        assert done.returncode in (DONE, FAILED, DAMAGED), f"{rule[:30]!r}: {done.returncode} {done.stderr[:200]}"


CHECKS = [bombs, endless_line, nesting, odd_json, strange_files, xml, climbing_paths, wide_csv, hostile_words]


def main():
    failures = 0
    for check in CHECKS:
        with tempfile.TemporaryDirectory(prefix="galatea-hostile-") as folder:
            os.makedirs(os.path.join(folder, "in"))
            os.chdir(os.path.join(folder, "in"))
            started = time.monotonic()
            try:
                check()
                most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
                print(f"{check.__name__}: held, {time.monotonic() - started:.0f} s, no program so far took more than {most} MiB", flush=True)
            except (AssertionError, subprocess.TimeoutExpired) as fault:
                failures += 1
                print(f"{check.__name__}: {fault}")
            os.chdir("/")
    sys.exit(1 if failures else 0)


main()
