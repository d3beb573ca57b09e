"""Build the program a second time, in another folder, and compare it byte by byte.

usage: reproducible.py SOURCE BUILD SCRATCH NAME…
NAME: files of BUILD, which was configured as CMAKE_BUILD_TYPE says there. No compiler cache: it would compare a file with itself.
"""
import hashlib
import os
import re
import shutil
import subprocess
import sys

source, build, scratch = (os.path.abspath(path) for path in sys.argv[1:4])
names = sys.argv[4:]
cache = open(os.path.join(build, "CMakeCache.txt"), encoding="utf-8").read()


def setting(name):
    found = re.search(rf"^{name}(?::\w+)?=(.*)$", cache, re.M)
    return found.group(1) if found else ""


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def not_source(folder, files):
    """Build folders and the history, which stand at the top only."""
    return [name for name in files if name.startswith("build") or name == ".git"] if folder == source else []


copy = os.path.join(scratch, "a folder of another length", "source")
shutil.rmtree(scratch, ignore_errors=True)
shutil.copytree(source, copy, ignore=not_source)
environment = dict(os.environ, CCACHE_DISABLE="1", LC_ALL="C", TZ="Pacific/Kiritimati")
other = os.path.join(copy, "build")
subprocess.run(["cmake", "-G", "Ninja", "-S", copy, "-B", other, "-DGALATEA_TESTS=OFF"] +
               [f"-D{name}={setting(name)}" for name in ("CMAKE_BUILD_TYPE", "CMAKE_C_COMPILER", "CMAKE_CXX_COMPILER", "GALATEA_SIMDJSON")
                if setting(name)], check=True, capture_output=True, env=environment)
subprocess.run(["cmake", "--build", other, "-j", "2"], check=True, capture_output=True, env=environment)
differ = [name for name in names if digest(os.path.join(build, name)) != digest(os.path.join(other, name))]
for name in names:
    print(name, "differs" if name in differ else digest(os.path.join(build, name)))
if not differ:
    shutil.rmtree(scratch)
sys.exit(bool(differ))
