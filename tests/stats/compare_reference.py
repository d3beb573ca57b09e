#!/usr/bin/env python3
"""Compare the files stats-reference writes with a reference set.

    compare_reference.py --program BUILD/tests/stats-reference SET
    compare_reference.py --written DIR SET

SET holds input/ and expected/. Rows are matched by their key columns, cells
with |a - b| <= 1e-9 max(1, |b|) (looser where SET's README says so); an empty
cell must meet an empty cell. Prints one line a file; exits 1 on a miss.
"""
import argparse
import csv
import pathlib
import subprocess
import sys
import tempfile

KEYS = {
    "agreement_alpha": 1, "agreement_alpha_sets": 1, "agreement_kappa": 1,
    "agreement_prf": 1, "agreement_prf_summary": 1, "cells_suppressed": 1,
    "clustered_boot_replicates": 1, "clustered_prop": 1,
    "cooc_clustered": 1, "cooc_stats": 1, "emotion_regional_kendall": 1,
    "emotion_trends": 1, "event_paired": 1, "event_study_fe": 1,
    "gold_ppi_dsl": 1, "its_coef": 1, "its_diag": 1, "keyness_stats": 1,
    "multistate_aj_from0": 3, "multistate_aj_last": 2, "multistate_rates": 2,
    "panel_hmm_emission": 2, "panel_hmm_loglik": 1, "panel_hmm_states": 2,
    "panel_loglik": 1, "panel_matrices": 2, "posts_author_states": 1,
    "posts_cif": 2, "posts_followup": 1, "posts_interval": 1,
    "posts_interval_fit": 1, "posts_om_first12": 2, "posts_seq_binlast": 1,
    "posts_seq_binmax": 1, "posts_seq_indices_locf": 1, "posts_seq_locf": 1,
    "posts_seq_meantime_locf": 1, "posts_seq_runmax": 1,
    "posts_seq_statedist_locf": 2, "posts_transrate_binmax": 2,
    "posts_transrate_dss_locf": 2, "posts_transrate_locf": 2,
    "posts_transrate_runmax": 2, "props_ci": 2, "props_newcombe_diff": 2,
    "pvals_adjusted": 1, "rogan_gladen": 1, "surv_cif": 2,
    "surv_cif_lefttrunc": 2, "surv_km": 2, "surv_km_lefttrunc": 2,
    "surv_km_lt_edge": 2, "surv_logrank": 3, "surv_quantiles": 2,
    "surv_rmst": 1,
}


def relative(name, column, key):
    """(absolute-or-relative tolerance, purely relative tolerance)."""
    if (name, column) == ("panel_matrices", "mle_q"):
        return 1e-4, True
    if name == "panel_loglik" and key == ("minus2loglik_mle_loose",):
        return 1e-4, True
    if name == "posts_interval_fit":
        return 1e-6, False
    return 1e-9, False


def same(a, b, tolerance, purely_relative):
    if a == b:
        return True
    try:
        x, y = float(a), float(b)
    except ValueError:
        return False
    scale = abs(y) if purely_relative else max(1.0, abs(y))
    return abs(x - y) <= tolerance * scale


def read(path, keys):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    table = {}
    for row in rows[1:]:
        key = tuple(canonical(cell) for cell in row[:keys])
        while key in table:  # the same key twice: numbered in order
            key = key + ("again",)
        table[key] = row
    return rows[0], table


def canonical(cell):
    try:
        return "%.12g" % float(cell)
    except ValueError:
        return cell


def compare(name, written, expected, report):
    keys = KEYS.get(name, 1)
    header, want = read(expected, keys)
    if not written.exists():
        report.append(f"{name}: not written")
        return len(want), len(want)
    got_header, got = read(written, keys)
    cells = misses = 0
    if header != got_header:
        report.append(f"{name}: header {got_header} instead of {header}")
        misses += 1
    for key in got.keys() - want.keys():
        report.append(f"{name}: row {key} is not expected")
        misses += 1
    for key, row in want.items():
        if key not in got:
            report.append(f"{name}: row {key} is missing")
            misses += 1
            continue
        for column, b, a in zip(header, row, got[key]):
            cells += 1
            tolerance, pure = relative(name, column, key)
            if not same(a, b, tolerance, pure):
                misses += 1
                report.append(
                    f"{name}: {key} {column}: {a or 'empty'} instead of "
                    f"{b or 'empty'}")
    return cells, misses


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program")
    parser.add_argument("--written")
    parser.add_argument("set")
    arguments = parser.parse_args()
    base = pathlib.Path(arguments.set)
    with tempfile.TemporaryDirectory() as scratch:
        written = pathlib.Path(arguments.written or scratch)
        if arguments.program:
            subprocess.run(
                [arguments.program, "--input", str(base / "input"),
                 "--write", str(written)], check=True)
        report = []
        cells = misses = files = 0
        for expected in sorted((base / "expected").glob("*.csv")):
            some, missed = compare(
                expected.stem, written / expected.name, expected, report)
            cells += some
            misses += missed
            files += 1
    for line in report[:200]:
        print(line)
    print(f"{files} files, {cells} cells, {misses} misses")
    return 1 if misses or not files else 0


if __name__ == "__main__":
    sys.exit(main())
