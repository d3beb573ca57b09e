# even where cores are wanted a crash leaves none: posts and the key are in memory
if ldd "$(command -v galatea)" | grep -qE "lib[at]san"; then echo "SKIP: a sanitizer takes the signals and the tracing" >&2; exit 77; fi
ulimit -c unlimited 2>/dev/null || true
mkfifo posts
galatea tag <posts >/dev/null 2>&1 &
program=$!
exec 3>posts
for _ in $(seq 200); do
	[ "$(readlink /proc/$program/exe 2>/dev/null | sed 's,.*/,,')" = galatea ] && break
	sleep 0.02
done
sleep 0.2
awk '/core file/ { print "core limit", $5, $6 }' /proc/$program/limits
kill -SEGV $program
exec 3>&-
code=0
wait $program || code=$?
echo "code $code"
find . -name 'core*' -type f | wc -l
