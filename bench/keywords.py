#!/usr/bin/env python3
"""What people write today: one regular expression a theme, run over every post.

usage: keywords.py CODEBOOK < POSTS.ndjson

A theme is a class or lexicon category of the codebook; its words, globs and phrases become one case-insensitive
alternation between word boundaries. Prints one line a post: id and the themes that matched. The floor of bench_tag.sh.
"""
import glob
import json
import re
import sys

themes = {}
for folder in ("classes", "lexicons"):
    for path in sorted(glob.glob(f"{sys.argv[1]}/{folder}/*.tsv")):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if line.strip() and not line.startswith("# "):
                    theme, term = line.rstrip("\n").split("\t")[:2]
                    themes.setdefault(theme, []).append(term)


def pattern(term):
    return re.escape(term).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


compiled = [(theme, re.compile(r"\b(?:" + "|".join(map(pattern, sorted(terms, key=len, reverse=True))) + r")\b", re.I))
            for theme, terms in themes.items()]
print(f"{len(compiled)} themes, {sum(map(len, themes.values()))} terms", file=sys.stderr)
for line in sys.stdin:
    post = json.loads(line)
    text = (post.get("title") or "") + "\n" + (post.get("text") or post.get("selftext") or post.get("body") or "")
    print(post.get("id"), *(theme for theme, regex in compiled if regex.search(text)))
