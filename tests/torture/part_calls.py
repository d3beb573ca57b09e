"""Every system call on files fails once, each in the ways it can; the disk is full from every write on."""
import random

import commands

TITLE = "file calls"
ERRORS = {
    "open": ["EIO", "ENOSPC", "EMFILE", "EACCES", "EINTR"],
    "read": ["EIO", "EINTR", "short"],
    "list": ["EIO"],
    "write": ["EIO", "ENOSPC", "ENOSPC+", "EINTR", "short"],
    "sync": ["EIO", "ENOSPC", "EIO+"],
    "truncate": ["EIO", "EINTR"],
    "rename": ["EIO", "ENOSPC", "EACCES"],
    "remove": ["EIO", "EACCES"],
    "mkdir": ["EIO", "ENOSPC", "EACCES"],
    "close": ["EIO"],
    "stat": ["EIO", "EACCES"],
    "seek": ["EIO"],
}


def cases(world, seed, listed, names=None):
    """Every call of every command in every way, in random order, commands by turns."""
    def list_of(name):
        run, _ = commands.of(world, name).count()
        if run is None:  # it could not be counted: no time, or no filter
            return []
        found = [f"{name} call:{kind}:{thread}:{i}:{error}" for (kind, thread), n in run.counts.items()
                 for error in ERRORS.get(kind, ()) for i in range(1, n + 1)]
        random.Random(f"{seed} {name}").shuffle(found)
        return found

    return commands.by_turns(names or commands.TABLE, seed, listed, list_of)


class Runner(commands.Runner):
    """One fault in one command."""
