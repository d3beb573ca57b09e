#!/usr/bin/env bash
# A Slurm cluster on this machine, one controller and four node daemons: the
# archives of scripts/slurm/run while a node is killed in mid-run and a task is
# requeued give the database and the statistics of one machine.
# usage: slurm.sh GALATEA SOURCE [POSTS]          exit 77: no Slurm here
set -euo pipefail
galatea=$(realpath "$1") source=$(realpath "$2") posts=${3:-20k}
. "$source/tests/scale/cluster.sh"
if missing=$(cluster_missing); then
	echo "SKIP: $missing"
	exit 77
fi
PATH=$PATH:/usr/sbin
dir=$(mktemp -d /tmp/galatea-slurm.XXXXXX)
chmod 755 "$dir"
export GALATEA_CODEBOOK=${GALATEA_CODEBOOK:-$source/tests/cli/codebook} # small: quick to load
trap 'cluster_stop; rm -rf "$dir"' EXIT
cluster_start "$dir"

# ---- one machine ----
"$galatea" simulate -q -n "$posts" -o "$dir/in" --key "$dir/key" -s 5 > /dev/null
zstd -q -dc --long=31 "$dir"/in/*.zst > "$dir/all.ndjson"
split -n l/8 --additional-suffix=.ndjson "$dir/all.ndjson" "$dir/part."
# some posts in two archives
head -n 100 "$dir/part.aa.ndjson" >> "$dir/part.ah.ndjson"
"$galatea" ingest -q --key "$dir/key" -d "$dir/one.db" "$dir"/part.*.ndjson
"$galatea" stats -d "$dir/one.db" --format json > "$dir/one.json"
one=$("$galatea" verify -d "$dir/one.db" --hash)

# ---- the cluster, with a node that dies ----
# tasks 2 and 3 stand still once some of their posts are committed, so that
# their nodes die in mid-run and not before or after it
cat > "$dir/slow" <<'SLOW'
#!/usr/bin/env bash
case "$1 ${SLURM_RESTART_COUNT:-0} ${SLURM_ARRAY_TASK_ID:-}" in
"ingest 0 2" | "ingest 0 3")
	"$PROGRAM" "$@" --batch 50 &
	db=$GALATEA_SLURM_OUT/shard-$SLURM_ARRAY_TASK_ID.db
	until [ "$(sqlite3 "$db" "select count(*) from post" 2> /dev/null || echo 0)" -gt 0 ]; do :; done
	kill -STOP $!
	sqlite3 "$db" "select count(*) from post" > "$BEGUN.$SLURM_ARRAY_TASK_ID"
	sleep 600
	;;
"merge 0 ")
	"$PROGRAM" "$@" &
	until [ -s "$GALATEA_SLURM_OUT/all.db.part" ]; do :; done
	kill -STOP $!
	touch "$BEGUN.join"
	sleep 600
	;;
esac
exec "$PROGRAM" "$@"
SLOW
export PROGRAM=$galatea BEGUN=$dir/begun
chmod +x "$dir/slow"
ids=$(GALATEA=$dir/slow "$source/scripts/slurm/run" --out "$dir/out" --key "$dir/key" -- "$dir"/part.*.ndjson)
array=${ids% *} join=${ids#* }
for _ in $(seq 120); do
	[ -s "$dir/begun.2" ] && [ -s "$dir/begun.3" ] && break
	sleep 1
done
for n in 2 3; do
	read -r there < "$dir/begun.$n"
	lines=$(wc -l < "$(sed -n ${n}p "$dir/out/archives.txt")")
	echo "task $n stood still in mid-run: $([ "$there" -lt $((lines * 9 / 10)) ] && echo yes || echo "no: $there of $lines")"
done
node=$(squeue -h -j "${array}_2" -o %N)
cluster_kill "$node"
echo "killed node $node with task 2"
scontrol requeue "${array}_3" && echo "requeued task 3"
for _ in $(seq 600); do
	if [ -e "$dir/begun.join" ]; then
		rm "$dir/begun.join"
		scontrol requeue "$join" && echo "requeued the join while it merged"
	fi
	state=$(squeue -h -j "$join" -t all -o %T 2> /dev/null || true)
	case $state in COMPLETED | FAILED | CANCELLED | TIMEOUT | BOOT_FAIL) break ;; esac
	sleep 1
done
echo "join: $state"
grep -h '^task [23]\|^join' "$dir"/out/log/*.log || true
if [ "$state" != COMPLETED ]; then
	tail -n 20 "$dir"/out/log/*.log "$dir/slurmctld.log"
	exit 1
fi
same() { if [ "$2" = "$3" ]; then echo "$1: same $2"; else echo "$1: DIFFERENT"; exit 1; fi; }
same "database" "$one" "$(cat "$dir/out/all.hash")"
python3 - "$dir/one.json" "$dir/out/stats.json" <<'PY'
import json, sys
one, many = (json.load(open(name)) for name in sys.argv[1:])
differ = [a["name"] for a, b in zip(one, many) if a != b]
print(f"statistics: {len(one) - len(differ)} frames same, not carried: {differ}")
sys.exit(len(one) != len(many) or any(not name.startswith("reply_") for name in differ))
PY
