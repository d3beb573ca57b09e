/*
 * Reciprocity of disclosure in conversations of a person and an AI: does the
 * AI's disclosure at one turn predict the person's depth at the next, within
 * the conversation?
 *
 * Source of the question: Barak & Gluck-Ofri 2007 (levels 1-3, reciprocity);
 * Liang et al. 2021 (consistent against adaptive disclosure of a chatbot).
 * Estimator: least squares of the person's depth at turn t+1 on the AI's at
 * turn t, both less their conversation's mean (fixed effects), with the
 * cluster-robust CR1 variance, factor G/(G-1), clusters = conversations.
 * The person's own depth before (t-1) may be held constant.
 * Pure; no thread rules.
 */
#ifndef GALATEA_STATS_RECIPROCITY_H
#define GALATEA_STATS_RECIPROCITY_H

#include "core/status.h"

/* One exchange: the person said something (before), the AI answered (ai),
 * the person went on (after). Depths are levels 1-3 or sums of them. */
struct gal_exchange {
	uint32_t conversation; /* rows of one conversation stand together */
	double before;
	double ai;
	double after;
};

struct gal_reciprocity {
	size_t conversations; /* with at least two exchanges */
	size_t exchanges;     /* used */
	size_t dropped;	      /* of conversations with a single exchange */
	double slope;	      /* depth after for one level of the AI */
	double se;	      /* CR1 */
	double before_slope;  /* of the person's own depth before; NaN if not
				 held constant */
};

/*
 * With `hold_before` the person's depth before is a second regressor.
 * UNDEFINED, with the reason in err, if fewer than two conversations have
 * two exchanges or the AI's depth never varies within one.
 */
GAL_MUST_USE enum gal_status gal_reciprocity_fit(struct gal_reciprocity *out,
    const struct gal_exchange *rows, size_t n, bool hold_before,
    struct gal_error *err);

/* How an AI discloses in one conversation. */
struct gal_disclosure_style {
	size_t exchanges;
	double level;	 /* mean depth of the AI: consistent sharing */
	double spread;	 /* standard deviation of it (n - 1) */
	double matching; /* correlation of the AI's depth with the person's
			    just before it: adaptive; NaN if either is
			    constant or n < 3 */
};

void gal_disclosure_style(struct gal_disclosure_style *out,
    const struct gal_exchange *rows, size_t n);

#endif
