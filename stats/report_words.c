/* Words that set companions apart, by how many authors use them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/keyness.h"
#include "stats/multiplicity.h"
#include "stats/report_frame.h"

#define SHOWN 100     /* words of each group */
#define WORD_BYTES 64 /* a longer one is cut */

struct row {
	uint32_t word;
	double authors; /* who use it, both groups */
	double leading; /* … of the group that uses it more */
	double adjusted;
	struct gal_keyness k;
};

/* What is left of the vocabulary, and why the rest is not. */
struct word_family {
	struct row *rows;
	size_t count;
	size_t names;	 /* enough authors, but hardly ever in small letters */
	double pairs[2]; /* author and word, by group */
	double words;	 /* with an author in either group */
};

/* Half of its authors never wrote it in small letters: likely a name. */
static bool
is_name(const struct word_count *c)
{
	return 2.0 * c->small < (double)c->group[0] + c->group[1];
}

static enum gal_status
take_words(struct word_family *out, const struct gal_timeline *t,
    struct gal_error *err)
{
	const struct word_count *counts = (const void *)t->words.counts.data;
	size_t n = t->words.counts.len / sizeof(*counts);

	*out = (struct word_family){ .rows = gal_allocate(
					 n + 1, sizeof(*out->rows), err) };
	if (out->rows == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < n; i++) {
		double authors =
		    (double)counts[i].group[0] + counts[i].group[1];
		bool enough = authors >= (double)t->settings.k_anon;

		if (authors > 0 && is_name(&counts[i])) {
			out->names += enough;
			continue;
		}
		out->words += authors > 0;
		for (int g = 0; g < 2; g++)
			out->pairs[g] += counts[i].group[g];
		if (enough)
			out->rows[out->count++] =
			    (struct row){ .word = (uint32_t)i,
				    .authors = authors };
	}
	return GAL_OK;
}

static enum gal_status
weigh(
    struct word_family *f, const struct gal_timeline *t, struct gal_error *err)
{
	const struct word_count *counts = (const void *)t->words.counts.data;
	double *p = gal_allocate(f->count + 1, sizeof(*p), err);
	enum gal_status status;

	if (p == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < f->count; i++) {
		struct row *r = &f->rows[i];
		const uint32_t *y = counts[r->word].group;

		gal_keyness_of(&r->k, y[0], f->pairs[0], y[1], f->pairs[1],
		    r->authors, f->pairs[0] + f->pairs[1], f->words);
		r->leading = y[r->k.delta > 0 ? 0 : 1];
		p[i] = r->k.p;
	}
	status = gal_adjust(p, p, f->count, GAL_ADJUST_BH, err);
	for (size_t i = 0; i < f->count; i++)
		f->rows[i].adjusted = p[i];
	free(p);
	return status;
}

/* Descending z; numbers of words are those of their first use. */
static int
compare_z(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->k.z != y->k.z)
		return x->k.z > y->k.z ? -1 : 1;
	return (x->word > y->word) - (x->word < y->word);
}

static void
put_row(
    struct report_frame *f, const struct gal_timeline *t, const struct row *r)
{
	const struct gal_vocabulary *v = t->settings.vocabulary;
	size_t len = v->starts[r->word + 1] - v->starts[r->word];
	struct gal_interval ci = gal_interval_wald(
	    r->k.delta, sqrt(r->k.variance), t->settings.conf);
	char word[WORD_BYTES + 1];

	len = len < WORD_BYTES ? len : WORD_BYTES;
	memcpy(word, v->text + v->starts[r->word], len);
	word[len] = '\0';
	report_text(f, r->k.delta > 0 ? "companion" : "tool");
	report_text(f, word);
	report_real(f, r->k.delta);
	report_real(f, ci.lo);
	report_real(f, ci.hi);
	report_real(f, r->k.z);
	report_real(f, r->adjusted);
	report_real(f, r->k.g2_four);
	report_int(f, r->authors);
	report_int(f, t->words.authors[0] + t->words.authors[1]);
	report_int(f, t->words.posts);
	report_authors(f, t->totals.no_stage);
	report_text(f, "uncorrected");
}

/* The rows of one group, strongest first: from the front those of
 * companions, from the back the others. */
static size_t
put_group(struct report_frame *f, const struct gal_timeline *t,
    const struct word_family *family, bool companion)
{
	size_t shown = 0;

	for (size_t i = 0; i < family->count && shown < SHOWN; i++) {
		const struct row *r =
		    &family->rows[companion ? i : family->count - 1 - i];

		if ((companion ? r->k.delta > 0 : r->k.delta < 0) &&
		    r->leading >= (double)f->k) {
			put_row(f, t, r);
			shown++;
		}
	}
	return shown;
}

static void
put_notes(struct report_frame *f, const struct gal_timeline *t,
    const struct word_family *family, size_t shown)
{
	report_note(f,
	    "counts are authors, once each however often they use a word; a "
	    "word needs %lld of the group that it is shown for; at most %d "
	    "words a group; family of the adjustment: %zu words; informative "
	    "Dirichlet prior of one author a word",
	    (long long)f->k, SHOWN, family->count);
	report_note(f,
	    "left out as likely names: %zu words that half of their authors "
	    "or more never wrote in small letters; quoted text, code, "
	    "numbers, links and mentions are not counted",
	    family->names);
	if (t->settings.vocabulary->full)
		report_note(f,
		    "the vocabulary was full at %zu words: words met later, "
		    "in the order of pseudonyms, are not counted",
		    t->settings.vocabulary->count);
	if (shown == 0)
		report_note(f,
		    "nothing to compare: too few authors of either group use "
		    "the same word");
}

enum gal_status
report_keyness_words(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	struct word_family family = { .count = 0 };
	struct report_frame f;
	enum gal_status status = GAL_OK;
	size_t shown = 0;

	report_open(
	    &f, t, "keyness_words", "Words that set companions apart", err);
	report_keyness_columns(&f, "who uses it more",
	    "word, folded to small letters", "who use it, both groups",
	    "of theirs, read");
	if (t->settings.vocabulary == NULL) {
		report_note(&f,
		    t->settings.no_text
			? "not computed: partial timelines carry no words of "
			  "posts, only codes; ask the database"
			: "words were not read");
		return report_send(&f, sink, payload);
	}
	status = take_words(&family, t, err);
	if (status == GAL_OK)
		status = weigh(&family, t, err);
	if (status == GAL_OK) {
		qsort(
		    family.rows, family.count, sizeof(*family.rows), compare_z);
		shown = put_group(&f, t, &family, true);
		shown += put_group(&f, t, &family, false);
		put_notes(&f, t, &family, shown);
		status = report_send(&f, sink, payload);
	} else {
		gal_frame_free(f.frame);
	}
	free(family.rows);
	return status;
}
