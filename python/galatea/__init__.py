"""Classify posts with libgalatea: one text, batches, and Arrow tables. MIT.

    from galatea import Classifier
    with Classifier("/usr/share/galatea/codebook") as c:
        c.read("text", community="replika")       # one post, as plain Python
        c.tag_batch(batch)                        # a pyarrow.RecordBatch more wide

Needs Python and libgalatea.so; pyarrow only for batches. If the loader does not
find the library, name it: GALATEA_LIBRARY=/opt/galatea/lib/libgalatea.so. The
structures are those of galatea.h, field by field. galatea.spark tags with many
workers.
"""
import os
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
    lib.galatea_codebook_hash.argtypes = [c_void_p]
    lib.galatea_codebook_hash.restype = c_char_p
    lib.galatea_reader_new.argtypes = [c_void_p]
    lib.galatea_reader_new.restype = c_void_p
    lib.galatea_reader_free.argtypes = [c_void_p]
    lib.galatea_reader_free.restype = None
    lib.galatea_classify.argtypes = [c_void_p, POINTER(Post)]
    lib.galatea_classify.restype = POINTER(Reading)
    return lib


def _bytes(text):
    """C strings end at a NUL: a post that holds one is read up to it."""
    return None if text is None else text.encode("utf-8", "replace")


class Classifier:
    """One codebook and one reader: for one thread or process at a time."""

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

    @property
    def codebook_hash(self):
        """Equal hash, equal readings."""
        return self.lib.galatea_codebook_hash(self.book).decode()

    def read(self, text, community=None, title=None):
        """What the post shows: stance, stage, unread, valence, tags, narrated."""
        fields = {"title": _bytes(title) or b"", "text": _bytes(text) or b""}
        post = Post(community=_bytes(community), **fields)
        reading = self.lib.galatea_classify(self.reader, byref(post))
        if not reading:
            raise MemoryError
        # Copied at once: the structure is valid only until the next call.
        r = reading.contents
        tags = []
        for tag in r.tags[:r.tag_count]:
            field = tag.field.decode()
            words = fields.get(field, b"")[tag.start:tag.end]
            tags.append({"code": tag.code.decode(), "rule": tag.rule.decode(), "field": field,
                         "start": tag.start, "end": tag.end,
                         "text": words.decode("utf-8", "replace"), "weight": tag.weight})
        return {"stance": r.stance.decode(), "stage": r.stage.decode(),
                "unread": r.unread.decode() if r.unread else None, "valence": r.valence, "tags": tags,
                "narrated": [{"from": m.from_.decode(), "to": m.to.decode()}
                             for m in r.moves[:r.move_count]]}

    def read_all(self, posts):
        """The readings of an iterable of (text, community, title)."""
        return [self.read(*post) for post in posts]

    def tag_batch(self, batch, community="community", title="title", text="text"):
        """The Arrow batch with the columns of reading_schema() appended. Columns
        are named; one that is not there is absent from every post."""
        import pyarrow

        def column(name):
            at = batch.schema.get_field_index(name)
            return batch.column(at).to_pylist() if at >= 0 else [None] * batch.num_rows

        readings = self.read_all(zip(column(text), column(community), column(title)))
        schema = reading_schema()
        arrays = [pyarrow.array([r[field.name] for r in readings], type=field.type) for field in schema]
        return pyarrow.RecordBatch.from_arrays(
            batch.columns + arrays, schema=pyarrow.schema(list(batch.schema) + list(schema)))


def reading_schema():
    """Arrow columns of a reading, named as in the lines of galatea tag."""
    import pyarrow
    tag = pyarrow.struct([("code", pyarrow.string()), ("rule", pyarrow.string()),
                          ("field", pyarrow.string()), ("start", pyarrow.int32()),
                          ("end", pyarrow.int32()), ("text", pyarrow.string()),
                          ("weight", pyarrow.float32())])
    move = pyarrow.struct([("from", pyarrow.string()), ("to", pyarrow.string())])
    return pyarrow.schema([("stance", pyarrow.string()), ("stage", pyarrow.string()),
                           ("unread", pyarrow.string()), ("valence", pyarrow.float32()),
                           ("tags", pyarrow.list_(tag)), ("narrated", pyarrow.list_(move))])
