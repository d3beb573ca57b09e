#!/usr/bin/env python3
"""curve.py OUT DATABASE COMMAND…: runs an ingest and appends a line to OUT each time
that another million records is committed, and one at the end: records, CPU
seconds, wall seconds, peak MiB, bytes of the database."""
import os
import sqlite3
import subprocess
import sys
import time

EACH = 1_000_000
TICKS = os.sysconf("SC_CLK_TCK")


def records(database):
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
            found = db.execute("SELECT sum(read) FROM file").fetchone()[0]
        db.close()
        return found or 0
    except sqlite3.Error:  # not there yet, or busy
        return 0


def cpu_and_peak(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        peak = next((int(line.split()[1]) for line in status if line.startswith("VmHWM")), 0)
    return (int(fields[11]) + int(fields[12])) / TICKS, peak // 1024


def main():
    out, database, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    began = time.monotonic()
    child = subprocess.Popen(command)
    due, peak = EACH, 0
    while True:
        time.sleep(0.5)
        cpu, now = cpu_and_peak(child.pid)  # a child that ended still has its times, but no memory
        peak = max(peak, now)
        wall, code = time.monotonic() - began, os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        done = records(database)
        if code is not None or done >= due:
            with open(out, "a", encoding="ascii") as lines:
                print(done, cpu, round(wall, 1), peak, os.stat(database).st_size, sep="\t", file=lines)
            due = (done // EACH + 1) * EACH
        if code is not None:
            sys.exit(child.wait())


main()
