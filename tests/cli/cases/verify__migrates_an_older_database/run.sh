export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# A database of each earlier schema: refused with a line that says what to do, brought up to date, the same as one made now.
galatea simulate -q --posts 2k --seed 1 --window-log 20 -o sim --key sim.key > /dev/null
galatea ingest -q --key sim.key -d now.db sim/*.zst
now=$(galatea verify -d now.db --hash)
facets=$(galatea query -d now.db --facet month --facet code --facet author_posts --format csv)
older() { # FILE VERSION SQL: as a galatea of that version would have left it
	cp now.db "$1"
	sqlite3 "$1" "$3; pragma user_version = $2; vacuum"
	echo "# schema $2"
	galatea query -d "$1" my --count 2>&1 > /dev/null | sed 's/knows [0-9]*/knows N/' || true
	galatea verify -d "$1" --migrate 2>&1 | sed 's/schema [0-9]*/schema N/'
	[ "$(galatea verify -d "$1" --hash)" = "$now" ] && echo "same posts and tags"
	[ "$(galatea query -d "$1" --facet month --facet code --facet author_posts --format csv)" = "$facets" ] && echo "same counts"
	[ "$(sqlite3 "$1" 'select count(*) > 0 from rollup')" = 1 ] && echo "the rollup is filled"
	[ "$(sqlite3 "$1" .schema | grep -c .)" = "$(sqlite3 now.db .schema | grep -c .)" ] && echo "same tables"
	galatea verify -q -d "$1" > /dev/null && echo whole
}
five=" $(cat "$CASE/../../../store/to_schema_5.sql")"
three="$five; drop index timeline_by_post"
two="$three; drop view tags; alter table rule drop column value; create view tags as select 1 as post"
older one.db 1 "$two; drop table rollup"
older two.db 2 "$two; delete from rollup"
older three.db 3 "$three"
older four.db 4 "$five"
older five.db 5 "$five"
echo '# one that is up to date'
galatea verify -d now.db --migrate 2>&1 | sed 's/schema [0-9]*/schema N/'
