export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
said() { galatea ingest --key k -d a.db "$@" 2>&1 > /dev/null | sed 's/^galatea ingest: //' | grep -v '^made the project key'; }
echo '{"body":"one","user":{"name":"ann"},"at":"soon"}' > posts.ndjson
echo '{"body":"two","user":{"name":"bo"},"at":"2024-05-01 10:20:30 UTC"}' >> posts.ndjson
said --map text=body,author=user,created=at posts.ndjson
said --map text=body,author=user.name,created=at posts.ndjson
cat > Posts.xml <<'XML'
<posts><row Id="1" PostTypeId="1" CreationDate="2016-08-02T15:39:14.947" Body="x" Title="t" OwnerUserId="8"/></posts>
XML
said Posts.xml
echo '<votes><row Id="1" PostId="1" VoteTypeId="2"/></votes>' > Votes.xml
said Votes.xml
echo '{"id":"c1","subreddit":"teapots","author":"ann","created_utc":1700000000,"body":"x","_meta":{"was_initially_deleted":true}}' > c.ndjson
said c.ndjson
