"""The Spark side of spark.sh: tag posts.ndjson in every way, compare with single.ndjson."""
import hashlib
import json
import os
import signal
import sys

import pyspark
from pyspark.sql import SparkSession

import galatea.spark as spark_tags

program, codebook = sys.argv[1:]
os.environ.setdefault("SPARK_HOME", os.path.dirname(pyspark.__file__))
passed_on = {f"spark.executorEnv.{name}": os.environ[name]
             for name in ("GALATEA_LIBRARY", "PYTHONPATH", "PYSPARK_PYTHON")}
builder = SparkSession.builder.master("local-cluster[3,1,1024]").appName("galatea")
for name, value in {**passed_on, "spark.ui.enabled": "false", "spark.executor.memory": "512m",
                    "spark.sql.shuffle.partitions": "6", "spark.driver.host": "127.0.0.1",
                    "spark.driver.bindAddress": "127.0.0.1"}.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
sc = spark.sparkContext


def canonical(row):
    """One text for a reading, the same from JSON and from Parquet."""
    tags = [[t["code"], t["rule"], t["field"], t["start"], t["end"], t["text"], f"{t['weight']:.4g}"]
            for t in row["tags"]]
    moves = [[m["from"], m["to"]] for m in row["narrated"]]
    return json.dumps([row["id"], row["stance"], row["stage"], row.get("unread"), tags, moves])


def digest(texts):
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()


def check(name, texts):
    found = digest(texts)
    print(f"{name}: {'same' if found == single else 'DIFFERENT'} {found}")
    return found == single


single = digest(canonical(json.loads(line)) for line in open("single.ndjson"))
print(f"one machine: {single}")
fields = "id string, subreddit string, title string, selftext string, body string"
posts = spark.read.schema(fields).json("posts.ndjson").repartition(6)
good = True


def of_parquet(path):
    return [canonical(row.asDict(recursive=True)) for row in spark.read.parquet(path).collect()]


spark_tags.tag(posts, codebook).write.parquet("json.parquet")
good &= check("NDJSON to Parquet", of_parquet("json.parquet"))
posts.write.parquet("posts.parquet")
spark_tags.tag(spark.read.parquet("posts.parquet"), codebook).write.parquet("tagged.parquet")
good &= check("Parquet to Parquet", of_parquet("tagged.parquet"))

lines = sc.textFile("posts.ndjson", 6)
piped = spark_tags.tag_lines(lines, program, codebook).collect()
# the plain filter shows only codes that have labels, so it is held against itself
import subprocess  # noqa: E402
plain = subprocess.run([program, "tag", "-q", "--codebook", codebook], stdin=open("posts.ndjson", "rb"),
                       stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
same = sorted(piped) == sorted(plain)
print(f"the program as a filter: {'same' if same else 'DIFFERENT'} {digest(piped)}")
good &= same
spark_tags.tag_lines(lines, program, codebook, key="key").saveAsTextFile("timeline.spark")
timeline = sc.textFile("timeline.spark").collect()
same = sorted(timeline) == sorted(open("lines.ndjson").read().splitlines())
print(f"timeline lines: {'same' if same else 'DIFFERENT'} {digest(timeline)}")
good &= same


def die_once(frames, tagger=spark_tags.tagger(os.path.abspath(codebook)), marker=os.path.abspath("died")):
    """Tag; the first task that has tagged a batch takes its executor with it."""
    for frame in tagger(frames):
        yield frame
        try:
            os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        with open(f"/proc/{os.getppid()}/stat") as stat:  # the daemon's parent is the executor
            executor = int(stat.read().rsplit(")", 1)[1].split()[1])
        with open(marker, "w") as out:
            out.write(str(executor))
        os.kill(executor, signal.SIGKILL)


schema = spark_tags.tag(posts, codebook).schema
posts.mapInPandas(die_once, schema).write.parquet("killed.parquet")
print("an executor died:", open("died").read().isdigit())
good &= check("after its death", of_parquet("killed.parquet"))
spark.stop()
sys.exit(not good)
