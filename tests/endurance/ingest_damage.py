#!/usr/bin/env python3
"""Cut archives short and turn bits in them: no crash, no silent loss, counts that add up.

usage: ingest_damage.py GALATEA CODEBOOK CASES_PER_PACKING [SEED]

For each packing: half of the cases are cut at a random byte, half have one random bit turned. `galatea ingest`
must end by itself; what it read must equal the sum of what it says became of it; the database must hold just
that; a cut file must never end with exit 0, nor one whose packing has checksums while records are missing.
"""
import bz2
import gzip
import io
import json
import lzma
import os
import random
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import zipfile

GALATEA, CODEBOOK, CASES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3])
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 1
RECORDS = 2000
DONE, FAILED, DAMAGED = 0, 1, 3


def invented(rng):
    words = "harbour lantern teapot evening gravel willow ribbon pebble".split()
    for i in range(RECORDS):
        yield json.dumps({"id": f"c{i}", "author": f"person_{i % 17}", "body": " ".join(rng.choices(words, k=20)),
                          "link_id": "t3_b1", "parent_id": "t3_b1", "subreddit": "teapots",
                          "created_utc": 1600000000 + i, "score": i % 9}).encode() + b"\n"


def in_zip(plain):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ndjson", plain)
    return out.getvalue()


def in_tar(plain):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("a.ndjson")
        member.size = len(plain)
        archive.addfile(member, io.BytesIO(plain))
    return out.getvalue()


def in_zstd(plain):
    return subprocess.run(["zstd", "-qc", "--check"], input=plain, check=True, capture_output=True).stdout


# name: (pack, has checksums over the content, bytes at the end that hold nothing)
PACKINGS = {
    "zstd": (in_zstd, True, 0),
    "gzip": (gzip.compress, True, 0),
    "bzip2": (bz2.compress, True, 0),
    "xz": (lzma.compress, True, 0),
    "zip": (in_zip, True, 200),
    "tar": (in_tar, False, 12 * 1024),
}


def run(path, database):
    ran = subprocess.run([GALATEA, "ingest", "--format", "json", "--max-bad", "1", "--key", "project.key",
                          "--codebook", CODEBOOK, "-d", database, path], capture_output=True, timeout=120, check=False)
    return ran.returncode, ran.stdout


def frames_of(text):
    """The summary's frames by name: one JSON object, or a list where there are several."""
    value = json.loads(text)
    return {frame["name"]: frame["rows"] for frame in (value if isinstance(value, list) else [value])}


def look(code, out, database, cut, checksums):
    """What is wrong with a run; None: nothing."""
    if code not in (DONE, FAILED, DAMAGED):
        return f"exit {code}"
    if cut and code == DONE:
        return "a cut file was called whole"
    if code == FAILED:
        return None  # could not be opened: said so, nothing read
    frames = frames_of(out)
    row = frames["files"][0]
    became = sum(row[name] for name in ("inserted", "replaced", "older", "identical", "purged", "skipped"))
    if row["read"] != became:
        return f"read {row['read']}, became {became}"
    if row["skipped"] != sum(r["records"] for r in frames.get("skipped", [])):
        return "skipped does not add up"
    if checksums and code == DONE and row["read"] != RECORDS:
        return f"{row['read']} of {RECORDS} records and exit 0"
    with sqlite3.connect(database) as db:
        stored = db.execute("select count(*) from post").fetchone()[0]
    if stored != row["inserted"]:
        return f"inserted {row['inserted']}, stored {stored}"
    return None


def main():
    rng = random.Random(SEED)
    failures = 0
    with tempfile.TemporaryDirectory(prefix="galatea-damage-") as folder:
        os.chdir(folder)
        plain = b"".join(invented(rng))
        for name, (pack, checksums, idle) in PACKINGS.items():
            whole, codes = pack(plain), {}
            for case in range(CASES):
                cut = case % 2 == 0
                data = bytearray(whole)
                at = rng.randrange(1, len(whole) - 1 - idle) if cut else rng.randrange(len(whole) * 8)
                if cut:
                    del data[at:]
                else:
                    data[at // 8] ^= 1 << at % 8
                with open("damaged", "wb") as f:
                    f.write(data)
                code, out = run("damaged", "damaged.db")
                wrong = look(code, out, "damaged.db", cut, checksums)
                codes[code] = codes.get(code, 0) + 1
                for ending in ("", "-wal", "-shm", "-journal"):
                    if os.path.exists("damaged.db" + ending):
                        os.remove("damaged.db" + ending)
                if wrong:
                    failures += 1
                    print(f"{name} {'cut at byte' if cut else 'bit'} {at} (seed {SEED}): {wrong}")
            print(f"{name}: {CASES} cases, exits {dict(sorted(codes.items()))}")
    sys.exit(1 if failures else 0)


main()
