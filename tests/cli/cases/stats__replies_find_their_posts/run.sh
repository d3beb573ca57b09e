# invented: two posts; three authors answer each, and one another's comment;
# an answer to oneself and one to a post that is not here do not count
post() { printf '{"id":"%s","author":"%s","subreddit":"replika","created_utc":17000000%s,"title":"Clara","selftext":"Clara my Replika is my best friend.","score":1,"num_comments":0}\n' "$@"; }
reply() { printf '{"id":"%s","author":"%s","subreddit":"replika","created_utc":17000001%s,"link_id":"t3_%s","parent_id":"%s","body":"My Replika is a good friend too.","score":1}\n' "$@"; }
{ post aa ann 01; post ab bob 02; } >posts.ndjson
n=10
{
	for who in cat dan eve; do
		reply "c$n" $who $n aa t3_aa; n=$((n + 1))
		reply "c$n" $who $n ab t3_ab; n=$((n + 1))
	done
	reply c90 fay 90 aa t1_c10
	reply c91 ann 91 aa t3_aa
	reply c92 gus 92 zz t3_zz
} >comments.ndjson
mkdir key
galatea ingest posts.ndjson comments.ndjson -d g.db --key key/k -q
galatea classify -d g.db -q
galatea stats replies -d g.db --k-anon 1 --format csv 2>/dev/null | grep '^nothing' | cut -d, -f6,7
