"""Database files damaged or made hostile at random: an error, never a crash or another answer without a word."""
import os
import random
import shutil
import sqlite3

import commands
from program import DATABASE, DONE, FAILED, DAMAGED, Server, read

TITLE = "databases"
CASES = 10000
PAGE = 8192
LATER = b"""{"id":"d1","author":"Quillfeather","subreddit":"invented","subreddit_id":"t5_2zzzz","link_id":"t3_a1",\
"parent_id":"t3_a1","created_utc":1700900000,"body":"a later post about rain","score":1}
"""
HOSTILE = [None, -1, 2**63 - 1, -2**63, 0, 1e308, float("inf"), "", "x" * 70000, "\x00\x01", b"", b"\xff" * 40,
           "'; drop table post; --", "2024-13-45", 255, 65536]
# name: words; the first two must not change their answer unless somebody says so
COMMANDS = {
    "verify": ["verify", "-d", DATABASE],
    "query": ["query", "-d", DATABASE, "love", "--format", "json"],
    "stats": ["stats", "-d", DATABASE, "--format", "json", "--k-anon", "1", "prevalence"],
    "report": ["report", "-q", "-d", DATABASE, "-o", "r.html"],
    "classify": ["classify", "-q", "-d", DATABASE],
    "ingest": ["ingest", "-q", "-d", DATABASE, "--key", "key", "later.ndjson"],
    "purge": ["purge", "-q", "-d", DATABASE, "--key", "key", "--author", "Marrowstone"],
    "merge": ["merge", "-q", "-d", "new.db", DATABASE],
}


def cases(world, seed, listed, names=None):
    """A number each: the seed of the damage."""
    del world, names
    listed["damage"] = CASES
    return [f"damage {seed * CASES + i}" for i in range(CASES)]


def flip_bit(rng, data, _):
    at = rng.randrange(len(data) * 8)
    data[at // 8] ^= 1 << at % 8


def scribble(rng, data, _):
    at, n = rng.randrange(len(data)), rng.choice([1, 2, 4, 8, 64, 1000])
    data[at:at + n] = rng.randbytes(min(n, len(data) - at))


def blank_page(rng, data, _):
    at = rng.randrange(len(data) // PAGE) * PAGE
    data[at:at + PAGE] = rng.choice([bytes(PAGE), rng.randbytes(PAGE), b"\xff" * PAGE])


def swap_pages(rng, data, _):
    a, b = (rng.randrange(len(data) // PAGE) * PAGE for _ in range(2))
    data[a:a + PAGE], data[b:b + PAGE] = data[b:b + PAGE], data[a:a + PAGE]


def cut(rng, data, _):
    del data[rng.randrange(len(data)):]


def lengthen(rng, data, _):
    data.extend(rng.randbytes(rng.choice([1, 100, PAGE, 3 * PAGE])))


def header(rng, data, _):
    at = rng.randrange(100)
    data[at] = rng.randrange(256)


def page_head(rng, data, _):
    at = rng.randrange(1, len(data) // PAGE) * PAGE
    data[at + rng.randrange(12)] = rng.randrange(256)


def hostile_value(rng, data, path):
    """Through SQL: a value that no galatea would write."""
    write(path, data)
    db = sqlite3.connect(path)
    try:
        db.execute("pragma ignore_check_constraints = on")
        tables = [row[0] for row in db.execute("select name from sqlite_schema where type = 'table' and "
                                               "name not like 'sqlite%' and sql not like '%VIRTUAL%' order by name")]
        for _ in range(rng.choice([1, 1, 3])):
            table = rng.choice(tables)
            columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
            count = db.execute(f"select count(*) from {table}").fetchone()[0]
            if count == 0:
                continue
            column, value = rng.choice(columns), rng.choice(HOSTILE)
            key = db.execute(f"select {', '.join(columns)} from {table} limit 1 offset {rng.randrange(count)}").fetchone()
            where = " and ".join(f"{name} is ?" for name in columns)
            try:
                db.execute(f"update {table} set {column} = ? where {where}", (value, *key))
            except (sqlite3.Error, OverflowError):
                pass
        db.commit()
    except sqlite3.Error:
        pass
    finally:
        db.close()
    data[:] = read(path)


def hostile_schema(rng, data, path):
    """Through SQL: a schema that is not ours, with a version that is."""
    write(path, data)
    db = sqlite3.connect(path)
    try:
        names = [row[0] for row in db.execute("select name from sqlite_schema where name not like 'sqlite%' "
                                              "and name not like 'post_fts%' order by name")]
        name = rng.choice(names)
        kind = db.execute("select type from sqlite_schema where name = ?", (name,)).fetchone()[0]
        what = rng.randrange(4)
        if what == 0:
            db.execute(f"drop {kind} {name}")
        elif what == 1 and kind == "table":
            db.execute(f"alter table {name} rename to {name}_gone")
        elif what == 2 and kind == "table":
            db.execute(f"create trigger hostile before insert on {name} begin select raise(abort, 'no'); end")
        elif kind == "table":
            db.execute(f"delete from {name}")
        db.commit()
    except sqlite3.Error:
        pass
    finally:
        db.close()
    data[:] = read(path)


WAYS = [flip_bit, flip_bit, scribble, scribble, blank_page, swap_pages, cut, lengthen, header, page_head, page_head,
        hostile_value, hostile_value, hostile_value, hostile_schema]


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


class Runner:
    """Each damage is met by verify and two other commands, each on a copy of its own."""

    def __init__(self, world):
        self.world = world
        self.base = os.path.join(world.folder, "databases")
        os.makedirs(self.base)
        for name in ("a.ndjson", "key"):
            shutil.copy(os.path.join(world.start, name), self.base)
        write(os.path.join(self.base, "later.ndjson"), LATER)
        commands.ingested(world)(self.base)
        self.whole = read(os.path.join(self.base, DATABASE))
        self.servers = {name: Server(world.galatea, world.shim, words, world.codebook)
                        for name, words in COMMANDS.items()}
        self.answers = {name: self.meet(name, self.whole).out for name in ("query", "stats")}

    def meet(self, name, data):
        for leftover in os.listdir(self.base):
            if leftover.startswith((DATABASE, "new.db", "r.html")):
                os.remove(os.path.join(self.base, leftover))
        write(os.path.join(self.base, DATABASE), data)
        return self.servers[name].run(self.base)

    def run(self, case):
        rng = random.Random(case)
        data = bytearray(self.whole)
        way = rng.choice(WAYS)
        way(rng, data, os.path.join(self.base, "made.db"))
        if data == self.whole:
            return False, None, None
        verified = self.meet("verify", data)
        wrong = self.look("verify", verified)
        for name in rng.sample([name for name in COMMANDS if name != "verify"], 3):
            run = self.meet(name, data)
            wrong = wrong or self.look(name, run)
            # another value that fits is another database, not a damaged one
            if way not in (hostile_value, hostile_schema) and name in self.answers and run.code == DONE and verified.code == DONE and run.out != self.answers[name]:
                wrong = wrong or f"{name} answers otherwise and verify finds nothing"
        return True, f"{way.__name__}: {wrong}" if wrong else None, None

    def look(self, name, run):
        if run.signal:
            return f"{name} ends by signal {run.signal}"
        if run.code not in (DONE, FAILED, DAMAGED):
            return f"{name} ends with {run.code}: {run.err.strip()[:200]}"
        if run.code != DONE and not run.err.startswith("galatea"):
            return f"{name} ends with {run.code} without a clear message: {run.err.strip()[:200]!r}"
        return None

    def close(self):
        for server in self.servers.values():
            server.close()
