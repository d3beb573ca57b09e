#!/usr/bin/env python3
"""Run one golden case of the command line (see README.md).

usage: run_case.py [--update] GALATEA CASE_FOLDER [SHARED_FOLDER]
Exit 0 passed, 1 failed, 77 skipped.
"""
import fnmatch
import os
import shutil
import subprocess
import sys
import tempfile


def read(path):
    with open(path, "rb") as f:
        return f.read()


def globs_found(patterns, text):
    """Each pattern line must match some later line; returns the first that does not."""
    lines = text.decode("utf-8", "replace").splitlines()
    at = 0
    for pattern in patterns.decode().splitlines():
        while at < len(lines) and not fnmatch.fnmatchcase(lines[at], pattern):
            at += 1
        if at == len(lines):
            return pattern
        at += 1
    return None


def main():
    args = sys.argv[1:]
    update = args and args[0] == "--update"
    if update:
        args = args[1:]
    galatea, case = os.path.abspath(args[0]), os.path.abspath(args[1])
    shared = os.path.abspath(args[2]) if len(args) > 2 else ""
    if not os.path.isdir(shared):
        shared = ""
    if os.path.exists(os.path.join(case, "needs-shared")) and not shared:
        print("SKIP: this case needs ../shared")
        return 77
    scratch = tempfile.mkdtemp(prefix="galatea-case-")
    env = dict(os.environ, CASE=case, SHARED=shared, NO_COLOR="1", LC_ALL="C.UTF-8", TZ="UTC",
               PATH=os.path.dirname(galatea) + os.pathsep + os.environ["PATH"])
    try:
        run = subprocess.run(["bash", "-eu", os.path.join(case, "run.sh")], cwd=scratch, env=env,
                             stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)

    def expected(name):
        path = os.path.join(case, name)
        return read(path) if os.path.exists(path) else None

    failures = []
    code = int(expected("exit") or b"0")
    if run.returncode == 77:
        sys.stdout.buffer.write(run.stdout + run.stderr)
        return 77
    if run.returncode != code:
        failures.append(f"exit code {run.returncode}, expected {code}")
    if update:
        with open(os.path.join(case, "stdout.exact"), "wb") as f:
            f.write(run.stdout)
    exact = expected("stdout.exact")
    if exact is not None and exact != run.stdout:
        failures.append("stdout differs from stdout.exact")
    for stream, text in (("stdout", run.stdout), ("stderr", run.stderr)):
        patterns = expected(stream + ".glob")
        missed = globs_found(patterns, text) if patterns is not None else None
        if missed is not None:
            failures.append(f"{stream} has no line like: {missed}")
    if failures:
        print("\n".join(failures))
        print("--- stdout\n" + run.stdout.decode("utf-8", "replace"))
        print("--- stderr\n" + run.stderr.decode("utf-8", "replace"))
        return 1
    return 0


sys.exit(main())
