/*
 * Logistic regression with a prior per weight, by coordinate descent on the
 * quadratic approximation (Friedman, Hastie, Tibshirani 2010, without the
 * L1 part): maximum a posteriori under w_j ~ N(mean_j, 1 / lambda_j), each
 * w_j within bounds. Deterministic.
 */
#ifndef GALATEA_CLASSIFY_LOGIT_H
#define GALATEA_CLASSIFY_LOGIT_H

#include "core/status.h"

struct gal_entry {
	uint32_t row;
	float value;
};

/* A feature: its non-zero entries, ascending rows. */
struct gal_column {
	const struct gal_entry *entries; /* borrowed */
	uint32_t count;
	double mean; /* prior */
	double lambda;
	double low; /* bounds */
	double high;
	double weight; /* in: start; out: estimate */
};

struct gal_logit {
	size_t rows;
	const uint8_t *labels;	 /* 0 or 1 */
	const float *importance; /* of rows; 0 leaves a row out */
	struct gal_column *columns;
	size_t column_count;
	double bias; /* in: start; out: estimate */
	double bias_mean;
	double bias_lambda;
	double *scores; /* out: rows; bias + sum, for all rows */
};

/* Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_logit_fit(
    struct gal_logit *problem, struct gal_error *err);

/* ln(1 + e^x) and 1 / (1 + e^-x) without overflow. */
double gal_log1pexp(double x);
double gal_sigmoid(double x);

#endif
