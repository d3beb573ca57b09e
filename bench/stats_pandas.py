#!/usr/bin/env python3
"""Some of the statistics of the ordered pass, as one writes them with pandas.

    bench_stats 200000 20000 0 FILE; stats_pandas.py FILE

Reads the same table and computes what an analyst would by groupby: author
states and follow-up, rungs by month, moves between 30-day bins with the last
rung carried, moves and days lived, mean and ever share of each code with the
clustered error, benefit x dependency. Less than galatea's pass: no trends, no
events, no ruptures, no panel pairs. Prints CPU seconds. Needs pandas (2.3).
"""
import sqlite3
import sys
import time

import numpy as np
import pandas as pd

DAY = 86400
BIN, EXPIRE, DISENGAGE, TARGET = 30 * DAY, 180 * DAY, 90 * DAY, 3
RUNGS, CODES = 6, 60
START, END = 1704067200, 1704067200 + 730 * DAY


def author_rows(posts):
    """One author: states, follow-up, carried bins."""
    t = posts["t"].to_numpy()
    stage = posts["stage"].to_numpy()
    seen = stage >= 0
    out = {"posts": len(t), "first": t[0], "last": t[-1], "incident": False}
    moves = np.zeros((RUNGS, RUNGS))
    if not seen.any():
        return out, moves
    at, s = t[seen], stage[seen]
    at, where = np.unique(at, return_inverse=True)
    top = np.full(len(at), -1)
    np.maximum.at(top, where, s)
    out.update(first_stage=top[0], max_stage=top.max(), obs=len(at),
               up=(np.diff(top) > 0).sum(), down=(np.diff(top) < 0).sum())
    if top[0] < TARGET:
        high = at[top >= TARGET]
        later = np.append(np.unique(t[t >= at[0]]), END)
        gone = later[:-1][np.diff(later) > DISENGAGE]
        gone = gone[0] + DISENGAGE if len(gone) else None
        reached = high[0] if len(high) else None
        out.update(incident=True, reached=reached, gone=gone,
                   confirmed=high[1] if len(high) > 1 else None)
    bins = (at - t[0]) // BIN
    last_bin = (t[-1] - t[0]) // BIN
    state = pd.Series(top).groupby(bins).max()
    carried = state.reindex(range(int(last_bin) + 1)).ffill(
        limit=EXPIRE // BIN)
    pair = carried.to_numpy()
    good = ~np.isnan(pair[:-1]) & ~np.isnan(pair[1:])
    np.add.at(moves, (pair[:-1][good].astype(int), pair[1:][good].astype(int)),
              1)
    return out, moves


def main():
    begin = time.process_time()
    db = sqlite3.connect(sys.argv[1])
    posts = pd.read_sql_query(
        "SELECT author, created_utc AS t, stage - 1 AS stage, valence, codes "
        "FROM timeline ORDER BY author, created_utc, post", db)
    rows, moves = [], np.zeros((RUNGS, RUNGS))
    square = np.zeros((RUNGS, RUNGS))
    for _, group in posts.groupby("author", sort=False):
        row, some = author_rows(group)
        rows.append(row)
        moves += some
        square += some ** 2
    authors = pd.DataFrame(rows)
    staged = posts[posts["stage"] >= 0].copy()
    staged["month"] = pd.to_datetime(staged["t"], unit="s").dt.to_period("M")
    months = (staged.groupby(["author", "month"])["stage"].max()
              .groupby("month").value_counts())
    step = staged.groupby("author")
    gap = step["t"].shift(-1) - staged["t"]
    days = gap.clip(upper=EXPIRE).groupby(staged["stage"]).sum() / DAY
    codes = posts["codes"].map(lambda b: np.frombuffer(b, dtype="<u2"))
    long = pd.DataFrame({"author": posts["author"].repeat(codes.str.len()),
                         "code": np.concatenate(codes.to_numpy())})
    k = long.groupby(["author", "code"]).size().unstack(fill_value=0)
    n = posts.groupby("author").size().reindex(k.index)
    share = k.div(n, axis=0)
    mean, error = share.mean(), share.std() / np.sqrt(len(share))
    ever = (k > 0).mean()
    pooled = k.sum() / n.sum()
    residual = k.sub(np.outer(n, pooled))
    cr1 = np.sqrt(len(n) / (len(n) - 1) * (residual ** 2).sum()) / n.sum()
    any_of = (k > 0).astype(float)
    both = any_of.iloc[:, :15].T @ any_of.iloc[:, 15:30]
    seconds = time.process_time() - begin
    print(f"{len(posts)} posts of {len(authors)} authors, "
          f"{authors['incident'].sum()} incident, {int(moves.sum())} moves, "
          f"{len(months)} month cells, {days.sum():.0f} days lived, "
          f"{both.size} pairs, {len(mean) + len(error) + len(ever)} shares, "
          f"mean clustered error {cr1.mean():.2g}")
    print(f"pandas {pd.__version__}          {seconds:8.2f} s")


if __name__ == "__main__":
    main()
