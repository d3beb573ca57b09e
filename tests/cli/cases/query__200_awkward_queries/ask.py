"""One line for each query: what was typed, then posts found or what galatea says. 0 and 2 are the only exits."""
import json
import subprocess
import sys

LONG = {
    "10 kB of one word": "x" * 10240, "10 kB of a phrase": '"' + "love " * 2047 + '"', "10 kB of blanks": " " * 10240,
    "10 kB of quotes": '"' * 10240, "10 kB of minus": "-" * 10240, "10 kB of brackets": "(" * 10240,
    "10 kB of emoji": "\U0001f60d" * 2560, "10 kB of OR": "love" + " OR love" * 1279, "10 kB of stars": "*" * 10240,
    "64 words": " ".join(["love"] * 64), "65 words": " ".join(["love"] * 65),
}


def ask(typed, *options):
    run = subprocess.run(["galatea", "query", "-d", "g.db", "--count", "--format", "csv", *options, "--", typed],
                         capture_output=True, text=True, timeout=60)
    if run.returncode == 0:
        return "%s posts" % run.stdout.splitlines()[1].split(",")[0]
    if run.returncode != 2 or not run.stderr.strip():
        return "FAULT: exit %d, %r" % (run.returncode, run.stderr)
    return run.stderr.strip().splitlines()[0]


queries = [(q, q) for q in (json.loads(line)["typed"] for line in open(sys.argv[1], encoding="utf-8"))]
queries += list(LONG.items())
answered = faults = 0
for number, (name, typed) in enumerate(queries):
    said = ask(typed)
    answered += said.endswith(" posts")
    faults += said.startswith("FAULT")
    print(json.dumps(name), "->", said)
    if number % 5 == 0:  # as FTS5's own syntax it may be refused, with its reason
        faults += ask(typed, "--fts").startswith("FAULT")
print(len(queries), "queries,", answered, "answered,", faults, "faults")
