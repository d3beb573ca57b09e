"""Does every package that tests and scripts fetch have one version, and those of npm a hash?

usage: pinned.py SOURCE_FOLDER
Debian's packages are those of the release: scripts/sbom says which they were.
"""
import json
import os
import re
import sys

root = sys.argv[1]
faults, packages = [], 0
for folder, subfolders, names in os.walk(root):
    subfolders[:] = [name for name in subfolders if not name.startswith((".", "build")) and name != "node_modules"]
    for name in names:
        path = os.path.join(folder, name)
        if re.fullmatch(r"requirements.*\.txt", name):
            with open(path, encoding="utf-8") as f:
                wanted = [line.split("#")[0].strip() for line in f]
            packages += sum(line != "" for line in wanted)
            faults += [f"{path}: {line}" for line in wanted if line and not re.fullmatch(r"[\w.\[\]-]+==[\w.+]+(\s*;.*)?", line)]
        if name == "package.json":
            with open(os.path.join(folder, "package-lock.json"), encoding="utf-8") as f:
                locked = json.load(f)["packages"]
            packages += len(locked) - 1
            faults += [f"{path}: {part}" for part, is_at in locked.items() if part and "integrity" not in is_at]
print(f"{packages} packages", *(f"not pinned: {fault}" for fault in faults), sep="\n")
sys.exit(bool(faults) or packages == 0)
