export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
# Debian's own sqlite3, no extension: MATCH and a join on tags.
galatea simulate -q --posts 1k --window-log 22 -o sim --key k > /dev/null
galatea ingest -q --key k -d a.db sim/*.zst
sqlite3 a.db "select count(*) > 0 from post_fts('the')"
sqlite3 a.db "select count(*) > 0 from post_fts join tag on tag.post = post_fts.rowid join code on code.id = tag.code where post_fts match 'love OR loved OR talk' and code.name <> ''"
sqlite3 a.db "select count(*) = (select count(*) from post) from posts"
sqlite3 a.db "select count(*) = (select count(*) from tag) from tags"
# The evidence of a tag is a piece of the text it points into.
sqlite3 a.db "select count(*) from tags join post on post.id = tags.post where field = 'text' and instr(post.text, evidence) = 0"
sqlite3 a.db "select count(*) > 0 from tagged_posts; select count(*) > 0 from authors; select count(*) > 0 from communities; select count(*) from files"
sqlite3 a.db "pragma journal_mode"
ls a.db*
