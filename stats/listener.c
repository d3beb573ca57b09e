#include "stats/listener.h"

#include <math.h>
#include <stdlib.h>

#define START UINT32_MAX

const struct gal_listener_options gal_listener_defaults = {
	.beta = 1.0,
	.unigram_weight = 500.0,
	.bigram_weight = 20.0,
};

/* Open-addressed table of (persona, previous, word) -> count. */
struct pair_count {
	uint64_t key; /* 0 = free */
	uint32_t extra;
	uint32_t count;
};

struct gal_listener {
	struct gal_listener_options options;
	uint32_t personas;
	uint32_t vocabulary;
	uint32_t *unigrams; /* [persona * vocabulary + word] */
	uint64_t *totals;   /* [persona] */
	uint64_t *everyone; /* [word] over all personas */
	uint64_t all;
	struct pair_count *pairs;
	size_t pair_capacity; /* a power of two */
	size_t pair_count;
};

/* previous + 2 keeps 0 for a free slot and 1 for the start of a turn. */
static uint64_t
pair_key(uint32_t persona, uint32_t previous)
{
	uint64_t first = previous == START ? 1 : (uint64_t)previous + 2;

	return (uint64_t)persona << 32 | first;
}

static size_t
pair_slot(const struct gal_listener *listener, uint64_t key, uint32_t word)
{
	uint64_t h =
	    (key ^ ((uint64_t)word << 17)) * UINT64_C(0x9e3779b97f4a7c15);
	size_t mask = listener->pair_capacity - 1;
	size_t i = (size_t)(h >> 20) & mask;

	while (listener->pairs[i].key != 0 &&
	    (listener->pairs[i].key != key || listener->pairs[i].extra != word))
		i = (i + 1) & mask;
	return i;
}

static enum gal_status
grow_pairs(struct gal_listener *listener, struct gal_error *err)
{
	struct pair_count *old = listener->pairs;
	size_t old_capacity = listener->pair_capacity;
	size_t capacity = old_capacity == 0 ? 1024 : old_capacity * 2;
	struct pair_count *grown = calloc(capacity, sizeof(*grown));

	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	listener->pairs = grown;
	listener->pair_capacity = capacity;
	for (size_t i = 0; i < old_capacity; i++) {
		if (old[i].key != 0)
			grown[pair_slot(listener, old[i].key, old[i].extra)] =
			    old[i];
	}
	free(old);
	return GAL_OK;
}

/* How often `word` followed `previous`; word START asks for the sum over
 * all words, kept in the same table. */
static uint32_t
pair_seen(const struct gal_listener *listener, uint32_t persona,
    uint32_t previous, uint32_t word)
{
	size_t i;

	if (listener->pair_capacity == 0)
		return 0;
	i = pair_slot(listener, pair_key(persona, previous), word);
	return listener->pairs[i].key == 0 ? 0 : listener->pairs[i].count;
}

static enum gal_status
count_pair(struct gal_listener *listener, uint32_t persona, uint32_t previous,
    uint32_t word, int by, struct gal_error *err)
{
	uint64_t key = pair_key(persona, previous);
	enum gal_status status;
	size_t i;

	if (listener->pair_count * 2 >= listener->pair_capacity) {
		status = grow_pairs(listener, err);
		if (status != GAL_OK)
			return status;
	}
	i = pair_slot(listener, key, word);
	if (listener->pairs[i].key == 0) {
		listener->pairs[i].key = key;
		listener->pairs[i].extra = word;
		listener->pair_count++;
	}
	listener->pairs[i].count += (uint32_t)by;
	return GAL_OK;
}

enum gal_status
gal_listener_new(struct gal_listener **out, uint32_t personas,
    uint32_t vocabulary, const struct gal_listener_options *options,
    struct gal_error *err)
{
	struct gal_listener *listener;

	*out = NULL;
	if (options == NULL)
		options = &gal_listener_defaults;
	if (personas < 2 || personas > 1000 || vocabulary == 0 ||
	    vocabulary > UINT32_C(1) << 24)
		return gal_fail(err, GAL_ARGUMENT,
		    "a listener needs 2 to 1000 personas and 1 to 2^24 words");
	if (!(options->unigram_weight > 0) || !(options->bigram_weight > 0) ||
	    !(options->beta >= 0))
		return gal_fail(err, GAL_ARGUMENT,
		    "the listener's weights must be positive");
	listener = calloc(1, sizeof(*listener));
	if (listener == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	listener->options = *options;
	listener->personas = personas;
	listener->vocabulary = vocabulary;
	listener->unigrams =
	    calloc((size_t)personas * vocabulary, sizeof(*listener->unigrams));
	listener->totals = calloc(personas, sizeof(*listener->totals));
	listener->everyone = calloc(vocabulary, sizeof(*listener->everyone));
	if (listener->unigrams == NULL || listener->totals == NULL ||
	    listener->everyone == NULL) {
		gal_listener_free(listener);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	*out = listener;
	return GAL_OK;
}

void
gal_listener_free(struct gal_listener *listener)
{
	if (listener == NULL)
		return;
	free(listener->unigrams);
	free(listener->totals);
	free(listener->everyone);
	free(listener->pairs);
	free(listener);
}

/* `by` is 1 or -1; unsigned counts wrap back to what they were. */
static enum gal_status
count_turn(struct gal_listener *listener, uint32_t persona,
    const uint32_t *words, size_t n, int by, struct gal_error *err)
{
	uint32_t previous = START;

	if (persona >= listener->personas)
		return gal_fail(err, GAL_ARGUMENT, "no persona %u", persona);
	for (size_t i = 0; i < n; i++) {
		enum gal_status status;

		if (words[i] >= listener->vocabulary)
			return gal_fail(err, GAL_ARGUMENT,
			    "word number beyond the vocabulary");
		status =
		    count_pair(listener, persona, previous, words[i], by, err);
		if (status == GAL_OK)
			status = count_pair(
			    listener, persona, previous, START, by, err);
		if (status != GAL_OK)
			return status;
		listener->unigrams[(size_t)persona * listener->vocabulary +
		    words[i]] += (uint32_t)by;
		listener->totals[persona] += (uint64_t)(int64_t)by;
		listener->everyone[words[i]] += (uint64_t)(int64_t)by;
		listener->all += (uint64_t)(int64_t)by;
		previous = words[i];
	}
	return GAL_OK;
}

enum gal_status
gal_listener_train(struct gal_listener *listener, uint32_t persona,
    const uint32_t *words, size_t n, struct gal_error *err)
{
	return count_turn(listener, persona, words, n, 1, err);
}

enum gal_status
gal_listener_forget(struct gal_listener *listener, uint32_t persona,
    const uint32_t *words, size_t n, struct gal_error *err)
{
	return count_turn(listener, persona, words, n, -1, err);
}

double
gal_listener_log_speaker(const struct gal_listener *listener, uint32_t persona,
    uint32_t previous, uint32_t word)
{
	const struct gal_listener_options *o = &listener->options;
	double uniform = 1.0 / (double)listener->vocabulary;
	double background, unigram, after;

	if (word >= listener->vocabulary)
		return log(uniform);
	background = ((double)listener->everyone[word] + 0.5) /
	    ((double)listener->all + 0.5 * (double)listener->vocabulary);
	unigram =
	    ((double)listener
		    ->unigrams[(size_t)persona * listener->vocabulary + word] +
		o->unigram_weight * background) /
	    ((double)listener->totals[persona] + o->unigram_weight);
	after = (double)pair_seen(listener, persona, previous, START);
	return log(((double)pair_seen(listener, persona, previous, word) +
		       o->bigram_weight * unigram) /
	    (after + o->bigram_weight));
}

static double
log_sum(const double *values, uint32_t n)
{
	double top = values[0], sum = 0.0;

	for (uint32_t i = 1; i < n; i++)
		top = fmax(top, values[i]);
	for (uint32_t i = 0; i < n; i++)
		sum += exp(values[i] - top);
	return top + log(sum);
}

void
gal_listener_hear(const struct gal_listener *listener, const uint32_t *words,
    size_t n, uint32_t target, double *log_prior, double *surprisal)
{
	double bits = 0.0, total;
	uint32_t previous = START;

	for (size_t t = 0; t < n; t++) {
		for (uint32_t i = 0; i < listener->personas; i++) {
			double s0 = gal_listener_log_speaker(
			    listener, i, previous, words[t]);

			log_prior[i] += listener->options.beta * s0;
			if (i == target)
				bits -= s0 / M_LN2;
		}
		previous = words[t];
	}
	total = log_sum(log_prior, listener->personas);
	for (uint32_t i = 0; i < listener->personas; i++)
		log_prior[i] -= total;
	if (surprisal != NULL)
		*surprisal = n > 0 ? bits / (double)n : NAN;
}
