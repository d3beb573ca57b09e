#!/usr/bin/env python3
"""cut_by_time.py LINES LOG OUT…: lines of stdin, as many to each OUT (zstd), the
rest to the last one. LOG gets the number of lines of each. For `split --filter`
a dump of 40 GB is too large."""
import subprocess
import sys

BLOCK = 1 << 20


def main():
    each, log, names = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    source, rest, counts = sys.stdin.buffer, b"", []
    for name in names:
        last, lines = name == names[-1], 0
        with open(name, "wb") as out:
            packer = subprocess.Popen(["zstd", "-q", "-1"], stdin=subprocess.PIPE, stdout=out)
            while True:
                block, rest = (rest, b"") if rest else (source.read(BLOCK), b"")
                if not block:
                    break
                lines += block.count(b"\n")
                if lines >= each and not last:
                    cut = len(block)
                    for _ in range(lines - each + 1):  # back over what is too much
                        cut = block.rindex(b"\n", 0, cut)
                    block, rest, lines = block[:cut + 1], block[cut + 1:], each
                    packer.stdin.write(block)
                    break
                packer.stdin.write(block)
            packer.stdin.close()
            if packer.wait() != 0:
                sys.exit(f"zstd failed on {name}")
        counts.append(lines)
    with open(log, "w", encoding="ascii") as out:
        print(*counts, sep="\n", file=out)


main()
