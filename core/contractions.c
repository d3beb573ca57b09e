#include "core/contractions.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by the written word. Words that are also other words ("ill", "id",
 * "its", "were", "well", "shed") are left alone. */
static const struct bare {
	const char *word;
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

static int
compare_bare(const void *key, const void *item)
{
	const struct gal_str *word = key;
	const struct bare *entry = item;
	int order =
	    (unsigned char)word->data[0] - (unsigned char)entry->word[0];

	if (order == 0)
		order = strncmp(word->data, entry->word, word->len);

	return order != 0 ? order : entry->word[word->len] == '\0' ? 0 : -1;
}

const struct gal_contraction *
gal_contraction_bare(struct gal_str word)
{
	const struct bare *entry;

	if (word.len == 0 || word.len > 8)
		return NULL;
	entry = bsearch(&word, bare, sizeof(bare) / sizeof(bare[0]),
	    sizeof(bare[0]), compare_bare);
	return entry == NULL ? NULL : &entry->parts;
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
