"""SIGINT, SIGTERM, SIGPIPE and SIGKILL at every system call on files of every command."""
import random
import signal

import commands

TITLE = "signals"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGKILL]


def cases(world, seed, listed, names=None):
    """Every call of every command, every signal, in random order, commands by turns."""
    def list_of(name):
        run, _ = commands.of(world, name).count()
        if run is None:  # it could not be counted: no time, or no filter
            return []
        found = []
        for thread in sorted({thread for kind, thread in run.counts if kind != "memory"}):
            calls = sum(n for (kind, at), n in run.counts.items() if kind != "memory" and at == thread)
            found += [f"{name} signal:{number.value}:{thread}:{i}" for number in SIGNALS for i in range(1, calls + 1)]
        random.Random(f"{seed} {name}").shuffle(found)
        return found

    return commands.by_turns(names or commands.TABLE, seed, listed, list_of)


class Runner(commands.Runner):
    """One signal in one command."""
