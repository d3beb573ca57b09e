export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
python3 "$CASE/plant.py" . > ids.txt
read_all() { galatea ingest -q --key k "$@" posts.ndjson comments.ndjson talk.ndjson discord.json list.mbox; galatea ingest -q --key k --scope site "$@" Posts.xml; }
read_all -d plain.db
read_all -d sealed.db --seal-ids
# A marker counts where its bytes stand; row ids of Reddit, which are numbers, where the plain ones come again.
found() { while read -r id; do grep -aqF "$id" "$1"* && echo "$id"; done < ids.txt | wc -l; }
echo "ids in the bytes: plain $(found plain.db), sealed $(found sealed.db)"
sqlite3 sealed.db "attach 'plain.db' as plain; select 'posts', count(*), 'row ids alike', (select count(*) from post as p join plain.post using (id)) from post"
# Threads, parents and conversations hold together as before.
sql="select count(*) from post as a join post as b on b.native_id = a.thread and a.platform = b.platform and a.id <> b.id"
echo "in a thread: $(sqlite3 plain.db "$sql") $(sqlite3 sealed.db "$sql")"
sql="select count(*) from post as a join post as b on a.parent in (b.native_id, 't1_' || b.native_id, 't3_' || b.native_id)"
echo "answers: $(sqlite3 plain.db "$sql") $(sqlite3 sealed.db "$sql")"
for db in plain sealed; do galatea stats replies -q -d $db.db --format csv > $db.csv || true; galatea turns -q -d $db.db --format csv > $db.turns || true; done
cmp plain.csv sealed.csv && cmp plain.turns sealed.turns && echo "same statistics"
sqlite3 sealed.db "select text from post where text like '%[post]%' order by length(text)"
# Read again, with or without the option: the same posts.
galatea ingest --again --key k -d sealed.db comments.ndjson --format csv 2> /dev/null | sed -n 2p | cut -d, -f5-11
# Another order and a merge come to the same database.
galatea ingest -q --key k -d b.db --seal-ids comments.ndjson list.mbox; galatea ingest -q --key k -d a.db --seal-ids --scope site Posts.xml
galatea ingest -q --key k -d a.db talk.ndjson posts.ndjson discord.json
galatea merge -q -d c.db a.db b.db
[ "$(galatea verify -d c.db --hash)" = "$(galatea verify -d sealed.db --hash)" ] && echo "merged: same"
# Sealed and plain do not mix.
galatea merge -q -d sealed.db plain.db || echo "exit $?"
galatea ingest -q --key k -d plain.db --seal-ids talk.ndjson || echo "exit $?"
# Who has the key can purge by the platform's own id; it stays away.
galatea purge -q -d sealed.db --key k --post t1_zw8jv4
galatea purge -q -d sealed.db --key k --platform discord --post 71234567890123451
galatea ingest -q --again --key k -d sealed.db comments.ndjson discord.json
sqlite3 sealed.db "select count(*) from post"
galatea verify -q -d sealed.db > /dev/null && echo whole
