#include "classify/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classify/scratch.h"

/* Writes until something fails, then nothing more. */
struct writer {
	struct gal_buffer *out;
	struct gal_scratch *s;
	const struct gal_input *input;
	enum gal_status status;
	struct gal_error *err;
};

#define PUT(w, ...)                                                            \
	do {                                                                   \
		if ((w)->status == GAL_OK)                                     \
			(w)->status = gal_buffer_printf(                       \
			    (w)->out, (w)->err, __VA_ARGS__);                  \
	} while (0)

static struct gal_str
field_text(const struct writer *w, uint8_t field)
{
	return field == GAL_FIELD_TITLE ? w->input->title : w->input->text;
}

static void
put_facts(struct writer *w)
{
	PUT(w, "community %.*s:", (int)w->input->community.len,
	    w->input->community.data == NULL ? "" : w->input->community.data);
	for (unsigned b = 0; b < GAL_CONDITION_COUNT; b++) {
		if ((w->s->facts >> b & 1) != 0)
			PUT(w, " %s", gal_condition_name(b));
	}
	PUT(w, "\n");
}

static void
put_tokens(struct writer *w)
{
	const struct gal_tokens *t = &w->s->tokens;

	for (size_t k = 0; k < t->sentence_count; k++) {
		const struct gal_sentence *sentence = &t->sentences[k];

		PUT(w, "\nsentence %zu (%s)", k + 1,
		    gal_field_name(sentence->field));
		for (unsigned b = 0; b < GAL_MARK_COUNT; b++) {
			if ((sentence->marks >> b & 1) != 0)
				PUT(w, " %s", gal_mark_name(b));
		}
		PUT(w, "\n ");
		for (uint32_t i = 0; i < sentence->count; i++) {
			const struct gal_token *token =
			    &t->tokens[sentence->first + i];
			struct gal_str norm = gal_token_norm(t, token);
			uint32_t marks = token->marks & ~sentence->marks &
			    (GAL_MARK_QUOTED | GAL_MARK_CODE |
				GAL_MARK_ROLEPLAY | GAL_MARK_NEGATED |
				GAL_MARK_HYPOTHETICAL);
			char sign = '[';

			PUT(w, " %.*s", (int)norm.len, norm.data);
			for (unsigned b = 0; b < GAL_MARK_COUNT; b++) {
				if ((marks >> b & 1) != 0) {
					PUT(w, "%c%s", sign, gal_mark_name(b));
					sign = ',';
				}
			}
			if (sign == ',')
				PUT(w, "]");
		}
		PUT(w, "\n");
	}
}

static void
put_referents(struct writer *w)
{
	static const char *const names[] = { "<ai>", "<bot>", "<human>",
		"<hpartner>", "<ai_name>" };
	const struct gal_referents *r = &w->s->referents;

	PUT(w, "\nreferents\n");
	for (size_t i = 0; i < r->count; i++) {
		const struct gal_token *first =
		    &w->s->tokens.tokens[r->items[i].start];
		const struct gal_token *last =
		    &w->s->tokens.tokens[r->items[i].end - 1];
		struct gal_str text = field_text(w, first->field);

		PUT(w, "  %-10s \"%.*s\" (%s)\n", names[r->items[i].symbol],
		    (int)(last->end - first->start), text.data + first->start,
		    r->items[i].reason);
	}
}

static void
put_hit(struct writer *w, const struct gal_hit *h)
{
	struct gal_str text = field_text(w, h->field);

	PUT(w, "  %s: \"%.*s\" (%s %u-%u)", w->s->book->rules[h->rule].id,
	    (int)(h->end - h->start), text.data + h->start,
	    gal_field_name(h->field), h->start, h->end);
}

/* Too many to list; those that weigh stand with the decision. */
static bool
is_mined(const struct gal_rule *rule)
{
	return rule->kind == GAL_RULE_TERM || rule->kind == GAL_RULE_FIELD;
}

static void
put_rules(struct writer *w)
{
	const struct gal_scratch *s = w->s;

	PUT(w, "\nrules that fired\n");
	for (size_t i = 0; i < s->hit_count; i++) {
		if (is_mined(&s->book->rules[s->hits[i].rule]))
			continue;
		put_hit(w, &s->hits[i]);
		PUT(w, "\n");
	}
	PUT(w, "\nrules that were blocked\n");
	for (size_t i = 0; i < s->blocked_count; i++) {
		const struct gal_blocked *b = &s->blocked[i];
		const struct gal_conditions *c =
		    &s->book->rules[b->hit.rule].conditions;

		if (is_mined(&s->book->rules[b->hit.rule]))
			continue;
		put_hit(w, &b->hit);
		PUT(w, " by");
		if (b->conditions == 0)
			PUT(w, " unless \"%s\"",
			    s->book->automaton->patterns[b->pattern].text);
		for (unsigned k = 0; k < GAL_CONDITION_COUNT; k++) {
			if ((b->conditions >> k & 1) != 0)
				PUT(w, " %s%s",
				    (c->want >> k & 1) != 0 ? "" : "!",
				    gal_condition_name(k));
		}
		PUT(w, "\n");
	}
}

struct part {
	double amount;
	uint32_t rule;
};

static int
compare_parts(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	double p = fabs(x->amount), q = fabs(y->amount);

	if (p != q)
		return p > q ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

/* The sum of one code, largest parts first. */
static void
put_sum(struct writer *w, uint32_t number)
{
	const struct gal_scratch *s = w->s;
	const struct gal_codebook *book = s->book;
	const struct gal_code *code = &book->codes[number];
	struct part *parts = calloc(s->active_count + 1, sizeof(*parts));
	size_t count = 0;
	bool evidence = false;

	if (parts == NULL) {
		w->status = gal_fail(w->err, GAL_NOMEM, "no memory");
		return;
	}
	for (size_t i = 0; i < s->active_count; i++) {
		uint32_t rule = s->active[i];

		for (uint32_t k = book->weight_first[rule];
		     k < book->weight_first[rule + 1]; k++) {
			if (book->weights[k].code != number)
				continue;
			parts[count++] =
			    (struct part){ (double)book->weights[k].weight *
					(double)s->values[rule],
				    rule };
			evidence |= book->rules[rule].kind != GAL_RULE_CONTEXT;
		}
	}
	if (evidence || s->decided[number]) {
		qsort(parts, count, sizeof(*parts), compare_parts);
		PUT(w, "  %s %.2f, threshold %.2f: %s\n    bias %+.2f",
		    code->name, s->scores[number], code->threshold,
		    s->decided[number]			      ? "yes"
			: s->scores[number] < code->threshold ? "no"
			: code->stance >= 0 || code->rung != 0
			? "no, another is stronger"
			: "no: stance or evidence in words missing",
		    code->bias);
		for (size_t i = 0; i < count; i++) {
			if (fabs(parts[i].amount) >= 0.01)
				PUT(w, ", %s %+.2f",
				    book->rules[parts[i].rule].id,
				    parts[i].amount);
		}
		PUT(w, "\n");
	}
	free(parts);
}

enum gal_status
gal_explain(struct gal_buffer *out, struct gal_scratch *s,
    const struct gal_input *input, struct gal_str code, struct gal_error *err)
{
	struct writer w = { out, s, input, GAL_OK, err };
	struct gal_reading r;
	enum gal_status st;

	s->trace = true;
	st = gal_classify(&r, s, input, err);
	s->trace = false;
	if (st != GAL_OK)
		return st;
	PUT(&w, "codebook %s %s %s\n", s->book->name, s->book->version,
	    s->book->hash);
	if (r.unread != GAL_READ) {
		PUT(&w, "not read: %s (function words %.2f)\n",
		    gal_unread_name(r.unread), s->function_share);
		return w.status;
	}
	if (s->no_ai) {
		PUT(&w,
		    "no AI is meant: the community is not about AI and no "
		    "word of class ref_ai_topic stands here\n"
		    "\nstance %s, stage none\n",
		    gal_stance_name(r.stance));
		return w.status;
	}
	put_facts(&w);
	put_tokens(&w);
	put_referents(&w);
	put_rules(&w);
	PUT(&w, "\nsums\n");
	for (uint32_t i = 0; i < s->book->code_count; i++) {
		const char *name = s->book->codes[i].name;

		if (code.len == 0 ? !s->book->codes[i].further
				  : strncmp(name, code.data, code.len) == 0)
			put_sum(&w, i);
	}
	PUT(&w, "\nstance %s, stage %s", gal_stance_name(r.stance),
	    gal_codebook_rung(s->book, r.stage));
	for (size_t i = 0; i < r.move_count; i++)
		PUT(&w, ", narrated %s to %s",
		    gal_codebook_rung(s->book, r.moves[i].from),
		    gal_codebook_rung(s->book, r.moves[i].to));
	PUT(&w, "\n");
	return w.status;
}
