#!/usr/bin/env bash
# A merge that is killed from outside at random moments and given again makes the
# database of one ingest: into a file that is not there, which then never stands
# half, and into one that has posts already.
# usage: merge.sh GALATEA SOURCE [POSTS] [KILLS]
set -euo pipefail
galatea=$(realpath "$1") source=$(realpath "$2") posts=${3:-6k} kills=${4:-8}
dir=$(mktemp -d /tmp/galatea-merge.XXXXXX)
trap 'rm -rf "$dir"' EXIT
export GALATEA_CODEBOOK=${GALATEA_CODEBOOK:-$source/tests/cli/codebook} # small: quick to load
RANDOM=${GALATEA_TEST_SEED:-7}
cd "$dir"
"$galatea" simulate -q -n "$posts" -o in --key key -s 5 > /dev/null
zstd -q -dc --long=31 in/*.zst > all.ndjson
split -n r/4 --additional-suffix=.ndjson all.ndjson part.
head -n 200 part.aa.ndjson >> part.ad.ndjson # some posts in two shards
for n in a b c d; do "$galatea" ingest -q --key key -d $n.db part.a$n.ndjson; done
"$galatea" ingest -q --key key -d one.db part.*.ndjson
one=$("$galatea" verify -d one.db --hash)

# how long one takes: kills come within that time
began=$(date +%s%N)
"$galatea" merge -q -d whole.db a.db b.db c.db d.db
long=$((($(date +%s%N) - began) / 1000000))
same() { if [ "$2" = "$one" ]; then echo "$1: same"; else echo "$1: DIFFERENT"; exit 1; fi; }
same "not killed" "$("$galatea" verify -d whole.db --hash)"

# WHAT DATABASE SHARD…
killed() {
	local what=$1 into=$2 hit=0 code after half=0 left=0
	shift 2
	for _ in $(seq "$kills"); do
		after=$((RANDOM % long + 1))
		code=0
		"$galatea" merge -q -d "$into" "$@" 2> err &
		sleep "$(printf '%d.%03d' $((after / 1000)) $((after % 1000)))"
		kill -KILL $! 2> /dev/null || true
		{ wait $! || code=$?; } 2> /dev/null # gone, and its lock with it
		[ ! -s "$into.part" ] || left=$((left + 1))
		case $code in
		137) hit=$((hit + 1)) ;;
		0) ;;
		*) cat err; exit 1 ;;
		esac
		# a name means that it is whole
		if [ "$into" = new.db ] && [ -e new.db ]; then
			[ "$("$galatea" verify -d new.db --hash)" = "$one" ] || half=$((half + 1))
			rm new.db
		fi
	done
	echo "$what: killed at least twice in mid-run: $([ "$hit" -ge 2 ] && echo yes || echo "no, $hit times"), half a database: $half"
	[ "$half" = 0 ] && [ "$hit" -ge 2 ]
	[ "$into" = old.db ] || [ "$left" -gt 0 ] # some stopped while they wrote
	"$galatea" merge -q -d "$into" "$@"
	"$galatea" verify -d "$into" > verified
	same "$what" "$("$galatea" verify -d "$into" --hash)"
	[ ! -e "$into.part" ]
}
killed "a new database" new.db a.db b.db c.db d.db
cp a.db old.db
killed "one that has posts" old.db b.db c.db d.db
