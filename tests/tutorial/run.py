#!/usr/bin/env python3
"""Run the shell blocks of a page as one session and compare what the page shows.

usage: run.py [--print] GALATEA PAGE

Blocks that begin with ```sh run in the page's order, in one `bash -eu` in an
empty scratch folder, with galatea on the PATH. ```sh needs=NAME runs only
where the program NAME is there, and a line says so where it is not. A ```text
block after one must agree with what it printed: numbers may differ (the
codebook grows), rules of tables and blanks may be wider, `…` stands for
anything, and a line `…` for any lines. --print shows the whole session.
Exit 0 passed, 1 failed.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^```(\w*)(?: needs=([\w-]+))?\n(.*?)^```$", re.M | re.S)
MARK = "\x01"


def blocks(page):
    """[{line, needs, code, shown}] of a Markdown page."""
    found = []
    for match in FENCE.finditer(page):
        language, needs, body = match.groups()
        line = page.count("\n", 0, match.start()) + 2
        if language == "sh":
            found.append({"line": line, "needs": needs, "code": body, "shown": None})
        elif language == "text" and found:
            found[-1]["shown"] = body
    return found


def shape(line):
    """A line without its numbers, and with blanks and rules one wide."""
    line = re.sub(r"-?\d[\d.,]*(e-?\d+)?", "#", line)
    return re.sub(r"\s+", " ", re.sub(r"-{2,}", "-", line)).strip()


def agrees(shown, printed):
    """The shown lines stand in this order among those printed; without a line `…` between them, in a row."""
    pattern = ""
    for line in shown.splitlines():
        if line.strip() == "…":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += ".*".join(re.escape(part.strip()) for part in shape(line).split("…")) + r"\n"
    text = "".join(shape(line) + "\n" for line in printed.splitlines())
    return re.search("^" + pattern, text, re.M) is not None


def main():
    args = sys.argv[1:]
    show = args[0] == "--print"
    galatea, page = (os.path.abspath(a) for a in args[-2:])
    with open(page, encoding="utf-8") as f:
        session = blocks(f.read())
    script = ""
    for number, block in enumerate(session):
        block["skipped"] = block["needs"] is not None and shutil.which(block["needs"]) is None
        if block["skipped"]:
            print(f"SKIP: line {block['line']} needs {block['needs']}")
        else:
            script += f"printf '{MARK}{number}\\n'\n{block['code']}"
    env = dict(os.environ, NO_COLOR="1", LC_ALL="C.UTF-8", TZ="UTC",
               PATH=os.path.dirname(galatea) + os.pathsep + os.environ["PATH"])
    with tempfile.TemporaryDirectory(prefix="galatea-tutorial-") as scratch:
        run = subprocess.run(["bash", "-eu", "-o", "pipefail", "-c", script], cwd=scratch, env=env,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=1200)
    text = run.stdout.decode("utf-8", "replace")
    printed = {}
    for part in text.split(MARK)[1:]:
        number, _, rest = part.partition("\n")
        printed[int(number)] = rest
    failed = run.returncode != 0
    if failed:
        last = session[max(printed)]
        print(f"{page}:{last['line']}: the session ended here with exit code {run.returncode}")
        print(printed[max(printed)])
    for number, block in enumerate(session):
        if show and number in printed:
            print(f"--- line {block['line']}\n{block['code']}--- printed\n{printed[number]}")
        if number in printed and block["shown"] and not agrees(block["shown"], printed[number]):
            print(f"{page}:{block['line']}: the page shows\n{block['shown']}but this was printed\n{printed[number]}")
            failed = True
    print(f"{len(printed)} of {len(session)} blocks ran")
    return 1 if failed or not printed else 0


sys.exit(main())
