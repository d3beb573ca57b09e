# the whole way, every system call that could reach a network watched
if ldd "$(command -v galatea)" | grep -qE "lib[at]san"; then echo "SKIP: a sanitizer takes the signals and the tracing" >&2; exit 77; fi
command -v strace >/dev/null || { echo "SKIP: no strace" >&2; exit 77; }
strace -f -e trace=network -o calls true 2>/dev/null || { echo "SKIP: strace may not trace here" >&2; exit 77; }
galatea simulate -n 120 -o in -s 3 -q >/dev/null
strace -f -qq -e trace=network -e signal=none -o calls \
	galatea run in/*.zst -o out --key in/galatea.key -q >/dev/null 2>&1
grep -cE 'socket|connect|sendto|bind' calls || true
test -s out/report.html
echo whole
