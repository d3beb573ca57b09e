#include "stats/interval.h"

#include <math.h>

/* H(t) = (t / exp(mu))^(1/sigma) with first and second derivatives by
 * (mu, s = ln sigma): with u = (ln t - mu) / sigma, H = exp(u),
 * u_mu = -1/sigma, u_s = -u, u_mu_s = 1/sigma, u_ss = u. */
struct hazard {
	double h;
	double d[2];
	double dd[3]; /* mu mu, mu s, s s */
};

static struct hazard
hazard_at(double t, double mu, double s)
{
	struct hazard out = { 0 };
	double sigma = exp(s), u;

	if (t <= 0)
		return out;
	u = (log(t) - mu) / sigma;
	out.h = exp(u);
	out.d[0] = -out.h / sigma;
	out.d[1] = -out.h * u;
	out.dd[0] = out.h / (sigma * sigma);
	out.dd[1] = out.h * (u + 1) / sigma;
	out.dd[2] = out.h * (u * u + u);
	return out;
}

struct sums {
	struct gal_sum loglik, score[2], hessian[3];
};

/* ln(exp(-HL) - exp(-HR)) = -HL + ln(1 - exp(-(HR - HL))). */
static void
add_window(struct sums *sums, const struct gal_window *w, double mu, double s)
{
	static const int pair[3][2] = { { 0, 0 }, { 0, 1 }, { 1, 1 } };
	struct hazard l = hazard_at(w->left, mu, s), r;
	double gap, odds, curve;

	gal_sum_add(&sums->loglik, -l.h);
	for (int i = 0; i < 2; i++)
		gal_sum_add(&sums->score[i], -l.d[i]);
	for (int i = 0; i < 3; i++)
		gal_sum_add(&sums->hessian[i], -l.dd[i]);
	if (isinf(w->right))
		return;
	if (w->right == w->left) { /* density: + ln(dH/dt) */
		double sigma = exp(s), u = (log(w->left) - mu) / sigma;

		gal_sum_add(&sums->loglik, u - s - log(w->left));
		gal_sum_add(&sums->score[0], -1 / sigma);
		gal_sum_add(&sums->score[1], -u - 1);
		gal_sum_add(&sums->hessian[1], 1 / sigma);
		gal_sum_add(&sums->hessian[2], u);
		return;
	}
	r = hazard_at(w->right, mu, s);
	gap = r.h - l.h;
	odds = 1 / expm1(gap);	    /* d ln(1 - e^-g) / dg */
	curve = -odds * (1 + odds); /* second derivative */
	gal_sum_add(&sums->loglik, log(-expm1(-gap)));
	for (int i = 0; i < 2; i++)
		gal_sum_add(&sums->score[i], odds * (r.d[i] - l.d[i]));
	for (int i = 0; i < 3; i++) {
		double a = r.d[pair[i][0]] - l.d[pair[i][0]];
		double b = r.d[pair[i][1]] - l.d[pair[i][1]];

		gal_sum_add(&sums->hessian[i],
		    curve * a * b + odds * (r.dd[i] - l.dd[i]));
	}
}

static void
evaluate(struct sums *sums, const struct gal_window *windows, size_t count,
    double mu, double s)
{
	*sums = (struct sums){ 0 };
	for (size_t i = 0; i < count; i++)
		if (windows[i].left > 0 || isfinite(windows[i].right))
			add_window(sums, &windows[i], mu, s);
}

/* Newton direction; steepest ascent where the curvature is not negative
 * definite. Returns the decrement. */
static double
direction(double step[2], const struct sums *sums, bool exponential)
{
	double g0 = gal_sum_value(&sums->score[0]);
	double g1 = gal_sum_value(&sums->score[1]);
	double a = -gal_sum_value(&sums->hessian[0]);
	double b = -gal_sum_value(&sums->hessian[1]);
	double c = -gal_sum_value(&sums->hessian[2]);
	double det = a * c - b * b;

	step[1] = 0;
	if (exponential) {
		step[0] = a > 0 ? g0 / a : g0;
		return step[0] * g0;
	}
	if (a > 0 && det > 0) {
		step[0] = (c * g0 - b * g1) / det;
		step[1] = (a * g1 - b * g0) / det;
	} else {
		double scale = 1 / (1 + fabs(a) + fabs(c));

		step[0] = g0 * scale;
		step[1] = g1 * scale;
	}
	return step[0] * g0 + step[1] * g1;
}

enum gal_status
gal_weibull_fit(struct gal_weibull *out, const struct gal_window *windows,
    size_t count, bool exponential, struct gal_error *err)
{
	double events = 0, days = 0, mu, s = 0, a, b, c, det;
	struct sums sums;

	*out = (struct gal_weibull){ .sigma = 1, .se_log_sigma = NAN };
	out->loglik = out->mu = out->se_mu = out->covariance = NAN;
	for (size_t i = 0; i < count; i++) {
		if (windows[i].left > 0 || isfinite(windows[i].right))
			out->n += 1;
		if (isfinite(windows[i].right)) {
			events += 1;
			days += (windows[i].left + windows[i].right) / 2;
		} else {
			days += windows[i].left;
		}
	}
	if (events == 0)
		return gal_fail(err, GAL_UNDEFINED,
		    "no event was observed: the fit has no maximum");
	mu = log(days / events);
	evaluate(&sums, windows, count, mu, s);
	for (int iteration = 0; iteration < 200; iteration++) {
		double step[2], scale = 1;
		double decrement = direction(step, &sums, exponential);
		double loglik = gal_sum_value(&sums.loglik);
		struct sums next;
		bool moved = false;

		if (fabs(decrement) < 1e-20 * (1 + fabs(loglik))) {
			out->converged = true;
			break;
		}
		for (int half = 0; half < 60; half++, scale /= 2) {
			double ds = fmax(-1, fmin(1, scale * step[1]));
			double dmu = fmax(-2, fmin(2, scale * step[0]));

			evaluate(&next, windows, count, mu + dmu, s + ds);
			if (gal_sum_value(&next.loglik) >= loglik) {
				mu += dmu;
				s += ds;
				sums = next;
				moved = true;
				break;
			}
		}
		if (!moved) { /* at the limit of the arithmetic */
			out->converged =
			    fabs(decrement) < 1e-10 * (1 + fabs(loglik));
			break;
		}
	}
	a = -gal_sum_value(&sums.hessian[0]);
	b = -gal_sum_value(&sums.hessian[1]);
	c = -gal_sum_value(&sums.hessian[2]);
	det = a * c - b * b;
	out->loglik = gal_sum_value(&sums.loglik);
	out->mu = mu;
	out->sigma = exp(s);
	if (exponential) {
		out->se_mu = sqrt(1 / a);
	} else if (a > 0 && det > 0) {
		out->se_mu = sqrt(c / det);
		out->se_log_sigma = sqrt(a / det);
		out->covariance = -b / det;
	}
	return GAL_OK;
}

double
gal_weibull_share(const struct gal_weibull *fit, double t)
{
	return t <= 0 ? 0 : -expm1(-exp((log(t) - fit->mu) / fit->sigma));
}

struct gal_interval
gal_weibull_interval(const struct gal_weibull *fit, double t, double conf)
{
	struct gal_interval out = gal_interval_none();
	double u = (log(t) - fit->mu) / fit->sigma;
	double variance = fit->se_mu * fit->se_mu / (fit->sigma * fit->sigma);
	double half;

	if (t <= 0)
		return out;
	if (!isnan(fit->se_log_sigma))
		variance += u * u * fit->se_log_sigma * fit->se_log_sigma +
		    2 * u / fit->sigma * fit->covariance;
	half = gal_z(conf) * sqrt(variance);
	out.lo = -expm1(-exp(u - half));
	out.hi = -expm1(-exp(u + half));
	return out;
}
