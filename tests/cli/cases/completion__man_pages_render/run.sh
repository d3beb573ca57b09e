galatea completion --man .
ls galatea.1 galatea-query.1
# groff says on stderr what is wrong with a page
if command -v groff > /dev/null; then
	for page in *.1; do groff -man -Tutf8 -ww "$page" > /dev/null; done
fi
