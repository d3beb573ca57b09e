/* The tokeniser: spans stay inside the text and ascend, norms stay short,
 * every token stands in its sentence. */
#include "core/token.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gal_tokens t;
	struct gal_str text = { (const char *)data, size };
	uint32_t last = 0;

	gal_tokens_init(&t);
	if (gal_tokens_add(&t, GAL_FIELD_TEXT, text, NULL) == GAL_OK) {
		gal_tokens_mark(&t);
		for (size_t i = 0; i < t.count; i++) {
			const struct gal_token *k = &t.tokens[i];
			const struct gal_sentence *s =
			    &t.sentences[k->sentence];

			if (k->start < last || k->start >= k->end ||
			    k->end > size || k->norm_len > GAL_WORD_MAX ||
			    k->sentence >= t.sentence_count || i < s->first ||
			    i >= s->first + s->count)
				__builtin_trap();
			last = k->start;
		}
	}
	gal_tokens_free(&t);
	return 0;
}
