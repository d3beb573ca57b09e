"""What a reader of a table with hidden cells can work out, by linear programming on random tables.

usage: audit_suppression.py --program SUPPRESS_TABLES [--tables N] [--seed N]
The reader has the shown cells and all margins, and knows that a hidden cell is at least 1 (a 0 is shown). For every hidden cell
the least and greatest value is computed by an exact simplex (Bland's rule, fractions) and compared with gal_suppress_range(); a
range narrower than k must be counted as such. Prints one line; exit 1 if anything differs.
"""
import argparse
import random
import subprocess
import sys
from fractions import Fraction


def maximum(costs, rows, right):
    """max costs·x, rows·x = right, x >= 0, from a basis found by a first phase; None if unbounded."""
    m, n = len(rows), len(costs)
    table = [[Fraction(v) for v in row] + [Fraction(i == j) for j in range(m)] + [Fraction(b)]
             for i, (row, b) in enumerate(zip(rows, right))]
    basis = list(range(n, n + m))

    def pivot(leave, enter):
        table[leave] = [v / table[leave][enter] for v in table[leave]]
        for i in range(m):
            if i != leave and table[i][enter] != 0:
                factor = table[i][enter]
                table[i] = [a - factor * b for a, b in zip(table[i], table[leave])]
        basis[leave] = enter

    def run(objective, usable):
        while True:
            price = [objective[basis[i]] for i in range(m)]
            enter = next((j for j in range(usable) if j not in basis and
                          objective[j] > sum(price[i] * table[i][j] for i in range(m) if price[i] != 0)), None)
            if enter is None:
                return True
            ratios = [(table[i][-1] / table[i][enter], basis[i], i) for i in range(m) if table[i][enter] > 0]
            if not ratios:
                return False
            pivot(min(ratios)[2], enter)

    run([0] * n + [-1] * m, n + m)
    assert all(table[i][-1] == 0 for i in range(m) if basis[i] >= n), "the true table is a solution"
    # what is left of the first phase stands at 0 in rows that depend on the others
    for i in range(m):
        if basis[i] >= n:
            j = next((j for j in range(n) if table[i][j] != 0 and j not in basis), None)
            if j is not None:
                pivot(i, j)
    if not run(list(costs) + [0] * m, n):
        return None
    return sum(costs[basis[i]] * table[i][-1] for i in range(m) if basis[i] < n)


def ranges(table, hidden):
    """{cell: (least, greatest)}: margins and shown cells are known, hidden cells are at least 1."""
    cells = sorted(hidden)
    lines = [[c for c in cells if c[axis] == at] for axis in (0, 1) for at in {c[axis] for c in cells}]
    rows = [[int(c in line) for c in cells] for line in lines]
    right = [sum(table[r][c] - 1 for r, c in line) for line in lines]
    out = {}
    for i, cell in enumerate(cells):
        up = [int(i == j) for j in range(len(cells))]
        out[cell] = (1 - maximum([-v for v in up], rows, right), 1 + maximum(up, rows, right))
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--tables", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    random.seed(args.seed)
    tables = []
    for _ in range(args.tables):
        rows, columns, k = random.randint(2, 6), random.randint(2, 6), random.choice((3, 5, 10))
        top = random.choice((k, 2 * k, 8 * k))
        tables.append((k, [[random.choice((0, random.randint(0, top), random.randint(0, 20 * k))) for _ in range(columns)]
                           for _ in range(rows)]))
    asked = "".join(f"{len(t)} {len(t[0])} {k} {' '.join(str(n) for row in t for n in row)}\n" for k, t in tables)
    answers = subprocess.run([args.program], input=asked, capture_output=True, text=True, check=True).stdout.splitlines()
    hidden_cells = differ = exact = open_tables = 0
    for (k, table), answer in zip(tables, answers):
        numbers = [int(v) for v in answer.split()]
        columns, cells = len(table[0]), {}
        for i in range(len(table) * columns):
            state, low, high = numbers[3 * i:3 * i + 3]
            count = table[i // columns][i % columns]
            if state != 0:
                cells[(i // columns, i % columns)] = (low, high)
            elif 0 < count < k:
                differ += 1
                print("a small cell is shown:", table, k)
        narrow = 0
        for cell, limits in ranges(table, cells).items() if cells else ():
            hidden_cells += 1
            narrow += limits[1] - limits[0] < k
            exact += limits[0] == limits[1]
            if limits != cells[cell]:
                differ += 1
                print("range of", cell, "is", [str(v) for v in limits], "and was said to be", cells[cell], "in", table, "k", k)
        open_tables += narrow > 0
        if narrow != numbers[-1]:
            differ += 1
            print(narrow, "cells are narrow, said:", numbers[-1], "in", table, "k", k)
    print(f"{len(tables)} tables, {hidden_cells} hidden cells: {differ} differ, {exact} can be worked out exactly, "
          f"{open_tables} tables hold a range narrower than k and say so")
    return differ != 0 or len(answers) != len(tables)


sys.exit(main())
