#!/usr/bin/env python3
"""Classify one text with libgalatea and print its tags. MIT.

usage: embed.py CODEBOOK COMMUNITY TEXT

Needs Python, libgalatea.so and the module galatea, which lies beside this file in
the source tree (python/) and below share/galatea/ where it is installed.
"""
import os
import sys

here = os.path.dirname(os.path.realpath(__file__))
sys.path += [os.path.join(here, "../python"), os.path.join(here, "../../../galatea/python")]
from galatea import Classifier  # noqa: E402 (found by the line above)


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: embed.py CODEBOOK COMMUNITY TEXT")
    with Classifier(sys.argv[1]) as classifier:
        reading = classifier.read(sys.argv[3], community=sys.argv[2])
    print(f"stance\t{reading['stance']}\nstage\t{reading['stage']}")
    if reading["unread"]:
        print(f"unread\t{reading['unread']}")
    for tag in reading["tags"]:
        print(f"{tag['code']}\t{tag['rule']}\t{tag['start']}-{tag['end']}\t{tag['text']}")


if __name__ == "__main__":
    main()
