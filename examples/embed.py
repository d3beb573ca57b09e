#!/usr/bin/env python3
"""Classify one text with libgalatea and print its tags. MIT.

usage: embed.py CODEBOOK COMMUNITY TEXT

Needs nothing but Python and libgalatea.so. If the loader does not find it,
name it: GALATEA_LIBRARY=/opt/galatea/lib/libgalatea.so. The structures are
those of galatea.h, field by field.
"""
import os
import sys
from ctypes import (CDLL, POINTER, Structure, byref, c_char_p, c_float, c_int, c_size_t, c_uint32,
                    c_void_p, create_string_buffer)


class Post(Structure):
    _fields_ = [("community", c_char_p), ("title", c_char_p), ("text", c_char_p),
                ("names", POINTER(c_char_p)), ("name_count", c_size_t)]


class Tag(Structure):
    _fields_ = [("code", c_char_p), ("rule", c_char_p), ("field", c_char_p),
                ("start", c_uint32), ("end", c_uint32), ("weight", c_float)]


class Move(Structure):
    _fields_ = [("from_", c_char_p), ("to", c_char_p)]


class Reading(Structure):
    _fields_ = [("stance", c_char_p), ("stage", c_char_p), ("unread", c_char_p), ("valence", c_float),
                ("tags", POINTER(Tag)), ("tag_count", c_size_t),
                ("moves", POINTER(Move)), ("move_count", c_size_t)]


def load():
    lib = CDLL(os.environ.get("GALATEA_LIBRARY", "libgalatea.so.0"))
    lib.galatea_codebook_open.argtypes = [POINTER(c_void_p), c_char_p, c_char_p, c_size_t]
    lib.galatea_codebook_open.restype = c_int
    lib.galatea_codebook_close.argtypes = [c_void_p]
    lib.galatea_codebook_close.restype = None
    lib.galatea_reader_new.argtypes = [c_void_p]
    lib.galatea_reader_new.restype = c_void_p
    lib.galatea_reader_free.argtypes = [c_void_p]
    lib.galatea_reader_free.restype = None
    lib.galatea_classify.argtypes = [c_void_p, POINTER(Post)]
    lib.galatea_classify.restype = POINTER(Reading)
    return lib


class Classifier:
    """with Classifier("/usr/share/galatea/codebook") as c: c.read("text")"""

    def __init__(self, codebook):
        self.lib, self.book, why = load(), c_void_p(), create_string_buffer(512)
        if self.lib.galatea_codebook_open(byref(self.book), os.fsencode(codebook), why, len(why)) != 0:
            raise OSError(why.value.decode())
        self.reader = self.lib.galatea_reader_new(self.book)
        if not self.reader:
            self.lib.galatea_codebook_close(self.book)
            raise MemoryError

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.lib.galatea_reader_free(self.reader)
        self.lib.galatea_codebook_close(self.book)

    def read(self, text, community=None, title=None):
        """What the text shows, as plain Python: stance, stage, unread, tags."""
        fields = {"title": (title or "").encode(), "text": text.encode()}
        post = Post(community=community and community.encode(), **fields)
        reading = self.lib.galatea_classify(self.reader, byref(post))
        if not reading:
            raise MemoryError
        # Copied at once: the structure is valid only until the next call.
        r = reading.contents
        tags = []
        for tag in r.tags[:r.tag_count]:
            words = fields[tag.field.decode()][tag.start:tag.end]
            tags.append({"code": tag.code.decode(), "rule": tag.rule.decode(), "start": tag.start,
                         "end": tag.end, "words": words.decode("utf-8", "replace"), "weight": tag.weight})
        return {"stance": r.stance.decode(), "stage": r.stage.decode(),
                "unread": r.unread and r.unread.decode(), "tags": tags}


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: embed.py CODEBOOK COMMUNITY TEXT")
    with Classifier(sys.argv[1]) as classifier:
        reading = classifier.read(sys.argv[3], community=sys.argv[2])
    print(f"stance\t{reading['stance']}\nstage\t{reading['stage']}")
    if reading["unread"]:
        print(f"unread\t{reading['unread']}")
    for tag in reading["tags"]:
        print(f"{tag['code']}\t{tag['rule']}\t{tag['start']}-{tag['end']}\t{tag['words']}")


if __name__ == "__main__":
    main()
