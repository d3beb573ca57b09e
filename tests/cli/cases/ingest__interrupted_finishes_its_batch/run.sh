export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# SIGTERM ends the batch, says so, and the same command goes on.
galatea simulate -q --posts 6k --window-log 22 -o sim --key sim.key > /dev/null
python3 - <<'PY'
import os, signal, subprocess, time
command = ["galatea", "ingest", "-q", "--key", "sim.key", "--batch", "300",
           "sim/sim_comments.zst", "-d"]
started = time.monotonic()
subprocess.run(command + ["timed.db"], check=True)
delay = (time.monotonic() - started) * 0.8
for attempt in range(20):
    if os.path.exists("a.db"):
        os.remove("a.db")
    p = subprocess.Popen(command + ["a.db"], stderr=subprocess.PIPE, text=True)
    time.sleep(delay)
    p.send_signal(signal.SIGTERM)
    text = p.communicate()[1]
    if p.returncode == 1:
        print("exit 1,", "the same command goes on from there" in text)
        break
    delay *= 0.8
PY
sqlite3 a.db "select 'state ' || state from file"
galatea ingest -q --key sim.key -d a.db sim/sim_comments.zst
sqlite3 a.db "select 'state ' || state from file"
galatea ingest -q --key sim.key -d b.db sim/sim_comments.zst
[ "$(galatea verify -d a.db --hash)" = "$(galatea verify -d b.db --hash)" ] && echo same
