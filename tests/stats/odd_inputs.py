"""Reference inputs with the corners that a tidy fixture lacks, seeded.

    make(directory, kind, seed)    writes the 26 input files; KINDS names them

Nothing here is real: authors and posts are made up from random numbers.
"""
import csv
import pathlib
import random

DAY = 86400
STAGES = ["tool", "explore", "companion", "partner"]
KINDS = ["odd", "other", "one-row", "empty"]


def write(directory, name, header, rows):
    with open(directory / f"{name}.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def config(kind):
    start = 1700000000
    return {
        "dump_start": start, "dump_end": start + 400 * DAY,
        "bin_days": {"odd": 14, "other": 45}.get(kind, 30),
        "disengage_days": {"odd": 45, "other": 120}.get(kind, 90),
        "washout_days": 0 if kind == "odd" else 20,
        "conf": {"odd": 0.9, "other": 0.99}.get(kind, 0.95),
        "k_anon": 10 if kind == "other" else 3,
        "event_time": start + 200 * DAY, "rmst_tau": 17.5,
        "nw_lag": 0 if kind == "odd" else 2, "keyness_a0": 7.5,
        "om_indel": 1.5, "om_sub_const": 3,
    }


def posts(rng, cfg, kind):
    rows = []
    span = cfg["dump_end"] - cfg["dump_start"]
    # "odd": nobody is ever seen on the highest rung
    tags = STAGES[:3] if kind == "odd" else STAGES
    for a in range(28):
        t = cfg["dump_start"] + rng.randrange(-20 * DAY, span)
        for i in range(rng.choice([1, 1, 2, 3, 9, 25])):
            stage = [s for s in tags if rng.random() < 0.25]
            if a % 7 == 0:
                stage = []  # never an observation
            rng.shuffle(stage)
            rows.append([f"p{len(rows):04d}", f"u{a:03d}", t, ";".join(stage),
                         rng.choice(["", "support"]), rng.choice(["", "grief"]),
                         round(rng.uniform(-1, 1), 3)])
            # same second, exactly D, just beyond D, or anything
            t += rng.choice([0, cfg["disengage_days"] * DAY,
                             cfg["disengage_days"] * DAY + 1,
                             rng.randrange(1, 40 * DAY)])
    rows.append([rows[0][0]] + rows[1][1:])  # a duplicate id: the first wins
    rows.append(["px1", "[deleted]", cfg["dump_start"] + DAY, "tool", "", "", 0])
    rows.append(["px2", "u998", cfg["dump_start"], "tool", "", "", 0])
    rows.append(["px3", "u999", cfg["dump_end"], "tool", "", "", 0])
    rng.shuffle(rows)
    return rows


def survival(rng, kind):
    rows = []
    # an empty group in the middle cannot be: B has nobody with an event
    for i in range(30 if kind != "one-row" else 1):
        group = rng.choice("ABC")
        entry = rng.randrange(0, 12)
        cause = 0 if group == "B" else rng.choice([0, 1, 1, 2])
        rows.append([f"s{i:03d}", group, entry, entry + rng.randrange(1, 20),
                     cause])
    return rows


def moves(rng, kind):
    rows = []
    for i in range(25):
        state, t = 0, rng.randrange(0, 4)
        for _ in range(rng.randrange(1, 5)):
            stop = t + rng.randrange(1, 30)
            # state 3 is never left and, in "odd", never reached
            near = [s for s in (state - 1, state + 1)
                    if 0 <= s <= (2 if kind == "odd" else 3)]
            to = rng.choice(near + ["cens"])
            rows.append([i + 1, state, to, t, stop])
            if to == "cens":
                break
            state, t = to, stop
    return rows


def panel(rng, kind):
    rows = []
    for i in range(20):
        state, day = 0, 0
        for _ in range(rng.choice([1, 1, 4, 7])):
            rows.append([i + 1, day, state])
            day += rng.choice([1, 7, 30, 200])
            state = min(2 if kind == "odd" else 3,
                        max(0, state + rng.choice([-1, 0, 0, 1])))
    return rows


def series(rng):
    rows = []
    for week in range(12):
        n = rng.randrange(3, 30)
        rows.append([week, n, rng.randrange(0, n + 1), int(week >= 5)])
    return rows


def make(directory, kind, seed):
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    rng = random.Random(f"{kind} {seed}")
    cfg = config(kind)
    write(directory, "config", ["key", "value"], cfg.items())
    matrix = [[-0.02, 0.02, 0, 0], [0.005, -0.02, 0.015, 0],
              [0, 0.004, -0.01, 0.006], [0, 0, 0.003, -0.003]]
    write(directory, "panel_q", ["from", "to", "rate_per_day"],
          [[i, j, matrix[i][j]] for j in range(4) for i in range(4)])
    emission = [[0.9, 0.1, 0, 0], [0.05, 0.9, 0.05, 0],
                [0, 0.1, 0.8, 0.1], [0, 0, 0.2, 0.8]]
    write(directory, "emission", ["true", "observed", "prob"],
          [[i, j, emission[i][j]] for i in range(4) for j in range(4)])
    write(directory, "panel_init", ["state", "prob"],
          [[0, 0.7], [1, 0.2], [2, 0.07], [3, 0.03]])
    tables = {
        "posts": (["post_id", "author", "t", "stage", "benefit", "dependency",
                   "valence"], posts(rng, cfg, kind)),
        "surv": (["id", "group", "entry", "time", "cause"],
                 survival(rng, kind)),
        "surv_lt_edge": (["id", "entry", "time", "status"],
                         [["a", 0, 1, 1], ["b", 0, 1, 0], ["c", 3, 9, 1]]),
        "multistate": (["id", "from", "to", "entry", "exit"],
                       moves(rng, kind)),
        "panel": (["id", "day", "state"], panel(rng, kind)),
        "props": (["k", "n"], [[0, 0], [0, 1], [1, 1], [3, 7], [7, 7],
                               [0, 1000000]]),
        "clustered": (["author", "post", "x", "y"],
                      [[f"c{a:02d}", p + 1, rng.randrange(2), rng.randrange(2)]
                       for a in range(9) for p in range(1 + a % 4)]),
        "cooc": (["pair", "a", "b", "c", "d"],
                 [["none", 0, 0, 0, 0], ["all", 9, 0, 0, 0],
                  ["never", 0, 4, 5, 6], ["large", 3000, 200, 100, 90000],
                  ["flat", 5, 5, 5, 5]]),
        "keyness": (["word", "y1", "y2", "background"],
                    [["w1", 0, 3, 4], ["w2", 8, 0, 9], ["w3", 5, 5, 10],
                     ["w4", 1, 1, 0.5]]),
        "pvals": (["test", "p"], [["h1", ""], ["h2", 1], ["h3", 0],
                                  ["h4", 0.04], ["h5", 0.04], ["h6", ""]]),
        # B never uses 0; nobody uses 3
        "ratings_two": (["item", "A", "B"],
                        [[i + 1, rng.randrange(0, 3), rng.randrange(1, 3)]
                         for i in range(25)]),
        "ratings_multi": (["item", "A", "B", "C"],
                          [[i + 1] + [rng.choice(["", 0, 1, 2, 2])
                                      for _ in range(3)] for i in range(20)]),
        "ratings_sets": (["item", "A", "B"],
                         [[1, "{}", "{}"], [2, "{a}", "{}"],
                          [3, "{a;b}", "{b;a}"], [4, "{c}", "{a;b}"]]),
        "confusion": (["label", "tp", "fp", "fn", "tn"],
                      [["never", 0, 0, 0, 50], ["missed", 0, 0, 5, 45],
                       ["noise", 0, 5, 0, 45], ["fine", 9, 1, 2, 38]]),
        "emotion": (["author", "t", "v"],
                    [["m1", 3, 0.5]] + [["m2", 5, 0.1], ["m2", 5, 0.4]]
                    + [["m3", d, 0.2] for d in range(6)]
                    + [["m4", d * 2, round(rng.uniform(-1, 1), 1)]
                       for d in range(9)]),
        "rogan_gladen": (["label", "pos", "n", "se_k", "se_n", "sp_k", "sp_n"],
                         [["refuse", 5, 50, 3, 10, 6, 10],
                          ["edge", 5, 50, 5, 10, 5, 10],
                          ["below", 1, 50, 9, 10, 90, 100],
                          ["perfect", 10, 50, 10, 10, 20, 20]]),
        "gold": (["post", "author", "pred", "score", "pi", "gold"],
                 [[i + 1, f"g{i % 8}", rng.randrange(2), round(rng.random(), 4),
                   0.5, rng.choice(["", 0, 1])] for i in range(40)]),
        "its": (["week", "n", "k", "post"], series(rng)),
        "event_posts": (["author", "relweek", "y"],
                        [[f"v{a}", rng.randrange(-4, 5), rng.randrange(2)]
                         for a in range(8) for _ in range(1 + a)]),
        "cells": (["row", "c1", "c2", "c3", "c4"],
                  [["r1", 0, 1, 20, 2], ["r2", 30, 40, 50, 60],
                   ["r3", 2, 0, 0, 0]]),
    }
    write(directory, "boot_counts",
          ["rep"] + [f"c{a:02d}" for a in range(9)],
          [[r + 1] + [rng.choice([0, 1, 1, 2]) for _ in range(9)]
           for r in range(40)])
    for name, (header, rows) in tables.items():
        keep = {"one-row": rows[:1], "empty": []}.get(kind, rows)
        write(directory, name, header, keep)
