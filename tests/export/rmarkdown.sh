#!/bin/sh
# rmarkdown.sh SAMPLES WORK: the exported R Markdown document renders without
# an error or a warning of R, and draws every chart it calls for.
set -eu
samples=$1; work=$2
command -v Rscript >/dev/null || { echo "SKIPPED: R is not here; the R Markdown document was not rendered"; exit 77; }
missing=$(Rscript -e 'need <- c("rmarkdown", "readr", "dplyr", "ggplot2", "survival", "jsonlite")
cat(need[!vapply(need, requireNamespace, logical(1), quietly = TRUE)])')
[ -z "$missing" ] && command -v pandoc >/dev/null || {
	echo "SKIPPED: $missing pandoc: not all here; the R Markdown document was not rendered"
	exit 77
}
rm -rf "$work"; mkdir -p "$work"
"$samples" "$work/out"
cd "$work/out"
Rscript -e 'rmarkdown::render("galatea.Rmd", output_format = rmarkdown::html_document(self_contained = FALSE, lib_dir = "lib"), quiet = TRUE)' >../said 2>&1 || {
	tail -n 20 ../said
	exit 1
}
calls=$(grep -c '^draw(' galatea.Rmd)
drawn=$(find galatea_files -name '*.png' | wc -l)
told=$(grep -cE '^<pre><code>## (Warning|Error)|Warning: ' galatea.html || true)
echo "$calls charts, $drawn drawings, $told warnings"
[ "$calls" -gt 12 ] && [ "$drawn" -ge "$calls" ] && [ "$told" -eq 0 ]
