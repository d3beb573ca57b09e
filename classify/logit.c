#include "classify/logit.h"

#include <math.h>
#include <stdlib.h>

#define OUTER_STEPS 12
#define INNER_SWEEPS 8
#define TOLERANCE 1e-4
#define CURVATURE_MIN 1e-4

double
gal_log1pexp(double x)
{
	return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

double
gal_sigmoid(double x)
{
	return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

static double
clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* One weighted least squares problem: residuals stay current. */
static double
sweep(struct gal_logit *p, const double *curvature, double *residual,
    double curvature_sum)
{
	double largest = 0, gradient = 0, step;

	for (size_t j = 0; j < p->column_count; j++) {
		struct gal_column *c = &p->columns[j];
		double g = -c->lambda * (c->weight - c->mean), h = c->lambda;
		double next;

		for (uint32_t k = 0; k < c->count; k++) {
			uint32_t row = c->entries[k].row;
			double x = (double)c->entries[k].value;

			g += x * residual[row];
			h += x * x * curvature[row];
		}
		next = clamp(c->weight + g / h, c->low, c->high);
		step = next - c->weight;
		if (step == 0)
			continue;
		c->weight = next;
		for (uint32_t k = 0; k < c->count; k++) {
			uint32_t row = c->entries[k].row;

			residual[row] -=
			    step * (double)c->entries[k].value * curvature[row];
		}
		if (fabs(step) > largest)
			largest = fabs(step);
	}
	for (size_t i = 0; i < p->rows; i++)
		gradient += residual[i];
	step = (gradient - p->bias_lambda * (p->bias - p->bias_mean)) /
	    (curvature_sum + p->bias_lambda);
	p->bias += step;
	for (size_t i = 0; i < p->rows; i++)
		residual[i] -= step * curvature[i];
	return fabs(step) > largest ? fabs(step) : largest;
}

static void
score_rows(struct gal_logit *p)
{
	for (size_t i = 0; i < p->rows; i++)
		p->scores[i] = p->bias;
	for (size_t j = 0; j < p->column_count; j++) {
		const struct gal_column *c = &p->columns[j];

		for (uint32_t k = 0; k < c->count; k++)
			p->scores[c->entries[k].row] +=
			    c->weight * (double)c->entries[k].value;
	}
}

enum gal_status
gal_logit_fit(struct gal_logit *p, struct gal_error *err)
{
	double *curvature = calloc(p->rows + 1, sizeof(*curvature));
	double *residual = calloc(p->rows + 1, sizeof(*residual));

	if (curvature == NULL || residual == NULL) {
		free(curvature);
		free(residual);
		return gal_fail(err, GAL_NOMEM, "no memory to fit");
	}
	for (size_t j = 0; j < p->column_count; j++)
		p->columns[j].weight = clamp(p->columns[j].weight,
		    p->columns[j].low, p->columns[j].high);
	score_rows(p);
	for (int outer = 0; outer < OUTER_STEPS; outer++) {
		double sum = 0, moved = 0;

		for (size_t i = 0; i < p->rows; i++) {
			double q = gal_sigmoid(p->scores[i]);
			double w = (double)p->importance[i];
			double h = q * (1 - q);

			curvature[i] =
			    w * (h < CURVATURE_MIN ? CURVATURE_MIN : h);
			residual[i] = w * ((double)p->labels[i] - q);
			sum += curvature[i];
		}
		for (int inner = 0; inner < INNER_SWEEPS; inner++) {
			double largest = sweep(p, curvature, residual, sum);

			if (inner == 0)
				moved = largest;
			if (largest < TOLERANCE)
				break;
		}
		score_rows(p);
		if (moved < TOLERANCE * 10)
			break;
	}
	free(curvature);
	free(residual);
	return GAL_OK;
}
