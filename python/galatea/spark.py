"""galatea on PySpark: posts in, posts with tags out, on any number of workers. MIT.

    from galatea.spark import tag, tag_lines
    tag(spark.read.parquet("posts"), codebook).write.parquet("tagged")
    tag_lines(sc.textFile("posts.ndjson"), "galatea").saveAsTextFile("lines")

A post is classified from itself alone, so that partitions, retries and lost
executors change nothing. Workers need this module (or sc.addPyFile), the codebook
folder, and libgalatea.so (tag) or the program (tag_lines) at the same paths.

As a program, by spark-submit or in local mode:

    python -m galatea.spark INPUT OUTPUT --codebook DIR [--key FILE --galatea PROGRAM]

INPUT is NDJSON or Parquet with the columns id, community, title and text (or
subreddit, selftext, body); OUTPUT is Parquet. With --key INPUT is NDJSON as an
archive has it, and OUTPUT lines of galatea tag --timeline, for galatea stats
--from.
"""
import argparse
import os
import subprocess

import galatea

# Where the fields of a post may stand, as galatea tag takes them.
FIELDS = {"community": ("community", "subreddit"), "title": ("title",),
          "text": ("text", "selftext", "body")}

READING = ("stance string, stage string, unread string, valence float, "
           "tags array<struct<code:string,rule:string,field:string,start:int,end:int,text:string,weight:float>>, "
           "narrated array<struct<`from`:string,`to`:string>>")


def _first(frame, names):
    """The first column that has a value, row by row."""
    columns = [frame[name] for name in names if name in frame.columns]
    if not columns:
        return [None] * len(frame)
    values = columns[0]
    for column in columns[1:]:
        values = values.where(values.notna(), column)
    return [value if isinstance(value, str) else None for value in values]


def tagger(codebook):
    """A function for mapInPandas: frames of posts to frames with readings. The
    codebook is loaded once in each task."""
    def run(frames):
        with galatea.Classifier(codebook) as classifier:
            for frame in frames:
                fields = {field: _first(frame, names) for field, names in FIELDS.items()}
                readings = classifier.read_all(zip(fields["text"], fields["community"], fields["title"]))
                out = frame.copy()
                for name in ("stance", "stage", "unread", "valence", "tags", "narrated"):
                    out[name] = [reading[name] for reading in readings]
                yield out
    return run


def tag(posts, codebook):
    """The data frame with the columns of READING."""
    from pyspark.sql.types import StructType
    schema = StructType(list(posts.schema.fields) + list(StructType.fromDDL(READING).fields)) \
        if hasattr(StructType, "fromDDL") else ", ".join(
            f"`{f.name}` {f.dataType.simpleString()}" for f in posts.schema.fields) + ", " + READING
    return posts.mapInPandas(tagger(os.path.abspath(codebook)), schema)


def _filter(command):
    """A partition through the program: lines in, lines out. A process that fails
    fails the task, which Spark runs again elsewhere."""
    def run(lines):
        import tempfile
        with tempfile.TemporaryFile() as given:
            unicode = None
            for line in lines:
                if unicode is None:
                    unicode = isinstance(line, str)
                given.write(line.encode() + b"\n" if unicode else line + b"\n")
            if unicode is None:  # no line
                return
            given.seek(0)
            process = subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE)
            for line in process.stdout:
                yield line[:-1].decode() if unicode else line[:-1]
            if process.wait() not in (0, 3):  # 3: lines that are no posts
                raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return run


def tag_lines(lines, program, codebook=None, key=None):
    """An RDD of NDJSON lines (str or bytes, as it comes out) through galatea tag;
    with a key: tag --timeline. Bytes (textFile(…, use_unicode=False)) are faster."""
    command = [program, "tag", "-q", "-j", "1"]
    if codebook is not None:
        command += ["--codebook", os.path.abspath(codebook)]
    if key is not None:
        command += ["--timeline", "--key", os.path.abspath(key)]
    return lines.mapPartitions(_filter(command))


def main():
    parser = argparse.ArgumentParser(prog="python -m galatea.spark")
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--codebook", required=True)
    parser.add_argument("--key", help="write lines of galatea tag --timeline")
    parser.add_argument("--galatea", default="galatea", help="the program, for --key")
    parser.add_argument("--partitions", type=int, default=0)
    given = parser.parse_args()
    from pyspark.sql import SparkSession
    spark = SparkSession.builder.appName("galatea").getOrCreate()
    if given.key is not None:
        lines = spark.sparkContext.textFile(given.input, given.partitions or None, use_unicode=False)
        tag_lines(lines, given.galatea, given.codebook, given.key).saveAsTextFile(given.output)
    else:
        read = spark.read.parquet if os.path.isdir(given.input) or given.input.endswith(".parquet") \
            else spark.read.json
        posts = read(given.input)
        if given.partitions:
            posts = posts.repartition(given.partitions)
        tag(posts, given.codebook).write.parquet(given.output)
    spark.stop()


if __name__ == "__main__":
    main()
