#!/bin/sh
# axe.sh SAMPLES PACKAGES WORK: axe-core finds no serious fault of access in
# the report, light and dark. PACKAGES: where vega-lite.sh put node_modules.
set -eu
samples=$1; axe=$2/node_modules/axe-core/axe.min.js; work=$3
browser=$(command -v chromium || command -v chromium-browser) || {
	echo "SKIPPED: chromium is not here; access was not checked"
	exit 77
}
[ -f "$axe" ] || { echo "SKIPPED: axe-core is not here (export/vega-lite fetches it)"; exit 77; }
rm -rf "$work"; mkdir -p "$work"
"$samples" "$work/out"
python3 - "$work/out/report.html" "$axe" "$work/page.html" <<'P'
import sys
page = [open(p, encoding='utf-8').read() for p in sys.argv[1:3]]
out = sys.argv[3]
check = """
<script>window.addEventListener('load', () => setTimeout(() =>
axe.run(document, {resultTypes: ['violations']}).then(r => {
	const e = document.createElement('pre');
	e.id = 'axe';
	e.textContent = 'AXE ' + JSON.stringify(r.violations.map(v =>
		[v.impact, v.id, v.nodes.length, v.nodes[0].html.slice(0, 160)]), null, 1) + ' END';
	document.body.append(e);
}), 500));</script></body>"""
open(out, 'w', encoding='utf-8').write(
    page[0].replace('</body>', '<script>' + page[1] + '</script>' + check))
P
failed=0
for scheme in 1 0; do
	timeout 300 "$browser" --headless --no-sandbox --disable-gpu --disable-quic \
		--no-first-run --disable-background-networking --disable-component-update \
		--disable-sync --user-data-dir="$work/profile$scheme" \
		--blink-settings=preferredColorScheme=$scheme \
		--virtual-time-budget=30000 --dump-dom "file://$work/page.html" \
		>"$work/dom$scheme.html" 2>"$work/stderr"
	sed -n '/id="axe"/,/END/p' "$work/dom$scheme.html" >"$work/axe$scheme.txt"
	grep -q END "$work/axe$scheme.txt" || { echo "axe did not finish"; failed=1; }
	cat "$work/axe$scheme.txt"
	if grep -qE '"(serious|critical)"' "$work/axe$scheme.txt"; then failed=1; fi
done
exit $failed
