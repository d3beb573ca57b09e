#!/usr/bin/env python3
"""One row of docs/validity.tsv: date, commit, codebook hash, set and figures with bootstrap intervals over posts.

usage: validity_row.py SET HASH GOLD.tsv TAGS.ndjson SCORE.txt
"""
import csv
import datetime
import json
import random
import re
import subprocess
import sys

DIMENSIONS = ["benefit", "dependency", "onset", "materialization", "persona", "bond", "disclosure", "social", "risk", "epistemic"]
name, codebook, gold_path, tags_path, score_path = sys.argv[1:6]
with open(gold_path, encoding="utf-8") as f:
    gold = {r["id"]: r for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)}
with open(tags_path, encoding="utf-8") as f:
    tags = {str(o["id"]): o for o in map(json.loads, f)}
score = open(score_path, encoding="utf-8").read()


def codes(cell):
    return set() if cell in (None, "", "-") else set(cell.split())


def counts(post):
    """(tp, fp, fn) of each dimension and of all codes for one post."""
    row, tag = gold[post], tags[post]
    want, skip = codes(row["codes"]), codes(row.get("disputed"))
    got = {x["code"] for x in tag.get("tags", []) if not x["code"].startswith(("stage.", "stance."))}
    out = {"micro": (len((want & got) - skip), len(got - want - skip), len(want - got - skip))}
    for d in DIMENSIONS:
        w, h, s = (any(c.startswith(d + ".") for c in x) for x in (want, got, skip))
        out[d] = (0, 0, 0) if s and not w else (w and h, h and not w, w and not h)
    out["stance"] = (tag.get("stance") in row["stance"].split("|"), 0, 0)
    return out


def f1(sums):
    tp, fp, fn = sums
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else float("nan")


table = [counts(i) for i in gold]
draw = random.Random(1)
boots = [[draw.randrange(len(table)) for _ in table] for _ in range(500)]


def figure(key):
    def value(index):
        rows = [table[i][key] for i in index]
        if key == "stance":
            return sum(r[0] for r in rows) / len(rows)
        return f1([sum(r[k] for r in rows) for k in range(3)])
    point = value(range(len(table)))
    spread = sorted(v for v in map(value, boots) if v == v)
    if point != point or not spread:
        return "-"
    return f"{point:.3f} [{spread[int(.025 * len(spread))]:.3f},{spread[int(.975 * len(spread)) - 1]:.3f}]"


commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
last = score.strip().splitlines()[-1]
stage = re.search(r"qwk ([\d.]+)", last).group(1)
macro = re.search(r"macro F1 ([\d.]+|nan)", last).group(1)
precision = re.search(r"micro P ([\d.]+|nan)", last).group(1)
moves = re.search(r"narrated moves: .*F1 ([\d.]+)", score)
denied = re.search(r"hard negatives: (\d+ of \d+)", score)
print("\t".join([datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"), commit, codebook[:12], name, str(len(gold)), figure("stance"),
                 stage, precision, figure("micro"), macro] + [figure(d) for d in DIMENSIONS] +
                [moves.group(1) if moves else "-", denied.group(1) if denied else "-"]))
