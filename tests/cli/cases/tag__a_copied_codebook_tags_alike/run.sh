# The communities stay known when only the codebook's folder is copied.
cp -r "$CASE/../../../../classify/codebook" mine
echo '{"id":"1","community":"replika","title":"Sunday","text":"She baked bread with me and we laughed all morning. I love her."}' > post
galatea tag < post > own
galatea tag --codebook mine < post > copied
cmp own copied && grep -c '"stance":"self"' own
