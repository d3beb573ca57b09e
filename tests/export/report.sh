#!/bin/sh
# report.sh SAMPLES WORK: the report in headless Chromium says nothing on the
# console, draws every chart, and lets no hostile text become markup.
set -eu
samples=$1; work=$2
browser=$(command -v chromium || command -v chromium-browser) || {
	echo "SKIPPED: chromium is not here; the report was not drawn"
	exit 77
}
rm -rf "$work"; mkdir -p "$work"
"$samples" "$work/out"
timeout 300 "$browser" --headless --no-sandbox --disable-gpu --disable-quic \
	--no-first-run --disable-background-networking --disable-component-update \
	--disable-sync --user-data-dir="$work/profile" --enable-logging=stderr \
	--virtual-time-budget=10000 --dump-dom "file://$work/out/report.html" \
	>"$work/dom.html" 2>"$work/stderr"
grep -q '<p class="warning" role="note">Charts' "$work/dom.html" && {
	echo "SKIPPED: built without libjs-vega; the report has tables only"
	exit 77
}
if grep CONSOLE "$work/stderr"; then
	echo "not ok: the console has messages"
	exit 1
fi
charts=$(grep -o 'id="chart-' "$work/dom.html" | wc -l)
drawn=$(grep -o '<svg ' "$work/dom.html" | wc -l)
echo "$charts charts, $drawn drawings"
[ "$charts" -ge 12 ] && [ "$charts" -eq "$drawn" ]
# the name "</script><b>x…" of the samples stands as text
! grep -q '<b>x' "$work/dom.html"
