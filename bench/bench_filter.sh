#!/usr/bin/env bash
# What does it cost to take one community in a hundred out of a dump?
#
#   bench/bench_filter.sh BUILD_DIR [WORK_DIR] [RUNS]
#
# Makes a simulated dump of about 2 GB of JSON (window 2 GiB) in which one
# line in a hundred is of the wanted community, then measures in turn
#   zstd -dc --long=31 DUMP > /dev/null     and  gzip -dc DUMP.gz > /dev/null
#   galatea ingest --community wanted_one   over the same file
# and prints the medians of RUNS (default 5) and their ratios.
set -eu
build=${1:?usage: bench_filter.sh BUILD_DIR [WORK_DIR] [RUNS]}
work=${2:-$(mktemp -d)}
runs=${3:-5}
galatea=$build/galatea
mkdir -p "$work"

if [ ! -e "$work/dump.zst" ]; then
	"$galatea" simulate -q -o "$work" --posts "${POSTS:-1250k}" --seed 1
	zstd -q -dc --long=31 "$work/sim_comments.zst" |
		awk 'NR % 100 == 0 { sub(/"subreddit":"[^"]*"/,
		    "\"subreddit\":\"wanted_one\"") } { print }' |
		zstd -q -3 --long=31 -f -o "$work/dump.zst"
	rm -f "$work/sim_comments.zst" "$work/sim_submissions.zst"
fi
[ -e "$work/dump.gz" ] ||
	zstd -q -dc --long=31 "$work/dump.zst" | gzip -3 > "$work/dump.gz"

seconds() { # of wall time, of a command
	local start end
	start=$(date +%s.%N)
	"$@" > /dev/null 2>&1
	end=$(date +%s.%N)
	echo "$end - $start" | bc -l
}
filter() {
	rm -rf "$work/db"
	mkdir -p "$work/db"
	"$galatea" ingest -q -d "$work/db/filter.db" \
		--key "$work/db/project.key" --community wanted_one "$1"
}
median() { sort -n | awk '{ v[NR] = $1 }
	END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

for kind in zst gz; do
	case $kind in
	zst) floor=(zstd -q -dc --long=31 "$work/dump.zst") ;;
	gz) floor=(gzip -dc "$work/dump.gz") ;;
	esac
	: > "$work/floor.txt"
	: > "$work/ours.txt"
	for _ in $(seq "$runs"); do
		seconds "${floor[@]}" >> "$work/floor.txt"
		seconds filter "$work/dump.$kind" >> "$work/ours.txt"
	done
	f=$(median < "$work/floor.txt")
	o=$(median < "$work/ours.txt")
	printf '%s\t%s %.3f s\tgalatea ingest --community %.3f s\tratio %.3f\n' \
		"$kind" "${floor[0]} -dc" "$f" "$o" "$(echo "$o / $f" | bc -l)"
done
