# SIGTERM ends the batch, says so, and the same command goes on.
galatea simulate -q --posts 30k --window-log 22 -o sim --key sim.key > /dev/null
python3 - <<'PY'
import signal, subprocess, sys
command = ["galatea", "ingest", "-q", "--key", "sim.key", "-d", "a.db",
           "--batch", "500", "sim/sim_comments.zst"]
delay = 0.25
for attempt in range(12):
    p = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        p.communicate(timeout=delay)
        if p.returncode == 0:
            subprocess.run(["rm", "-f", "a.db"], check=True)
        delay /= 2
    except subprocess.TimeoutExpired:
        p.send_signal(signal.SIGTERM)
        text = p.communicate()[1]
        if p.returncode == 0:
            subprocess.run(["rm", "-f", "a.db"], check=True)
            delay /= 2
            continue
        print("exit", p.returncode, "goes on from there" in text)
        break
PY
sqlite3 a.db "select 'state ' || state from file"
galatea ingest -q --key sim.key -d a.db sim/sim_comments.zst
sqlite3 a.db "select 'state ' || state from file"
galatea ingest -q --key sim.key -d b.db sim/sim_comments.zst
[ "$(galatea verify -d a.db --hash)" = "$(galatea verify -d b.db --hash)" ] && echo same
