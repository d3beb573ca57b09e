"""SIGINT, SIGTERM, SIGPIPE and SIGKILL at every system call on files of every command."""
import random
import signal

import commands

TITLE = "signals"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGKILL]


def cases(world, seed, names=None):
    """Every call of every command, every signal, in random order."""
    found = []
    for name in names or commands.TABLE:
        command = commands.make(world, name)
        run, _ = command.count()
        command.close()
        for thread in {thread for kind, thread in run.counts if kind != "memory"}:
            calls = sum(n for (kind, at), n in run.counts.items() if kind != "memory" and at == thread)
            found += [f"{name} signal:{number.value}:{thread}:{i}" for number in SIGNALS for i in range(1, calls + 1)]
    random.Random(seed).shuffle(found)
    return found


class Runner(commands.Runner):
    """One signal in one command."""
