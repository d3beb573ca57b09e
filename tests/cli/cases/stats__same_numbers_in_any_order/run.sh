# the same frames, byte for byte: archives in two orders, one, two and four threads, shards apart and joined
galatea simulate -n 1k -o in -s 5 -q >/dev/null
s=in/sim_submissions.zst; c=in/sim_comments.zst
into() { d=$1; shift; galatea ingest -q --key in/galatea.key -d "$d" "$@"; }
tag() { galatea classify -q -d "$1" --threads "$2"; }
into one.db --threads 1 $s $c; tag one.db 1
into two.db --threads 2 $c $s; tag two.db 2
into four.db --threads 4 --batch 100 $s $c; tag four.db 4
into left.db $s; into right.db --threads 4 $c
galatea merge -q -d joined.db right.db left.db >/dev/null; tag joined.db 4
reports=$(galatea stats --list -q --format csv | tail -n +2 | cut -d, -f1)
for d in one two four joined; do
	galatea stats $reports --replicates 100 -d $d.db --format json >$d.json 2>/dev/null
done
for d in two four joined; do cmp one.json $d.json && echo "$d: same"; done
# all reports are there, those by request too
for r in prevalence keyness_words sequences incidence; do grep -c "\"$r\"," one.json; done
