/* The model of a hidden Markov fit at one point: for the fit alone. */
#ifndef GALATEA_STATS_HIDDEN_MARKOV_INTERNAL_H
#define GALATEA_STATS_HIDDEN_MARKOV_INTERNAL_H

#include "stats/hidden_markov_fit.h"

#define PARAMETERS_MAX 128 /* what gal_scoring_step() takes */

/*
 * Parameters on the real line: log rates, then logits of init, then, if X is
 * estimated, of each row's allowed cells; each against the share that is the
 * largest to start from.
 */
struct hmm_point {
	size_t count;
	double x[PARAMETERS_MAX];
};

struct hmm_model {
	const struct gal_hmm_spec *spec;
	struct gal_chain chain;
	double tagger[GAL_SYMBOLS_MAX * GAL_SYMBOLS_MAX];
	size_t init_reference, shown_reference[GAL_STATES_MAX];
	double init[GAL_STATES_MAX];
	double shown[GAL_STATES_MAX * GAL_SYMBOLS_MAX];
	double emission[GAL_STATES_MAX * GAL_SYMBOLS_MAX];
	struct gal_grid grid;
};

struct hmm_totals {
	double loglik, authors, posts;
	double penalised; /* loglik + log prior */
	double score[PARAMETERS_MAX];
	double information[PARAMETERS_MAX * PARAMETERS_MAX];
};

/* The place of the share that the others are measured against: the largest. */
size_t hmm_reference_of(const double *pattern, size_t n);
size_t hmm_parameter_count(const struct gal_hmm_spec *spec);
void hmm_start_point(struct hmm_point *at, const struct gal_hmm_spec *spec);
/*
 * Log likelihood of all series and, with_score, its gradient and the sum of
 * the outer products of the authors' gradients; without the prior. Errors:
 * NOMEM, UNDEFINED (symbols without probability), the source's.
 */
GAL_MUST_USE enum gal_status hmm_evaluate(struct hmm_totals *out,
    struct hmm_model *m, const struct hmm_point *at,
    const struct gal_hmm_source *source, struct gal_hmm_work *work,
    bool with_score, struct gal_error *err);
/* Sets `penalised` and adds the prior to score and information. */
void hmm_add_prior(struct hmm_totals *out, const struct hmm_model *m,
    const struct hmm_point *at);

#endif
