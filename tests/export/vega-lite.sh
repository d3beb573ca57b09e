#!/bin/sh
# vega-lite.sh SAMPLES SOURCE WORK: render the exported specifications with
# the packages of package-lock.json, fetched once into WORK by npm.
set -eu
samples=$1; source=$2; work=$3
command -v node >/dev/null && command -v npm >/dev/null || {
	echo "SKIPPED: node and npm are not here; the Vega-Lite specs were not drawn"
	exit 77
}
mkdir -p "$work"
cp "$source/package.json" "$source/package-lock.json" "$source/render.mjs" "$work/"
if [ ! -d "$work/node_modules/vega-lite" ]; then
	(cd "$work" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund) || {
		echo "SKIPPED: npm could not fetch the packages; the Vega-Lite specs were not drawn"
		exit 77
	}
fi
rm -rf "$work/samples"
"$samples" "$work/samples"
cd "$work" && node render.mjs samples/charts png
