export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Every id of a post is a marker: the database has them, and no byte of what is handed on, whatever is asked for but the texts.
python3 "$CASE/../ingest__sealed_ids_lead_to_no_post/plant.py" . > ids.txt
galatea ingest -q --key k -d a.db posts.ndjson comments.ndjson talk.ndjson discord.json list.mbox
galatea ingest -q --key k -d a.db --scope site Posts.xml
sqlite3 a.db "select id from post where platform = 0" >> ids.txt  # numbers of rows, which are those of Reddit
for id in $(cat ids.txt); do grep -aqF "$id" a.db && echo "$id"; done | wc -l
mkdir handed_on
galatea export -q -d a.db -o handed_on/out --sequences --convokit
galatea report -q -d a.db -o handed_on/page.html
for form in table csv ndjson json; do
	galatea stats -q -d a.db --k-anon 1 --format $form > handed_on/stats.$form
	galatea turns -q -d a.db --format $form > handed_on/turns.$form
	galatea query -q -d a.db rain --facet kind --format $form > handed_on/kinds.$form
done
find handed_on -type f | wc -l | awk '{ print ($1 > 40 ? "more than 40" : $1), "files" }'
while read -r id; do grep -rlaF "$id" handed_on | sed "s/^/$id stands in /" || true; done < ids.txt
