#!/bin/sh
# look.sh REPORT.html OUT: what headless Chromium says of the page, and
# screenshots at 1280 and 390 pixels, light and dark, into OUT.
set -eu
page=$(realpath "$1"); out=$2; mkdir -p "$out"
browser=$(command -v chromium || command -v chromium-browser) || { echo "no chromium"; exit 77; }
run() {
	profile=$(mktemp -d)
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-quic \
		--no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --hide-scrollbars \
		--user-data-dir="$profile" --virtual-time-budget=8000 "$@" 2>"$out/stderr"
	rm -rf "$profile"
}
for width in 1280 390; do
	run --window-size=$width,"${HEIGHT:-5200}" --screenshot="$out/$width-light.png" "file://$page"
	run --window-size=$width,"${HEIGHT:-5200}" --blink-settings=preferredColorScheme=0 \
		--screenshot="$out/$width-dark.png" "file://$page"
done
run --enable-logging=stderr --v=0 --dump-dom "file://$page" >"$out/dom.html"
grep CONSOLE "$out/stderr" || echo "no console message"
