#!/usr/bin/env bash
# PySpark in local-cluster mode (a master, three workers, an executor process
# each) tags as one machine does, from NDJSON and from Parquet, by the library
# and by the program, and an executor that dies changes nothing.
# usage: spark.sh GALATEA LIBGALATEA SOURCE WORK [POSTS]      exit 77: no Spark here
# The packages of requirements-spark.txt are fetched once into WORK by pip.
set -euo pipefail
galatea=$(realpath "$1") source=$(realpath "$3") work=$4 posts=${5:-4k}
GALATEA_LIBRARY=$(realpath "$2")
export GALATEA_LIBRARY PYTHONPATH=$source/python
export GALATEA_CODEBOOK=${GALATEA_CODEBOOK:-$source/classify/codebook}
command -v java > /dev/null || { echo "SKIP: no java (Debian: default-jre-headless)"; exit 77; }
mkdir -p "$work"
work=$(realpath "$work")
python=${GALATEA_SPARK_PYTHON:-$work/venv/bin/python}
if ! "$python" -c 'import pyspark, pyarrow, pandas' 2> /dev/null; then
	python3 -m venv "$work/venv" &&
		"$work/venv/bin/pip" install -q -r "$source/tests/scale/requirements-spark.txt" || {
		echo "SKIP: pip could not fetch pyspark"
		exit 77
	}
	python=$work/venv/bin/python
fi
dir=$(mktemp -d "$work/run.XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$galatea" simulate -q -n "$posts" -o in --key key -s 5 > /dev/null
zstd -q -dc --long=31 in/*.zst > posts.ndjson
"$galatea" tag -q --further < posts.ndjson > single.ndjson
"$galatea" tag -q --timeline --key key < posts.ndjson > lines.ndjson
"$galatea" ingest -q --key key -d one.db posts.ndjson
"$galatea" stats -d one.db --format json > one.json
PYSPARK_PYTHON=$python "$python" "$source/tests/scale/spark_job.py" "$galatea" "$GALATEA_CODEBOOK" 2> spark.err || {
	tail -n 40 spark.err
	exit 1
}
cat timeline.spark/part-* > spark.ndjson
"$galatea" stats --from spark.ndjson --format json > from.json
python3 - <<'PY'
import json, sys
one, many = (json.load(open(name)) for name in ("one.json", "from.json"))
differ = [a["name"] for a, b in zip(one, many) if a != b]
print(f"statistics: {len(one) - len(differ)} frames same, not carried: {differ}")
sys.exit(len(one) != len(many) or any(not name.startswith("reply_") for name in differ))
PY
