#include "corpora/vocabulary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Alias method (Walker 1977; Vose 1991): one look-up per draw. */
struct gal_sim_vocabulary {
	double keep[GAL_SIM_TYPES];
	uint32_t alias[GAL_SIM_TYPES];
};

#define ZIPF_EXPONENT 1.05
#define ZIPF_SHIFT 2.7

// clang-format off
static const char *const nouns[] = {
	"garden", "kitchen", "morning", "weather", "bus", "neighbour", "coffee",
	"market", "river", "bicycle", "library", "window", "recipe", "train",
	"dinner", "office", "printer", "ticket", "bakery", "hallway", "museum",
	"bridge", "cinema", "sandwich", "meeting", "umbrella", "ladder",
	"carpet", "harbour", "lantern", "parcel", "blanket", "station",
	"teacher", "festival", "village", "puzzle", "radio", "pavement",
	"orchard", "balcony", "cupboard", "receipt", "concert", "keyboard",
	"forecast", "holiday", "basement", "newspaper", "suitcase", "tractor",
	"gallery", "platform", "corridor", "envelope", "magazine", "saucepan",
	"staircase", "telescope", "workshop", "chimney", "fountain", "notebook",
	"cushion", "landlord", "plumber", "dentist", "pharmacy", "tram",
	"roundabout", "picnic", "fence", "pond", "hill", "valley", "coast",
};
static const char *const verbs[] = {
	"moved", "opened", "closed", "waited", "arrived", "changed", "stopped",
	"started", "returned", "worked", "dropped", "turned", "finished",
	"landed", "rolled", "boiled", "faded", "froze", "melted", "rattled",
	"leaked", "sparkled", "creaked", "vanished", "floated", "circled",
	"drifted", "stalled", "expanded", "shrank", "collapsed", "reopened",
};
static const char *const adjectives[] = {
	"old", "small", "green", "busy", "late", "quiet", "cheap", "empty",
	"early", "wooden", "narrow", "bright", "heavy", "dusty", "modern",
	"crowded", "northern", "rusty", "plain", "square", "damp", "slow",
	"local", "yellow", "wide", "broken", "polished", "muddy", "windy",
	"temporary", "annual", "public", "spare", "plastic", "noisy",
};
// clang-format on

static const struct {
	const char *const *words;
	size_t count;
} classes[GAL_SIM_WORD_CLASSES] = {
	{ nouns, sizeof(nouns) / sizeof(nouns[0]) },
	{ verbs, sizeof(verbs) / sizeof(verbs[0]) },
	{ adjectives, sizeof(adjectives) / sizeof(adjectives[0]) },
};

enum gal_status
gal_sim_vocabulary_new(struct gal_sim_vocabulary **out, struct gal_error *err)
{
	struct gal_sim_vocabulary *v = malloc(sizeof(*v));
	uint32_t *poor = malloc(sizeof(*poor) * GAL_SIM_TYPES);
	uint32_t *rich = malloc(sizeof(*rich) * GAL_SIM_TYPES);
	size_t poor_count = 0;
	size_t rich_count = 0;
	double total = 0.0;

	*out = NULL;
	if (v == NULL || poor == NULL || rich == NULL) {
		free(v);
		free(poor);
		free(rich);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	for (uint32_t i = 0; i < GAL_SIM_TYPES; i++)
		total += v->keep[i] = pow(i + ZIPF_SHIFT, -ZIPF_EXPONENT);
	for (uint32_t i = 0; i < GAL_SIM_TYPES; i++) {
		v->keep[i] *= GAL_SIM_TYPES / total;
		v->alias[i] = i;
		if (v->keep[i] < 1.0)
			poor[poor_count++] = i;
		else
			rich[rich_count++] = i;
	}
	while (poor_count > 0 && rich_count > 0) {
		uint32_t less = poor[--poor_count];
		uint32_t more = rich[rich_count - 1];

		v->alias[less] = more;
		v->keep[more] -= 1.0 - v->keep[less];
		if (v->keep[more] < 1.0) {
			rich_count--;
			poor[poor_count++] = more;
		}
	}
	free(poor);
	free(rich);
	*out = v;
	return GAL_OK;
}

void
gal_sim_vocabulary_free(struct gal_sim_vocabulary *vocabulary)
{
	free(vocabulary);
}

uint32_t
gal_sim_vocabulary_draw(
    const struct gal_sim_vocabulary *vocabulary, struct gal_rng *rng)
{
	double u = gal_rng_next_uniform(rng) * GAL_SIM_TYPES;
	uint32_t i = (uint32_t)u;

	if (i >= GAL_SIM_TYPES)
		i = GAL_SIM_TYPES - 1;
	return u - i < vocabulary->keep[i] ? i : vocabulary->alias[i];
}

/* Three syllables of consonant and vowel, so that no two ranks give one
 * word; the factor is prime to the number of combinations and scatters
 * neighbouring ranks. */
static size_t
make_word(char out[16], uint32_t rank)
{
	static const char consonants[] = "bdfghjklmnprstvz";
	static const char *const vowels[] = { "a", "e", "i", "o", "u", "ai",
		"ea", "ou", "ie", "oa" };
	const uint32_t combinations = 160u * 160u * 160u;
	uint64_t code = (uint64_t)rank * 2654435761u % combinations;
	size_t n = 0;

	for (int i = 0; i < 3; i++) {
		uint32_t syllable = (uint32_t)(code % 160);
		const char *vowel = vowels[syllable / 16];

		code /= 160;
		out[n++] = consonants[syllable % 16];
		while (*vowel != '\0')
			out[n++] = *vowel++;
	}
	out[n] = '\0';
	return n;
}

enum gal_status
gal_sim_vocabulary_word(struct gal_buffer *out, uint32_t rank,
    enum gal_sim_word_class word_class, struct gal_error *err)
{
	char made[16];
	size_t n;

	if (rank < classes[word_class].count)
		return gal_buffer_append_str(
		    out, classes[word_class].words[rank], err);
	n = make_word(made, rank);
	return gal_buffer_append(out, made, n, err);
}
