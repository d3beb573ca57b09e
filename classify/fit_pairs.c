/*
 * Fields that stand together: "@night & <ai>" in a sentence, "@night && @calm"
 * in a post. What a writer of rules would try by hand; the few that tell a
 * code apart are chosen like mined terms and stand in its weights as patterns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/fit_data.h"

/* A post that touches more fields is a list of words. */
#define FIELDS_MAX 96

struct names {
	char items[FIELDS_MAX][48]; /* "@field" or "<referent>", sorted */
	size_t count;
};

static void
add_name(struct names *n, const char *name)
{
	size_t at = 0;

	if (n->count == FIELDS_MAX || strlen(name) >= sizeof(n->items[0]))
		return;
	while (at < n->count && strcmp(n->items[at], name) < 0)
		at++;
	if (at < n->count && strcmp(n->items[at], name) == 0)
		return;
	memmove(n->items[at + 1], n->items[at],
	    (n->count - at) * sizeof(n->items[0]));
	(void)snprintf(n->items[at], sizeof(n->items[0]), "%s", name);
	n->count++;
}

/* Who is spoken of in the sentence: these combine with fields. */
static void
add_referents(struct names *n, const struct gal_scratch *s,
    const struct gal_sentence *sentence)
{
	static const struct {
		uint32_t symbol;
		const char *name;
	} referents[] = {
		{ GAL_SYMBOL_AI, "<ai>" },
		{ GAL_SYMBOL_HUMAN, "<human>" },
		{ GAL_SYMBOL_HPARTNER, "<hpartner>" },
	};
	uint32_t end = sentence->first + sentence->count;

	for (size_t i = 0; i < s->referents.count; i++) {
		const struct gal_referent *r = &s->referents.items[i];

		if (r->start < sentence->first || r->end > end)
			continue;
		for (size_t k = 0; k < sizeof(referents) / sizeof(referents[0]);
		     k++) {
			if (referents[k].symbol == r->symbol)
				add_name(n, referents[k].name);
		}
	}
}

static enum gal_status
count_pairs(struct gal_fit *fit, const struct names *n, const char *joint,
    struct gal_error *err)
{
	char text[128];
	enum gal_status st = GAL_OK;

	for (size_t a = 0; a < n->count; a++) {
		for (size_t b = a + 1; b < n->count && st == GAL_OK; b++) {
			int len = snprintf(text, sizeof(text), "%s %s %s",
			    n->items[a], joint, n->items[b]);

			st = gal_fit_count_candidate(
			    fit, text, (size_t)len, err);
		}
	}
	return st;
}

enum gal_status
gal_fit_collect_pairs(struct gal_fit *fit, struct gal_error *err)
{
	const struct gal_scratch *s = fit->scratch;
	struct names post = { .count = 0 };
	enum gal_status st = GAL_OK;

	for (uint32_t i = 0; i < s->tokens.sentence_count && st == GAL_OK;
	     i++) {
		struct names n = { .count = 0 };

		for (size_t h = 0; h < s->hit_count; h++) {
			const struct gal_rule *rule =
			    &s->book->rules[s->hits[h].rule];
			char name[160];

			if (rule->kind != GAL_RULE_FIELD ||
			    s->hits[h].sentence != i)
				continue;
			(void)snprintf(name, sizeof(name), "@%s",
			    rule->id + strlen("field:"));
			add_name(&n, name);
			add_name(&post, name);
		}
		if (n.count == 0)
			continue;
		add_referents(&n, s, &s->tokens.sentences[i]);
		st = count_pairs(fit, &n, "&", err);
	}
	if (st == GAL_OK)
		st = count_pairs(fit, &post, "&&", err);
	return st;
}
