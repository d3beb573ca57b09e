#include "stats/listener_study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "stats/listener.h"

enum task { AMONG_ALL, WITHIN_PAIR, TASKS };

struct study {
	const struct gal_dialogue *d;
	bool ai;
	struct listener_result *results;
	size_t count;
	const uint32_t *persona; /* [count]: labels of this run */
	struct gal_listener *listener;
	uint32_t *counts;  /* [personas][vocabulary], for the baseline */
	uint32_t *own;	   /* [vocabulary], of one conversation */
	double *posterior; /* [personas] */
	double *similar;   /* [personas] */
};

static const struct gal_conversation *
conversation_of(const struct study *s, size_t i)
{
	return &s->d->conversations[s->results[i].conversation];
}

/* Count a conversation for its label of this run, or take it back. */
static enum gal_status
learn(struct study *s, size_t i, bool forget, struct gal_error *err)
{
	const struct gal_conversation *c = conversation_of(s, i);
	uint32_t *counts = s->counts + (size_t)s->persona[i] * s->d->vocabulary;
	enum gal_status status = GAL_OK;

	for (size_t t = 0; t < c->turn_count && status == GAL_OK; t++) {
		const struct gal_turn *turn = &s->d->turns[c->first_turn + t];
		const uint32_t *words = s->d->words + turn->first_word;

		if (turn->ai != s->ai)
			continue;
		status = forget
		    ? gal_listener_forget(s->listener, s->persona[i], words,
			  turn->word_count, err)
		    : gal_listener_train(s->listener, s->persona[i], words,
			  turn->word_count, err);
		for (size_t w = 0; w < turn->word_count; w++)
			counts[words[w]] += forget ? UINT32_MAX : 1;
	}
	return status;
}

/* ln S0 of a turn under one persona. */
static double
speak(const struct study *s, const struct gal_turn *turn, uint32_t persona)
{
	const uint32_t *words = s->d->words + turn->first_word;
	uint32_t previous = UINT32_MAX;
	double sum = 0.0;

	for (size_t w = 0; w < turn->word_count; w++) {
		sum += gal_listener_log_speaker(
		    s->listener, persona, previous, words[w]);
		previous = words[w];
	}
	return sum;
}

static uint32_t
most(const double *values, uint32_t n)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < n; i++)
		if (values[i] > values[best])
			best = i;
	return best;
}

static void
hear_turn(struct study *s, struct listener_result *r,
    const struct gal_turn *turn, uint32_t label)
{
	uint32_t partner = s->d->partner[label];
	struct listener_turn *out = &r->turns[r->turn_count];

	*out = (struct listener_turn){ .at = (uint32_t)r->turn_count,
		.words = turn->word_count,
		.own = speak(s, turn, label),
		.other = NAN };
	gal_listener_hear(s->listener, s->d->words + turn->first_word,
	    turn->word_count, label, s->posterior, NULL);
	out->posterior = exp(s->posterior[label]);
	out->right = most(s->posterior, s->d->persona_count) == label;
	if (partner != GAL_NO_LABEL) {
		out->other = speak(s, turn, partner);
		out->right_pair = s->posterior[label] > s->posterior[partner];
	}
	r->turn_count++;
}

/* The whole of a conversation, all personas, turn by turn. */
static void
hear_all(struct study *s, size_t i)
{
	const struct gal_conversation *c = conversation_of(s, i);
	struct listener_result *r = &s->results[i];

	for (uint32_t p = 0; p < s->d->persona_count; p++)
		s->posterior[p] = 0.0;
	r->turn_count = 0;
	for (size_t t = 0; t < c->turn_count; t++) {
		const struct gal_turn *turn = &s->d->turns[c->first_turn + t];

		if (turn->ai == s->ai && turn->word_count > 0)
			hear_turn(s, r, turn, s->persona[i]);
	}
	if (r->turn_count > 0) {
		r->right = r->turns[r->turn_count - 1].right;
		r->right_pair = r->turns[r->turn_count - 1].right_pair;
	}
}

/* Only which of the pair speaks: all a permutation needs. */
static bool
pair_is_right(const struct study *s, size_t i)
{
	const struct gal_conversation *c = conversation_of(s, i);
	uint32_t label = s->persona[i], partner = s->d->partner[label];
	double odds = 0.0;

	for (size_t t = 0; t < c->turn_count; t++) {
		const struct gal_turn *turn = &s->d->turns[c->first_turn + t];

		if (turn->ai == s->ai)
			odds += speak(s, turn, label) - speak(s, turn, partner);
	}
	return odds > 0;
}

static void
compare_cosine(struct study *s, size_t i)
{
	const struct gal_conversation *c = conversation_of(s, i);
	struct listener_result *r = &s->results[i];
	uint32_t n = s->d->vocabulary;

	memset(s->own, 0, (size_t)n * sizeof(*s->own));
	for (size_t t = 0; t < c->turn_count; t++) {
		const struct gal_turn *turn = &s->d->turns[c->first_turn + t];

		for (size_t w = 0; turn->ai == s->ai && w < turn->word_count;
		     w++)
			s->own[s->d->words[turn->first_word + w]]++;
	}
	for (uint32_t p = 0; p < s->d->persona_count; p++) {
		const uint32_t *counts = s->counts + (size_t)p * n;
		double dot = 0.0, square = 0.0;

		for (uint32_t w = 0; w < n; w++) {
			dot += (double)counts[w] * (double)s->own[w];
			square += (double)counts[w] * (double)counts[w];
		}
		s->similar[p] = square > 0 ? dot / sqrt(square) : 0.0;
	}
	r->cosine_right =
	    most(s->similar, s->d->persona_count) == s->persona[i];
	r->cosine_pair = r->partner != GAL_NO_LABEL &&
	    s->similar[s->persona[i]] > s->similar[r->partner];
}

enum depth { FULL, COUNT_ALL, COUNT_PAIR };

static void
hear_held_out(struct study *s, size_t i, enum depth depth, size_t *right)
{
	if (depth == COUNT_PAIR) {
		if (s->d->partner[s->persona[i]] != GAL_NO_LABEL)
			*right += pair_is_right(s, i);
		return;
	}
	hear_all(s, i);
	*right += s->results[i].right;
	if (depth == FULL)
		compare_cosine(s, i);
}

/* Hold out each scenario in turn; *right counts the conversations whose
 * label of this run was found. */
static enum gal_status
run_folds(
    struct study *s, enum depth depth, size_t *right, struct gal_error *err)
{
	size_t cells = (size_t)s->d->persona_count * s->d->vocabulary;
	enum gal_status status;

	*right = 0;
	memset(s->counts, 0, cells * sizeof(*s->counts));
	status = gal_listener_new(
	    &s->listener, s->d->persona_count, s->d->vocabulary, NULL, err);
	for (size_t i = 0; i < s->count && status == GAL_OK; i++)
		status = learn(s, i, false, err);
	for (uint32_t fold = 0; fold < s->d->scenario_count && status == GAL_OK;
	     fold++) {
		for (size_t i = 0; i < s->count && status == GAL_OK; i++)
			if (s->results[i].scenario == fold)
				status = learn(s, i, true, err);
		for (size_t i = 0; i < s->count && status == GAL_OK; i++)
			if (s->results[i].scenario == fold)
				hear_held_out(s, i, depth, right);
		for (size_t i = 0; i < s->count && status == GAL_OK; i++)
			if (s->results[i].scenario == fold)
				status = learn(s, i, false, err);
	}
	gal_listener_free(s->listener);
	s->listener = NULL;
	return status;
}

static void
shuffle(uint32_t *labels, size_t n, struct gal_rng *rng)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)gal_rng_next_below(rng, i);
		uint32_t held = labels[i - 1];

		labels[i - 1] = labels[j];
		labels[j] = held;
	}
}

static void
swap_pairs(const struct study *s, uint32_t *labels, struct gal_rng *rng)
{
	for (size_t i = 0; i < s->count; i++) {
		size_t j = s->results[i].partner_result;

		if (j == SIZE_MAX || j < i || (gal_rng_next(rng) & 1) == 0)
			continue;
		labels[i] = s->results[j].persona;
		labels[j] = s->results[i].persona;
	}
}

/* Share of permutations, the observed among them, that find as many. */
static enum gal_status
permute(double *p, struct study *s, enum task task, size_t observed,
    const struct gal_dialogue_options *options, uint32_t *labels,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	size_t as_many = 1, right;

	*p = NAN;
	if (options->permutations == 0 ||
	    (options->permuted_words > 0 &&
		s->d->word_count > options->permuted_words))
		return GAL_OK;
	s->persona = labels;
	for (size_t r = 0; r < options->permutations && status == GAL_OK; r++) {
		struct gal_rng rng = { options->seed, 1 + (uint64_t)task, 0 };

		rng.next = (uint64_t)r << 32;
		for (size_t i = 0; i < s->count; i++)
			labels[i] = s->results[i].persona;
		if (task == AMONG_ALL)
			shuffle(labels, s->count, &rng);
		else
			swap_pairs(s, labels, &rng);
		status = run_folds(
		    s, task == AMONG_ALL ? COUNT_ALL : COUNT_PAIR, &right, err);
		as_many += right >= observed;
	}
	if (status == GAL_OK)
		*p = (double)as_many / (double)(options->permutations + 1);
	return status;
}

static size_t
spoken(const struct gal_dialogue *d, const struct gal_conversation *c, bool ai)
{
	size_t n = 0;

	for (size_t t = 0; t < c->turn_count; t++) {
		const struct gal_turn *turn = &d->turns[c->first_turn + t];

		n += turn->ai == ai && turn->word_count > 0;
	}
	return n;
}

/* The conversations with a label and words, with room for their turns. */
static enum gal_status
choose(struct listener_study *out, const struct gal_dialogue *d, bool ai,
    struct gal_error *err)
{
	out->results = gal_allocate(d->count, sizeof(*out->results), err);
	if (out->results == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < d->count; i++) {
		const struct gal_conversation *c = &d->conversations[i];
		struct listener_result *r = &out->results[out->count];
		size_t n = spoken(d, c, ai);

		if (c->persona == GAL_NO_LABEL || n == 0)
			continue;
		*r = (struct listener_result){ .conversation = i,
			.persona = c->persona,
			.partner = d->partner[c->persona],
			.scenario = c->scenario,
			.partner_result = SIZE_MAX };
		r->turns = gal_allocate(n, sizeof(*r->turns), err);
		if (r->turns == NULL)
			return GAL_NOMEM;
		out->count++;
		out->pairs += r->partner != GAL_NO_LABEL;
	}
	for (size_t i = 0; i < out->count; i++)
		for (size_t j = 0; j < out->count; j++)
			if (out->results[i].partner != GAL_NO_LABEL &&
			    out->results[j].persona ==
				out->results[i].partner &&
			    out->results[j].scenario ==
				out->results[i].scenario)
				out->results[i].partner_result = j;
	return GAL_OK;
}

static size_t
right_pairs(const struct listener_study *study)
{
	size_t n = 0;

	for (size_t i = 0; i < study->count; i++)
		n += study->results[i].partner != GAL_NO_LABEL &&
		    study->results[i].right_pair;
	return n;
}

/* Permutations go first: the last run leaves its results behind. */
static enum gal_status
run_study(struct listener_study *out, struct study *s, uint32_t *labels,
    const struct gal_dialogue_options *options, struct gal_error *err)
{
	uint32_t *real = labels + s->count;
	size_t right = 0;
	enum gal_status status;

	for (size_t i = 0; i < s->count; i++)
		real[i] = s->results[i].persona;
	s->persona = real;
	status = run_folds(s, FULL, &right, err);
	if (status == GAL_OK)
		status = permute(&out->permutation_p[WITHIN_PAIR], s,
		    WITHIN_PAIR, right_pairs(out), options, labels, err);
	if (status == GAL_OK)
		status = permute(&out->permutation_p[AMONG_ALL], s, AMONG_ALL,
		    right, options, labels, err);
	if (status != GAL_OK)
		return status;
	s->persona = real;
	return run_folds(s, FULL, &right, err);
}

enum gal_status
listener_study_run(struct listener_study *out, const struct gal_dialogue *d,
    const struct gal_dialogue_options *options, struct gal_error *err)
{
	struct study s = { .d = d, .ai = options->ai };
	uint32_t *labels = NULL;
	enum gal_status status;

	*out = (struct listener_study){ .permutation_p = { NAN, NAN } };
	if (d->persona_count < 2)
		return gal_fail(err, GAL_UNDEFINED,
		    "conversation ids name fewer than two personas");
	status = choose(out, d, options->ai, err);
	if (status != GAL_OK)
		goto done;
	s.results = out->results;
	s.count = out->count;
	if (d->scenario_count < 2 || out->count < 2) {
		status = gal_fail(err, GAL_UNDEFINED,
		    "fewer than two scenarios: none can be held out");
		goto done;
	}
	s.counts = gal_allocate(
	    (size_t)d->persona_count * d->vocabulary, sizeof(*s.counts), err);
	s.own = gal_allocate(d->vocabulary, sizeof(*s.own), err);
	s.posterior = gal_allocate(d->persona_count, sizeof(double), err);
	s.similar = gal_allocate(d->persona_count, sizeof(double), err);
	labels = gal_allocate(2 * out->count, sizeof(*labels), err);
	status = GAL_NOMEM;
	if (s.counts != NULL && s.own != NULL && s.posterior != NULL &&
	    s.similar != NULL && labels != NULL)
		status = run_study(out, &s, labels, options, err);
done:
	free(s.counts);
	free(s.own);
	free(s.posterior);
	free(s.similar);
	free(labels);
	if (status != GAL_OK)
		listener_study_free(out);
	return status;
}

void
listener_study_free(struct listener_study *study)
{
	for (size_t i = 0; i < study->count; i++)
		free(study->results[i].turns);
	free(study->results);
	study->results = NULL;
	study->count = 0;
}
