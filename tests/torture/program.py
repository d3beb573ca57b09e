"""Runs of galatea with one thing gone wrong, and what is asked of each.

A `Server` is the program with libgalatea_faults.so preloaded (faults.h): it forks a run for each request. A
`Command` is one command line in a folder prepared for it. `examine()` runs it once under a fault and answers
with what is wrong, if anything.
"""
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys

REQUESTS, ANSWERS = 198, 199  # as in fault_server.c
DATABASE = "g.db"
IN_FOLDER = "out/galatea.db"  # where `galatea run -o out` puts it
# Words of the invented posts and their authors that no message and no file but the archive may hold.
AUTHORS = ["Quillfeather", "quillfeather", "Marrowstone", "marrowstone", "thistlewick"]
WORDS = ["zanzibarwort"]
DONE, FAILED, USAGE, DAMAGED = 0, 1, 2, 3


def scratch_root():
    """Files in memory where there are such: the runs wait for no disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Run:
    """How one run ended."""

    def __init__(self, folder, status):
        self.signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        self.code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        self.out = read(folder + ".out")
        self.err = read(folder + ".err").decode("utf-8", "replace")
        self.counts = {}  # (class, thread): how often
        self.numbers = {}  # live, hit_memory, hit_call
        # offsets into the program: who asked for the allocation that failed
        self.frames = read(folder + ".where").decode().split()[2:]
        for line in read(folder + ".log").decode().splitlines():
            name, *rest = line.split()
            if len(rest) == 1:
                self.numbers[name] = int(rest[0])
            else:
                self.counts[name, int(rest[0])] = int(rest[1])

    @property
    def hit(self):
        """Whether the fault came to pass; a run that died did not say."""
        return not self.numbers or self.numbers["hit_memory"] or self.numbers.get("hit_call", 0)


def functions(galatea, offsets):
    """The function of the program that each offset (hexadecimal, of a return address) stands in."""
    if not offsets:
        return []
    places = "\n".join(hex(int(offset, 16) - 1) for offset in offsets)
    found = subprocess.run(["addr2line", "-fe", galatea], input=places, capture_output=True, text=True, check=False)
    return found.stdout.splitlines()[::2]


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except FileNotFoundError:
        return b""


class Server:
    """One command line of the program, run as often as asked."""

    def __init__(self, galatea, shim, words, codebook):
        environment = dict(os.environ, LD_PRELOAD=shim, GALATEA_CODEBOOK=codebook, LC_ALL="C.UTF-8", TZ="UTC",
                           MALLOC_PERTURB_="165")
        to_read, self.to_write = os.pipe()
        self.from_read, to_answer = os.pipe()

        def place():
            # copies first: the numbers wanted may be in use
            a, b = os.dup(to_read), os.dup(to_answer)
            os.dup2(a, REQUESTS)
            os.dup2(b, ANSWERS)

        self.process = subprocess.Popen([galatea, *words], env=environment, preexec_fn=place, close_fds=False,
                                        stdin=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_answer)
        self.answers = os.fdopen(self.from_read, "r")

    def run(self, folder, fault="none"):
        os.write(self.to_write, f"{folder} {fault}\n".encode())
        answer = self.answers.readline()
        if not answer:
            sys.exit("torture: the program's server has ended")
        return Run(folder, int(answer))

    def close(self):
        os.close(self.to_write)
        self.process.wait()
        self.answers.close()


def some(names):
    """The first names and how many there are, for a message."""
    names = sorted(names)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def digest(folder):
    """Every file's name and bytes."""
    h = hashlib.sha1()
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(place, name)
            content = read(path)
            h.update(f"{os.path.relpath(path, folder)} {len(content)}\n".encode())
            h.update(content)
    return h.hexdigest()


class Command:
    """A command line, the folder it starts from, and what it leaves when all goes well."""

    def __init__(self, name, world, words, stdin=None, prepare=None):
        self.name, self.world, self.words = name, world, words
        self.base = os.path.join(world.folder, "base-" + name)
        shutil.copytree(world.start, self.base)
        if prepare:
            prepare(self.base)
        self.stdin = stdin
        self.server = Server(world.galatea, world.shim, words, world.codebook)
        self.fine = {}  # states of a folder from which going on went well
        folder = self.fresh("reference")
        self.reference = self.server.run(folder)
        if self.reference.code not in (DONE, DAMAGED):
            sys.exit(f"torture: '{name}' fails without a fault: {self.reference.err}")
        self.result = self.world.result(folder)
        self.untouched = digest(self.base)

    def fresh(self, label):
        folder = os.path.join(self.world.folder, label)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.base, folder)
        if self.stdin is not None:
            with open(folder + ".in", "wb") as f:
                f.write(self.stdin)
        elif os.path.exists(folder + ".in"):
            os.remove(folder + ".in")
        return folder

    def close(self):
        self.server.close()

    def count(self):
        """A run in which everything is counted, and {(thread, n): calling functions} of allocations by site."""
        folder = self.fresh("count")
        run = self.server.run(folder, "count")
        if run.code is None or run.code == 125:
            return None, {}
        sites = [line.split() for line in read(folder + ".sites").decode().splitlines()]
        offsets = sorted({offset for site in sites for offset in site[2:]})
        names = dict(zip(offsets, functions(self.world.galatea, offsets)))
        return run, {(int(site[0]), int(site[1])): [names.get(o, "") for o in site[2:]] for site in sites}

    def examine(self, fault, label="run"):
        """(injected, what is lost or None, what is exposed or None)."""
        folder = self.fresh(label)
        run = self.server.run(folder, fault)
        if not run.hit:
            return False, None, None
        sent = int(fault.split(":")[1]) if fault.startswith("signal:") else 0
        lost = self.goes_on(folder) if sent and run.signal == sent else self.lost(folder, run, sent)
        if lost and run.frames:
            lost += f" (at {' < '.join(functions(self.world.galatea, run.frames[:4]))})"
        return True, lost, self.exposed(folder, run)

    def lost(self, folder, run, sent):
        if run.signal:
            name = "hangs" if run.signal in (signal.SIGALRM, signal.SIGXCPU) else signal.Signals(run.signal).name
            return f"{name}"
        if run.code not in (DONE, FAILED, DAMAGED):
            return f"exit {run.code}: {run.err.strip()[:200]}"
        if not sent and run.code != self.reference.code and not re.match(r"galatea( \w+)?: \S", run.err):
            return f"exit {run.code} without a clear message: {run.err.strip()[:200]!r}"
        if run.numbers["live"] > self.reference.numbers["live"]:
            return f"leak: {run.numbers['live'] - self.reference.numbers['live']} blocks (exit {run.code})"
        if run.code == self.reference.code:
            if run.out != self.reference.out:
                return "another answer and exit 0"
            result = self.world.result(folder)
            if result != self.result:
                other = [path for path in {*result, *self.result} if result.get(path) != self.result.get(path)]
                if "is not registered" in run.err and all(path.endswith(".exports") for path in other):
                    return None
                return f"another {some(other)} and exit {run.code}"
            return None
        return self.goes_on(folder)

    def goes_on(self, folder):
        """Is what is left whole, and does the same command, given again, come to the same result?"""
        state = digest(folder)
        if state == self.untouched:
            return None
        if state not in self.fine:
            self.fine[state] = self.judge(folder)
        return self.fine[state]

    def judge(self, folder):
        wrong = self.world.verify(folder)
        if wrong:
            return "left behind: " + wrong
        again = self.server.run(folder)
        if again.signal or again.code != self.reference.code:
            return f"given again it ends with {again.signal or again.code}: {again.err.strip()[:200]}"
        result = self.world.result(folder)
        other = [path for path in {*result, *self.result} if result.get(path) != self.result.get(path)]
        return f"given again it has another {some(other)}" if other else None

    def exposed(self, folder, run):
        for word in AUTHORS + WORDS:
            if word in run.err:
                return "a message holds a word of a post or a name"
        for place, _, files in os.walk(folder):
            for name in files:
                path = os.path.join(place, name)
                if os.path.exists(os.path.join(self.base, os.path.relpath(path, folder))) and not name.endswith(".db"):
                    continue
                content = read(path)
                if any(author.encode() in content for author in AUTHORS):
                    return f"{name} holds an author's name"
        return None


class World:
    """Where the runs of one worker live."""

    def __init__(self, galatea, shim, codebook, folder):
        self.galatea, self.shim, self.codebook, self.folder = galatea, shim, codebook, folder
        self.commands = {}  # by name, as they are made
        self.start = os.path.join(folder, "start")
        os.makedirs(self.start)
        self.verifiers = {path: Server(galatea, shim, ["verify", "-d", path], codebook)
                          for path in (DATABASE, IN_FOLDER)}
        self.hashers = {path: Server(galatea, shim, ["verify", "--hash", "-d", path], codebook)
                        for path in (DATABASE, IN_FOLDER)}

    def close(self):
        for server in (*self.verifiers.values(), *self.hashers.values(), *self.commands.values()):
            server.close()

    def verify(self, folder):
        """What is wrong with the databases of a folder; None: nothing, or there are none."""
        for path, verifier in self.verifiers.items():
            whole = os.path.join(folder, path)
            if not os.path.exists(whole) or os.path.getsize(whole) == 0:
                continue
            run = verifier.run(folder)
            if run.code != DONE:
                return f"verify ends with {run.signal or run.code}: {run.err.strip()[:200]}"
        return None

    def result(self, folder):
        """What a run came to: the canonical dump of its database, the bytes of its other files."""
        found = {}
        for place, _, files in os.walk(folder):
            for name in sorted(files):
                path = os.path.relpath(os.path.join(place, name), folder)
                if path.endswith(("-wal", "-shm", "-journal")):
                    continue
                if path in self.hashers:
                    found[path] = self.hashers[path].run(folder).out
                else:
                    found[path] = hashlib.sha1(read(os.path.join(folder, path))).hexdigest()
        return found

    def galatea_run(self, *words, cwd):
        """A run that must go well, without faults."""
        subprocess.run([self.galatea, *words], cwd=cwd, check=True, capture_output=True,
                       env=dict(os.environ, GALATEA_CODEBOOK=self.codebook))
