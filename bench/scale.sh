#!/usr/bin/env bash
# One corpus by every way: one database, shards merged, partial timelines, Slurm,
# Spark's lines. Prints what each stage costs and a hash of what each way gives.
#
# usage: bench/scale.sh GALATEA SOURCE [POSTS] [SHARDS] [WORK]
#
# Disk: about 1.3 KB a post for each of three databases, 2 KB a post of plain
# archives; all of it is below WORK and deleted at the end. Slurm is left out
# where there is none. $GALATEA_CODEBOOK: the codebook (default: the small one of
# the tests); $GALATEA_SPARK_PYTHON: a python that has pyspark, else Spark is left out.
set -euo pipefail
galatea=$(realpath "$1") source=$(realpath "$2") posts=${3:-200k} shards=${4:-16}
work=$(mktemp -d "${5:-/tmp}/galatea-scale.XXXXXX")
export GALATEA_CODEBOOK=${GALATEA_CODEBOOK:-$source/tests/cli/codebook}
. "$source/tests/scale/cluster.sh"
trap 'if [ -n "${cluster:-}" ]; then cluster_stop; fi; rm -rf "$work"' EXIT
cd "$work"

# NAME FILE COMMAND…: what it prints goes to FILE; CPU seconds, wall and peak memory of a command on a line.
cost() {
	local name=$1 out=$2
	shift 2
	/usr/bin/time -o time.txt -f '%U %S %e %M' "$@" > "$out"
	awk -v name="$name" -v n="${lines:-0}" '{ printf "%-34s %9.1f CPU s %9.1f s wall %7.0f MiB", name, $1 + $2, $3, $4 / 1024
		if (n > 0) printf " %9.1f µs/post", ($1 + $2) * 1e6 / n
		printf "\n" }' time.txt
}
each() { # a shell line for each shard, in one process that can be timed
	cost "$1" /dev/null bash -ec "for n in $(seq -s ' ' "$shards"); do $2; done"
}
same() { # of all hashes given
	[ "$(printf '%s\n' "$@" | sort -u | wc -l)" = 1 ] && echo same || echo DIFFERENT
}
# The reports that are carried, as one hash.
export carried=$("$galatea" stats --list -q --format csv | tail -n +2 | cut -d, -f1 | grep -vE 'replies|keyness_words' | tr '\n' ' ')
hash_of() { sha256sum "$1" | cut -c1-64; }
export galatea

simulated=$(cost "simulate" /dev/null "$galatea" simulate -q -n "$posts" -o in --key key -s 5)
zstd -q -dc --long=31 in/*.zst | split -n "r/$shards" --numeric-suffixes=1 -a 3 --additional-suffix=.ndjson - part.
for f in part.*.ndjson; do mv "$f" "part.$((10#${f//[!0-9]/})).ndjson"; done
# every shard has a few posts of the one before it
for n in $(seq 2 "$shards"); do head -n 50 "part.$((n - 1)).ndjson" > more.$n; done
for n in $(seq 2 "$shards"); do cat more.$n >> part.$n.ndjson; rm more.$n; done
lines=$(cat part.*.ndjson | wc -l)
echo "$lines lines in $shards archives, $(du -cm part.*.ndjson | tail -1 | cut -f1) MiB"
echo "$simulated"

cost "ingest, one database" /dev/null "$galatea" ingest -q --key key -d one.db part.*.ndjson
cost "statistics of it" one.json "$galatea" stats $carried -d one.db --format json
one=$("$galatea" verify -d one.db --hash)
each "ingest, shards" '"$galatea" ingest -q --key key -d s$n.db part.$n.ndjson'
each "stats --partial, shards" '"$galatea" stats -d s$n.db --partial s$n.times'
cost "stats --combine" combined.json "$galatea" stats $carried --format json --combine s*.times
cost "merge" /dev/null "$galatea" merge -q -d merged.db s[0-9]*.db
mkdir copy
cost "plain copy of the shards" /dev/null bash -c 'cp s[0-9]*.db copy && sync -d copy/*'
rm -r copy
merged=$("$galatea" verify -d merged.db --hash)
"$galatea" stats $carried -d merged.db --format json > merged.json
each "tag --timeline, archives" '"$galatea" tag -q --timeline -j 1 --key key < part.$n.ndjson > l$n.ndjson'
cost "stats --from" from.json "$galatea" stats $carried --format json --from l*.ndjson
echo "bytes a post: database $(($(stat -c %s one.db) / lines)), partial timelines $(($(cat s*.times | wc -c) / lines)), lines $(($(cat l*.ndjson | wc -c) / lines))"
ways=("one database" "$one" "$(hash_of one.json)" "shards merged" "$merged" "$(hash_of merged.json)"
	"partial timelines" - "$(hash_of combined.json)" "tagged lines" - "$(hash_of from.json)")

if missing=$(cluster_missing); then
	echo "no Slurm: $missing"
else
	PATH=$PATH:/usr/sbin
	mkdir cluster
	chmod 755 "$work"
	cluster_start "$work/cluster" > /dev/null
	started=$SECONDS
	ids=$(GALATEA=$galatea "$source/scripts/slurm/run" --out slurm --key key -- part.*.ndjson)
	until [ -e slurm/all.hash ] && [ -e slurm/stats.json ] && [ -s slurm/all.hash ]; do
		case $(squeue -h -j "${ids#* }" -t all -o %T) in FAILED | CANCELLED) tail slurm/log/*; exit 1 ;; esac
		sleep 2
	done
	echo "Slurm, four nodes of one processor: $((SECONDS - started)) s wall"
	"$galatea" stats $carried --format json --combine slurm/shard-*.times > slurm.json
	ways+=("Slurm" "$(cat slurm/all.hash)" "$(hash_of slurm.json)")
fi
if [ -n "${GALATEA_SPARK_PYTHON:-}" ]; then
	started=$SECONDS
	SPARK_HOME=$("$GALATEA_SPARK_PYTHON" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
	export SPARK_HOME PYTHONPATH=$source/python PYSPARK_PYTHON=$GALATEA_SPARK_PYTHON
	# a master, two workers, an executor process each
	PYSPARK_SUBMIT_ARGS="--master local-cluster[2,1,1024] --conf spark.executor.memory=512m --conf spark.driver.host=127.0.0.1 pyspark-shell" \
		"$GALATEA_SPARK_PYTHON" -m galatea.spark "part.*.ndjson" spark --key key \
		--codebook "$GALATEA_CODEBOOK" --galatea "$galatea" 2> spark.err
	echo "Spark, two executors: $((SECONDS - started)) s wall"
	"$galatea" stats $carried --format json --from spark/part-* > spark.json
	ways+=("Spark's lines" - "$(hash_of spark.json)")
fi
dumps=() numbers=()
for ((i = 0; i < ${#ways[@]}; i += 3)); do
	printf '%-18s dump %-64s statistics %s\n' "${ways[i]}" "${ways[i + 1]}" "${ways[i + 2]}"
	[ "${ways[i + 1]}" = - ] || dumps+=("${ways[i + 1]}")
	numbers+=("${ways[i + 2]}")
done
echo "dumps: $(same "${dumps[@]}"), statistics: $(same "${numbers[@]}")"
[ "$(same "${dumps[@]}")$(same "${numbers[@]}")" = samesame ]
