#!/usr/bin/env bash
# galatea tag against a Python program that compiles the same terms to one
# regular expression a theme (bench/keywords.py), over the same posts.
#
#   bench/bench_tag.sh BUILD_DIR POSTS.ndjson [RUNS]
#
# One thread each, CPU seconds (user and system) in turn, medians of RUNS
# (default 3) and their ratio; starting up and loading the codebook count.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${1:?usage: bench_tag.sh BUILD_DIR POSTS.ndjson [RUNS]}
posts=${2:?usage: bench_tag.sh BUILD_DIR POSTS.ndjson [RUNS]}
runs=${3:-3}
codebook=classify/codebook

cpu() { # user and system seconds of a command that reads the posts
	local TIMEFORMAT='%U %S'
	{ time "$@" <"$posts" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
}
median() { sort -n | awk '{ v[NR] = $1 }
	END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

ours=() theirs=()
for _ in $(seq "$runs"); do
	ours+=("$(cpu "$build/galatea" tag --codebook $codebook)")
	theirs+=("$(cpu python3 bench/keywords.py $codebook)")
done
o=$(printf '%s\n' "${ours[@]}" | median)
t=$(printf '%s\n' "${theirs[@]}" | median)
printf '%s posts\tgalatea tag %.2f s\tkeywords.py %.2f s\t%.1f times as fast\n' \
	"$(wc -l <"$posts")" "$o" "$t" "$(awk "BEGIN { print $t / $o }")"
