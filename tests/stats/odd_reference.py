#!/usr/bin/env python3
"""stats-reference on odd inputs, against a second computation.

    odd_reference.py --program BUILD/tests/stats-reference [--seeds N]

Makes the inputs of odd_inputs.py (other levels, bins and limits, unused
states and categories, empty groups, missing values, one row, no row), runs
the program, and recomputes what needs no special function with this file's
own few lines: author states, sequences, transitions, follow-up, survival,
competing risks, agreement, trends, adjustments, corrections. Also: every file
is written, no cell says nan, limits hold their estimate and lie in order.
"""
import argparse
import csv
import math
import pathlib
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from statistics import NormalDist, median

import odd_inputs

DAY = 86400
FILES = 55
STAGE = {name: i for i, name in enumerate(odd_inputs.STAGES)}
FAULTS = []


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return None if text == "" else float(text)


def check(where, want, got):
    """want: None for an empty cell, a number, or text."""
    if isinstance(want, str):
        good = want == got
    elif want is None:
        good = got == ""
    else:
        good = got != "" and abs(float(got) - want) <= 1e-9 * max(1, abs(want))
    if not good:
        FAULTS.append(f"{where}: {got or 'empty'} instead of {want}")


def check_table(where, rows, keys, want):
    """want: {key: {column: value}}; the keys must be the same on both sides."""
    got = {tuple(r[k] for k in keys): r for r in rows}
    if set(got) != set(want):
        FAULTS.append(f"{where}: rows {sorted(set(got) ^ set(want))[:3]} differ")
    for key in set(got) & set(want):
        for column, value in want[key].items():
            check(f"{where} {key} {column}", value, got[key][column])


def wilson(k, n, z):
    if n == 0:
        return None, None
    p = k / n
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    lo = 0.0 if k == 0 else (p + z * z / (2 * n) - half) / (1 + z * z / n)
    hi = 1.0 if k == n else (p + z * z / (2 * n) + half) / (1 + z * z / n)
    return max(0.0, lo), min(1.0, hi)


# --- posts -----------------------------------------------------------------

def authors_of(rows, cfg):
    seen, posts = set(), defaultdict(list)
    for r in rows:
        if r["post_id"] in seen:
            continue
        seen.add(r["post_id"])
        t = int(r["t"])
        if r["author"] == "[deleted]" or not (
                cfg["dump_start"] <= t < cfg["dump_end"]):
            continue
        tags = [STAGE[s] for s in r["stage"].split(";") if s]
        posts[r["author"]].append((t, max(tags) if tags else None))
    out = {}
    for author, p in posts.items():
        p.sort(key=lambda x: x[0])
        at = defaultdict(lambda: -1)
        for t, s in p:
            if s is not None:
                at[t] = max(at[t], s)
        out[author] = (p, sorted(at.items()))
    return out


def author_states(authors, cfg):
    want = {}
    for a, (p, obs) in authors.items():
        first = p[0][0]
        days = lambda t: (t - first) / DAY
        row = {"n_posts": len(p), "n_obs": len(obs), "t_first": first,
               "n_staged": sum(s is not None for _, s in p),
               "t_last": p[-1][0],
               "left_trunc": int(first - cfg["dump_start"]
                                 < cfg["washout_days"] * DAY)}
        states = [s for _, s in obs]
        row["first_stage"] = states[0] if obs else None
        row["last_stage"] = states[-1] if obs else None
        row["max_stage"] = max(states) if obs else None
        for k in range(4):
            row[f"entry_days_{k}"] = next(
                (days(t) for t, s in obs if s == k), None)
            if k:
                row[f"reach_days_{k}"] = next(
                    (days(t) for t, s in obs if s >= k), None)
        high = [t for t, s in obs if s >= 2]
        row["confirm_days_2"] = days(high[1]) if len(high) > 1 else None
        runs = [s for i, s in enumerate(states) if i == 0 or s != states[i - 1]]
        steps = [b - x for x, b in zip(runs, runs[1:])]
        if obs:
            row["n_up"] = sum(d > 0 for d in steps)
            row["n_down"] = sum(d < 0 for d in steps)
            row["n_skip_up"] = sum(d > 1 for d in steps)
        want[(a,)] = row
    return want


def followups(authors, cfg):
    want, limit = {}, cfg["disengage_days"] * DAY
    for a, (p, obs) in authors.items():
        if not obs or obs[0][1] >= 2:
            continue
        origin = obs[0][0]
        times = sorted({t for t, _ in p if t >= origin}) + [cfg["dump_end"]]
        gone = next((x + limit for x, y in zip(times, times[1:])
                     if y - x > limit), None)
        reached = next((t for t, s in obs if s >= 2), None)
        if reached is not None and (gone is None or reached <= gone):
            end, cause = reached, 1
        elif gone is not None:
            end, cause = gone, 2
        else:
            end, cause = cfg["dump_end"], 0
        want[(a,)] = {"origin": origin, "time_s": end - origin, "cause": cause}
    return want


def sequences(authors, cfg):
    """{view: {author: states with None for missing}} up to the last bin."""
    out = {v: {} for v in ("binmax", "binlast", "locf", "runmax")}
    width = cfg["bin_days"] * DAY
    for a, (p, obs) in authors.items():
        if not obs:
            continue
        first, last = p[0][0], p[-1][0]
        bins = int((last - first) // width) + 1
        top, end = [None] * bins, [None] * bins
        for t, s in obs:
            b = int((t - first) // width)
            top[b] = s if top[b] is None else max(top[b], s)
            end[b] = s
        locf, run = [], []
        for b in range(bins):
            locf.append(top[b] if top[b] is not None
                        else locf[-1] if b else None)
            run.append(max((s for s in locf if s is not None), default=None))
        for view, states in (("binmax", top), ("binlast", end),
                             ("locf", locf), ("runmax", run)):
            out[view][a] = states
    return out


def transitions(rows, diagonal, z):
    want = {}
    for h in range(4):
        per = [Counter(y for x, y in zip(r, r[1:])
                       if x == h and y is not None
                       and (diagonal or y != h)) for r in rows]
        total = sum(sum(c.values()) for c in per)
        for j in range(4):
            if j == h and not diagonal:
                continue
            n = sum(c[j] for c in per)
            lo, hi = wilson(n, total, z)
            want[(str(h), str(j))] = {
                "count": n, "row_total": total,
                "rate": n / total if total else None,
                "wilson_lo": lo, "wilson_hi": hi,
                "n_authors": sum(bool(c) for c in per)}
    return want


def check_posts(base, out, cfg, z):
    authors = authors_of(read(base / "posts.csv"), cfg)
    check_table("author_states", read(out / "posts_author_states.csv"),
                ["author"], author_states(authors, cfg))
    check_table("followup", read(out / "posts_followup.csv"), ["author"],
                followups(authors, cfg))
    views = sequences(authors, cfg)
    for view, rows in views.items():
        written = read(out / f"posts_seq_{view}.csv")
        want = {}
        for a, states in rows.items():
            want[(a,)] = {f"b{i + 1}": "*" if s is None else str(s)
                          for i, s in enumerate(states)}
            if written:
                for i in range(len(states), len(written[0]) - 1):
                    want[(a,)][f"b{i + 1}"] = "%"
        check_table(f"seq_{view}", written, ["author"], want)
        if view != "binlast":
            check_table(f"transrate_{view}",
                        read(out / f"posts_transrate_{view}.csv"),
                        ["from", "to"],
                        transitions(list(rows.values()), True, z))
    spells = []
    for states in views["locf"].values():
        known = [s for s in states if s is not None]
        spells.append([s for i, s in enumerate(known)
                       if i == 0 or s != known[i - 1]])
    check_table("transrate_dss", read(out / "posts_transrate_dss_locf.csv"),
                ["from", "to"], transitions(spells, False, z))


# --- survival --------------------------------------------------------------

def kaplan_meier(rows, z):
    out, surv, green, hazard, square = {}, 1.0, 0.0, 0.0, 0.0
    for t in sorted({r[1] for r in rows}):
        n = sum(entry < t <= stop for entry, stop, _ in rows)
        d = sum(stop == t and c == 1 for _, stop, c in rows)
        surv *= 1 - d / n
        green += d / (n * (n - d)) if n > d else math.inf if d else 0
        hazard += d / n
        square += d / n ** 2
        se = surv * math.sqrt(green) if surv > 0 else None
        row = {"n_risk": n, "n_event": d, "surv": surv, "se": se,
               "cumhaz": hazard, "se_cumhaz": math.sqrt(square),
               "loglog_lo": None, "loglog_hi": None}
        if 0 < surv < 1:
            half = z * se / (surv * abs(math.log(surv)))
            c = math.log(-math.log(surv))
            row["loglog_lo"] = math.exp(-math.exp(c + half))
            row["loglog_hi"] = math.exp(-math.exp(c - half))
        out[t] = row
    return out


def aalen_johansen(rows):
    out, free, f1, f2 = {}, 1.0, 0.0, 0.0
    for t in sorted({r[1] for r in rows}):
        n = sum(entry < t <= stop for entry, stop, _ in rows)
        d = [sum(stop == t and c == k for _, stop, c in rows) for k in (1, 2)]
        f1 += free * d[0] / n
        f2 += free * d[1] / n
        free *= 1 - sum(d) / n
        out[t] = {"cif1": f1, "cif2": f2, "surv_free": free}
    return out


def check_survival(base, out, z):
    rows = [(r["group"], float(r["entry"]), float(r["time"]), int(r["cause"]))
            for r in read(base / "surv.csv")]
    groups = sorted({r[0] for r in rows})
    for name, entry in (("surv_km", False), ("surv_cif", False)):
        want = {}
        for group in ["all"] + groups:
            some = [(e if entry else -math.inf, t, c) for g, e, t, c in rows
                    if group in ("all", g)]
            table = (kaplan_meier(some, z) if name == "surv_km"
                     else aalen_johansen(some))
            for t, row in table.items():
                want[(group, "%g" % t)] = row
        check_table(name, read(out / f"{name}.csv"), ["group", "time"], want)
    logrank(rows, groups, out)


def logrank(rows, groups, out):
    written = [r for r in read(out / "surv_logrank.csv")
               if r["groups"] == "|".join(groups) and float(r["rho"]) == 0]
    for group in groups:
        o = e = 0.0
        for t in {r[2] for r in rows if r[3] == 1}:
            n = sum(r[2] >= t for r in rows)
            d = sum(r[2] == t and r[3] == 1 for r in rows)
            o += sum(r[2] == t and r[3] == 1 and r[0] == group for r in rows)
            e += d * sum(r[2] >= t and r[0] == group for r in rows) / n
        row = [r for r in written if r["group"] == group]
        if not row:
            FAULTS.append(f"logrank: no row of {group}")
            continue
        check(f"logrank {group} observed", o, row[0]["observed"])
        check(f"logrank {group} expected", e, row[0]["expected"])


# --- agreement -------------------------------------------------------------

def check_agreement(base, out):
    pairs = [(int(r["A"]), int(r["B"])) for r in read(base / "ratings_two.csv")]
    n = len(pairs)
    weights = {"none": lambda i, j: float(i == j),
               "linear": lambda i, j: 1 - abs(i - j) / 3,
               "quadratic": lambda i, j: 1 - (i - j) ** 2 / 9}
    want = {}
    for name, w in weights.items():
        row = {"n": n, "po": None, "pe": None, "kappa": None}
        if n:
            po = sum(w(a, b) for a, b in pairs) / n
            pe = sum(w(a, b) for a, _ in pairs for _, b in pairs) / n ** 2
            row.update(po=po, pe=pe,
                       kappa=(po - pe) / (1 - pe) if pe < 1 else None)
        want[(name,)] = row
    check_table("kappa", read(out / "agreement_kappa.csv"), ["weights"], want)
    units = [[int(r[c]) for c in "ABC" if r[c] != ""]
             for r in read(base / "ratings_multi.csv")]
    check_table("alpha", [r for r in read(out / "agreement_alpha.csv")
                          if r["metric"] == "nominal"], ["metric"],
                {("nominal",): alpha(units, lambda a, b: float(a != b))})
    sets = [[frozenset(x for x in r[c].strip("{}").split(";") if x)
             for c in "AB"] for r in read(base / "ratings_sets.csv")]
    full = alpha(sets, lambda a, b: 1 - len(a & b) / len(a | b)
                 if a | b else 0.0)
    check_table("alpha_sets", [r for r in read(out / "agreement_alpha_sets.csv")
                               if r["metric"] == "jaccard"], ["metric"],
                {("jaccard",): {"alpha": full["alpha"]}})


def alpha(units, distance):
    units = [u for u in units if len(u) > 1]
    values = [v for u in units for v in u]
    n = len(values)
    row = {"alpha": None}
    if n < 2:
        return row
    observed = sum(distance(a, b) / (len(u) - 1)
                   for u in units for i, a in enumerate(u)
                   for j, b in enumerate(u) if i != j) / n
    expected = sum(distance(a, b) for i, a in enumerate(values)
                   for j, b in enumerate(values) if i != j) / (n * (n - 1))
    if expected > 0:
        row["alpha"] = 1 - observed / expected
    return row


# --- the rest --------------------------------------------------------------

def adjusted(p):
    """Benjamini-Hochberg and Holm of the p that are there."""
    known = sorted((v, i) for i, v in enumerate(p) if v is not None)
    m, bh, holm, low, high = len(known), {}, {}, 1.0, 0.0
    for rank in range(m, 0, -1):
        v, i = known[rank - 1]
        low = min(low, v * m / rank)
        bh[i] = low
    for rank, (v, i) in enumerate(known):
        high = max(high, min(1.0, (m - rank) * v))
        holm[i] = high
    return bh, holm


def check_rest(base, out, cfg, z):
    rows = read(base / "pvals.csv")
    bh, holm = adjusted([number(r["p"]) for r in rows])
    check_table("pvals", read(out / "pvals_adjusted.csv"), ["test"],
                {(r["test"],): {"bh": bh.get(i), "holm": holm.get(i)}
                 for i, r in enumerate(rows)})
    want = {}
    for r in read(base / "props.csv"):
        lo, hi = wilson(float(r["k"]), float(r["n"]), z)
        want[(r["k"], r["n"])] = {"wilson_lo": lo, "wilson_hi": hi}
    check_table("props", read(out / "props_ci.csv"), ["k", "n"], want)
    want = {}
    for r in read(base / "rogan_gladen.csv"):
        ap = float(r["pos"]) / float(r["n"])
        se = float(r["se_k"]) / float(r["se_n"])
        sp = float(r["sp_k"]) / float(r["sp_n"])
        good = se + sp - 1 > 1e-12
        want[(r["label"],)] = {
            "apparent": ap,
            "rg_raw": (ap + sp - 1) / (se + sp - 1) if good else None}
    check_table("rogan_gladen", read(out / "rogan_gladen.csv"), ["label"], want)
    emotion(base, out)
    clustered(base, out)
    rates = Counter()
    time = Counter()
    for r in read(base / "multistate.csv"):
        time[r["from"]] += float(r["exit"]) - float(r["entry"])
        rates[r["from"], r["to"]] += 1
    for r in read(out / "multistate_rates.csv"):
        d, t = rates[r["from"], r["to"]], time[r["from"]]
        check(f"rates {r['from']} {r['to']}", d / t if t else None, r["rate"])
        if t and d == 0:
            check(f"rates {r['from']} {r['to']} lo", 0, r["exact_lo"])


def emotion(base, out):
    series = defaultdict(list)
    for r in read(base / "emotion.csv"):
        series[r["author"]].append((float(r["t"]), float(r["v"])))
    want = {}
    for a, p in series.items():
        pairs = [(x, y) for i, x in enumerate(p) for y in p[i + 1:]]
        slopes = [(y[1] - x[1]) / (y[0] - x[0]) for x, y in pairs
                  if y[0] != x[0]]
        s = sum((d > 0) - (d < 0) for d in
                ((y[1] - x[1]) * (y[0] - x[0]) for x, y in pairs))
        want[(a,)] = {"n": len(p), "n_slopes": len(slopes), "mk_S": s,
                      "theil_sen": median(slopes) if slopes else None}
    check_table("emotion", read(out / "emotion_trends.csv"), ["author"], want)


def clustered(base, out):
    k, n = Counter(), Counter()
    for r in read(base / "clustered.csv"):
        k[r["author"]] += int(r["y"])
        n[r["author"]] += 1
    stat = {r["stat"]: r["value"] for r in read(out / "clustered_prop.csv")}
    g, posts = len(n), sum(n.values())
    check("clustered posts", posts, stat["posts"])
    p = sum(k.values()) / posts if posts else None
    check("clustered pooled", p, stat["pooled_p"])
    check("clustered mean", sum(k[a] / n[a] for a in n) / g if g else None,
          stat["author_mean_p"])
    se = None
    if g > 1:
        se = math.sqrt(g / (g - 1) * sum((k[a] - p * n[a]) ** 2
                                         for a in n)) / posts
    check("clustered cr1", se, stat["se_cluster_cr1"])


def check_rules(out):
    files = sorted(out.glob("*.csv"))
    if len(files) != FILES:
        FAULTS.append(f"{len(files)} files instead of {FILES}")
    for path in files:
        for i, row in enumerate(read(path)):
            for column, cell in row.items():
                if cell is None or cell.lower().lstrip("-") in ("nan", "-0"):
                    FAULTS.append(f"{path.stem} row {i} {column}: {cell}")
                if column.endswith("_lo") and row.get(
                        column[:-3] + "_hi") not in (None, "") and cell:
                    if float(cell) > float(row[column[:-3] + "_hi"]) + 1e-12:
                        FAULTS.append(f"{path.stem} row {i} {column}: above hi")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    runs = 0
    for kind in odd_inputs.KINDS:
        for seed in range(1, arguments.seeds + 1):
            with tempfile.TemporaryDirectory() as scratch:
                base, out = (pathlib.Path(scratch) / d for d in ("in", "out"))
                odd_inputs.make(base, kind, seed)
                subprocess.run([arguments.program, "--input", str(base),
                                "--write", str(out)], check=True)
                cfg = odd_inputs.config(kind)
                z = NormalDist().inv_cdf(1 - (1 - cfg["conf"]) / 2)
                before = len(FAULTS)
                check_rules(out)
                check_posts(base, out, cfg, z)
                check_survival(base, out, z)
                check_agreement(base, out)
                check_rest(base, out, cfg, z)
                for line in FAULTS[before:before + 40]:
                    print(f"{kind} {seed}: {line}")
                runs += 1
    print(f"{runs} input sets, {len(FAULTS)} faults")
    return 1 if FAULTS or not runs else 0


if __name__ == "__main__":
    sys.exit(main())
