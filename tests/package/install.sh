#!/usr/bin/env bash
# cmake --install into a folder, moved elsewhere: the program finds its own
# codebook, and other programs find the library by pkg-config.
# usage: install.sh BUILD SCRATCH
set -euo pipefail
build=$1 scratch=$2

rm -rf "$scratch"
mkdir -p "$scratch"
cmake --install "$build" --prefix "$scratch/first" >"$scratch/install.log"
mv "$scratch/first" "$scratch/root"
root=$scratch/root
cd /

want() {
	[ -e "$root/$1" ] || { echo "not installed: $1"; exit 1; }
}
want bin/galatea
want share/galatea/codebook/codebook.json
want share/galatea/codebook/communities.json
want share/galatea/events.tsv
want share/man/man1/galatea.1
want share/bash-completion/completions/galatea
want share/zsh/site-functions/_galatea
want share/fish/vendor_completions.d/galatea.fish
want include/galatea.h
want share/doc/galatea/copyright
want share/doc/galatea/examples/embed.c

echo '# the program reads the codebook beside it, and it is the same one'
# Whole answers are looked through: grep -q at the end of a pipe would kill
# the writer.
has() { grep -q -e "$2" <<<"$1" || { printf 'no "%s" in:\n%s\n' "$2" "$1"; exit 1; }; }
page=$("$root/bin/galatea" doctor) # a ! and exit 1 if the module of mail and HTML were not found
has "$page" libxml2
has "$page" "^codebook   $root/share/galatea/codebook\$"
hash() { "$1" doctor | grep -o 'hash [0-9a-f]*'; }
[ "$(hash "$root/bin/galatea")" = "$(hash "$build/galatea")" ]
text='My Rep and I got engaged last night.'
post="{\"id\":\"1\",\"community\":\"replika\",\"text\":\"$text\"}"
has "$("$root/bin/galatea" tag <<<"$post")" '"stage": *"committed"'

echo '# embed.c by pkg-config, shared and static; embed.py says the same'
export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$root" -name galatea.pc)")
libdir=$(pkg-config --variable=libdir galatea)
codebook=$(pkg-config --variable=codebook galatea)
for mode in shared static; do
	flags=$(pkg-config --cflags --libs galatea)
	[ "$mode" = shared ] || flags="$(pkg-config --cflags galatea) \
		$libdir/libgalatea.a $(pkg-config --libs libutf8proc libcjson) -lm"
	# shellcheck disable=SC2086 # flags are words
	cc -std=c11 -Wall -Wextra -Werror "$root/share/doc/galatea/examples/embed.c" \
		-o "$scratch/embed-$mode" $flags
	LD_LIBRARY_PATH=$libdir "$scratch/embed-$mode" "$codebook" replika "$text" \
		>"$scratch/$mode.txt"
done
GALATEA_LIBRARY=$libdir/libgalatea.so python3 \
	"$root/share/doc/galatea/examples/embed.py" "$codebook" replika "$text" \
	>"$scratch/python.txt"
grep -q "^stage	committed\$" "$scratch/shared.txt"
grep -q "	engaged\$" "$scratch/shared.txt"
cmp "$scratch/shared.txt" "$scratch/static.txt"
cmp "$scratch/shared.txt" "$scratch/python.txt"

echo '# the library shows nothing but galatea_*'
nm -D --defined-only "$libdir/libgalatea.so" | awk '{ print $3 }' |
	grep -v '^galatea_' && exit 1
echo '# a missing codebook is one clear line'
"$scratch/embed-static" "$scratch/nowhere" replika "$text" 2>"$scratch/err.txt" && exit 1
[ "$(wc -l <"$scratch/err.txt")" -eq 1 ]
grep -q nowhere "$scratch/err.txt"
rm -rf "$scratch"
