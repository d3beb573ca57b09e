"""Is a built program hardened as cmake/Hardening.cmake asks for?

usage: hardening.py FILE…        programs and shared libraries
Reads what readelf tells of each file; one line a file, exit 1 if something is missing.
"""
import platform
import re
import subprocess
import sys


def readelf(*words):
    return subprocess.run(["readelf", "-W", *words], capture_output=True, text=True, check=True).stdout


def unmarked(path):
    """Functions of ours that an indirect jump reaches and that do not begin with a landing mark."""
    code = subprocess.run(["objdump", "-d", "--no-show-raw-insn", path], capture_output=True, text=True, check=True).stdout
    first = re.findall(r"^[0-9a-f]+ <(gal_\w+)>:\n\s*[0-9a-f]+:\s+(\S+)", code, re.M)
    return [name for name, instruction in first if "." not in name and instruction != "endbr64"] if first else ["none found"]


def missing(path):
    header, segments, dynamic = readelf("-h", path), readelf("-l", path), readelf("-d", path)
    symbols, x86 = readelf("--dyn-syms", path), platform.machine() in ("x86_64", "AMD64")
    asked = {
        "position-independent code": "DYN" in re.search(r"Type:\s+(\S+)", header).group(1),
        "read-only relocations": "GNU_RELRO" in segments,
        "symbols bound at the start": re.search(r"BIND_NOW|FLAGS.*\bNOW\b", dynamic),
        "no executable stack": re.search(r"GNU_STACK.*\bRW\b", segments),
        "no segment to write and execute": not re.search(r"LOAD.*\bRWE\b", segments),
        "no text relocations": "TEXTREL" not in dynamic,
        "libraries only from beside it or the system's": all(
            re.match(r"\$ORIGIN(/|$)|/usr/", where) for paths in re.findall(r"R(?:UN)?PATH.*\[(.*)\]", dynamic) for where in paths.split(":")),
        "stack protector": "__stack_chk_fail" in symbols,
        "fortified calls": re.search(r"__\w+_chk@", symbols),
        # the mark of the whole file depends on how libc was built, those of functions do not
        "control-flow protection": not x86 or not unmarked(path),
    }
    return [what for what, holds in asked.items() if not holds], len(asked)


failed = False
for name in sys.argv[1:]:
    lacks, n = missing(name)
    failed |= bool(lacks)
    print(f"{name.rsplit('/', 1)[-1]}: {'lacks ' + ', '.join(lacks) if lacks else f'all {n} hold'}")
sys.exit(failed)
