"""Every allocation of every command fails once; and, from each call site on, all of them."""
import random

import commands

TITLE = "allocations"


def cases(world, seed, listed, names=None, at=None, places=None):
    """Each call site of a command first, then every other allocation, commands by turns; with `at` the sites below it.

    With `places` each call site once, then so many other allocations of the command, and no more.
    """
    def list_of(name):
        rng = random.Random(f"{seed} {name}")
        run, sites = commands.of(world, name).count()
        if run is None:  # it could not be counted: no time, or no filter
            return []
        first, onwards, rest = [], [], []
        for (thread, n), callers in sites.items():
            if at is not None and at not in callers:
                continue
            first.append(f"{name} memory:{thread}:{n}")
            onwards.append(f"{name} memory:{thread}:{n}+")
        for (kind, thread), n in run.counts.items():
            if kind == "memory" and at is None:
                rest += [f"{name} memory:{thread}:{i}" for i in range(1, n + 1) if (thread, i) not in sites]
        if places is None:
            first += onwards
        rng.shuffle(first)
        rng.shuffle(rest)
        return first + rest[:places]

    return commands.by_turns(names or commands.TABLE, seed, listed, list_of)


class Runner(commands.Runner):
    """One fault in one command."""
