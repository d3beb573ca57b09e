export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Partial timelines of any split, with copies in several shards, give the
# numbers of the database that was read or merged at once, to the last bit.
galatea simulate -q -n 2k -o in -s 5 > /dev/null
zstd -dc --long=31 in/sim_submissions.zst in/sim_comments.zst > all.ndjson
# one post twice in one second, its texts apart: only the digest tells them
tail -n 1 all.ndjson | sed 's/"body":"[^"]*"/"body":"I love my companion"/; s/"selftext":"[^"]*"/"selftext":"I love my companion"/' >> all.ndjson
into() { d=$1; shift; galatea ingest -q --key in/galatea.key -d "$d" "$@"; }
carried=$(galatea stats --list -q --format csv | tail -n +2 | cut -d, -f1 | grep -vE 'replies|keyness_words')
reports() { galatea stats $carried --replicates 40 --format json "$@"; }

into one.db all.ndjson
reports -d one.db > one.json
check() { cmp "$1" "$2" && echo "$3: same"; }
for shards in 1 2 5; do
	python3 "$CASE/split.py" all.ndjson $shards $shards
	for i in $(seq 0 $((shards - 1))); do
		rm -f s$i.db; into s$i.db all.ndjson.$i
		galatea stats -d s$i.db --partial s$i.times
	done
	times=$(for i in $(seq $((shards - 1)) -1 0); do echo s$i.times; done)
	reports --combine $times > combined.json
	check one.json combined.json "$shards shards"
done

# more files than are open at once, and a system that allows few
whole=$(for i in $(seq 300); do echo whole.times; done)
galatea stats -d one.db --partial whole.times
reports --combine $whole > combined.json
check one.json combined.json "one database 300 times"
(ulimit -n 7; reports --combine $times) > combined.json
check one.json combined.json "three open at once"

# a window, communities, a shorter list
community=$(sqlite3 one.db "select name from community order by name limit 1")
options="--community $community --since 2023-06-01 --k-anon 3 --companion-from companion"
galatea stats cohort prevalence incidence keyness $options -d one.db --format json > one.json 2> one.err || cat one.err
galatea stats cohort prevalence incidence keyness $options --combine $times --format json > combined.json
check one.json combined.json "a window and a community"

# what a shard has buried is buried in all of them
author=$(sqlite3 s0.db "select hex(author) from post where author is not null group by 1 order by count(*) desc limit 1")
galatea purge -q -d s0.db --key in/galatea.key --author $(echo $author | tr A-F a-f)
galatea purge -q -d s1.db --key in/galatea.key --post t1_$(sqlite3 s1.db "select native_id from post where kind = 1 order by id limit 1")
for i in 0 1; do galatea stats -d s$i.db --partial s$i.times; done
hash_of() { galatea merge -q --key in/galatea.key -d "$@"; galatea verify -d "$1" --hash; }
first=$(hash_of merged.db s0.db s1.db s2.db s3.db s4.db)
[ "$first" = "$(hash_of other.db s4.db s2.db s1.db s0.db s3.db)" ] && echo "merged in another order: same"
reports -d merged.db > merged.json
galatea stats cohort --combine $times || echo "exit $?"
reports --combine $times --key in/galatea.key > combined.json
check merged.json combined.json "with tombstones"

# what they do not carry says so
galatea stats replies keyness_words --combine $times --key in/galatea.key --format json | grep -c 'not computed'

# timelines of persons are the owner's, whatever the umask
(umask 0; galatea stats -d one.db --partial open.times)
stat -c %a open.times
