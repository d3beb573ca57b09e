"""Read the planted archives, write everything that galatea can write, and look for the marker words in every byte.

usage: scan.py FOLDER
"""
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import plant

# Without the letters that a word of the index may share with its neighbour.
NAMES = {kind: word[4:] for kind, word in (("author", plant.AUTHOR), ("display", plant.DISPLAY), ("mail", plant.MAIL),
                                           ("mention", plant.MENTION), ("nick", plant.NICK), ("number", plant.NUMBER))}
FREE = plant.FREE[4:]
ORDERS = {"mapped.ndjson": ["--map", "text=text,author=author,created=created,community=community"],
          "mapped.csv": ["--map", "text=text,author=author,created=created,community=community"],
          "Posts.xml": ["--scope", "ai.stackexchange.com"], "Comments.xml": ["--scope", "ai.stackexchange.com"],
          "Users.xml": ["--scope", "ai.stackexchange.com"],
          "conversations.json": ["--scope", plant.AUTHOR]}
said = open("said", "wb")  # what stands on the terminal


def galatea(*args, out=None):
    done = subprocess.run(["galatea", *args], capture_output=True)
    said.write(done.stderr)
    if out is None:
        said.write(done.stdout)
    else:
        with open(out, "wb") as f:
            f.write(done.stdout)
    if done.returncode != 0:
        print("galatea", args[0], "failed:", done.returncode, done.stderr.decode("utf-8", "replace")[-300:])


def files():
    for folder, _, names in os.walk("."):
        if folder.startswith("./archives"):
            continue
        for name in names:
            yield os.path.join(folder, name)


def holds(path, word):
    with open(path, "rb") as f:
        return word.encode().lower() in f.read().lower()


def keep_log(archive):
    """Ingest beside a reader that stays, so that the write-ahead log stays too."""
    running = subprocess.Popen(["galatea", "ingest", "-q", "-d", "b.db", "--key", "key", "-"], stdin=subprocess.PIPE,
                               stdout=said, stderr=said)
    while not os.path.exists("b.db-wal"):
        time.sleep(0.05)
    held = sqlite3.connect("b.db", timeout=60)
    held.execute("BEGIN")
    held.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    with open(archive, "rb") as f:
        running.communicate(f.read())
    print("write-ahead log:", running.returncode, os.path.getsize("b.db-wal") > 0)
    return held


def main():
    folder = sys.argv[1]
    for name in sorted(os.listdir(folder)):
        galatea("ingest", "-v", "-d", "a.db", "--key", "key", *ORDERS.get(name, []), os.path.join(folder, name))
    galatea("ingest", "-v", "-d", "a.db", "--key", "key", "--author", plant.AUTHOR + "0", os.path.join(folder, "reddit.ndjson"))
    galatea("classify", "-v", "-d", "a.db")
    counts = sqlite3.connect("a.db").execute("SELECT platform, count(*), count(DISTINCT author) FROM posts GROUP BY 1 ORDER BY 1")
    for platform, posts, authors in counts:
        print(platform, posts, "posts", authors, "authors")
    held = keep_log(os.path.join(folder, "reddit.ndjson"))
    galatea("export", "-v", "-d", "a.db", "-o", "out", "--sequences", "--convokit")
    galatea("report", "-d", "a.db", "-o", "page.html")
    for form in ("table", "csv", "ndjson", "json"):
        galatea("stats", "-d", "a.db", "--format", form, out="stats." + form)
        galatea("turns", "-d", "a.db", "--format", form, out="turns." + form)
        galatea("query", "-d", "a.db", "companion", "--format", form, "--full", out="found." + form)
    galatea("query", "-d", "a.db", "companion", "--facet", "community", "--format", "csv", out="counted.csv")
    galatea("validate", "sample", "-d", "a.db", "-o", "sample")
    galatea("validate", "sample", "-d", "a.db", "-o", "sample_authors", "--unit", "author", "-n", "5")
    galatea("verify", "-d", "a.db", "--dump", out="dump")
    galatea("doctor", "-d", "a.db")
    said.close()
    written = sorted(files())
    print("more than 40 files written:", len(written) > 40)
    ours = [path for path in written if path[2:].startswith(("a.db", "b.db", "key", "out/", "page.html", "sample"))]
    print("readable by others:", [path for path in ours + [os.path.dirname(path) for path in ours if path.count("/") > 1]
                                  if os.stat(path).st_mode & 0o077])
    for path in written:
        for kind, word in NAMES.items():
            if holds(path, word):
                print("LEAK", kind, path)
    # a name that stands in a sentence is not known for one: it stays where the text stays, and goes no further
    text = ("a.db", "b.db", "dump", "found.", "sample")
    print("names in sentences:", sum(holds(path, FREE) for path in written if path[2:].startswith(text)) > 0, "in the text,",
          [path for path in written if holds(path, FREE) and not path[2:].startswith(text)], "elsewhere")
    held.close()


if __name__ == "__main__":
    main()
