#!/bin/sh
# python.sh GALATEA SOURCE WORK: a simulated corpus by the whole way; the
# notebook runs headless without an error and draws every figure; Datasette
# serves the database with the exported metadata, and a canned query answers.
# The packages of requirements.txt are fetched once into WORK by pip.
set -eu
galatea=$(realpath "$1"); source=$(realpath "$2"); work=$3
mkdir -p "$work"; work=$(realpath "$work")
cd "$work"
if [ ! -x venv/bin/datasette ]; then
	python3 -m venv venv && venv/bin/pip install -q -r "$source/requirements.txt" || {
		rm -rf venv
		echo "SKIPPED: pip could not fetch the packages"
		exit 77
	}
fi
rm -rf archives findings
"$galatea" simulate -q -o archives --posts 10k --seed 1 --key demo.key --window-log 20 >/dev/null
"$galatea" run -q archives/*.zst --key demo.key -o findings >/dev/null
cd findings
echo '# notebook'
"$work/venv/bin/jupyter" nbconvert --log-level ERROR --to notebook --execute galatea.ipynb --output ran.ipynb
"$work/venv/bin/python" - <<'P'
import json
cells = json.load(open("ran.ipynb"))["cells"]
outputs = [o for c in cells for o in c.get("outputs", [])]
said = [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
figures = sum("image/png" in o.get("data", {}) for o in outputs)
drawing = sum("draw(" in "".join(c["source"]) and "def draw(" not in "".join(c["source"]) for c in cells)
print(figures, "figures of", drawing, "cells that draw,", len(said), "errors or warnings")
raise SystemExit(figures < drawing or drawing == 0 or len(said) > 0)
P
echo '# Datasette'
ask() { "$work/venv/bin/datasette" galatea.db --metadata datasette/metadata.json --get "$1"; }
ask '/galatea/code_counts.json?_shape=array' >codes.json
ask '/galatea/search_with_code.json?_shape=array&word=lonely&code=benefit.loneliness' >search.json
ask '/galatea/posts.json?_size=1&_shape=array' >posts.json
"$work/venv/bin/python" - <<'P'
import json
codes, search, posts = (json.load(open(f)) for f in ("codes.json", "search.json", "posts.json"))
print(len(codes), "codes,", len(search), "communities,", len(posts), "post")
raise SystemExit(not (len(codes) > 10 and codes[0]["posts"] > 0 and search and posts))
P
