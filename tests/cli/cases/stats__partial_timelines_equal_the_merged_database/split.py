"""split.py FILE SHARDS SEED: lines at random into shards, every fourth into two."""
import random
import sys

name, shards, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random.seed(seed)
out = [open(f"{name}.{i}", "w") for i in range(shards)]
for line in open(name):
    into = {random.randrange(shards)}
    if random.random() < 0.25:
        into.add(random.randrange(shards))
    for i in into:
        out[i].write(line)
