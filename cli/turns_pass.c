#include "cli/turns_pass.h"

#include <stdlib.h>
#include <string.h>

#include "cli/depth_levels.h"
#include "cli/turns_words.h"
#include "core/token.h"
#include "stats/affect.h"
#include "store/turns.h"

struct pass {
	struct gal_dialogue *dialogue;
	struct gal_scratch *scratch;
	int codes[CLI_DEPTH_LEVELS]; /* -1: this codebook has none */
	size_t solving, empathic;    /* rules; SIZE_MAX: none */
	uint32_t *marks;	     /* of each code, owned */
	struct gal_tokens tokens;
	struct turns_words words;
	struct gal_buffer numbers; /* of the words of one turn */
};

static enum gal_status
read_turn(struct gal_turn *out, struct pass *pass,
    const struct gal_store_turn *row, struct gal_error *err)
{
	struct gal_input input = { .community = row->community,
		.text = row->text };
	struct gal_reading reading;
	uint32_t marks = 0;
	enum gal_status status =
	    gal_classify(&reading, pass->scratch, &input, err);

	if (status != GAL_OK || reading.unread != GAL_READ)
		return status;
	out->read = true;
	out->valence = (double)reading.valence;
	out->solving = gal_scratch_matched(pass->scratch, pass->solving);
	out->empathic = gal_scratch_matched(pass->scratch, pass->empathic);
	for (int i = 0; i < GAL_DEPTHS; i++)
		out->depth[i] = 1;
	for (size_t i = 0; i < reading.tag_count; i++)
		marks |= pass->marks[reading.tags[i].code];
	out->cues = gal_affect_cues(marks);
	for (size_t i = 0; i < reading.tag_count; i++)
		for (size_t j = 0; j < CLI_DEPTH_LEVELS; j++)
			if ((int)reading.tags[i].code == pass->codes[j] &&
			    out->depth[cli_depth_levels[j].kind] <
				cli_depth_levels[j].level)
				out->depth[cli_depth_levels[j].kind] =
				    cli_depth_levels[j].level;
	return GAL_OK;
}

static size_t
find_rule(const struct gal_codebook *book, const char *id)
{
	for (size_t i = 0; i < gal_codebook_rule_count(book); i++)
		if (strcmp(gal_codebook_rule(book, i).id, id) == 0)
			return i;
	return SIZE_MAX;
}

static enum gal_status
fill_marks(
    struct pass *pass, const struct gal_codebook *book, struct gal_error *err)
{
	size_t n = gal_codebook_code_count(book);
	const char **names = calloc(n + 1, sizeof(*names));

	pass->marks = calloc(n + 1, sizeof(*pass->marks));
	if (names == NULL || pass->marks == NULL) {
		free(names);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < n; i++)
		names[i] = gal_codebook_code(book, i);
	gal_affect_table(pass->marks, names, n);
	free(names);
	return GAL_OK;
}

static enum gal_status
number_words(struct pass *pass, struct gal_str text, struct gal_error *err)
{
	struct gal_tokens *tokens = &pass->tokens;
	enum gal_status status;

	gal_buffer_clear(&pass->numbers);
	gal_tokens_clear(tokens);
	status = gal_tokens_add(tokens, GAL_FIELD_TEXT, text, err);
	for (size_t i = 0; i < tokens->count && status == GAL_OK; i++) {
		uint32_t number;

		if (tokens->tokens[i].kind > GAL_TOKEN_EMOJI)
			continue;
		status = turns_words_number(&number, &pass->words,
		    gal_token_norm(tokens, &tokens->tokens[i]), err);
		if (status == GAL_OK)
			status = gal_buffer_append(
			    &pass->numbers, &number, sizeof(number), err);
	}
	return status;
}

static enum gal_status
take_turn(
    struct pass *pass, const struct gal_store_turn *row, struct gal_error *err)
{
	struct gal_turn turn = { .ai = row->ai };
	enum gal_status status = GAL_OK;

	gal_buffer_clear(&pass->numbers);
	if (row->text.len > 0) {
		status = read_turn(&turn, pass, row, err);
		if (status == GAL_OK)
			status = number_words(pass, row->text, err);
	}
	if (status != GAL_OK)
		return status;
	return gal_dialogue_add(pass->dialogue, row->conversation, row->first,
	    &turn, (const uint32_t *)(const void *)pass->numbers.data,
	    pass->numbers.len / sizeof(uint32_t), err);
}

static enum gal_status
take_turns(struct pass *pass, struct gal_store *store, struct gal_error *err)
{
	struct gal_store_turns *turns = NULL;
	struct gal_store_turn row;
	enum gal_status status = gal_store_turns_open(&turns, store, err);

	while (status == GAL_OK) {
		status = gal_store_turns_next(&row, turns, err);
		if (status == GAL_OK)
			status = take_turn(pass, &row, err);
	}
	gal_store_turns_close(turns);
	return status == GAL_END ? GAL_OK : status;
}

/* A persona that names itself would give the answer away. */
static enum gal_status
hide_labels(struct pass *pass, struct gal_error *err)
{
	struct gal_dialogue *d = pass->dialogue;
	uint8_t *hidden = calloc((size_t)d->vocabulary + 1, 1);
	enum gal_status status = GAL_OK;

	if (hidden == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (uint32_t i = 0; i < d->persona_count && status == GAL_OK; i++) {
		char *part, *rest = NULL, *label = strdup(d->personas[i]);

		if (label == NULL) {
			status = gal_fail(err, GAL_NOMEM, "out of memory");
			break;
		}
		gal_tokens_clear(&pass->tokens);
		for (part = strtok_r(label, "_", &rest);
		     part != NULL && status == GAL_OK;
		     part = strtok_r(NULL, "_", &rest))
			status = gal_tokens_add(&pass->tokens, GAL_FIELD_TEXT,
			    gal_str_of(part), err);
		for (size_t t = 0; t < pass->tokens.count; t++) {
			uint32_t word = turns_words_find(&pass->words,
			    gal_token_norm(
				&pass->tokens, &pass->tokens.tokens[t]));

			if (word < d->vocabulary)
				hidden[word] = 1;
		}
		free(label);
	}
	if (status == GAL_OK)
		gal_dialogue_hide(d, hidden);
	free(hidden);
	return status;
}

enum gal_status
cli_turns_read(struct gal_dialogue *out, struct gal_store *store,
    const struct gal_codebook *book, struct gal_error *err)
{
	struct pass pass = { .dialogue = out,
		.numbers = GAL_BUFFER((size_t)1 << 28) };
	enum gal_status status;

	gal_tokens_init(&pass.tokens);
	for (size_t i = 0; i < CLI_DEPTH_LEVELS; i++)
		pass.codes[i] = gal_codebook_find_code(
		    book, gal_str_of(cli_depth_levels[i].code));
	pass.solving = find_rule(book, "field:reply_solving");
	pass.empathic = find_rule(book, "field:reply_empathic");
	status = fill_marks(&pass, book, err);
	if (status == GAL_OK)
		status = gal_scratch_new(&pass.scratch, book, err);
	if (status == GAL_OK)
		status = take_turns(&pass, store, err);
	if (status == GAL_OK)
		status = gal_dialogue_label(out, err);
	if (status == GAL_OK)
		status = hide_labels(&pass, err);
	gal_scratch_free(pass.scratch);
	free(pass.marks);
	gal_tokens_free(&pass.tokens);
	turns_words_free(&pass.words);
	gal_buffer_free(&pass.numbers);
	return status;
}
