export GALATEA_CODEBOOK="$CASE/../../codebook"  # small: quick to load
galatea simulate -q --posts 1k --window-log 22 -o sim --key k > /dev/null
galatea ingest -q --key k -d a.db sim/sim_comments.zst
sqlite3 a.db "update file set state = 0"   # as after a kill
galatea ingest -q --key k -d a.db --kind comment sim/sim_comments.zst 2>&1 || echo "exit $?"
galatea ingest -q --key k -d a.db --keep-deleted-later --community a sim/sim_comments.zst 2>&1 || echo "exit $?"
galatea ingest -q --key k -d a.db --kind comment --restart sim/sim_comments.zst && echo restarted
sqlite3 a.db "select count(*), min(state) from file"
