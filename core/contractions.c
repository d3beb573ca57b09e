#include "core/contractions.h"

#include <string.h>

#define BARE_MAX 8 /* letters */

/* Sorted by the written word. Words that are also other words ("ill", "id",
 * "its", "were", "well", "shed") are left alone. */
static const struct bare {
	char word[BARE_MAX + 1]; /* zeros fill it */
	struct gal_contraction parts;
} bare[] = {
	{ "aint", { "is", "not", 2 } },
	{ "arent", { "are", "not", 3 } },
	{ "bc", { "because", NULL, 0 } },
	{ "cannot", { "can", "not", 3 } },
	{ "cant", { "can", "not", 2 } },
	{ "couldnt", { "could", "not", 5 } },
	{ "couldve", { "could", "have", 5 } },
	{ "coz", { "because", NULL, 0 } },
	{ "cuz", { "because", NULL, 0 } },
	{ "didnt", { "did", "not", 3 } },
	{ "doesnt", { "does", "not", 4 } },
	{ "dont", { "do", "not", 2 } },
	{ "gonna", { "going", "to", 3 } },
	{ "gotta", { "got", "to", 3 } },
	{ "hadnt", { "had", "not", 3 } },
	{ "hasnt", { "has", "not", 3 } },
	{ "havent", { "have", "not", 4 } },
	{ "hes", { "he", "is", 2 } },
	{ "im", { "i", "am", 1 } },
	{ "isnt", { "is", "not", 2 } },
	{ "ive", { "i", "have", 1 } },
	{ "shes", { "she", "is", 3 } },
	{ "shouldnt", { "should", "not", 6 } },
	{ "thats", { "that", "is", 4 } },
	{ "theyre", { "they", "are", 4 } },
	{ "theyve", { "they", "have", 4 } },
	{ "u", { "you", NULL, 0 } },
	{ "ur", { "your", NULL, 0 } },
	{ "wanna", { "want", "to", 4 } },
	{ "wasnt", { "was", "not", 3 } },
	{ "werent", { "were", "not", 4 } },
	{ "weve", { "we", "have", 2 } },
	{ "whats", { "what", "is", 4 } },
	{ "wont", { "will", "not", 2 } },
	{ "wouldnt", { "would", "not", 5 } },
	{ "wouldve", { "would", "have", 5 } },
	{ "youre", { "you", "are", 3 } },
	{ "youve", { "you", "have", 3 } },
};

/* At most eight bytes as a number that sorts as the bytes do. */
static uint64_t
key_of(const char *word, size_t len)
{
	uint64_t key = 0;

	for (size_t i = 0; i < BARE_MAX; i++)
		key = key << 8 | (i < len ? (unsigned char)word[i] : 0u);
	return key;
}

#define N(length) (1u << (length))
/* The lengths that the words of the list have, by first letter. Asked of
 * nearly every word of every text: most end here. */
static const uint16_t bare_lengths[26] = {
	['a' - 'a'] = N(4) | N(5),
	['b' - 'a'] = N(2),
	['c' - 'a'] = N(3) | N(4) | N(6) | N(7) | N(8),
	['d' - 'a'] = N(4) | N(5) | N(6),
	['g' - 'a'] = N(5),
	['h' - 'a'] = N(3) | N(5) | N(6),
	['i' - 'a'] = N(2) | N(3) | N(4),
	['s' - 'a'] = N(4) | N(8),
	['t' - 'a'] = N(5) | N(6),
	['u' - 'a'] = N(1) | N(2),
	['w' - 'a'] = N(4) | N(5) | N(6) | N(7) | N(8),
	['y' - 'a'] = N(5),
};
#undef N

const struct gal_contraction *
gal_contraction_bare(struct gal_str word)
{
	size_t low = 0, high = sizeof(bare) / sizeof(bare[0]);
	uint64_t wanted;

	if (word.len == 0 || word.len > BARE_MAX || word.data[0] < 'a' ||
	    word.data[0] > 'z' ||
	    (bare_lengths[word.data[0] - 'a'] >> word.len & 1) == 0)
		return NULL;
	wanted = key_of(word.data, word.len);
	while (low < high) {
		size_t mid = (low + high) / 2;
		uint64_t have = key_of(bare[mid].word, BARE_MAX);

		if (have == wanted)
			return &bare[mid].parts;
		if (have < wanted)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static bool
equals(struct gal_str word, const char *text)
{
	return word.len == strlen(text) &&
	    memcmp(word.data, text, word.len) == 0;
}

static bool
among(struct gal_str word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (equals(word, *list))
			return true;
	}
	return false;
}

/* Words whose 's is "is" more often than a possessive. */
static const char *const is_words[] = { "he", "she", "it", "that", "there",
	"here", "what", "who", "where", "how", "why", "when", "everything",
	"something", "nothing", NULL };

static const struct {
	const char *tail;
	const char *second;
} tails[] = {
	{ "m", "am" },
	{ "re", "are" },
	{ "ve", "have" },
	{ "ll", "will" },
	{ "d", "would" },
};

static const struct {
	const char *base;
	const char *replacement;
} not_bases[] = {
	{ "can", "can" },
	{ "won", "will" },
	{ "shan", "shall" },
	{ "ain", "is" },
};

bool
gal_contraction_split(
    struct gal_contraction_split *out, struct gal_str base, struct gal_str tail)
{
	*out = (struct gal_contraction_split){ base.len, NULL, NULL, false };
	if (equals(tail, "s")) {
		out->second = among(base, is_words) ? "is" : "'s";
		if (equals(base, "let"))
			out->second = "us";
		return true;
	}
	if (equals(tail, "t") && base.len > 1 &&
	    base.data[base.len - 1] == 'n') {
		out->second = "not";
		out->base_len = base.len - 1;
		out->tail_takes_n = true;
		for (size_t i = 0; i < sizeof(not_bases) / sizeof(not_bases[0]);
		     i++) {
			if (equals(base, not_bases[i].base)) {
				out->replacement = not_bases[i].replacement;
				/* "can't" keeps its n in the first span */
				out->tail_takes_n = i != 0;
			}
		}
		return true;
	}
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		if (equals(tail, tails[i].tail)) {
			out->second = tails[i].second;
			return true;
		}
	}
	return false;
}
