/* Personas that persist: survival to rupture, breaks, what follows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/report_frame.h"
#include "stats/survival.h"

#define ALL_PLATFORMS SIZE_MAX

static const char *const breaks[BREAKS] = {
	[BREAK_FILTER] = "filter or safety routing",
	[BREAK_UPDATE] = "update or change of model",
	[BREAK_SHUTDOWN] = "removal, wipe or shutdown",
	[BREAK_CONTRADICTION] = "contradiction, forgetting",
	[BREAK_JAILBREAK] = "jailbreak",
	[BREAK_EVENT] = "within four weeks of a platform event",
	[BREAK_UNNAMED] = "none of these",
};

static const struct {
	const char *name;
	uint8_t bit;
	bool shown; /* else: the bit is not set */
} follows[] = {
	{ "grief", AFTER_GRIEF, true },
	{ "preservation", AFTER_PRESERVATION, true },
	{ "migration: another platform is named", AFTER_MIGRATION, true },
	{ "return: companionship or above again", AFTER_RETURN, true },
	{ "exit: no further post", AFTER_POSTS, false },
};
#define FOLLOWS (sizeof(follows) / sizeof(follows[0]))

static const char *
platform_name(const struct gal_timeline *t, size_t platform)
{
	const char *code;

	if (platform == ALL_PLATFORMS)
		return "all";
	if (platform == PLATFORM_NONE)
		return "not named";
	code = t->settings.codes[t->platform.code[platform]];
	return code + sizeof("platform.") - 1;
}

/* Subjects of one platform; a rupture in the naming post counts half a
 * second later, so that its author was at risk. */
static size_t
take_subjects(struct gal_subject *out, double *events, double *posts,
    const struct gal_timeline *t, size_t platform)
{
	size_t n = 0;

	*events = *posts = 0;
	for (size_t i = 0; i < t->companion_count; i++) {
		const struct companion_row *c = &t->companions[i];
		double time = gal_days(c->seconds);

		if (platform != ALL_PLATFORMS && c->platform != platform)
			continue;
		if (c->breaks && time == 0)
			time = 0.5 / GAL_SECONDS_PER_DAY;
		*events += c->breaks;
		*posts += c->read;
		out[n++] = (struct gal_subject){ -INFINITY, time, c->breaks };
	}
	return n;
}

static enum gal_status
survival_rows(struct report_frame *f, const struct gal_timeline *t,
    size_t platform, struct gal_subject *s, struct gal_error *err)
{
	static const double days[] = { 30, 90, 180, 365, 730 };
	double events, posts;
	size_t n = take_subjects(s, &events, &posts, t, platform), rows = 0;
	struct gal_km *km = NULL;
	enum gal_status status;

	if (n < (size_t)f->k || events < (double)f->k) {
		f->suppressed += platform != ALL_PLATFORMS && n > 0;
		return GAL_OK;
	}
	status = gal_km_fit(&km, &rows, s, n, t->settings.conf, err);
	if (status != GAL_OK)
		return status;
	for (size_t d = 0; d < sizeof(days) / sizeof(days[0]); d++) {
		const struct gal_km *at = NULL;
		double at_risk;

		for (size_t i = 0; i < rows && km[i].time <= days[d]; i++)
			at = &km[i];
		if (at == NULL)
			continue;
		at_risk = at->n_risk - at->n_event - at->n_censor;
		if (at_risk < (double)f->k)
			break;
		report_text(f, platform_name(t, platform));
		report_int(f, days[d]);
		report_int(f, at_risk);
		report_int(f, events);
		report_estimate(f, at->surv, at->loglog, (double)n, posts,
		    t->broken_before, "uncorrected");
	}
	free(km);
	return GAL_OK;
}

/* Are the curves of the platforms alike? Those with k authors and k ruptures
 * of their own. */
static enum gal_status
note_logrank(struct report_frame *f, const struct gal_timeline *t,
    struct gal_subject *s, struct gal_error *err)
{
	size_t *group, groups = 0, used = 0;
	struct gal_logrank test;
	enum gal_status status;

	group = gal_allocate(t->companion_count, sizeof(*group), err);
	if (group == NULL)
		return GAL_NOMEM;
	for (size_t p = 0; p < t->platform.count; p++) {
		double events, posts;
		size_t first = used;
		size_t n = take_subjects(s + used, &events, &posts, t, p);

		if (n < (size_t)f->k || events < (double)f->k)
			continue;
		used += n;
		for (size_t i = first; i < used; i++)
			group[i] = groups;
		groups++;
	}
	if (groups < 2) {
		free(group);
		return GAL_OK;
	}
	status = gal_logrank_test(&test, s, group, used, groups, 0, err);
	if (status == GAL_OK)
		report_note(f,
		    "log-rank over %zu named platforms: chi-squared %.2f with "
		    "%.0f degrees of freedom, p = %.2g",
		    groups, test.chisq, test.df, test.p);
	gal_logrank_free(&test);
	free(group);
	return status;
}

static enum gal_status
curves(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct gal_subject *s =
	    gal_allocate(t->companion_count, sizeof(*s), err);
	struct report_frame f;
	enum gal_status status;

	if (s == NULL)
		return GAL_NOMEM;
	report_open(&f, t, "persona_survival",
	    "How long a companion stays the same", err);
	report_column(&f, "platform", 't', "",
	    "named last before, or first after, the companion's first post");
	report_column(&f, "day", 'i', "days",
	    "since the first post at or above companionship");
	report_column(&f, "at_risk", 'i', "authors", "still followed then");
	report_column(&f, "ruptures", 'i', "authors", "who tell of one, ever");
	report_estimate_columns(&f, "share of authors",
	    "without a rupture of their own told by then (Kaplan-Meier)");
	status = survival_rows(&f, t, ALL_PLATFORMS, s, err);
	for (size_t p = 0; p < t->platform.count && status == GAL_OK; p++)
		status = survival_rows(&f, t, p, s, err);
	if (status == GAL_OK)
		status = survival_rows(&f, t, PLATFORM_NONE, s, err);
	if (status == GAL_OK)
		status = note_logrank(&f, t, s, err);
	free(s);
	if (status != GAL_OK) {
		gal_frame_free(f.frame);
		return status;
	}
	if (gal_frame_rows(f.frame) == 0)
		report_note(&f,
		    "fewer than %lld authors have a companion, tell of its "
		    "rupture, or are followed for 30 days: nothing is printed",
		    (long long)f.k);
	report_note(&f,
	    "the codebook has no code for a name: the first post at or above "
	    "companionship stands for it. Censored at the last post; who "
	    "leaves in silence is not seen to break, so read it as what is "
	    "told. n_missing told of a rupture before");
	return report_send(&f, sink, payload);
}

static enum gal_status
pressures(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	double count[BREAKS] = { 0 }, n = 0, posts = 0;
	struct report_frame f;

	for (size_t i = 0; i < t->companion_count; i++) {
		const struct companion_row *c = &t->companions[i];

		if (!c->breaks)
			continue;
		n += 1;
		posts += c->read;
		for (int b = 0; b < BREAKS; b++)
			count[b] += c->pressures >> b & 1;
	}
	report_open(&f, t, "persona_breaks", "What a companion breaks on", err);
	report_column(&f, "pressure", 't', "",
	    "that the post of the first rupture names; several count each");
	report_estimate_columns(&f, "share of ruptures", "by this pressure");
	for (int b = 0; b < BREAKS && n >= (double)f.k; b++) {
		bool hide = count[b] > 0 && count[b] < (double)f.k;

		if (b == BREAK_JAILBREAK && count[b] == 0)
			continue; /* see the note */
		report_text(&f, breaks[b]);
		f.suppressed += hide;
		report_estimate(&f, hide ? NAN : count[b] / n,
		    hide ? gal_interval_none()
			 : gal_wilson(count[b], n, t->settings.conf),
		    n, posts, 0, "uncorrected");
	}
	if (n < (double)f.k)
		report_note(&f,
		    "fewer than %lld authors tell of a rupture of their own",
		    (long long)f.k);
	report_note(&f,
	    "the pressure is read from the names of the rules that spoke for "
	    "the rupture; no rule of the codebook names a jailbreak. A break "
	    "near an event may have another cause");
	return report_send(&f, sink, payload);
}

static enum gal_status
aftermath(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct report_frame f;

	report_open(&f, t, "persona_after",
	    "What follows a rupture, by what broke it", err);
	report_column(&f, "follows", 't', "", "within 90 days");
	report_column(&f, "pressure", 't', "", "of the rupture; any: all");
	report_estimate_columns(&f, "share of authors", "with it");
	for (size_t o = 0; o < FOLLOWS; o++)
		for (int b = -1; b < BREAKS; b++) {
			double n = 0, k = 0, posts = 0, open = 0;
			bool hide;

			for (size_t i = 0; i < t->companion_count; i++) {
				const struct companion_row *c =
				    &t->companions[i];

				if (!c->breaks ||
				    (b >= 0 && !(c->pressures >> b & 1)))
					continue;
				open += !c->followed;
				if (!c->followed)
					continue;
				n += 1;
				posts += c->read;
				k += (c->after >> follows[o].bit & 1) ==
				    follows[o].shown;
			}
			if (n < (double)f.k)
				continue;
			hide = (k > 0 && k < (double)f.k) ||
			    (k < n && n - k < (double)f.k);
			report_text(&f, follows[o].name);
			report_text(&f, b < 0 ? "any" : breaks[b]);
			f.suppressed += hide;
			report_estimate(&f, hide ? NAN : k / n,
			    hide ? gal_interval_none()
				 : gal_wilson(k, n, t->settings.conf),
			    n, posts, open, "uncorrected");
		}
	report_note(&f,
	    "first rupture of an author's own companion, with 90 days after it "
	    "in the window (n_missing: without); grief and preservation may "
	    "stand in the post itself");
	if (t->platform.count == 0)
		report_note(&f, "the codebook names no platform: no migration");
	return report_send(&f, sink, payload);
}

enum gal_status
report_survival(const struct gal_timeline *t, gal_report_sink sink,
    void *payload, struct gal_error *err)
{
	enum gal_status status = curves(t, sink, payload, err);

	if (status == GAL_OK)
		status = pressures(t, sink, payload, err);
	if (status == GAL_OK)
		status = aftermath(t, sink, payload, err);
	return status;
}
