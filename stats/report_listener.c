/* The imagined listener as frames. */
#include <math.h>
#include <stdlib.h>

#include "core/rng.h"
#include "stats/association.h"
#include "stats/bootstrap.h"
#include "stats/listener_study.h"
#include "stats/proportion.h"
#include "stats/report_dialogue.h"

/* Right answers of both methods on one task. */
struct tally {
	double n, listener, cosine, both, only_listener, only_cosine;
};

static struct tally
tally_of(const struct listener_study *study, bool pair)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < study->count; i++) {
		const struct listener_result *r = &study->results[i];
		bool a = pair ? r->right_pair : r->right;
		bool b = pair ? r->cosine_pair : r->cosine_right;

		if (pair && r->partner == GAL_NO_LABEL)
			continue;
		t.n += 1;
		t.listener += a;
		t.cosine += b;
		t.both += a && b;
		t.only_listener += a && !b;
		t.only_cosine += b && !a;
	}
	return t;
}

static void
accuracy_cells(struct report_frame *f, double right, double n, double conf)
{
	struct gal_interval limits = gal_wilson(right, n, conf);

	report_real(f, right / n);
	report_real(f, limits.lo);
	report_real(f, limits.hi);
}

static void
accuracy_row(struct report_frame *f, const char *task, const char *method,
    double candidates, double right, double n, double p, double conf)
{
	report_text(f, task);
	report_text(f, method);
	report_int(f, candidates);
	if (!dialogue_count(f, n)) {
		dialogue_missing(f, 6);
		return;
	}
	report_int(f, right);
	accuracy_cells(f, right, n, conf);
	report_real(f, 1.0 / candidates);
	report_real(f, p);
}

static const char all_task[] = "among all personas";
static const char pair_task[] = "within the pair";

static enum gal_status
send_accuracy(const struct listener_study *study, const struct gal_dialogue *d,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct tally all = tally_of(study, false), pair = tally_of(study, true);
	double personas = (double)d->persona_count;
	struct report_frame f;

	dialogue_open(
	    &f, "listener", "Who speaks? The imagined listener", o, err);
	report_column(&f, "task", 't', "", "which personas are candidates");
	report_column(&f, "method", 't', "", "listener (RSA) or cosine");
	report_column(&f, "candidates", 'i', "personas", "to choose from");
	report_column(&f, "conversations", 'i', "conversations", "held out");
	report_column(&f, "right", 'i', "conversations", "persona found");
	report_column(
	    &f, "accuracy", 'r', "share of conversations", "right of all");
	report_column(&f, "lower", 'r', "share of conversations", "Wilson");
	report_column(&f, "upper", 'r', "share of conversations", "Wilson");
	report_column(&f, "chance", 'r', "share of conversations", "guessing");
	report_column(&f, "permutation_p", 'r', "probability",
	    "share of permuted labels found as often; all learnt anew");
	accuracy_row(&f, all_task, "listener", personas, all.listener, all.n,
	    study->permutation_p[0], o->conf);
	accuracy_row(
	    &f, all_task, "cosine", personas, all.cosine, all.n, NAN, o->conf);
	accuracy_row(&f, pair_task, "listener", 2, pair.listener, pair.n,
	    study->permutation_p[1], o->conf);
	accuracy_row(
	    &f, pair_task, "cosine", 2, pair.cosine, pair.n, NAN, o->conf);
	report_note(&f,
	    "whole scenarios are held out for all personas; %u scenarios, "
	    "turns of %s; words that are part of a persona's label are hidden",
	    d->scenario_count, o->ai ? "the AI" : "the person");
	if (isnan(study->permutation_p[0]))
		report_note(&f,
		    "labels were not permuted: asked for none, or more than "
		    "%zu words (galatea turns listener --permutations N)",
		    o->permuted_words);
	report_note(&f,
	    "topic alone tells personas of different groups apart: read the "
	    "pair; one group's prompts and one model are behind each persona, "
	    "so this is consistency of wording, not of a self");
	return dialogue_send(&f, sink, payload);
}

static void
paired_row(struct report_frame *f, const char *task, struct tally t)
{
	report_text(f, task);
	if (!dialogue_count(f, t.n)) {
		dialogue_missing(f, 5);
		return;
	}
	report_int(f, t.both);
	report_int(f, t.only_listener);
	report_int(f, t.only_cosine);
	report_int(f, t.n - t.both - t.only_listener - t.only_cosine);
	report_real(
	    f, gal_sign_test(t.only_listener, t.only_listener + t.only_cosine));
}

static enum gal_status
send_paired(const struct listener_study *study,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;

	dialogue_open(&f, "listener_paired",
	    "The listener against the cosine of word counts", o, err);
	report_column(&f, "task", 't', "", "which personas are candidates");
	report_column(&f, "conversations", 'i', "conversations", "held out");
	report_column(&f, "both", 'i', "conversations", "both right");
	report_column(
	    &f, "only_listener", 'i', "conversations", "only the listener");
	report_column(
	    &f, "only_cosine", 'i', "conversations", "only the cosine");
	report_column(&f, "neither", 'i', "conversations", "both wrong");
	report_column(
	    &f, "p", 'r', "probability", "McNemar's test, exact, two-sided");
	paired_row(&f, all_task, tally_of(study, false));
	paired_row(&f, pair_task, tally_of(study, true));
	report_note(&f,
	    "the test takes conversations as independent; those of "
	    "one persona share its prompt");
	return dialogue_send(&f, sink, payload);
}

/* What is known after the turn at position `at`. */
static void
turn_row(struct report_frame *f, const struct listener_study *study,
    uint32_t at, double conf)
{
	double n = 0, pairs = 0, right = 0, right_pair = 0, posterior = 0;
	double own = 0, pair_own = 0, pair_other = 0;

	for (size_t i = 0; i < study->count; i++) {
		const struct listener_result *r = &study->results[i];
		const struct listener_turn *t;

		if (r->turn_count <= at)
			continue;
		t = &r->turns[at];
		n += 1;
		right += t->right;
		posterior += t->posterior;
		own -= t->own / M_LN2 / (double)t->words;
		if (r->partner == GAL_NO_LABEL)
			continue;
		pairs += 1;
		right_pair += t->right_pair;
		pair_own -= t->own / M_LN2 / (double)t->words;
		pair_other -= t->other / M_LN2 / (double)t->words;
	}
	report_int(f, (double)at + 1);
	if (dialogue_count(f, n)) {
		accuracy_cells(f, right, n, conf);
		report_real(f, posterior / n);
		report_real(f, own / n);
	} else {
		dialogue_missing(f, 5);
	}
	if (dialogue_count(f, pairs)) {
		accuracy_cells(f, right_pair, pairs, conf);
		report_real(f, (pair_other - pair_own) / pairs);
	} else {
		dialogue_missing(f, 4);
	}
}

static enum gal_status
send_turns(const struct listener_study *study,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	static const char share[] = "share of conversations";
	struct report_frame f;
	size_t longest = 0;

	for (size_t i = 0; i < study->count; i++)
		if (study->results[i].turn_count > longest)
			longest = study->results[i].turn_count;
	dialogue_open(&f, "listener_turns",
	    "The listener by number of turns heard", o, err);
	report_column(&f, "turns", 'i', "turns", "heard so far");
	report_column(&f, "conversations", 'i', "conversations", "as long");
	report_column(&f, "accuracy", 'r', share, "among all personas");
	report_column(&f, "lower", 'r', share, "Wilson");
	report_column(&f, "upper", 'r', share, "Wilson");
	report_column(&f, "posterior", 'r', "probability",
	    "mean posterior of the right persona");
	report_column(&f, "surprisal", 'r', "bits a word",
	    "mean of this turn under the right persona");
	report_column(&f, "pairs", 'i', "conversations", "with a pair");
	report_column(&f, "pair_accuracy", 'r', share, "within the pair");
	report_column(&f, "pair_lower", 'r', share, "Wilson");
	report_column(&f, "pair_upper", 'r', share, "Wilson");
	report_column(&f, "pair_surprisal_gap", 'r', "bits a word",
	    "this turn: the other persona less the right one");
	for (uint32_t at = 1; at <= longest; at *= 2)
		turn_row(&f, study, at - 1, o->conf);
	report_note(&f,
	    "rows of many turns hold only the longer conversations;"
	    " the posterior is overconfident: words of a turn are "
	    "not independent");
	return dialogue_send(&f, sink, payload);
}

/* A turn in a conversation whose persona is claimed. */
struct mixed_turn {
	double score; /* ln odds of the other persona of the pair */
	bool replaced;
	size_t block; /* scenario of a pair: the unit of the bootstrap */
};

static int
compare_mixed(const void *a, const void *b)
{
	const struct mixed_turn *x = a, *y = b;

	return (x->score > y->score) - (x->score < y->score);
}

/* Turns of a conversation and its partner's, each position by a coin. */
static size_t
mix_pair(struct mixed_turn *out, const struct listener_study *study, size_t i,
    uint64_t seed)
{
	const struct listener_result *a = &study->results[i];
	const struct listener_result *b = &study->results[a->partner_result];
	size_t n =
	    a->turn_count < b->turn_count ? a->turn_count : b->turn_count;
	struct gal_rng rng = { seed, 100 + i, 0 };

	for (size_t t = 0; t < n; t++) {
		out[t].replaced = (gal_rng_next(&rng) >> 33 & 1) != 0;
		out[t].score = out[t].replaced
		    ? b->turns[t].own - b->turns[t].other
		    : a->turns[t].other - a->turns[t].own;
		out[t].block = i < a->partner_result ? i : a->partner_result;
	}
	return n;
}

/* Area under the ROC of weighted turns in ascending score; ties half. */
static double
weighted_auc(const struct mixed_turn *turns, size_t n, const uint8_t *weights)
{
	double below = 0, wins = 0, replaced = 0;

	for (size_t i = 0; i < n;) {
		double own = 0, other = 0;
		size_t j = i;

		for (; j < n && turns[j].score == turns[i].score; j++) {
			double w = weights == NULL
			    ? 1.0
			    : (double)weights[turns[j].block];

			if (turns[j].replaced)
				other += w;
			else
				own += w;
		}
		wins += other * (below + own / 2);
		below += own;
		replaced += other;
		i = j;
	}
	return wins / (replaced * below);
}

static enum gal_status
bootstrap_auc(struct gal_interval *limits, const struct mixed_turn *turns,
    size_t n, size_t blocks, const struct gal_dialogue_options *o,
    struct gal_error *err)
{
	size_t replicates = (o->replicates + 3) / 4 * 4;
	double *values = gal_allocate(replicates, sizeof(*values), err);
	uint8_t *weights = gal_allocate(4 * blocks, 1, err);
	double se;

	*limits = gal_interval_none();
	if (values != NULL && weights != NULL && replicates > 0) {
		for (size_t r = 0; r < replicates; r += 4) {
			for (size_t b = 0; b < blocks; b++) {
				uint8_t four[4];

				gal_bootstrap_weights(four, o->seed, b, r, 4);
				for (size_t k = 0; k < 4; k++)
					weights[k * blocks + b] = four[k];
			}
			for (size_t k = 0; k < 4; k++)
				values[r + k] = weighted_auc(
				    turns, n, weights + k * blocks);
		}
		gal_bootstrap_percentile(
		    &se, limits, values, replicates, o->conf);
	}
	if (values == NULL || weights == NULL) {
		free(values);
		free(weights);
		return GAL_NOMEM;
	}
	free(values);
	free(weights);
	return GAL_OK;
}

static enum gal_status
fill_contradictions(struct report_frame *f, const struct listener_study *study,
    const struct gal_dialogue_options *o, struct gal_error *err)
{
	struct mixed_turn *turns;
	struct gal_interval limits = gal_interval_none();
	size_t room = 0, n = 0, mixed = 0;
	double replaced = 0;
	enum gal_status status;

	for (size_t i = 0; i < study->count; i++)
		room += study->results[i].turn_count;
	turns = gal_allocate(room, sizeof(*turns), err);
	if (turns == NULL)
		return GAL_NOMEM;
	for (size_t i = 0; i < study->count; i++) {
		if (study->results[i].partner_result == SIZE_MAX)
			continue;
		n += mix_pair(turns + n, study, i, o->seed);
		mixed++;
	}
	qsort(turns, n, sizeof(*turns), compare_mixed);
	for (size_t i = 0; i < n; i++)
		replaced += turns[i].replaced;
	status = bootstrap_auc(&limits, turns, n, study->count, o, err);
	if (dialogue_count(f, (double)mixed)) {
		report_int(f, (double)n);
		report_int(f, replaced);
		report_real(f, weighted_auc(turns, n, NULL));
		report_real(f, limits.lo);
		report_real(f, limits.hi);
	} else {
		dialogue_missing(f, 5);
	}
	free(turns);
	return status;
}

static enum gal_status
send_contradictions(const struct listener_study *study,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;
	enum gal_status status;

	dialogue_open(&f, "listener_contradictions",
	    "Turns of the other persona found in mixed conversations", o, err);
	report_column(&f, "conversations", 'i', "conversations",
	    "mixed from the two personas of a pair in one scenario");
	report_column(&f, "turns", 'i', "turns", "in them");
	report_column(&f, "replaced", 'i', "turns", "of the other persona");
	report_column(&f, "auc", 'r', "share of pairs",
	    "area under the ROC of the log odds of one turn");
	report_column(
	    &f, "lower", 'r', "", "bootstrap over scenarios of pairs");
	report_column(
	    &f, "upper", 'r', "", "bootstrap over scenarios of pairs");
	status = fill_contradictions(&f, study, o, err);
	if (status != GAL_OK) {
		gal_frame_free(f.frame);
		return status;
	}
	report_note(&f,
	    "made contradictions: a turn that stands where the other persona's "
	    "stood; a real change of mind within one voice is not tested, and "
	    "a contradiction of facts in the same words is not seen");
	return dialogue_send(&f, sink, payload);
}

static enum gal_status
send_reason(const struct gal_dialogue_options *o, const char *reason,
    gal_report_sink sink, void *payload, struct gal_error *err)
{
	struct report_frame f;

	dialogue_open(
	    &f, "listener", "Who speaks? The imagined listener", o, err);
	report_column(&f, "task", 't', "", "which personas are candidates");
	report_note(
	    &f, "%s; ids must be PERSONA__SCENARIO (docs/measures.md)", reason);
	return dialogue_send(&f, sink, payload);
}

enum gal_status
gal_dialogue_report_listener(const struct gal_dialogue *d,
    const struct gal_dialogue_options *o, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct listener_study study;
	struct gal_error why = { 0 };
	enum gal_status status = listener_study_run(&study, d, o, &why);

	if (status == GAL_UNDEFINED)
		return send_reason(o, why.message, sink, payload, err);
	if (status != GAL_OK)
		return gal_fail(err, status, "%s", why.message);
	status = send_accuracy(&study, d, o, sink, payload, err);
	if (status == GAL_OK)
		status = send_paired(&study, o, sink, payload, err);
	if (status == GAL_OK)
		status = send_turns(&study, o, sink, payload, err);
	if (status == GAL_OK)
		status = listener_send_course(&study, d, o, sink, payload, err);
	if (status == GAL_OK)
		status = send_contradictions(&study, o, sink, payload, err);
	listener_study_free(&study);
	return status;
}
