"""Does scripts/sbom name every library that the program is linked with, as the package manager knows it?

usage: check_sbom.py SBOM PROGRAM
"""
import json
import os
import re
import shutil
import subprocess
import sys


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


sbom, program = sys.argv[1:3]
if not all(shutil.which(name) for name in ("dpkg", "readelf", "ldd")):
    print("SKIP: no dpkg, readelf or ldd")
    sys.exit(77)
bill = json.loads(output(sys.executable, sbom, program))
names = {part["bom-ref"]: part for part in bill["components"]}
called = bill["dependencies"][0]["dependsOn"]
needed = re.findall(r"NEEDED.*\[(.+?)\]", output("readelf", "-d", program))
loaded = re.findall(r"=> (/\S+)", output("ldd", program))
faults = []
if (bill["bomFormat"], bill["specVersion"]) != ("CycloneDX", "1.5"):
    faults.append("not CycloneDX 1.5")
if bill["metadata"]["component"]["version"] != output(program, "--version").split()[1]:
    faults.append("another version of the program")
for part in bill["components"]:
    found = output("dpkg-query", "-W", "-f", "${Version}\n", part["name"]).split()
    if part["version"] not in found:
        faults.append(f"{part['name']}: another version is installed")
    if not part["purl"].startswith(f"pkg:deb/debian/{part['name']}@"):
        faults.append(f"{part['name']}: a wrong purl")
if not set(called) <= set(names):
    faults.append("a dependency that is no component")
# several libraries may come from one package, none from two
if not 0 < len(called) <= len(needed) or not len(called) <= len(names) <= len(loaded):
    faults.append("fewer or more packages than libraries")
# the other way round: what the named packages installed holds every library
held = {os.path.realpath(path) for ref in called for path in output("dpkg", "-L", names[ref]["name"]).split("\n") if ".so" in path}
for path in loaded:
    if path.rsplit("/", 1)[-1] in needed and os.path.realpath(path) not in held:
        faults.append(f"{path} is in no package named")
print("\n".join(faults) or f"{len(names)} packages, {len(called)} of them called by the program itself: all installed as listed")
sys.exit(bool(faults))
