export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Archives of every format, damaged: what is said of it names file, line and byte, and no word of what stands there.
mkdir archives
python3 "$CASE/../export__names_nobody_in_any_file/plant.py" archives
cat > damage.py <<'PY'
import os, random, subprocess

sys_path = os.environ["CASE"] + "/../export__names_nobody_in_any_file"
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys_path)
import plant

WORDS = [w[4:].encode() for w in (plant.AUTHOR, plant.DISPLAY, plant.MAIL, plant.MENTION, plant.NICK, plant.FREE, plant.NUMBER)]
MAP = ["--map", "text=text,author=author,created=created,community=community"]
random.seed(1)

def cut(data):
    return data[:len(data) // 2]

def garbled(data):
    for _ in range(40):
        at = random.randrange(min(400, len(data) // 2), len(data))
        data = data[:at] + random.choice([b'"', b"{", b"}", b"<", b"&", b"\xff", b"\x00", b",", b"\n", b"\\"]) + data[at + 1:]
    return data

said, runs, complaints = 0, 0, 0
for name in sorted(os.listdir("archives")):
    for how in (cut, garbled):
        with open("archives/" + name, "rb") as f:
            data = how(f.read())
        with open("damaged", "wb") as f:
            f.write(data)
        done = subprocess.run(["galatea", "ingest", "-v", "--key", "k", "-d", "%d.db" % runs, "--max-bad", "100%"] +
                              (MAP if name.startswith("mapped") else []) + ["damaged"], capture_output=True)
        text = (done.stdout + done.stderr).lower()
        runs += 1
        complaints += b"damaged:" in text
        if done.returncode not in (0, 1, 3):
            print(name, how.__name__, "exit", done.returncode)
        if any(word in text for word in WORDS):
            print("TOLD", name, how.__name__, text.decode("utf-8", "replace"))
print(runs, "damaged archives; more than half are complained of:", complaints > runs / 2)
PY
python3 damage.py
