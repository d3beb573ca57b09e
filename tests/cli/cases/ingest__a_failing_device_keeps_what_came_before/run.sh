export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# A terminal whose other end has gone answers as a disk with a bad sector does.
galatea simulate -q --posts 2k --window-log 22 -o sim --key k > /dev/null
zstd -dqc sim/sim_comments.zst > c.ndjson
python3 - <<'EOF'
import os, pty, subprocess, tty
ours, theirs = pty.openpty()
tty.setraw(theirs)
run = subprocess.Popen(["galatea", "ingest", "--format", "csv", "--key", "k", "-d", "a.db", "-"], stdin=ours,
                       stdout=open("sum.csv", "wb"), stderr=open("err.txt", "wb"))
os.close(ours)
with open("c.ndjson", "rb") as lines, os.fdopen(theirs, "wb") as out:
    out.write(lines.read(300000))
print("exit", run.wait())
EOF
grep -v 'archive restored' err.txt | sed 's/byte [0-9]*/byte N/'
sed -n 2p sum.csv | awk -F, '{ print $2, ($5 > 100 && $5 == $6 + $7 + $8 + $9 + $10 + $11 ? "counts add up" : $0) }'
[ "$(sqlite3 a.db "select state = 0 and read = $(sed -n 2p sum.csv | cut -d, -f5) from file")" = 1 ] && echo "what came before is kept"
