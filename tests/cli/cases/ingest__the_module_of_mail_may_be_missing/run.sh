export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# A program without the module beside it reads what needs none, and says of the rest what to do.
printf 'From a@invented.example Mon Jan  1 10:00:00 2024\nFrom: a@invented.example\nMessage-ID: <1@invented.example>\nDate: Mon, 1 Jan 2024 10:00:00 +0000\nSubject: tea\n\nMy companion made tea.\n' > list.mbox
printf '{"id":"aa1","subreddit":"invented","author":"a","created_utc":1704067200,"title":"Tea","selftext":"My companion made tea.","score":1}\n' > posts.ndjson
mkdir alone
cp "$(command -v galatea)" alone/
ln -s "$CASE/../../../../corpora" corpora  # where a program in a folder of the source tree looks for it
said() { sed 's/cannot be loaded: [^:]*: .*: install/cannot be loaded: …: install/'; }
echo '# alone'
alone/galatea ingest -q -d alone.db --key key posts.ndjson && echo "lines are read"
alone/galatea ingest -q -d alone.db --key key list.mbox 2>&1 | said
alone/galatea doctor 2> /dev/null | grep galatea-readers | said
echo '# with it'
galatea ingest -q -d alone.db --key key list.mbox && galatea query -d alone.db tea --count --format csv
galatea doctor 2> /dev/null | grep -c libarchive
