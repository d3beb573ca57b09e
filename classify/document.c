#include "classify/document.h"

#include <stdlib.h>
#include <string.h>

#include "classify/codebook.h"
#include "classify/load.h"

#define EXAMPLES_SHOWN 3

struct page {
	struct gal_buffer *out;
	const struct gal_codebook *book;
	struct gal_file *measures;
	size_t measure_files;
	enum gal_status status;
	struct gal_error *err;
};

#define PUT(p, ...)                                                            \
	do {                                                                   \
		if ((p)->status == GAL_OK)                                     \
			(p)->status = gal_buffer_printf(                       \
			    (p)->out, (p)->err, __VA_ARGS__);                  \
	} while (0)

/* The line of a code in the measures, from after its name; *blind: those of
 * invented posts (scripts/measure_blind), not those of a fit. */
static const char *
find_measure(const struct page *p, const char *code, bool *blind)
{
	size_t n = strlen(code);

	for (size_t i = 0; i < p->measure_files; i++) {
		const char *line = p->measures[i].data;

		while (line != NULL && *line != '\0') {
			if (strncmp(line, code, n) == 0 && line[n] == '\t') {
				*blind = strncmp(p->measures[i].stem, "blind_",
					     6) == 0;
				return line + n;
			}
			line = strchr(line, '\n');
			line = line == NULL ? NULL : line + 1;
		}
	}
	return NULL;
}

static void
put_measure(struct page *p, const struct gal_code *code)
{
	bool blind = false;
	const char *line = find_measure(p, code->name, &blind);
	double v[12] = { 0 };
	size_t count = 0;

	while (line != NULL && *line == '\t' && count < 12) {
		char *end;

		v[count++] = strtod(line + 1, &end);
		line = end;
	}
	/* posts positive tp fp fn precision low high recall low high F1 */
	if (count < 12) {
		PUT(p, "- Measured: not validated\n");
		return;
	}
	PUT(p,
	    "- Measured %s on %.0f posts, %.0f of them positive%s: "
	    "precision %.2f [%.2f, %.2f], recall %.2f [%.2f, %.2f], F1 %.2f\n",
	    blind ? "after reading the errors (docs/validity.md)"
		  : "out of fold",
	    v[0], v[1], v[1] < 10 ? " (too few: not validated)" : "", v[5],
	    v[6], v[7], v[8], v[9], v[10], v[11]);
}

static void
put_examples(struct page *p, const char *what,
    const struct gal_example *examples, size_t count)
{
	if (count == 0)
		return;
	PUT(p, "- %s:", what);
	for (size_t i = 0; i < count && i < EXAMPLES_SHOWN; i++)
		PUT(p, "%s “%s%s%s”", i > 0 ? ";" : "", examples[i].title,
		    examples[i].title[0] != '\0' ? ": " : "", examples[i].text);
	PUT(p, "\n");
}

static void
put_rules(struct page *p, uint32_t code)
{
	size_t rules = 0, composites = 0, terms = 0;

	for (uint32_t i = 0; i < p->book->rule_count; i++) {
		const struct gal_rule *rule = &p->book->rules[i];

		rules +=
		    rule->kind == GAL_RULE_PATTERN && rule->code == (int)code;
		composites +=
		    rule->kind == GAL_RULE_COMPOSITE && rule->code == (int)code;
		if (rule->kind != GAL_RULE_TERM)
			continue;
		for (uint32_t w = p->book->weight_first[i];
		     w < p->book->weight_first[i + 1]; w++)
			terms += p->book->weights[w].code == code;
	}
	PUT(p, "- Evidence: %zu rules, %zu composites, %zu mined terms; %s\n",
	    rules, composites, terms,
	    p->book->codes[code].learned ? "weights learned"
					 : "weights by hand");
}

static void
put_code(struct page *p, uint32_t number)
{
	const struct gal_code *code = &p->book->codes[number];

	PUT(p, "\n### %s\n\n%s\n\n", code->name, code->definition);
	if (code->source[0] != '\0')
		PUT(p, "- Source: %s\n", code->source);
	if (code->requires_stance != 0) {
		PUT(p, "- Given only with:");
		for (unsigned s = 0; s <= GAL_STANCE_FICTION; s++) {
			if ((code->requires_stance >> s & 1) != 0)
				PUT(p, " stance.%s",
				    gal_stance_name((uint8_t)s));
		}
		PUT(p, "\n");
	}
	put_examples(p, "Gets the code", code->positive, code->positive_count);
	put_examples(p, "Does not", code->negative, code->negative_count);
	put_rules(p, number);
	put_measure(p, code);
	if (code->known_errors[0] != '\0')
		PUT(p, "- Known errors: %s\n", code->known_errors);
}

enum gal_status
gal_codebook_document(struct gal_buffer *out, const struct gal_codebook *book,
    const char *directory, struct gal_error *err)
{
	struct page p = { .out = out, .book = book, .err = err };
	const char *dimension = "";

	p.status = gal_files_read(
	    &p.measures, &p.measure_files, directory, "measures", ".tsv", err);
	PUT(&p,
	    "# The codebook %s %s\n\nWritten by `galatea codebook doc` from "
	    "the codebook's own files; do not edit.\nHash %s. %zu codes, %zu "
	    "rules and features. No code is a diagnosis: each is a marker "
	    "found in\nwords. Measures are out of fold, on posts labelled by "
	    "a language model (submissions, first\n500 characters) and on "
	    "invented contrast posts; the rules were written by people who "
	    "had read\nthese posts, so they are upper bounds.\n",
	    book->name, book->version, book->hash, book->code_count,
	    book->rule_count);
	for (uint32_t c = 0; c < book->code_count; c++) {
		if (strcmp(book->codes[c].dimension, dimension) != 0) {
			dimension = book->codes[c].dimension;
			PUT(&p, "\n## %s\n", dimension);
		}
		put_code(&p, c);
	}
	gal_files_free(p.measures, p.measure_files);
	return p.status;
}
