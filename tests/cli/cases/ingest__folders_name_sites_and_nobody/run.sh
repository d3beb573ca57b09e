export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# the same table in two folders is the same posts of the same people
mkdir study ann.invented tea.example.com
{ echo id,text,author; echo 1,hello,ann; } > study/a.csv
{ cat study/a.csv; echo 2,there,bo; } > ann.invented/a.csv
turn() { printf '{"conversation_id":"k","turn":%s,"role":"user","text":"hi","user_id":"u"}\n' "$1"; }
turn 1 > study/t.ndjson
{ turn 1; turn 2; } > ann.invented/t.ndjson
galatea ingest -q --key k -d a.db study/a.csv ann.invented/a.csv study/t.ndjson ann.invented/t.ndjson
sqlite3 a.db "select count(*), count(distinct author), count(scope) from post"
# a dump of a site lies in a folder of its name, also when one stands in it
cat > tea.example.com/Posts.xml <<'XML'
<posts><row Id="1" PostTypeId="1" CreationDate="2016-08-02T15:39:14.947" Body="x" Title="t" OwnerUserId="8"/></posts>
XML
(cd tea.example.com && galatea ingest -q --key ../k -d ../b.db Posts.xml ./Posts.xml)
galatea ingest -q --key k -d b.db --again tea.example.com/Posts.xml
sqlite3 b.db "select count(*), max(scope) from post"
