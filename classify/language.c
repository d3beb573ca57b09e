/*
 * English or not, from the tokens already made: script first, then the share
 * of English function words. Short posts are taken as English unless their
 * script says otherwise: to lose an English post is worse than to read a
 * foreign one, where rules find nothing.
 */
#include "classify/scratch.h"

#define FOREIGN_SHARE 0.5
#define WORDS_MIN 12	    /* fewer: the share says nothing */
#define FUNCTION_SHARE 0.12 /* English prose has 0.35 to 0.6 */
#define LISTS_SHARE 0.04    /* long lists of names and tags in English */

bool
gal_is_english(struct gal_scratch *s)
{
	uint32_t words = s->tokens.words, function = 0;

	if (words == 0)
		return true; /* emoji and links: nothing to tell */
	if (s->tokens.foreign > FOREIGN_SHARE * words)
		return false;
	if (!s->has_language)
		return true;
	for (size_t i = 0; i < s->tokens.count; i++)
		function += (s->token_flags[i] & GAL_REF_FUNCTION) != 0;
	s->function_share = (double)function / words;
	if (words < WORDS_MIN)
		return true;
	if (s->tokens.foreign > 0.2 * words &&
	    s->function_share < FUNCTION_SHARE)
		return false;
	return s->function_share >= (words > 60 ? FUNCTION_SHARE : LISTS_SHARE);
}
