#!/usr/bin/env bash
# One corpus by every way: one database, shards merged, partial timelines, Slurm,
# Spark's lines. Prints what each stage costs and a hash of what each way gives.
#
# usage: bench/scale.sh GALATEA SOURCE POSTS SHARDS WORK [STAGE…]
#
# Stages, in the order in which they are run if none is named; one that is done is
# not done again, one that was interrupted goes on at its file (single: from its start):
#   make        simulated posts, cut by time into SHARDS archives (zstd)
#   single      one database of all archives: the curve of time and memory, million by million
#   answers     statistics and hash of it; then it is deleted
#   one-worker  the first $GALATEA_SCALE_PART archives one after the other (default: all), cost alone
#   lines       `tag --timeline` of as many, cost alone
#   slurm       an array job with two tasks at once: shards and partial timelines; its join: statistics of all
#   combine     `stats --combine` of the partial timelines by hand
#   copy        a plain copy of the shards: the floor of a merge
#   merge       the shards, last one first
#   join        Slurm once more with the merged database: nothing is read twice, the join merges
#   spark       lines from two executors; then statistics `--from` them
#   report      costs, the curve, the hashes, and whether they are the same
#
# WORK keeps the state: costs.tsv (stage, what, posts, CPU s, wall s, MiB), curve.tsv,
# hashes.tsv, and everything that is large. The disk that the stages need is
# printed before they start; where it is not free none is run.
#
# $GALATEA_CODEBOOK        default: the small one of the tests, 6 codes
# $GALATEA_SPARK_PYTHON    a python that has pyspark; without it spark is left out
# $GALATEA_SCALE_SEED      of the simulation (default 5)
set -euo pipefail
galatea=$(realpath "$1") source=$(realpath "$2") posts=$3 shards=$4
mkdir -p "$5"
work=$(realpath "$5")
shift 5
stages=("$@")
[ $# -gt 0 ] || stages=(make single answers one-worker lines slurm combine copy merge join spark report)
export GALATEA_CODEBOOK=${GALATEA_CODEBOOK:-$source/tests/cli/codebook}
. "$source/tests/scale/cluster.sh"
cd "$work"
chmod 755 . # node daemons and executors write below it
costs=$work/costs.tsv
archives=$(seq -f "archive-%g.zst" -s ' ' "$shards")
part=$(seq -f "archive-%g.zst" -s ' ' "${GALATEA_SCALE_PART:-$shards}")
trap 'if [ -n "${cluster:-}" ]; then cluster_stop; fi' EXIT

# ---- disk ----
# Bytes a post that stand when a stage ends, of what it makes, and what it may delete.
count=$(numfmt --from=auto "${posts^^}")
declare -A makes=([make]=420 [single]=900 [answers]=0 [one-worker]=900 [lines]=620 [slurm]=940 [copy]=900 [merge]=950
	[join]=950 [spark]=$((100 + 2 * 2700 / shards)) [combine]=0 [report]=0)
declare -A frees=([answers]=900 [one-worker]=900 [lines]=620 [copy]=900 [merge]=950 [join]=1850 [spark]=$((2 * 2700 / shards)))
stands=0 most=0
for stage in "${stages[@]}"; do
	[ -n "${makes[$stage]:-}" ] || { echo "no stage $stage" >&2; exit 2; }
	[ -e "done-$stage" ] && continue
	stands=$((stands + makes[$stage]))
	[ "$stands" -le "$most" ] || most=$stands
	stands=$((stands - ${frees[$stage]:-0}))
done
need=$((most * count / 1000000)) free=$(df --output=avail -BM . | tail -n 1 | tr -dc 0-9)
echo "disk: $need MB at most for ${stages[*]}; $free MB are free"
[ "$need" -le "$free" ] || { echo "not enough disk below $work" >&2; exit 1; }

# ---- what a stage costs ----
# STAGE WHAT POSTS FILE COMMAND…: what it prints goes to FILE, its cost to costs.tsv.
cost() {
	local stage=$1 what=$2 n=$3 out=$4
	shift 4
	"$source/bench/time_all.py" "time.$stage" "$@" > "$out"
	awk -v OFS='\t' -v stage="$stage" -v what="$what" -v n="$n" \
		'{ print stage, what, n, $1 + $2, $3, int($4 / 1024) }' "time.$stage" | tee -a "$costs"
}
# For programs that others start: $COST_STAGE and the command are the line.
cat > timed.$$ <<'TIMED'
#!/usr/bin/env bash
time=$(mktemp "$COST_DIR/time.XXXXXX")
/usr/bin/time -o "$time" -f '%U %S %e %M' "$PROGRAM" "$@"
code=$?
[ $code = 0 ] && awk -v OFS='\t' -v what="$1 $([[ $* = *--combine* ]] && echo combine)$([[ $* = *--partial* ]] && echo partial)$([[ $* = *--hash* ]] && echo hash)" \
	'{ print ENVIRON["COST_STAGE"], what, 0, $1 + $2, $3, int($4 / 1024) }' "$time" >> "$COST_DIR/costs.tsv"
rm -f "$time"
exit $code
TIMED
chmod +x timed.$$
mv timed.$$ timed
export PROGRAM=$galatea COST_DIR=$work
lines() { awk '{ n += $2 } END { print n + 0 }' lines.tsv; }
# Of the frames that every way carries, named or by default.
hash_of() {
	python3 -c '
import hashlib, json, sys
frames = [f for f in json.load(open(sys.argv[1])) if not f["name"].startswith(("reply_", "keyness_words", "sequence"))]
print(hashlib.sha256(json.dumps(frames, sort_keys=True).encode()).hexdigest())' "$1"
}
# WAY DUMP STATISTICS
found() { printf '%s\t%s\t%s\n' "$@" | tee -a hashes.tsv; }
# The reports that are carried.
carried=$("$galatea" stats --list -q --format csv | tail -n +2 | cut -d, -f1 | grep -vE 'replies|keyness_words' | tr '\n' ' ')

# ---- stages ----
# Two runs with different stages may share WORK at the same time.
stage_make() {
	local n total names
	[ -e in/sim_comments.zst ] || cost make simulate "$count" simulated.csv \
		"$galatea" simulate -q -n "$posts" --window-log 27 -o in --key key -s "${GALATEA_SCALE_SEED:-5}" --format csv
	if [ "$shards" = 1 ]; then
		cat in/sim_submissions.zst in/sim_comments.zst > archive-1.zst
		echo "archive-1.zst $(awk -F , '/^lines of/ { n += $2 } END { print n }' simulated.csv)" > lines.tsv
		rm -r in
		return
	fi
	# slices of time, as dumps are: of submissions, then of comments
	for kind in submissions comments; do
		total=$(awk -F , -v w="lines of $kind" '$1 == w { print $2 }' simulated.csv)
		zstd -q -dc in/sim_$kind.zst |
			"$source/bench/cut_by_time.py" $(((total + shards - 1) / shards)) $kind.lines $(seq -f "$kind.%g" "$shards") &
	done
	for job in $(jobs -p); do wait "$job"; done
	: > lines.tsv
	for n in $(seq "$shards"); do
		cat "submissions.$n" "comments.$n" > "archive-$n.zst"
		# every archive has some posts of the one before it
		[ "$n" = 1 ] || { zstd -q -dc "archive-$((n - 1)).zst" 2> /dev/null || true; } | sed 50q | zstd -q -1 >> "archive-$n.zst"
		echo "archive-$n.zst $(($(sed -n "${n}p" submissions.lines) + $(sed -n "${n}p" comments.lines) + (n > 1 ? 50 : 0)))" >> lines.tsv
	done
	rm -r in submissions.* comments.*
}
stage_single() {
	rm -f one.db* curve.tsv # half a run would spoil the curve
	cost single "ingest" "$(lines)" /dev/null "$source/bench/curve.py" curve.tsv one.db \
		"$galatea" ingest -q --key key -d one.db $archives
}
stage_answers() {
	cost answers "stats" "$(lines)" one.json "$galatea" stats $carried -d one.db --format json
	cost answers "verify --hash" "$(lines)" one.hash "$galatea" verify -d one.db --hash
	found "one database" "$(cat one.hash)" "$(hash_of one.json)"
	rm one.db
}
stage_one-worker() {
	local archive n
	for archive in $part; do
		n=$(awk -v a="$archive" '$1 == a { print $2 }' lines.tsv)
		cost one-worker "ingest" "$n" /dev/null "$galatea" ingest -q --threads 1 --key key -d worker.db "$archive"
		cost one-worker "stats --partial" "$n" /dev/null "$galatea" stats -d worker.db --partial worker.times
		rm worker.*
	done
}
stage_lines() {
	local archive n
	for archive in $part; do
		n=$(awk -v a="$archive" '$1 == a { print $2 }' lines.tsv)
		cost lines "tag --timeline" "$n" worker.ndjson \
			"$galatea" tag -q --timeline -j 1 --key key < "$archive"
		rm worker.ndjson
	done
}
# [--no-merge]: waits for both jobs, and notes when the array was done.
slurm_run() {
	local ids began=$SECONDS array=running state
	ids=$(GALATEA=$work/timed "$source/scripts/slurm/run" --out slurm --key key "$@" -- $archives)
	scontrol update JobId="${ids% *}" ArrayTaskThrottle=2
	until
		state=$(squeue -h -j "${ids#* }" -t all -o %T)
		if [ "$array$state" = runningRUNNING ]; then
			array=$((SECONDS - began))
		fi
		[ "$state" = COMPLETED ]
	do
		case $state in FAILED | CANCELLED | TIMEOUT) tail slurm/log/*; return 1 ;; esac
		sleep 3
	done
	printf '%s\tarray, two tasks at once\t%s\t0\t%s\t0\n' "$COST_STAGE" "$(lines)" "$array" | tee -a "$costs"
}
# COMMAND… with a cluster of four nodes
clustered() {
	if missing=$(cluster_missing); then
		echo "no Slurm: $missing"
		return
	fi
	PATH=$PATH:/usr/sbin
	rm -rf cluster
	mkdir cluster
	cluster_start "$work/cluster" > /dev/null
	"$@"
	cluster_stop
	cluster=
}
stage_slurm() {
	COST_STAGE=slurm clustered slurm_run --no-merge
	[ ! -e slurm/stats.json ] || found "Slurm's shards" - "$(hash_of slurm/stats.json)"
}
stage_combine() {
	cost combine "stats --combine" "$(lines)" combined.json "$galatea" stats $carried --format json --combine slurm/shard-*.times
	found "partial timelines" - "$(hash_of combined.json)"
}
stage_copy() {
	mkdir -p copied
	cost copy "plain copy of the shards" "$(lines)" /dev/null bash -c 'cp slurm/shard-*.db copied && sync -d copied/*'
	rm -r copied
}
stage_merge() {
	rm -f merged.db*
	cost merge "merge" "$(lines)" /dev/null "$galatea" merge -q -d merged.db $(seq -f "slurm/shard-%g.db" "$shards" -1 1)
	cost merge "verify --hash" "$(lines)" merged.hash "$galatea" verify -d merged.db --hash
	cost merge "stats" "$(lines)" merged.json "$galatea" stats $carried -d merged.db --format json
	found "shards merged" "$(cat merged.hash)" "$(hash_of merged.json)"
	rm merged.db
}
stage_join() {
	COST_STAGE=join clustered slurm_run
	[ ! -e slurm/all.hash ] || found "Slurm" "$(cat slurm/all.hash)" "$(hash_of slurm/stats.json)"
	rm slurm/*.db
}
stage_spark() {
	if [ -z "${GALATEA_SPARK_PYTHON:-}" ]; then
		echo "no Spark: GALATEA_SPARK_PYTHON is not set"
		return
	fi
	local n first began plain
	SPARK_HOME=$("$GALATEA_SPARK_PYTHON" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
	export SPARK_HOME PYTHONPATH=$source/python PYSPARK_PYTHON=$GALATEA_SPARK_PYTHON
	# Spark reads no zstd: two archives at a time as they are, a partition each
	for first in $(seq 1 2 "$shards"); do
		[ -e "spark-$first/_SUCCESS" ] && continue
		rm -rf plain "spark-$first"
		mkdir plain
		for n in $(seq "$first" $((first + 1))); do
			[ "$n" -gt "$shards" ] || zstd -q -dc "archive-$n.zst" > "plain/$n.ndjson"
		done
		# a master, two workers, an executor process each
		PYSPARK_SUBMIT_ARGS="--master local-cluster[2,1,1024] --conf spark.executor.memory=512m --conf spark.driver.host=127.0.0.1 pyspark-shell" \
			cost spark "tag --timeline under Spark" "$(cat plain/* | wc -l)" /dev/null \
			"$GALATEA_SPARK_PYTHON" -m galatea.spark "plain/*.ndjson" "spark-$first" --key key \
			--codebook "$GALATEA_CODEBOOK" --galatea "$galatea" 2> spark.err
		rm -r plain
		printf '%s\n' "$(cat "spark-$first"/part-* | wc -c)" >> spark.bytes
		cat "spark-$first"/part-* | zstd -q -1 > "spark-$first/lines.zst" # 12 GB as they are
		rm "spark-$first"/part-*
	done
	rm -rf work
	zstd -q -dc spark-*/lines.zst |
		cost spark "stats --from" "$(lines)" spark.json "$galatea" stats $carried --format json --from -
	found "Spark's lines" - "$(hash_of spark.json)"
	rm -r spark-*
}
stage_report() {
	echo "posts: $(lines) in $shards archives"
	awk -F '\t' -v all="$(lines)" '{ k = $1 "\t" $2; n[k] += $3; cpu[k] += $4; wall[k] += $5
			if ($6 > peak[k]) peak[k] = $6
			if (!(k in at)) { at[k] = ++m; name[m] = k } }
		END { for (i = 1; i <= m; i++) { k = name[i]; p = n[k] ? n[k] : all; split(k, w, "\t")
			printf "%-12s %-28s %8.1f CPU s %8.1f s wall %6d MiB %8.2f µs/post\n", w[1], w[2], cpu[k], wall[k], peak[k], cpu[k] * 1e6 / p } }' "$costs"
	# marks of the curve: a million, 2, 5, 10, 20, 50, and the end, which has the pass over all posts
	[ ! -e curve.tsv ] || awk -F '\t' 'BEGIN { split("1 2 5 10 20 50", marks, " "); m = 1 }
		function show() { printf "%8.2f M posts %7.1f µs CPU/post %7.1f µs wall/post; since the mark before %7.1f %7.1f; %5d MiB %6.0f B/post\n",
			$1 / 1e6, $2 * 1e6 / $1, $3 * 1e6 / $1, ($2 - cpu) * 1e6 / ($1 - at), ($3 - wall) * 1e6 / ($1 - at), $4, $5 / $1
			at = $1; cpu = $2; wall = $3 }
		$1 >= marks[m] * 1e6 && m in marks { while (m in marks && $1 >= marks[m] * 1e6) m++; show() }
		END { if ($1 > at) show() }' curve.tsv
	awk -F '\t' '{ printf "%-18s dump %-64s statistics %s\n", $1, $2, $3
			if ($2 != "-" && !($2 in d)) { d[$2] = 1; nd++ }
			if (!($3 in s)) { s[$3] = 1; ns++ } }
		END { print "dumps: " (nd == 1 ? "same" : "DIFFERENT") ", statistics: " (ns == 1 ? "same" : "DIFFERENT"); exit nd != 1 || ns != 1 }' hashes.tsv
}

for stage in "${stages[@]}"; do
	[ "$stage" != report ] && [ -e "done-$stage" ] && continue
	echo "== $stage, $(date -u +%FT%TZ), load $(cut -d ' ' -f 1-3 /proc/loadavg)"
	"stage_$stage"
	touch "done-$stage"
done
