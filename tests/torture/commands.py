"""The command lines under torture, and the five invented posts they work on."""
import csv
import json
import os
import random
import shutil

from program import DATABASE, Command

POSTS = [
    ("c1", "Quillfeather", "a quiet harbour under rain, zanzibarwort on the wall"),
    ("c2", "Marrowstone", "I love my Replika, she is my wife and u/thistlewick knows"),
    ("c3", "Quillfeather", "my chatgpt helps me to write code"),
    ("c4", "marrowstone", "we married last week, me and my AI; before that it was only a tool"),
    ("c5", "thistlewick", "rain again"),
]


def archive():
    lines = []
    for at, (name, author, body) in enumerate(POSTS):
        lines.append(json.dumps({
            "id": name, "author": author, "subreddit": "invented", "subreddit_id": "t5_2zzzz", "link_id": "t3_a1",
            "parent_id": "t3_a1", "created_utc": 1700000000 + 86400 * at, "retrieved_on": 1710000000, "body": body,
            "score": at}))
    return ("\n".join(lines) + "\n").encode()


def write(folder, name, content):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(content)


def ingested(world, *more):
    """A folder with the database, then with what further command lines do."""
    def prepare(folder):
        for words in (["ingest", "-q", "--key", "key", "-d", DATABASE, "a.ndjson"], *more):
            world.galatea_run(*words, cwd=folder)
    return prepare


def as_other(world):
    """The database under another name, for a merge."""
    def prepare(folder):
        world.galatea_run("ingest", "-q", "--key", "key", "-d", "other.db", "a.ndjson", cwd=folder)
    return prepare


def with_another_codebook(world):
    """A database tagged with a codebook that is no longer the one in use."""
    def prepare(folder):
        other = os.path.join(world.folder, "other-codebook")
        if not os.path.exists(other):
            shutil.copytree(world.codebook, other)
            rules = os.path.join(other, "rules", "all.json")
            with open(rules, encoding="utf-8") as f:
                text = f.read().replace('"the", "and"', '"the", "and", "is"')
            write(os.path.dirname(rules), "all.json", text.encode())
        world.galatea_run("ingest", "-q", "--codebook", other, "--key", "key", "-d", DATABASE, "a.ndjson", cwd=folder)
    return prepare


def of_dialogues(world):
    """A database of turns that people and an AI take."""
    said = ["the rain again", "I hear you, tell me more", "you are my wife now, replika", "I am glad"]

    def prepare(folder):
        lines = [json.dumps({"conversation_id": talk, "turn": turn, "role": ["user", "ai"][turn % 2],
                             "platform": "Replika", "text": text})
                 for talk in ("warm__one", "warm__two", "cold__one", "cold__two") for turn, text in enumerate(said)]
        write(folder, "turns.ndjson", "\n".join(lines).encode() + b"\n")
        world.galatea_run("ingest", "-q", "--key", "key", "-d", DATABASE, "turns.ndjson", cwd=folder)
    return prepare


def sampled(world, *more):
    """A database and a sample of its posts that a coder has filled, then what further command lines do."""
    def prepare(folder):
        ingested(world, SAMPLE)(folder)
        with open(os.path.join(folder, "validation", "sample.csv"), encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(f))
        with open(os.path.join(folder, "filled.csv"), "w", encoding="utf-8", newline="") as f:
            out = csv.DictWriter(f, rows[0])
            out.writeheader()
            out.writerows({**row, "stage": ["companion", "tool"][at % 2]} for at, row in enumerate(rows))
        for words in more:
            world.galatea_run(*words, cwd=folder)
    return prepare


def with_lexicon(_world):
    """A lexicon as LIWC has them."""
    return lambda folder: write(folder, "a.dic", b"%\n1\tweather\n2\tties\n%\nrain*\t1\nharbour\t1\nwife\t2\n")


ON = ["-d", DATABASE]
SAMPLE = ["validate", "sample", "-q", *ON, "-n", "5", "-o", "validation"]
IMPORT = ["validate", "import", "-q", *ON, "--coder", "anna", "-o", "validation", "filled.csv"]
PARTIAL = ["stats", "-q", *ON, "--partial", "part.times"]
PURGE = ["purge", "-q", *ON, "--key", "key", "--author", "Marrowstone"]
TABLES = ["export", "-q", *ON, "-o", "out", "--only", "tables"]
INGEST = ["ingest", "-q", "--threads", "1", "--key", "key", *ON]

# name: (words, how the folder is prepared, stdin)
TABLE = {
    "ingest": ([*INGEST, "a.ndjson"], None, None),
    "classify": (["classify", "-q", "--threads", "1", *ON], with_another_codebook, None),
    "verify": (["verify", *ON], ingested, None),
    "query": (["query", *ON, "love"], ingested, None),
    "query_count": (["query", *ON, "--count"], ingested, None),
    "stats": (["stats", "-q", *ON], ingested, None),
    "stats_partial": (PARTIAL, ingested, None),
    "stats_combine": (["stats", "-q", "--combine", "part.times"], lambda world: ingested(world, PARTIAL), None),
    "turns": (["turns", "-q", *ON, "--k-anon", "1", "--permutations", "9", "--replicates", "50"], of_dialogues, None),
    "validate_sample": (SAMPLE, ingested, None),
    "validate_import": (IMPORT, sampled, None),
    "validate_report": (["validate", "report", "-q", *ON, "-o", "validation"], lambda world: sampled(world, IMPORT), None),
    "tag": (["tag"], None, archive),
    "tag_timeline": (["tag", "-q", "--timeline", "--threads", "1", "--key", "key"], None, archive),
    "merge": (["merge", "-q", *ON, "other.db"], as_other, None),
    "purge": (PURGE, ingested, None),
    "purge_exports": (PURGE, lambda world: ingested(world, TABLES), None),
    "report": (["report", "-q", *ON, "-o", "report.html"], ingested, None),
    "export": (["export", "-q", *ON, "-o", "out"], ingested, None),
    "export_posts": ([*TABLES, "--convokit", "--sequences", "--with-text"], ingested, None),
    "run": (["run", "-q", "--key", "key", "-o", "out", "a.ndjson"], None, None),
    "explain": (["explain", "I love my replika, she is my wife"], None, None),
    "codebook_check": (["codebook", "check"], None, None),
    "codebook_doc": (["codebook", "doc"], None, None),
    "codebook_import": (["codebook", "import-dic", "a.dic"], with_lexicon, None),
    "simulate": (["simulate", "-q", "-n", "1k", "--window-log", "20", "-o", "sim", "-s", "3"], None, None),
}


def start(world):
    """What every command finds in its folder."""
    write(world.start, "a.ndjson", archive())
    world.galatea_run("ingest", "-q", "--key", "key", "-d", "unused.db", "a.ndjson", cwd=world.start)
    os.remove(os.path.join(world.start, "unused.db"))


def of(world, name):
    """The command in this world, made when it is first asked for."""
    if name not in world.commands:
        words, prepare, stdin = TABLE[name]
        world.commands[name] = Command(name, world, words, stdin() if stdin else None,
                                       prepare(world) if prepare else None)
    return world.commands[name]


def by_turns(names, seed, listed, list_of):
    """Cases of the commands by turns, in random order of commands.

    A command's list, list_of(name), is made when its first turn comes, so that no case waits for the lists of all;
    listed[name] then tells how long it is.
    """
    def lane(name):
        found = list_of(name)
        listed[name] = len(found)
        yield from found

    names = list(names)
    random.Random(seed).shuffle(names)
    lanes = [lane(name) for name in names]
    while lanes:
        for turn in list(lanes):
            case = next(turn, None)
            if case is None:
                lanes.remove(turn)
            else:
                yield case


class Runner:
    """Cases "COMMAND FAULT": one run of the command under the fault."""

    def __init__(self, world):
        self.world = world

    def run(self, case):
        name, fault = case.split(" ", 1)
        return of(self.world, name).examine(fault)

    def close(self):
        """Commands are closed with the world."""
