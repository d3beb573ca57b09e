#!/bin/sh
# gnuplot.sh SAMPLES WORK: every exported script draws without a message.
set -eu
samples=$1; work=$2
command -v gnuplot >/dev/null || { echo "SKIPPED: gnuplot is not here"; exit 77; }
rm -rf "$work"; mkdir -p "$work"
"$samples" "$work"
cd "$work/gnuplot"
failures=0
for script in *.gp; do
	said=$(gnuplot "$script" 2>&1) || true
	if [ -n "$said" ] || ! grep -q '<path' "${script%.gp}.svg"; then
		echo "not ok $script: $said"
		failures=1
	else
		echo "ok $script"
	fi
done
exit $failures
