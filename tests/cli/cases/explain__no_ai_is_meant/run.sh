echo '{"id":"1","community":"aww","title":"My cat","text":"I love her, she is my best friend and I tell her everything."}' > post
galatea explain < post | sed -n '$p;/no AI is meant/p'
galatea tag < post
