# find, read in context, narrow, count, page, export, plot: a researcher's way
galatea simulate -q -o arch --posts 1k --seed 5 --key key --window-log 20 > /dev/null
galatea ingest -q arch/*.zst -d g.db --key key > /dev/null
echo '# find'
galatea query -d g.db --limit 1 --newest | grep -c '  id '
echo '# the shapes of words'
galatea query -d g.db "don't OR 'cannot' OR won't" --count --format csv | head -n 1
echo '# narrow'
all=$(galatea query -d g.db my --count --format csv | tail -n 1 | cut -d, -f1)
half=$(galatea query -d g.db my --since 2025 --count --format csv | tail -n 1 | cut -d, -f1)
rest=$(galatea query -d g.db my --until 2025 --count --format csv | tail -n 1 | cut -d, -f1)
[ "$all" -gt 100 ] && [ "$all" -eq $((half + rest)) ] && echo "the parts make the whole"
echo '# page'
galatea query -d g.db my --newest --limit 30 --format csv > whole.csv
galatea query -d g.db my --newest --limit 15 --format csv > first.csv
galatea query -d g.db my --newest --limit 15 --offset 15 --format csv | tail -n +2 > second.csv
cat first.csv second.csv | cmp - whole.csv && echo "two pages make one"
echo '# count by month and community'
months=$(galatea query -d g.db my --facet month --format csv | tail -n +2 | awk -F, '{ n += $2 } END { print n }')
communities=$(galatea query -d g.db my --facet community --rates --format csv | tail -n +2 | awk -F, '{ n += $2 } END { print n }')
[ "$months" -eq "$all" ] && [ "$communities" -eq "$all" ] && echo "facets add up"
echo '# plot'
galatea query -d g.db my --facet month --format csv > months.csv
if command -v gnuplot > /dev/null; then
	gnuplot -e "set datafile separator ','; set xdata time; set timefmt '%Y-%m'; set terminal svg; set output 'months.svg'; plot 'months.csv' skip 1 using 1:2 with steps"
	grep -q '<path' months.svg
fi
echo '# nothing found says so'
galatea query -d g.db zzzzzzzz
