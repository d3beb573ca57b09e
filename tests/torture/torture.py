#!/usr/bin/env python3
"""Let things go wrong in galatea on purpose and count what is lost or exposed.

usage: torture.py --galatea FILE --shim FILE [--tier 10m|1h|2h] [--part NAME]… [--limit N] [--jobs N] [--seed N]
                  [--state FOLDER] [--resume] [--command NAME]… [--at FUNCTION] [--places N] [--case CASE]

Prints one row a part: how many cases there are (of the commands that had a turn), how many were tried, faults that
came to pass, survived, lost (a crash, a hang, a leak, a damaged or wrong result, an unclear message) and exposed (a
name or a word of a post where none may stand). Each loss is a line above the table. With --case one case is run and
told. --resume goes on with the cases that the state folder has not seen. Exit 1: something was lost or exposed.
"""
import argparse
import importlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import commands  # noqa: E402
from program import World, scratch_root  # noqa: E402

# Seconds of each part by tier.
PARTS = {
    "memory": {"10m": 210, "1h": 1300, "2h": 2600},
    "calls": {"10m": 120, "1h": 700, "2h": 1400},
    "signals": {"10m": 60, "1h": 300, "2h": 600},
    "power": {"10m": 90, "1h": 500, "2h": 1000},
    "databases": {"10m": 60, "1h": 400, "2h": 800},
}
# What each program is told by tier.
PROGRAMS = {
    "hostile": {"10m": [], "1h": ["--long"], "2h": ["--long"]},
    "load": {"10m": ["30"], "1h": ["600"], "2h": ["1200"]},
}
CODEBOOK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli", "codebook")


def make_world(options, folder):
    world = World(options.galatea, options.shim, os.path.realpath(CODEBOOK), folder)
    commands.start(world)
    return world


def part_module(name):
    return importlib.import_module("part_" + name)


def work(options, part, tried, index, deadline, log):
    """One worker: every untried case whose number leaves `index`, until the time is over."""
    listed, left = {}, 0
    folder = tempfile.mkdtemp(prefix="galatea-torture-", dir=scratch_root())
    try:
        world = make_world(options, os.path.join(folder, "world"))
        runner = part_module(part).Runner(world)
        with open(log, "a", encoding="utf-8", buffering=1) as out:
            for case in list_cases(options, part, world, listed):
                if time.monotonic() > deadline or (options.limit and left >= options.limit):
                    break
                if case in tried:
                    continue
                left += 1
                if (left - 1) % options.jobs == index:
                    injected, lost, exposed = runner.run(case)
                    out.write("\t".join([case, str(int(injected)), clean(lost), clean(exposed)]) + "\n")
            for name, count in listed.items():
                out.write(f"{name}\t{count}\n")
        runner.close()
        world.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clean(text):
    return " ".join(text.split()) if text else ""


def read_logs(state, part):
    """case: (injected, lost, exposed) of what was tried; and how many cases each command has whose list was made."""
    tried, listed = {}, {}
    for name in sorted(os.listdir(state)):
        if name.startswith(part + ".") and name.endswith(".tsv"):
            with open(os.path.join(state, name), encoding="utf-8") as f:
                for line in f:
                    fields = line.rstrip("\n").split("\t")
                    if len(fields) == 4:
                        tried[fields[0]] = (int(fields[1]), fields[2], fields[3])
                    elif len(fields) == 2:
                        listed[fields[0]] = int(fields[1])
    return tried, listed


def list_cases(options, part, world, listed):
    chosen = {"names": options.command} if options.command else {}
    if options.at:
        chosen["at"] = options.at
    if options.places is not None:
        chosen["places"] = options.places
    return part_module(part).cases(world, options.seed, listed, **chosen)


def run_part(options, part):
    """The row of the part."""
    started = time.monotonic()
    tried = set(read_logs(options.state, part)[0]) if options.resume else set()
    counted = options.limit or options.places is not None
    deadline = started + (3600 if counted else PARTS[part][options.tier])
    workers = []
    for index in range(options.jobs):
        log = os.path.join(options.state, f"{part}.{index}.tsv")
        if not options.resume and os.path.exists(log):
            os.remove(log)
        workers.append(multiprocessing.Process(target=work, args=(options, part, tried, index, deadline, log)))
        workers[-1].start()
    broken = 0
    for worker in workers:
        worker.join()
        broken += worker.exitcode != 0
    tried, listed = read_logs(options.state, part)
    row = {"part": part_module(part).TITLE, "cases": sum(listed.values()), "tried": len(tried), "faults": 0, "survived": 0,
           "lost": broken, "exposed": 0, "seconds": round(time.monotonic() - started)}
    for case, (injected, lost, exposed) in tried.items():
        row["faults"] += injected
        row["lost"] += bool(lost)
        row["exposed"] += bool(exposed)
        row["survived"] += injected and not lost and not exposed
        for what in filter(None, (lost, exposed)):
            print(f"{case}: {what}")
    return row


def run_program(options, name, words):
    """The row of a program that counts for itself: one case, which holds or does not."""
    started = time.monotonic()
    here = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run([sys.executable, os.path.join(here, name + ".py"), options.galatea,
                           os.path.realpath(CODEBOOK), *words], capture_output=True, text=True, check=False)
    print(done.stdout, end="")
    failed = done.returncode != 0
    return {"part": name, "cases": 1, "tried": 1, "faults": 1, "survived": int(not failed), "lost": int(failed),
            "exposed": 0, "seconds": round(time.monotonic() - started)}


def print_table(rows):
    columns = list(rows[0])
    rows.append({"part": "all", **{name: sum(row[name] for row in rows) for name in columns[1:]}})
    widths = {name: max(len(name), *(len(str(row[name])) for row in rows)) for name in columns}
    print("  ".join(name.ljust(widths[name]) if name == "part" else name.rjust(widths[name]) for name in columns))
    for row in rows:
        print("  ".join(str(row[name]).ljust(widths[name]) if name == "part" else str(row[name]).rjust(widths[name])
                        for name in columns))


def run_case(options):
    part, case = options.case.split(" ", 1)
    folder = tempfile.mkdtemp(prefix="galatea-torture-", dir=scratch_root())
    try:
        world = make_world(options, os.path.join(folder, "world"))
        runner = part_module(part).Runner(world)
        injected, lost, exposed = runner.run(case)
        print(f"injected {int(injected)}, lost: {lost}, exposed: {exposed}")
        runner.close()
        world.close()
        return 1 if lost or exposed else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--galatea", required=True, type=os.path.abspath)
    parser.add_argument("--shim", required=True, type=os.path.abspath, help="libgalatea_faults.so")
    parser.add_argument("--tier", choices=["10m", "1h", "2h"], default="10m")
    parser.add_argument("--part", action="append", choices=[*PARTS, *PROGRAMS])
    parser.add_argument("--limit", type=int, default=0, help="so many cases of each part instead of a time")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", default="torture", help="folder of what was tried")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--command", action="append", choices=list(commands.TABLE), help="only this command")
    parser.add_argument("--at", help="memory: only allocations below this function of the program")
    parser.add_argument("--places", type=int, help="memory: each call site once and so many other allocations of a command")
    parser.add_argument("--case", help="'PART COMMAND FAULT': run this one")
    options = parser.parse_args()
    if options.case:
        return run_case(options)
    os.makedirs(options.state, exist_ok=True)
    wanted = options.part or [*PARTS, *PROGRAMS]
    rows = [run_part(options, part) for part in wanted if part in PARTS]
    rows += [run_program(options, part, PROGRAMS[part][options.tier]) for part in wanted if part in PROGRAMS]
    print_table(rows)
    return 1 if rows[-1]["lost"] or rows[-1]["exposed"] else 0


sys.exit(main())
