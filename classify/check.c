#include "classify/check_internal.h"

#include <stdlib.h>
#include <string.h>

#include "classify/grow.h"

enum gal_status
gal_check_new(struct gal_check **out, const struct gal_codebook *book,
    struct gal_error *err)
{
	struct gal_check *check = calloc(1, sizeof(*check));
	enum gal_status st;

	*out = NULL;
	if (check == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory to check");
	check->book = book;
	check->rules = calloc(book->rule_count + 1, sizeof(*check->rules));
	check->per_code =
	    calloc(book->code_count + 1, sizeof(*check->per_code));
	check->labelled =
	    calloc(book->code_count + 1, sizeof(*check->labelled));
	st = check->rules == NULL || check->per_code == NULL ||
		check->labelled == NULL
	    ? gal_fail(err, GAL_NOMEM, "no memory to check")
	    : gal_scratch_new(&check->scratch, book, err);
	if (st != GAL_OK) {
		gal_check_free(check);
		return st;
	}
	*out = check;
	return GAL_OK;
}

void
gal_check_free(struct gal_check *check)
{
	if (check == NULL)
		return;
	for (size_t i = 0; check->rules != NULL && i < check->book->rule_count;
	     i++)
		free(check->rules[i].posts);
	free(check->rules);
	free(check->per_code);
	free(check->labelled);
	gal_scratch_free(check->scratch);
	free(check);
}

static void
mark_rules(struct gal_check *check)
{
	const struct gal_scratch *s = check->scratch;

	for (size_t i = 0; i < s->hit_count; i++)
		check->rules[s->hits[i].rule].ever = true;
	for (size_t i = 0; i < s->frame_count; i++)
		check->rules[s->frames[i].hit.rule].ever = true;
	for (size_t i = 0; i < s->active_count; i++)
		check->rules[s->active[i]].ever = true;
}

static bool
shows(
    const struct gal_check *check, const struct gal_reading *r, uint32_t number)
{
	const struct gal_code *code = &check->book->codes[number];

	if (code->stance >= 0)
		return r->unread == GAL_READ &&
		    code->stance == (int8_t)r->stance;
	if (code->rung != 0)
		return code->rung == r->stage;
	for (size_t i = 0; i < r->tag_count; i++) {
		if (r->tags[i].code == number)
			return true;
	}
	return false;
}

static enum gal_status
run_example(struct gal_check *check, uint32_t code,
    const struct gal_example *example, bool wanted, size_t number,
    struct gal_frame *failed, struct gal_error *err)
{
	struct gal_input input = { .community = gal_str_of(example->community),
		.title = gal_str_of(example->title),
		.text = gal_str_of(example->text) };
	struct gal_reading r;
	enum gal_status st = gal_classify(&r, check->scratch, &input, err);

	if (st != GAL_OK)
		return st;
	mark_rules(check);
	if (shows(check, &r, code) == wanted)
		return GAL_OK;
	st = gal_frame_text(failed, check->book->codes[code].name, err);
	if (st == GAL_OK)
		st = gal_frame_text(
		    failed, wanted ? "positive" : "negative", err);
	if (st == GAL_OK)
		st = gal_frame_int(failed, (int64_t)number, err);
	if (st == GAL_OK)
		st = gal_frame_text(failed, example->text, err);
	return st;
}

enum gal_status
gal_check_examples(struct gal_frame **failed, size_t *count,
    struct gal_check *check, struct gal_error *err)
{
	const struct gal_codebook *book = check->book;
	struct gal_frame *f = NULL;
	enum gal_status st = gal_frame_new(&f, "examples",
	    "Examples that are read otherwise than the codebook says", err);

	*failed = NULL;
	*count = 0;
	if (st == GAL_OK)
		st =
		    gal_frame_column(f, "code", GAL_CELL_TEXT, "", "code", err);
	if (st == GAL_OK)
		st = gal_frame_column(f, "kind", GAL_CELL_TEXT, "",
		    "positive: should get the code", err);
	if (st == GAL_OK)
		st = gal_frame_column(
		    f, "example", GAL_CELL_INT, "", "number in its list", err);
	if (st == GAL_OK)
		st = gal_frame_column(
		    f, "text", GAL_CELL_TEXT, "", "the example", err);
	for (uint32_t c = 0; c < book->code_count && st == GAL_OK; c++) {
		const struct gal_code *code = &book->codes[c];

		for (size_t i = 0; i < code->positive_count && st == GAL_OK;
		     i++, ++*count)
			st = run_example(
			    check, c, &code->positive[i], true, i + 1, f, err);
		for (size_t i = 0; i < code->negative_count && st == GAL_OK;
		     i++, ++*count)
			st = run_example(
			    check, c, &code->negative[i], false, i + 1, f, err);
	}
	if (st != GAL_OK) {
		gal_frame_free(f);
		return st;
	}
	*failed = f;
	return GAL_OK;
}

static bool
label_has(struct gal_str labels, const char *name)
{
	size_t n = strlen(name), at = 0;

	while (at < labels.len) {
		size_t end = at;

		while (end < labels.len && labels.data[end] != ' ' &&
		    labels.data[end] != '|')
			end++;
		if (end - at == n && memcmp(labels.data + at, name, n) == 0)
			return true;
		at = end + 1;
	}
	return false;
}

static void
read_label(struct gal_check *check, const struct gal_fit_label *label)
{
	const struct gal_codebook *book = check->book;

	for (size_t c = 0; c < book->code_count; c++) {
		const struct gal_code *code = &book->codes[c];

		if (code->stance >= 0) {
			check->labelled[c] = label_has(label->stance,
			    gal_stance_name((uint8_t)code->stance));
		} else if (code->rung != 0) {
			/* a rung's rule is right from that rung on */
			check->labelled[c] = false;
			for (size_t r = code->rung; r <= book->rung_count; r++)
				check->labelled[c] |= label_has(
				    label->stage, gal_codebook_rung(book, r));
		} else {
			check->labelled[c] =
			    label_has(label->codes, code->name);
		}
		check->per_code[c] = 0;
	}
}

enum gal_status
gal_check_add_post(struct gal_check *check, const struct gal_input *input,
    const struct gal_fit_label *label, struct gal_error *err)
{
	const struct gal_codebook *book = check->book;
	const struct gal_scratch *s = check->scratch;
	struct gal_reading r;
	uint32_t post = (uint32_t)check->post_count++;
	enum gal_status st = gal_classify(&r, check->scratch, input, err);

	if (st != GAL_OK || r.unread != GAL_READ)
		return st;
	mark_rules(check);
	read_label(check, label);
	for (size_t i = 0; i < s->active_count; i++) {
		const struct gal_rule *rule = &book->rules[s->active[i]];

		if (rule->code != GAL_NO_CODE && rule->weight > 0 &&
		    rule->kind <= GAL_RULE_COMPOSITE)
			check->per_code[rule->code]++;
	}
	for (size_t i = 0; i < s->active_count && st == GAL_OK; i++) {
		uint32_t number = s->active[i];
		const struct gal_rule *rule = &book->rules[number];
		struct rule_hits *hits = &check->rules[number];

		if (rule->kind == GAL_RULE_CONTEXT ||
		    rule->kind == GAL_RULE_LEXICON ||
		    rule->kind == GAL_RULE_FIELD)
			continue;
		st = gal_grow((void **)&hits->posts, &hits->capacity,
		    hits->count + 1, sizeof(*hits->posts), err);
		if (st != GAL_OK)
			break;
		hits->posts[hits->count++] = post;
		if (rule->code != GAL_NO_CODE && check->labelled[rule->code]) {
			hits->right++;
			hits->alone += check->per_code[rule->code] == 1;
		}
	}
	return st;
}

static enum gal_status
add_rule_row(struct gal_frame *f, const struct gal_check *check, size_t number,
    struct gal_error *err)
{
	const struct gal_rule *rule = &check->book->rules[number];
	const struct rule_hits *hits = &check->rules[number];
	double low, high;
	enum gal_status st = gal_frame_text(f, rule->id, err);

	gal_fit_wilson(&low, &high, (double)hits->right, (double)hits->count);
	if (st == GAL_OK)
		st = gal_frame_text(f,
		    rule->code == GAL_NO_CODE
			? NULL
			: check->book->codes[rule->code].name,
		    err);
	if (st == GAL_OK)
		st = gal_frame_real(f, rule->weight, err);
	if (st == GAL_OK)
		st = gal_frame_int(f, (int64_t)hits->count, err);
	if (st == GAL_OK)
		st = gal_frame_int(f, (int64_t)hits->right, err);
	if (st == GAL_OK)
		st = gal_frame_real(
		    f, (double)hits->right / (double)hits->count, err);
	if (st == GAL_OK)
		st = gal_frame_real(f, low, err);
	if (st == GAL_OK)
		st = gal_frame_real(f, high, err);
	if (st == GAL_OK)
		st = gal_frame_int(f, (int64_t)hits->alone, err);
	return st;
}

enum gal_status
gal_check_rules(
    struct gal_frame **out, struct gal_check *check, struct gal_error *err)
{
	static const struct {
		const char *name;
		enum gal_cell_type type;
		const char *description;
	} columns[] = {
		{ "rule", GAL_CELL_TEXT, "id" },
		{ "code", GAL_CELL_TEXT, "code it is written for" },
		{ "weight", GAL_CELL_REAL, "as written by hand" },
		{ "posts", GAL_CELL_INT, "labelled posts it hit" },
		{ "right", GAL_CELL_INT, "of them with the code" },
		{ "precision", GAL_CELL_REAL, "right / posts" },
		{ "low", GAL_CELL_REAL, "Wilson interval, 95 %" },
		{ "high", GAL_CELL_REAL, "Wilson interval, 95 %" },
		{ "alone", GAL_CELL_INT,
		    "right posts no other rule of the code hit" },
	};
	const struct gal_codebook *book = check->book;
	struct gal_frame *f = NULL;
	enum gal_status st = gal_frame_new(
	    &f, "rules", "What each rule contributes on labelled posts", err);

	*out = NULL;
	for (size_t i = 0;
	     i < sizeof(columns) / sizeof(columns[0]) && st == GAL_OK; i++)
		st = gal_frame_column(f, columns[i].name, columns[i].type, "",
		    columns[i].description, err);
	for (size_t i = 0; i < book->rule_count && st == GAL_OK; i++) {
		uint8_t kind = book->rules[i].kind;

		if (check->rules[i].count > 0 &&
		    (kind == GAL_RULE_PATTERN || kind == GAL_RULE_COMPOSITE))
			st = add_rule_row(f, check, i, err);
	}
	if (st != GAL_OK) {
		gal_frame_free(f);
		return st;
	}
	*out = f;
	return GAL_OK;
}
