galatea simulate -q --posts 100 --window-log 20 -o a --key a.key > /dev/null
stat -c '%s %a' a.key
cp a.key before
galatea simulate -q --posts 100 --window-log 20 -o a --key a.key > /dev/null
cmp a.key before && echo "same seed: accepted"
galatea simulate -q --posts 100 --window-log 20 -o a --seed 2 --key a.key
