"""Every allocation of every command fails once; and, from each call site on, all of them."""
import random

import commands

TITLE = "allocations"


def cases(world, seed, names=None, at=None):
    """Each call site of each command first, then every other allocation; with `at` the sites below that function."""
    rng = random.Random(seed)
    first, rest = [], []
    for name in names or commands.TABLE:
        command = commands.make(world, name)
        run, sites = command.count()
        command.close()
        for (thread, n), callers in sites.items():
            if at is not None and at not in callers:
                continue
            first.append(f"{name} memory:{thread}:{n}")
            first.append(f"{name} memory:{thread}:{n}+")
        for (kind, thread), n in run.counts.items():
            if kind == "memory" and at is None:
                rest += [f"{name} memory:{thread}:{i}" for i in range(1, n + 1) if (thread, i) not in sites]
    rng.shuffle(first)
    rng.shuffle(rest)
    return first + rest


class Runner(commands.Runner):
    """One fault in one command."""
