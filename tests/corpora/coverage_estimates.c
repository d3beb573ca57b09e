#include "corpora/coverage_estimates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "stats/association.h"
#include "stats/bootstrap.h"
#include "stats/competing.h"
#include "stats/correction.h"
#include "stats/hidden_markov_fit.h"
#include "stats/interval.h"
#include "stats/proportion.h"

#define SILENCE 90.0
#define REPLICATES 1000 /* of the bootstrap */
#define STREAM_GOLD 77
#define STREAM_SIMPLE 78
#define STREAM_AUTHOR_GOLD 79

/*
 * P(a post is labelled), about 450 posts each at 2,000 authors: for DSL
 * drawn on the prediction; for the mean over authors also by one over the
 * author's number of posts, since that is how much a post weighs there; a
 * simple random sample for the others.
 */
static const double gold_share[2] = { 0.010, 0.035 };
static const double author_gold_share[2] = { 0.20, 0.60 };
static const double simple_share = 0.016;

const struct gal_sim_window study_window = { 1704067200, 1767225600 };

const char *const target_names[TARGETS] = {
	"mean over authors of the share of posts at companion or higher",
	"share of posts at companion or higher",
	"authors with a post at companion or higher",
	"rate tool to exploration",
	"rate exploration to confidant",
	"rate confidant to companion",
	"rate companion to partner",
	"rate partner to committed",
	"net incidence of companionship, 365 days",
	"the same in 90 days from the rung at the first post",
	"crude incidence of companionship, 365 days",
	"log odds ratio of benefit and dependency",
};

const struct estimator estimators[ESTIMATORS] = {
	[EST_MEAN_PERFECT] = { "perfect tags, Wilson on n_eff",
	    TARGET_AUTHOR_MEAN, false, false },
	[EST_MEAN_BOOTSTRAP] = { "perfect tags, author bootstrap",
	    TARGET_AUTHOR_MEAN, false, false },
	[EST_MEAN_DSL] = { "tags with errors, DSL", TARGET_AUTHOR_MEAN, false,
	    false },
	[EST_MEAN_TAGS] = { "tags with errors, uncorrected", TARGET_AUTHOR_MEAN,
	    true, false },
	[EST_POST_CR1] = { "perfect tags, clustered", TARGET_POST_SHARE, false,
	    false },
	[EST_POST_WILSON] = { "perfect tags, Wilson on posts",
	    TARGET_POST_SHARE, true, false },
	[EST_POST_DSL] = { "tags with errors, DSL", TARGET_POST_SHARE, false,
	    false },
	[EST_POST_PPI] = { "tags with errors, PPI++", TARGET_POST_SHARE, false,
	    false },
	[EST_POST_ROGAN] = { "tags with errors, Rogan-Gladen",
	    TARGET_POST_SHARE, false, false },
	[EST_POST_TAGS] = { "tags with errors, Wilson on posts",
	    TARGET_POST_SHARE, true, false },
	[EST_ANY_PERFECT] = { "perfect tags, Wilson on authors", TARGET_ANY,
	    false, false },
	[EST_ANY_TAGS] = { "tags with errors, Wilson on authors", TARGET_ANY,
	    true, false },
	[EST_PANEL_1] = { "panel, true rungs at posts", TARGET_RATE_1, false,
	    false },
	[EST_PANEL_2] = { "panel, true rungs at posts", TARGET_RATE_2, false,
	    false },
	[EST_PANEL_3] = { "panel, true rungs at posts", TARGET_RATE_3, false,
	    false },
	[EST_PANEL_4] = { "panel, true rungs at posts", TARGET_RATE_4, false,
	    false },
	[EST_PANEL_5] = { "panel, true rungs at posts", TARGET_RATE_5, false,
	    false },
	[EST_HIDDEN_1] = { "hidden Markov, tags with errors", TARGET_RATE_1,
	    false, false },
	[EST_HIDDEN_2] = { "hidden Markov, tags with errors", TARGET_RATE_2,
	    false, false },
	[EST_HIDDEN_3] = { "hidden Markov, tags with errors", TARGET_RATE_3,
	    false, false },
	[EST_HIDDEN_4] = { "hidden Markov, tags with errors", TARGET_RATE_4,
	    false, false },
	[EST_HIDDEN_5] = { "hidden Markov, tags with errors", TARGET_RATE_5,
	    false, false },
	[EST_NET_PANEL] = { "panel, true rungs at posts", TARGET_NET, false,
	    false },
	[EST_SHOWN_1] = { "hidden Markov, what is shown fitted too",
	    TARGET_RATE_1, false, false },
	[EST_SHOWN_2] = { "hidden Markov, what is shown fitted too",
	    TARGET_RATE_2, false, false },
	[EST_SHOWN_3] = { "hidden Markov, what is shown fitted too",
	    TARGET_RATE_3, false, false },
	[EST_SHOWN_4] = { "hidden Markov, what is shown fitted too",
	    TARGET_RATE_4, false, false },
	[EST_SHOWN_5] = { "hidden Markov, what is shown fitted too",
	    TARGET_RATE_5, false, false },
	[EST_LABELLED_1] = { "hidden Markov, shown fitted, tagger from labels",
	    TARGET_RATE_1, false, false },
	[EST_LABELLED_2] = { "hidden Markov, shown fitted, tagger from labels",
	    TARGET_RATE_2, false, false },
	[EST_LABELLED_3] = { "hidden Markov, shown fitted, tagger from labels",
	    TARGET_RATE_3, false, false },
	[EST_LABELLED_4] = { "hidden Markov, shown fitted, tagger from labels",
	    TARGET_RATE_4, false, false },
	[EST_LABELLED_5] = { "hidden Markov, shown fitted, tagger from labels",
	    TARGET_RATE_5, false, false },
	[EST_FREE_1] = { "hidden Markov, no labels", TARGET_RATE_1, false,
	    false },
	[EST_FREE_2] = { "hidden Markov, no labels", TARGET_RATE_2, false,
	    false },
	[EST_FREE_3] = { "hidden Markov, no labels", TARGET_RATE_3, false,
	    false },
	[EST_FREE_4] = { "hidden Markov, no labels", TARGET_RATE_4, false,
	    false },
	[EST_FREE_5] = { "hidden Markov, no labels", TARGET_RATE_5, false,
	    false },
	[EST_NET_LABELLED] = { "hidden Markov, shown fitted, tagger from "
			       "labels",
	    TARGET_NET, false, false },
	[EST_NET_FREE] = { "hidden Markov, no labels", TARGET_NET, false,
	    false },
	[EST_NET_SHOWN] = { "hidden Markov, what is shown fitted too",
	    TARGET_NET, false, false },
	[EST_NET_IDENTITY] = { "hidden Markov, shown taken for own rung",
	    TARGET_NET, true, false },
	[EST_NET_HIDDEN] = { "hidden Markov, tags with errors", TARGET_NET,
	    false, false },
	[EST_NET_INTERVAL] = { "interval-censored exponential, rungs shown",
	    TARGET_NET, true, false },
	[EST_NET_KM] = { "Kaplan-Meier of first tag, censored at last post",
	    TARGET_NET, true, false },
	[EST_NET_KM_SILENCE] = { "Kaplan-Meier of first tag, censored 90 "
				 "days after",
	    TARGET_NET, true, false },
	[EST_FIRST_PANEL] = { "panel, true rungs at posts", TARGET_NET_FIRST,
	    false, false },
	[EST_FIRST_HIDDEN] = { "hidden Markov, tags with errors",
	    TARGET_NET_FIRST, false, false },
	[EST_FIRST_SHOWN] = { "hidden Markov, what is shown fitted too",
	    TARGET_NET_FIRST, false, false },
	[EST_FIRST_LABELLED] = { "hidden Markov, shown fitted, tagger from "
				 "labels",
	    TARGET_NET_FIRST, false, false },
	[EST_FIRST_FREE] = { "hidden Markov, no labels", TARGET_NET_FIRST,
	    false, false },
	[EST_CRUDE_PATH] = { "Aalen-Johansen, true paths", TARGET_CRUDE, false,
	    false },
	[EST_CRUDE_OWN] = { "Aalen-Johansen, true rungs at posts", TARGET_CRUDE,
	    true, false },
	[EST_CRUDE_FIRST] = { "Aalen-Johansen, first tag", TARGET_CRUDE, true,
	    false },
	[EST_CRUDE_CONFIRMED] = { "Aalen-Johansen, second tag", TARGET_CRUDE,
	    true, false },
	[EST_CRUDE_EVER] = { "share ever tagged", TARGET_CRUDE, true, false },
	[EST_ODDS_TRAITS] = { "traits known, all authors", TARGET_LOG_ODDS,
	    false, false },
	[EST_ODDS_STRATA] = { "ever told, Mantel-Haenszel by posts",
	    TARGET_LOG_ODDS, true, false },
	[EST_ODDS_EVER] = { "ever told, authors with posts", TARGET_LOG_ODDS,
	    true, false },
};

/* Posts per author: 1, 2-3, 4-7, 8-15, 16 and more. */
#define STRATA 5

/* Subjects of one way to see the entry. */
struct subjects {
	struct gal_subject *items;
	size_t count;
};

/* What one pass over the authors collects. */
struct corpus {
	const struct gal_sim_process *process;
	uint64_t authors; /* with posts: rows of k and n */
	double *k;	  /* posts that show, by author */
	double *n;
	struct gal_share_sums perfect, tags;
	struct gal_labelled *rows; /* posts */
	struct gal_labelled *by_author;
	struct gal_labelled *simple;
	size_t posts, capacity;
	struct gal_gaps gaps;
	struct subjects path, own, first, second, last, silence;
	struct gal_window *windows;
	size_t window_count;
	uint64_t incident, ever;	      /* tagged */
	double starts[GAL_SIM_COMPANION - 1]; /* by rung at the first post */
	struct gal_table2 traits;
	struct gal_table2 told[STRATA]; /* by number of posts */
	/* for the hidden Markov model: all posts, author after author */
	uint8_t *symbols;
	uint8_t *shown;
	uint16_t *gap_index; /* into hidden_gaps */
	struct gal_hmm_series *series;
};

/* Hours up to two days, then days: what gal_gap_round() gives. */
#define HIDDEN_GAPS (48 + 731)

static void *
more(void *items, size_t count, size_t size)
{
	void *grown = realloc(items, count * size);

	if (grown == NULL)
		exit(2);
	return grown;
}

static void
add_subject(
    struct subjects *subjects, bool at_risk, const struct gal_subject *subject)
{
	if (at_risk)
		subjects->items[subjects->count++] = *subject;
}

/* Where the rungs shown put the entry: after the last post below, at or
 * before the first at companion or higher. */
static bool
shown_window(struct gal_window *out, const struct view *view)
{
	size_t start = 0;
	int64_t origin;

	while (start < view->count && view->posts[start].shown == 0)
		start++;
	if (start == view->count ||
	    view->posts[start].shown >= GAL_SIM_COMPANION)
		return false;
	origin = view->posts[start].time;
	out->left = 0.0;
	out->right = INFINITY;
	for (size_t i = start; i < view->count; i++) {
		double day = (double)(view->posts[i].time - origin) /
		    GAL_SECONDS_PER_DAY;

		if (view->posts[i].shown >= GAL_SIM_COMPANION) {
			out->right = day;
			break;
		}
		if (view->posts[i].shown > 0)
			out->left = day;
	}
	return out->right > 0.0;
}

/* First tag at companion or higher with leaving as censoring, at the last
 * post plus `grace` days (not after the window). */
static bool
km_subject(struct gal_subject *out, const struct view *view, double grace)
{
	size_t start = 0;
	int64_t origin;

	while (start < view->count && view->tags[start].stage == 0)
		start++;
	if (start == view->count ||
	    view->tags[start].stage >= GAL_SIM_COMPANION)
		return false;
	origin = view->posts[start].time;
	*out = (struct gal_subject){ -INFINITY, 0.0, 0 };
	for (size_t i = start; i < view->count; i++) {
		out->time = (double)(view->posts[i].time - origin) /
		    GAL_SECONDS_PER_DAY;
		if (view->tags[i].stage >= GAL_SIM_COMPANION) {
			out->cause = 1;
			return out->time > 0.0;
		}
	}
	out->time = fmin(out->time + grace,
	    (double)(study_window.until - origin) / GAL_SECONDS_PER_DAY);
	return out->time > 0.0;
}

static void
count_in(struct gal_table2 *table, bool first, bool second)
{
	table->a += first && second;
	table->b += first && !second;
	table->c += !first && second;
	table->d += !first && !second;
}

static size_t
gap_index(double gap)
{
	return gap < 2.0 ? (size_t)lround(gap * 24) : 46 + (size_t)lround(gap);
}

static void
add_posts(
    struct corpus *c, const struct view *view, uint64_t seed, uint64_t author)
{
	double k = 0;
	double tagged = 0;
	size_t stratum = 0;

	for (size_t p = 0; p < view->count; p++) {
		bool y = view->posts[p].shown >= GAL_SIM_COMPANION;
		bool f = view->tags[p].stage >= GAL_SIM_COMPANION;
		struct gal_labelled row = { author, f, gold_share[f], y,
			false };

		if (c->posts == c->capacity) {
			c->capacity = c->capacity * 2 + 4096;
			c->rows = more(c->rows, c->capacity, sizeof(*c->rows));
			c->by_author = more(
			    c->by_author, c->capacity, sizeof(*c->by_author));
			c->simple =
			    more(c->simple, c->capacity, sizeof(*c->simple));
			c->symbols =
			    more(c->symbols, c->capacity, sizeof(*c->symbols));
			c->shown =
			    more(c->shown, c->capacity, sizeof(*c->shown));
			c->gap_index = more(
			    c->gap_index, c->capacity, sizeof(*c->gap_index));
		}
		row.gold =
		    gal_rng_uniform(seed, STREAM_GOLD, c->posts) < row.pi;
		c->rows[c->posts] = row;
		row.pi = fmin(author_gold_share[f] / (double)view->count, 1);
		row.gold = gal_rng_uniform(seed, STREAM_AUTHOR_GOLD, c->posts) <
		    row.pi;
		c->by_author[c->posts] = row;
		row.pi = simple_share;
		row.gold =
		    gal_rng_uniform(seed, STREAM_SIMPLE, c->posts) < row.pi;
		c->simple[c->posts] = row;
		c->symbols[c->posts] = view->tags[p].stage;
		c->shown[c->posts] = view->posts[p].shown;
		c->gap_index[c->posts] = p == 0
		    ? 0
		    : (uint16_t)gap_index(gal_gap_round(
			  view->posts[p].time - view->posts[p - 1].time));
		c->posts++;
		k += y;
		tagged += f;
	}
	while (stratum + 1 < STRATA && view->count >> (stratum + 1) > 0)
		stratum++;
	count_in(
	    &c->told[stratum], view->tells_benefit, view->tells_dependency);
	gal_share_add(&c->perfect, k, (double)view->count);
	gal_share_add(&c->tags, tagged, (double)view->count);
	c->k[c->authors] = k;
	c->n[c->authors] = (double)view->count;
	c->authors++;
}

static void
add_entries(struct corpus *c, const struct view *view)
{
	struct gal_subject s;

	add_subject(
	    &c->path, view_true_subject(&s, view, 1, GAL_SIM_COMPANION), &s);
	/* The truth is that of authors who enter at the lowest rung. */
	if (view->author.initial != 1)
		return;
	add_subject(&c->own,
	    view_subject(&s, view, study_window, SIGHT_OWN, GAL_SIM_COMPANION,
		1, SILENCE),
	    &s);
	if (view_subject(&s, view, study_window, SIGHT_TAGGED,
		GAL_SIM_COMPANION, 1, SILENCE)) {
		add_subject(&c->first, true, &s);
		c->incident++;
		for (size_t p = 0; p < view->count; p++) {
			if (view->tags[p].stage >= GAL_SIM_COMPANION) {
				c->ever++;
				break;
			}
		}
	}
	add_subject(&c->second,
	    view_subject(&s, view, study_window, SIGHT_TAGGED,
		GAL_SIM_COMPANION, 2, SILENCE),
	    &s);
	add_subject(&c->last, km_subject(&s, view, 0.0), &s);
	add_subject(&c->silence, km_subject(&s, view, SILENCE), &s);
	c->window_count += shown_window(&c->windows[c->window_count], view);
}

static void
report(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    enum estimator_id id, double value, struct gal_interval limits)
{
	double target = truth[estimators[id].target];

	if (!isnan(target))
		fared_add(&fared[id], value, limits, target);
}

static void
bootstrap_mean(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    const struct corpus *c, uint64_t seed, double mean)
{
	double top[REPLICATES] = { 0 };
	double bottom[REPLICATES] = { 0 };
	uint8_t weights[REPLICATES];
	struct gal_interval limits;
	double se;

	for (uint64_t a = 0; a < c->authors; a++) {
		double share = c->k[a] / c->n[a];

		gal_bootstrap_weights(weights, seed, a, 0, REPLICATES);
		for (size_t b = 0; b < REPLICATES; b++) {
			top[b] += weights[b] * share;
			bottom[b] += weights[b];
		}
	}
	for (size_t b = 0; b < REPLICATES; b++)
		top[b] /= bottom[b];
	gal_bootstrap_percentile(&se, &limits, top, REPLICATES, STUDY_CONF);
	report(fared, truth, EST_MEAN_BOOTSTRAP, mean, limits);
}

static void
estimate_shares(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    struct corpus *c, uint64_t seed)
{
	struct gal_share perfect, tags;

	gal_share_finish(&perfect, &c->perfect, STUDY_CONF);
	gal_share_finish(&tags, &c->tags, STUDY_CONF);
	report(fared, truth, EST_MEAN_PERFECT, perfect.mean,
	    perfect.mean_interval);
	report(fared, truth, EST_MEAN_TAGS, tags.mean, tags.mean_interval);
	report(fared, truth, EST_POST_CR1, perfect.pooled, perfect.pooled_t);
	report(fared, truth, EST_POST_WILSON, perfect.pooled,
	    gal_wilson(perfect.k, perfect.posts, STUDY_CONF));
	report(fared, truth, EST_POST_TAGS, tags.pooled,
	    gal_wilson(tags.k, tags.posts, STUDY_CONF));
	report(fared, truth, EST_ANY_PERFECT, perfect.any_share,
	    perfect.any_interval);
	report(fared, truth, EST_ANY_TAGS, tags.any_share, tags.any_interval);
	bootstrap_mean(fared, truth, c, seed, perfect.mean);
}

static void
estimate_corrected(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    struct corpus *c)
{
	struct gal_error err = { 0 };
	struct gal_corrected by_author, simple;
	struct gal_share_sums corrected = { 0 };
	struct gal_estimate by_post, unused;
	struct gal_rogan_gladen rogan;
	double counts[2][2] = { { 0 } };
	double tagged = 0;
	size_t at = 0;

	/* from sums over authors, as the reports do */
	for (uint64_t a = 0; a < c->authors; a++) {
		double k = 0;

		for (size_t p = 0; p < (size_t)c->n[a]; p++, at++) {
			const struct gal_labelled *row = &c->rows[at];

			k += row->f;
			if (row->gold)
				k += (row->y - row->f) / row->pi;
		}
		gal_share_add(&corrected, k, c->n[a]);
	}
	gal_dsl_of(&by_post, &unused, &corrected, STUDY_CONF);
	report(fared, truth, EST_POST_DSL, by_post.value, by_post.limits);
	at = 0;
	must(gal_correct(&simple, c->simple, c->posts, STUDY_CONF, &err), &err);
	report(fared, truth, EST_POST_PPI, simple.ppi_tuned.value,
	    simple.ppi_tuned.limits);
	for (size_t p = 0; p < c->posts; p++) {
		bool y = c->simple[p].y > 0;
		bool f = c->simple[p].f > 0;

		tagged += f;
		if (c->simple[p].gold)
			counts[y][f]++;
	}
	gal_rogan_gladen_of(&rogan, tagged, (double)c->posts, counts[1][1],
	    counts[1][0] + counts[1][1], counts[0][0],
	    counts[0][0] + counts[0][1], STUDY_CONF);
	report(fared, truth, EST_POST_ROGAN, rogan.clipped, rogan.limits);
	/* The mean over authors is the mean over posts of values weighted
	 * by posts / (authors x the author's posts). */
	for (uint64_t a = 0; a < c->authors; a++) {
		double weight =
		    (double)c->posts / ((double)c->authors * c->n[a]);

		for (size_t p = 0; p < (size_t)c->n[a]; p++, at++) {
			c->by_author[at].f *= weight;
			c->by_author[at].y *= weight;
		}
	}
	must(gal_correct(&by_author, c->by_author, c->posts, STUDY_CONF, &err),
	    &err);
	report(fared, truth, EST_MEAN_DSL, by_author.dsl.value,
	    by_author.dsl.limits);
}

static void
estimate_panel(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    const struct corpus *c)
{
	struct gal_error err = { 0 };
	double start[GAL_SIM_RUNGS] = { 1 };
	struct gal_panel_fit fit;
	struct gal_chain chain;
	struct gal_interval limits;
	double share, se, authors = 0;

	gal_chain_ladder(&chain, GAL_SIM_RUNGS, false);
	gal_panel_crude(&chain, &c->gaps, 0.01);
	must(gal_panel_fit(&fit, &chain, &c->gaps, &err), &err);
	for (size_t r = 0; r < chain.rates; r++)
		report(fared, truth, (enum estimator_id)(EST_PANEL_1 + r),
		    fit.chain.rate[r],
		    gal_panel_rate_interval(&fit, r, STUDY_CONF));
	must(gal_panel_incidence(&share, &se, &limits, &fit, start, 0,
		 GAL_SIM_COMPANION - 1, HORIZON, STUDY_CONF, &err),
	    &err);
	report(fared, truth, EST_NET_PANEL, share, limits);
	for (size_t i = 0; i + 1 < GAL_SIM_COMPANION; i++)
		authors += c->starts[i];
	for (size_t i = 0; i + 1 < GAL_SIM_COMPANION; i++)
		start[i] = c->starts[i] / authors;
	must(gal_panel_incidence(&share, &se, &limits, &fit, start, authors,
		 GAL_SIM_COMPANION - 1, EARLY, STUDY_CONF, &err),
	    &err);
	report(fared, truth, EST_FIRST_PANEL, share, limits);
}

static void
estimate_odds(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    const struct corpus *c)
{
	struct gal_cooccurrence traits, ever;
	struct gal_mantel_haenszel strata;
	struct gal_table2 all = { 0, 0, 0, 0 };

	for (size_t s = 0; s < STRATA; s++) {
		all.a += c->told[s].a;
		all.b += c->told[s].b;
		all.c += c->told[s].c;
		all.d += c->told[s].d;
	}
	gal_cooccurrence_of(&traits, c->traits, STUDY_CONF);
	gal_cooccurrence_of(&ever, all, STUDY_CONF);
	gal_mantel_haenszel_of(&strata, c->told, STRATA, STUDY_CONF);
	report(fared, truth, EST_ODDS_TRAITS, traits.haldane_log_or,
	    gal_interval_wald(
		traits.haldane_log_or, traits.haldane_se, STUDY_CONF));
	report(fared, truth, EST_ODDS_EVER, ever.haldane_log_or,
	    gal_interval_wald(
		ever.haldane_log_or, ever.haldane_se, STUDY_CONF));
	report(fared, truth, EST_ODDS_STRATA, log(strata.odds_ratio),
	    gal_interval_wald(
		log(strata.odds_ratio), strata.se_log, STUDY_CONF));
}

/* The posts of a corpus as the source of a hidden Markov fit. */
struct hidden {
	const struct corpus *corpus;
	size_t next;
	double gaps[HIDDEN_GAPS];
	struct gal_hmm_spec spec;
};

static enum gal_status
hidden_rewind(void *payload, struct gal_error *err)
{
	struct hidden *hidden = payload;

	(void)err;
	hidden->next = 0;
	return GAL_OK;
}

static enum gal_status
hidden_next(void *payload, struct gal_hmm_series *out, struct gal_error *err)
{
	struct hidden *hidden = payload;

	(void)err;
	if (hidden->next == hidden->corpus->authors)
		return GAL_END;
	*out = hidden->corpus->series[hidden->next++];
	return GAL_OK;
}

static struct hidden *
prepare_hidden(struct corpus *c)
{
	struct hidden *out = more(NULL, 1, sizeof(*out));
	struct gal_hmm_spec *spec = &out->spec;
	size_t at = 0;

	memset(out, 0, sizeof(*out));
	out->corpus = c;
	for (size_t i = 0; i < HIDDEN_GAPS; i++)
		out->gaps[i] = i < 48 ? (double)i / 24 : (double)(i - 46);
	for (uint64_t a = 0; a < c->authors; a++) {
		c->series[a] = (struct gal_hmm_series){ c->symbols + at,
			c->gap_index + at, (size_t)c->n[a] };
		at += (size_t)c->n[a];
	}
	gal_chain_ladder(&spec->chain, GAL_SIM_RUNGS, false);
	spec->shows = spec->symbols = GAL_SIM_RUNGS + 1;
	spec->gap = out->gaps;
	spec->gap_count = HIDDEN_GAPS;
	gal_hmm_start_init(spec);
	return out;
}

/* A fit that did not converge counts as not defined. rates: the first of the
 * five rate estimators; that and `first` may be ESTIMATORS for none. */
static void
fit_hidden(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    struct hidden *hidden, enum estimator_id rates, enum estimator_id net,
    enum estimator_id first)
{
	struct gal_hmm_source source = { hidden, hidden_rewind, hidden_next };
	struct gal_hmm_fit *fit = more(NULL, 1, sizeof(*fit));
	struct gal_error err = { 0 };
	double start[GAL_SIM_RUNGS] = { 1 };
	struct gal_interval limits;
	double share, se;

	must(gal_hmm_fit(fit, &hidden->spec, &source, &err), &err);
	for (size_t r = 0; r < fit->rates.chain.rates && rates < ESTIMATORS;
	     r++)
		report(fared, truth, (enum estimator_id)(rates + r),
		    fit->rates.converged ? fit->rates.chain.rate[r] : NAN,
		    gal_panel_rate_interval(&fit->rates, r, STUDY_CONF));
	must(gal_panel_incidence(&share, &se, &limits, &fit->rates, start, 0,
		 GAL_SIM_COMPANION - 1, HORIZON, STUDY_CONF, &err),
	    &err);
	report(fared, truth, net, fit->rates.converged ? share : NAN, limits);
	if (first < ESTIMATORS) {
		must(gal_hmm_incidence(&share, &se, &limits, fit,
			 GAL_SIM_COMPANION - 1, EARLY, STUDY_CONF, &err),
		    &err);
		report(fared, truth, first, fit->rates.converged ? share : NAN,
		    limits);
	}
	free(fit);
	free(hidden);
}

/* X and M known, as if both samples they come from were large; with errors
 * correlated within author M is that of the average author. */
static void
estimate_hidden(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    struct corpus *c)
{
	struct hidden *hidden = prepare_hidden(c);

	gal_sim_confusion((void *)hidden->spec.tagger, c->process);
	memcpy(
	    hidden->spec.shown, c->process->shown, sizeof(c->process->shown));
	fit_hidden(fared, truth, hidden, EST_HIDDEN_1, EST_NET_HIDDEN,
	    EST_FIRST_HIDDEN);
}

/* M as gal_validation_tagger() gives it, from the labels that DSL uses:
 * weighted by 1 / pi, one label spread over each row. */
static void
label_tagger(struct gal_hmm_spec *spec, const struct corpus *c)
{
	size_t n = spec->symbols;
	double weight[GAL_SYMBOLS_MAX][GAL_SYMBOLS_MAX] = { { 0 } };
	double sum[GAL_SYMBOLS_MAX] = { 0 }, square[GAL_SYMBOLS_MAX] = { 0 };

	for (size_t p = 0; p < c->posts; p++) {
		double w = 1 / c->rows[p].pi;

		if (!c->rows[p].gold)
			continue;
		weight[c->shown[p]][c->symbols[p]] += w;
		sum[c->shown[p]] += w;
		square[c->shown[p]] += w * w;
	}
	for (size_t v = 0; v < n; v++) {
		double labels = square[v] > 0 ? sum[v] * sum[v] / square[v] : 0;

		spec->labels[v] = labels;
		for (size_t o = 0; o < n; o++)
			spec->tagger[v * n + o] = labels > 0
			    ? (weight[v][o] / sum[v] * labels + 1 / (double)n) /
				(labels + 1)
			    : v == o;
	}
}

/* What authors show is fitted too, with the tagger's errors known, known
 * from labels, or not at all; or wrongly taken to be their own rung. */
static void
estimate_shown(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    struct corpus *c)
{
	struct hidden *hidden = prepare_hidden(c);
	const size_t n = GAL_SIM_RUNGS + 1;

	gal_sim_confusion((void *)hidden->spec.tagger, c->process);
	gal_hmm_start_shown(&hidden->spec, false);
	hidden->spec.free_shown = true;
	fit_hidden(
	    fared, truth, hidden, EST_SHOWN_1, EST_NET_SHOWN, EST_FIRST_SHOWN);

	hidden = prepare_hidden(c);
	label_tagger(&hidden->spec, c);
	gal_hmm_start_shown(&hidden->spec, false);
	hidden->spec.free_shown = true;
	fit_hidden(fared, truth, hidden, EST_LABELLED_1, EST_NET_LABELLED,
	    EST_FIRST_LABELLED);

	hidden = prepare_hidden(c);
	for (size_t v = 0; v < n; v++)
		hidden->spec.tagger[v * n + v] = 1;
	gal_hmm_start_shown(&hidden->spec, true);
	hidden->spec.free_shown = true;
	fit_hidden(
	    fared, truth, hidden, EST_FREE_1, EST_NET_FREE, EST_FIRST_FREE);

	hidden = prepare_hidden(c);
	gal_sim_confusion((void *)hidden->spec.tagger, c->process);
	for (size_t j = 0; j < GAL_SIM_RUNGS; j++)
		hidden->spec.shown[j * n + j + 1] = 1;
	fit_hidden(
	    fared, truth, hidden, ESTIMATORS, EST_NET_IDENTITY, ESTIMATORS);
}

static void
estimate_cif(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    enum estimator_id id, const struct subjects *subjects)
{
	struct gal_error err = { 0 };
	const struct gal_cif *at;
	struct gal_cif *rows;
	size_t n;

	must(gal_cif_fit(&rows, &n, subjects->items, subjects->count, false,
		 STUDY_CONF, &err),
	    &err);
	at = gal_cif_at(rows, n, HORIZON);
	if (at != NULL)
		report(fared, truth, id, at->cif[0], at->limits[0]);
	else
		report(fared, truth, id, NAN, gal_interval_none());
	free(rows);
}

static void
estimate_km(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    enum estimator_id id, const struct subjects *subjects)
{
	struct gal_error err = { 0 };
	const struct gal_km *at = NULL;
	struct gal_km *rows;
	size_t n;

	must(gal_km_fit(
		 &rows, &n, subjects->items, subjects->count, STUDY_CONF, &err),
	    &err);
	for (size_t i = 0; i < n && rows[i].time <= HORIZON; i++)
		at = &rows[i];
	if (at != NULL)
		report(fared, truth, id, 1 - at->surv,
		    (struct gal_interval){
			1 - at->loglog.hi, 1 - at->loglog.lo });
	else
		report(fared, truth, id, NAN, gal_interval_none());
	free(rows);
}

static void
estimate_entries(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    const struct corpus *c)
{
	struct gal_error err = { 0 };
	struct gal_weibull fit;

	estimate_cif(fared, truth, EST_CRUDE_PATH, &c->path);
	estimate_cif(fared, truth, EST_CRUDE_OWN, &c->own);
	estimate_cif(fared, truth, EST_CRUDE_FIRST, &c->first);
	estimate_cif(fared, truth, EST_CRUDE_CONFIRMED, &c->second);
	estimate_km(fared, truth, EST_NET_KM, &c->last);
	estimate_km(fared, truth, EST_NET_KM_SILENCE, &c->silence);
	report(fared, truth, EST_CRUDE_EVER,
	    (double)c->ever / (double)c->incident,
	    gal_wilson((double)c->ever, (double)c->incident, STUDY_CONF));
	must(gal_weibull_fit(&fit, c->windows, c->window_count, true, &err),
	    &err);
	report(fared, truth, EST_NET_INTERVAL, gal_weibull_share(&fit, HORIZON),
	    gal_weibull_interval(&fit, HORIZON, STUDY_CONF));
}

void
estimate_corpus(struct fared fared[ESTIMATORS], const double truth[TARGETS],
    const struct gal_sim_process *process, uint64_t seed, uint64_t authors,
    bool hidden, bool shown)
{
	struct corpus c = { .process = process };
	struct subjects *all[] = { &c.path, &c.own, &c.first, &c.second,
		&c.last, &c.silence };
	const size_t sets = sizeof(all) / sizeof(all[0]);
	struct view view = { .count = 0 };

	c.gaps.states = GAL_SIM_RUNGS;
	c.k = more(NULL, authors, sizeof(*c.k));
	c.n = more(NULL, authors, sizeof(*c.n));
	c.windows = more(NULL, authors, sizeof(*c.windows));
	c.series = more(NULL, authors, sizeof(*c.series));
	for (size_t i = 0; i < sets; i++)
		all[i]->items = more(NULL, authors, sizeof(*all[i]->items));
	for (uint64_t i = 0; i < authors; i++) {
		view_make(&view, process, study_window, seed, i);
		add_entries(&c, &view);
		count_in(
		    &c.traits, view.author.benefit, view.author.dependency);
		if (view.count == 0)
			continue;
		view_add_gaps(&c.gaps, &view);
		add_posts(&c, &view, seed, i);
		if (view.posts[0].own < GAL_SIM_COMPANION)
			c.starts[view.posts[0].own - 1] += 1;
	}
	estimate_shares(fared, truth, &c, seed);
	estimate_corrected(fared, truth, &c);
	estimate_panel(fared, truth, &c);
	estimate_entries(fared, truth, &c);
	estimate_odds(fared, truth, &c);
	if (hidden)
		estimate_hidden(fared, truth, &c);
	if (shown)
		estimate_shown(fared, truth, &c);
	view_free(&view);
	for (size_t i = 0; i < sets; i++)
		free(all[i]->items);
	gal_gaps_free(&c.gaps);
	free(c.windows);
	free(c.series);
	free(c.symbols);
	free(c.shown);
	free(c.gap_index);
	free(c.k);
	free(c.n);
	free(c.rows);
	free(c.simple);
	free(c.by_author);
}
