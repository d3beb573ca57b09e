#include "cli/stats_words.h"

void
stats_words_init(struct stats_words *words)
{
	*words = (struct stats_words){ .post = GAL_BUFFER((size_t)1 << 30) };
	gal_tokens_init(&words->tokens);
}

void
stats_words_free(struct stats_words *words)
{
	turns_words_free(&words->numbers);
	gal_tokens_free(&words->tokens);
	gal_buffer_free(&words->post);
}

static enum gal_status
add_word(struct stats_words *words, const struct gal_token *token,
    struct gal_error *err)
{
	struct gal_str norm = gal_token_norm(&words->tokens, token);
	bool capital =
	    (token->marks & (GAL_MARK_CAPITAL | GAL_MARK_UPPER)) != 0;
	enum gal_status status = GAL_OK;
	uint32_t number;

	if (words->numbers.count < STATS_WORDS_MAX) {
		status =
		    turns_words_number(&number, &words->numbers, norm, err);
	} else {
		number = turns_words_find(&words->numbers, norm);
		words->vocabulary.full |= number == TURNS_NO_WORD;
	}
	if (status != GAL_OK || number == TURNS_NO_WORD)
		return status;
	number = number * 2 + !capital;
	return gal_buffer_append(&words->post, &number, sizeof(number), err);
}

enum gal_status
stats_words_read(struct gal_timed_post *post, struct stats_words *words,
    struct gal_str title, struct gal_str text, struct gal_error *err)
{
	struct gal_tokens *tokens = &words->tokens;
	enum gal_status status;

	gal_buffer_clear(&words->post);
	gal_tokens_clear(tokens);
	status = gal_tokens_add(tokens, GAL_FIELD_TITLE, title, err);
	if (status == GAL_OK)
		status = gal_tokens_add(tokens, GAL_FIELD_TEXT, text, err);
	for (size_t i = 0; i < tokens->count && status == GAL_OK; i++) {
		const struct gal_token *token = &tokens->tokens[i];

		/* what stands in quotes or code somebody else may have said */
		if (token->kind == GAL_TOKEN_WORD &&
		    (token->marks & (GAL_MARK_QUOTED | GAL_MARK_CODE)) == 0)
			status = add_word(words, token, err);
	}
	words->vocabulary.text = words->numbers.text.data;
	words->vocabulary.starts = words->numbers.starts;
	words->vocabulary.count = words->numbers.count;
	post->words = (const uint32_t *)(const void *)words->post.data;
	post->word_count = words->post.len / sizeof(uint32_t);
	return status;
}
