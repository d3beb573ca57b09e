#!/usr/bin/env python3
"""Tables and indexes change places in the file, every two of them: `verify` says so.

usage: swapped_roots.py GALATEA SHIM CODEBOOK

A page that stands where another belongs may read as rows of that table; nothing in the page tells whose it is.
Exit 1: verify took such a database for a whole one.
"""
import itertools
import os
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import commands  # noqa: E402
from program import DATABASE, DONE, Server, World, read, scratch_root  # noqa: E402

PAGE = 8192
# Numbers of purged posts are any numbers, so those of rows of another table pass for them.
UNSEEN = {("file", "tombstone_post"), ("tombstone_post", "sqlite_stat1")}


def roots(path):
    """name: page number, of all that has one and is not in the first page, where the schema is."""
    db = sqlite3.connect(path)
    try:
        return dict(db.execute("select name, rootpage from sqlite_schema where rootpage > 1 order by rootpage"))
    finally:
        db.close()


def main():
    folder = tempfile.mkdtemp(prefix="galatea-torture-", dir=scratch_root())
    world = World(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), os.path.abspath(sys.argv[3]),
                  os.path.join(folder, "world"))
    commands.start(world)
    base = os.path.join(folder, "base")
    shutil.copytree(world.start, base)
    commands.ingested(world)(base)
    path = os.path.join(base, DATABASE)
    whole, pages = read(path), roots(path)
    verify = Server(world.galatea, world.shim, ["verify", "-d", DATABASE], world.codebook)
    tried, missed = 0, []
    for (one, a), (other, b) in itertools.combinations(pages.items(), 2):
        first, second = (slice(PAGE * (n - 1), PAGE * n) for n in (a, b))
        if whole[first] == whole[second] or (one, other) in UNSEEN:  # the same: both empty
            continue
        data = bytearray(whole)
        data[first], data[second] = whole[second], whole[first]
        with open(path, "wb") as f:
            f.write(data)
        tried += 1
        if verify.run(base).code == DONE:
            missed.append(f"{one} and {other}")
    verify.close()
    world.close()
    shutil.rmtree(folder)
    print(f"{tried} pairs, {len(missed)} taken for whole", *missed, sep="\n")
    return 1 if missed or tried == 0 else 0


sys.exit(main())
