#!/usr/bin/env bash
# The Debian package: built, installed by dpkg into a root that holds only a
# shell and the libraries the package asks for, run there (neither source nor
# build tree can be reached), removed.
# usage: deb.sh BUILD SCRATCH
set -euo pipefail
build=$1 scratch=$2
PATH=$PATH:/usr/sbin:/sbin

skip() { echo "SKIP: $1"; exit 77; }
for tool in dpkg dpkg-deb dpkg-shlibdeps file cpack chroot ldconfig dash; do
	command -v "$tool" >/dev/null || skip "$tool is not here"
done
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(unshare --map-root-user)
"${as_root[@]}" chroot / /bin/true 2>/dev/null || skip "no chroot allowed here"

rm -rf "$scratch"
mkdir -p "$scratch"
(cd "$build" && cpack -G DEB -B "$scratch/out") >"$scratch/cpack.log" ||
	{ cat "$scratch/cpack.log"; exit 1; }
package=$(ls "$scratch"/out/galatea_*.deb)

echo '# what it says of itself'
depends=$(dpkg-deb --field "$package" Depends | tr ',' '\n' | awk '{ print $1 }')
for library in libc6 libgsl27 libsqlite3-0 libzstd1 libgmime-3.0-0 libarchive13; do
	grep -qx "$library" <<<"$depends" || { echo "does not depend on $library"; exit 1; }
done
# Whole answers are looked through: grep -q at the end of a pipe would kill
# the writer.
has() { grep -q -e "$2" <<<"$1" || { printf 'no "%s" in:\n%s\n' "$2" "$1"; exit 1; }; }
has "$(dpkg-deb --field "$package" Description)" 'AI companion'
dpkg-deb --contents "$package" | awk '{ print $2 }' | sort -u | grep -vx root/root && exit 1

# The root knows of the packages that are depended upon, in the versions of
# this machine, and holds what they bring: dpkg then checks the versions.
root=$scratch/root
state=$root/var/lib/dpkg
mkdir -p "$state/info" "$state/updates" "$root/bin" "$root/sbin" "$root/etc" "$root/tmp"
touch "$state/available"
put() {
	mkdir -p "$root$(dirname "$1")"
	cp -L "$1" "$root$1"
}
libraries() { ldd "$1" | grep -o '/[^ ]*' || true; }
unpacked=$scratch/unpacked
dpkg-deb --extract "$package" "$unpacked"
has "$(cat "$unpacked/usr/share/doc/galatea/copyright")" '^License: GPL-3+$'
module=$(find "$unpacked/usr/lib" -name galatea-readers.so)
{ libraries "$unpacked/usr/bin/galatea"; libraries "$module"; libraries "$(command -v dash)"; } |
	sort -u | while read -r library; do put "$library"; done
cp -L "$(command -v dash)" "$root/bin/sh"
cp -L "$(command -v ldconfig)" "$root/sbin/ldconfig"
for name in $depends; do
	version=$(dpkg-query -W -f '${Version}' "$name")
	printf 'Package: %s\nStatus: install ok installed\nArchitecture: %s\nVersion: %s\nMaintainer: -\nDescription: -\n\n' \
		"$name" "$(dpkg --print-architecture)" "$version"
	: >"$state/info/$name.list"
done >"$state/status"
find "$root" \( -type f -o -type l \) | sort >"$scratch/before"

in_root() {
	"${as_root[@]}" dpkg --root="$root" --log=/dev/null --force-not-root "$@" \
		>>"$scratch/dpkg.log" 2>&1 || { cat "$scratch/dpkg.log"; exit 1; }
}
inside() { "${as_root[@]}" chroot "$root" /usr/bin/galatea "$@"; }

echo '# installed, every dependency met'
in_root --install "$package"
has "$(dpkg-query --admindir="$state" -W -f '${Status}' galatea)" '^install ok installed$'

echo '# runs'
has "$(inside --version)" '^galatea [0-9]'
page=$(inside doctor)
has "$page" '^codebook   /usr/share/galatea/codebook$'
has "$page" libxml2 # the module of mail, HTML, zip and tar is found
post='{"id":"1","community":"replika","text":"My Rep and I got engaged last night."}'
has "$(inside tag <<<"$post")" '"stage": *"committed"'

echo '# removed without a trace'
in_root --purge galatea
find "$root" \( -type f -o -type l \) | sort >"$scratch/after"
left=$(comm -13 "$scratch/before" "$scratch/after" |
	grep -v -e "^$state/" -e "^$root/etc/ld.so.cache$" -e "^$root/var/cache/ldconfig/") || true
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
[ -z "$(comm -23 "$scratch/before" "$scratch/after" | grep -v "^$state/")" ]
rm -rf "$scratch"
