export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# On a terminal: lines fit $COLUMNS, colours unless NO_COLOR is set; elsewhere nothing is cut or coloured.
galatea simulate -q --posts 2k --seed 1 --window-log 20 -o sim --key sim.key > /dev/null
galatea ingest -q --key sim.key -d a.db sim/*.zst
python3 - <<'P'
import os, pty, re, subprocess, unicodedata

def on_terminal(*command, columns=None, **env):
    """What a program says to a terminal."""
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    environment.update(env, TERM="xterm", **({"COLUMNS": str(columns)} if columns else {}))
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as p:
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 65536):
                said += part
        except OSError:
            pass
    os.close(ours)
    return said.decode()

def widest(said):
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in plain.splitlines())

for columns in (60, 80, 120):
    table = on_terminal("galatea", "stats", "prevalence", "-d", "a.db", columns=columns)
    found = on_terminal("galatea", "query", "-d", "a.db", "my", "--limit", "5", columns=columns)
    context = [line for line in found.splitlines() if "…" in line]
    print(columns, "columns: table", widest(table) <= columns, "context", len(context) > 0 and widest("\n".join(context)) <= columns)
print("80 where nothing is known:", widest(on_terminal("galatea", "stats", "prevalence", "-d", "a.db")) <= 80)
one = ("galatea", "query", "-d", "a.db", "my", "--limit", "1")
print("coloured:", "\x1b[" in on_terminal(*one), " with NO_COLOR:", "\x1b[" in on_terminal(*one, NO_COLOR="1"),
      " dumb:", "\x1b[" in subprocess.run(one, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "", "TERM": "xterm"}).stdout)
piped = subprocess.run(("galatea", "stats", "prevalence", "-d", "a.db"), capture_output=True, text=True, env={**os.environ, "COLUMNS": "40"}).stdout
print("a pipe is not cut:", widest(piped) > 80 and "…" not in piped)
P
widest=$(for c in $(galatea --help | awk '/^  [a-z]/ { print $1 }'); do galatea "$c" --help | sed '/^Examples/,$d'; done | wc -L)
[ "$widest" -le 80 ] && echo "help fits 80 columns"
