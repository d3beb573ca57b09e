"""Power goes: what was written but not synced is dropped, torn or kept, at every point of every command that writes.

One run is recorded (faults.h); a folder as it may stand after a crash is then made from the record, as often as
wanted. Names of files come back in the order in which they were made, up to a random one of those that no sync
covers: either as a journalling file system has it (any sync covers all names before it) or as the standard allows
(only a sync of the folder does). Bytes that no sync of their file covers are kept, dropped, or torn into sectors.
"""
import os
import random
import shutil
import struct

import commands
from program import digest, read

TITLE = "power loss"
COMMANDS = ["ingest", "classify", "merge", "purge", "run", "export", "report"]
SEEDS = 4
SECTOR = 512
CREATE, WRITE, TRUNCATE, SYNC, RENAME, LINK, REMOVE, MKDIR = range(8)


def parse(record, folder):
    """[(kind, path, offset, bytes or second path)] of files in the folder."""
    found, at = [], 0
    while at < len(record):
        kind, n, offset, length = struct.unpack_from("=IIQQ", record, at)
        at += 24
        path = record[at:at + n].decode()
        content = record[at + n:at + n + length]
        at += n + length
        if kind in (RENAME, LINK):
            content = os.path.relpath(content.decode(), folder)
        if path == folder or path.startswith(folder + "/"):
            found.append((kind, os.path.relpath(path, folder), offset, content))
    return found


class Disk:
    """Names and bytes, each with what no sync covers yet."""

    def __init__(self, base):
        self.names, self.pending_names, self.files = {}, [], []
        for place, _, files in os.walk(base):
            for name in files:
                path = os.path.join(place, name)
                self.names[os.path.relpath(path, base)] = self.add(read(path))
        self.now = dict(self.names)

    def add(self, content):
        self.files.append({"durable": content, "pending": []})
        return len(self.files) - 1

    def name(self, operation):
        """(kind, path, file or second path): at once for the program, later on the disk."""
        self.pending_names.append(operation)
        self.apply(self.now, operation)

    @staticmethod
    def apply(names, operation):
        kind, path, other = operation
        if kind == CREATE:
            names[path] = other
        elif kind == REMOVE:
            names.pop(path, None)
        elif path in names:
            names[other] = names.pop(path) if kind == RENAME else names[path]

    def take(self, entry, journalled):
        kind, path, offset, content = entry
        if kind == CREATE:
            self.name((CREATE, path, self.add(b"")))
        elif kind in (RENAME, LINK):
            self.name((kind, path, content))
        elif kind == REMOVE:
            self.name((REMOVE, path, None))
        elif kind in (WRITE, TRUNCATE) and path in self.now:
            self.files[self.now[path]]["pending"].append((kind, offset, content))
        elif kind == SYNC:
            self.sync(path, journalled)

    def sync(self, path, journalled):
        if path in self.now:
            file = self.files[self.now[path]]
            file["durable"] = replay(file["durable"], file["pending"])
            file["pending"] = []
        if journalled or path not in self.now:
            kept = []
            for operation in self.pending_names:
                if journalled or os.path.dirname(operation[1]) == ("" if path == "." else path):
                    self.apply(self.names, operation)
                else:
                    kept.append(operation)
            self.pending_names = kept

    def crash(self, rng, folder):
        """Write the folder as it may be found."""
        for operation in self.pending_names[:rng.randint(0, len(self.pending_names))]:
            self.apply(self.names, operation)
        way = rng.choice(["kept", "dropped", "mixed", "mixed"])
        for path, index in self.names.items():
            if path.endswith("-shm"):
                continue  # shared memory: made anew
            file = self.files[index]
            pending = {"kept": file["pending"], "dropped": [], "mixed": torn(rng, file["pending"])}[way]
            whole = os.path.join(folder, path)
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(whole, "wb") as f:
                f.write(replay(file["durable"], pending))
            os.chmod(whole, 0o600)


def torn(rng, pending):
    """Some of the writes, some of their sectors."""
    left = []
    for kind, offset, content in pending:
        chance = rng.random()
        if kind == TRUNCATE or chance < 0.4:
            if chance < 0.7:
                left.append((kind, offset, content))
        elif chance < 0.7:
            start = offset - offset % SECTOR
            for at in range(start, offset + len(content), SECTOR):
                if rng.random() < 0.5:
                    a, b = max(at, offset), min(at + SECTOR, offset + len(content))
                    left.append((kind, a, content[a - offset:b - offset]))
    return left


def replay(content, pending):
    out = bytearray(content)
    for kind, offset, written in pending:
        if kind == TRUNCATE:
            del out[offset:]
            out.extend(bytes(offset - len(out)))
        else:
            if len(out) < offset:
                out.extend(bytes(offset - len(out)))
            out[offset:offset + len(written)] = written
    return bytes(out)


def record(command):
    folder = command.fresh("recorded")
    run = command.server.run(folder, "record")
    if run.code != command.reference.code:
        return None
    return parse(read(folder + ".calls"), folder)


def cases(world, seed, listed, names=None):
    """A crash behind each recorded call, under several ways of losing, commands by turns."""
    def list_of(name):
        entries = record(commands.of(world, name))
        found = [f"{name} {at}:{way}" for at in range(len(entries or []) + 1) for way in range(SEEDS)]
        random.Random(f"{seed} {name}").shuffle(found)
        return found

    return commands.by_turns(names or COMMANDS, seed, listed, list_of)


class Runner(commands.Runner):
    """One crash of one command."""

    def __init__(self, world):
        super().__init__(world)
        self.records = {}

    def run(self, case):
        name, place = case.split(" ")
        at, way = map(int, place.split(":"))
        command = commands.of(self.world, name)
        if name not in self.records:
            self.records[name] = record(command)
        rng = random.Random(f"{name} {at} {way}")
        disk, journalled = Disk(command.base), rng.random() < 0.5
        for entry in self.records[name][:at]:
            disk.take(entry, journalled)
        folder = command.fresh("crashed")
        shutil.rmtree(folder)
        os.makedirs(folder)
        disk.crash(rng, folder)
        if digest(folder) == command.untouched:
            return True, None, None
        return True, command.goes_on(folder), None
