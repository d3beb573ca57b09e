/* Personas that persist: survival to rupture, breaks, what follows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/report_frame.h"
#include "stats/survival.h"

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

/* Companions that a curve is drawn of. */
enum cohort_by { BY_ALL, BY_BEGINNING, BY_PLATFORM, BY_MODEL };
struct cohort {
	enum cohort_by by;
	size_t which; /* beginning, place of the platform, model */
};
static const char *const by_names[] = {
	[BY_ALL] = "all",
	[BY_BEGINNING] = "beginning",
	[BY_PLATFORM] = "platform",
	[BY_MODEL] = "model",
};

static const char *
cohort_name(const struct gal_timeline *t, struct cohort c)
{
	static const char *const beginnings[BEGINNINGS] = {
		[BEGINS_NAMED] = "begins with its name",
		[BEGINS_RUNG] = "begins with the rung",
	};
	const char *code;

	switch (c.by) {
	case BY_BEGINNING:
		return beginnings[c.which];
	case BY_MODEL:
		return t->settings.models[c.which - 1].name;
	case BY_PLATFORM:
		if (c.which == PLATFORM_NONE)
			return "no platform named";
		code = t->settings.codes[t->platform.code[c.which]];
		return code + sizeof("platform.") - 1;
	default:
		return "all";
	}
}

static bool
is_of(const struct companion_row *row, struct cohort c)
{
	switch (c.by) {
	case BY_BEGINNING:
		return row->begins == c.which;
	case BY_MODEL:
		return row->model == c.which;
	case BY_PLATFORM:
		return row->platform == c.which;
	default:
		return true;
	}
}

struct subjects {
	struct gal_subject *items; /* room for every companion */
	size_t n;
	double events, posts;
	double at_once; /* rupture in the first post: never seen at risk */
};

static void
take_subjects(
    struct subjects *out, const struct gal_timeline *t, struct cohort c)
{
	out->n = 0;
	out->events = out->posts = out->at_once = 0;
	for (size_t i = 0; i < t->companion_count; i++) {
		const struct companion_row *row = &t->companions[i];

		if (!is_of(row, c))
			continue;
		if (row->breaks && row->seconds == 0) {
			out->at_once += 1;
			continue;
		}
		out->events += row->breaks;
		out->posts += row->read;
		out->items[out->n++] = (struct gal_subject){ -INFINITY,
			gal_days(row->seconds), row->breaks };
	}
}

static bool
is_enough(const struct report_frame *f, const struct subjects *s)
{
	return s->n >= (size_t)f->k && s->events >= (double)f->k;
}

static enum gal_status
survival_rows(struct report_frame *f, const struct gal_timeline *t,
    struct cohort c, struct subjects *s, struct gal_error *err)
{
	static const double days[] = { 30, 90, 180, 365, 730 };
	struct gal_km *km = NULL;
	size_t rows = 0;
	enum gal_status status;

	take_subjects(s, t, c);
	if (!is_enough(f, s)) {
		f->suppressed += c.by != BY_ALL && s->n > 0;
		return GAL_OK;
	}
	status = gal_km_fit(&km, &rows, s->items, s->n, t->settings.conf, err);
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
		report_text(f, by_names[c.by]);
		report_text(f, cohort_name(t, c));
		report_int(f, days[d]);
		report_int(f, at_risk);
		report_int(f, s->events);
		report_estimate(f, at->surv, at->loglog, (double)s->n, s->posts,
		    (c.by == BY_ALL ? t->broken_before : 0) + s->at_once,
		    "uncorrected");
	}
	free(km);
	return GAL_OK;
}

static size_t
cohort_count(const struct gal_timeline *t, enum cohort_by by)
{
	return by == BY_PLATFORM ? t->platform.count
	    : by == BY_MODEL	 ? t->settings.model_count
	    : by == BY_BEGINNING ? BEGINNINGS
				 : 1;
}

/* The i-th of them; models are numbered from 1. */
static struct cohort
cohort_at(enum cohort_by by, size_t i)
{
	return (struct cohort){ by, by == BY_MODEL ? i + 1 : i };
}

/* Are the curves alike? Those with k authors and k ruptures of their own. */
static enum gal_status
note_logrank(struct report_frame *f, const struct gal_timeline *t,
    enum cohort_by by, const struct subjects *room, struct gal_error *err)
{
	size_t *group, groups = 0, used = 0;
	struct gal_logrank test;
	enum gal_status status;

	group = gal_allocate(t->companion_count, sizeof(*group), err);
	if (group == NULL)
		return GAL_NOMEM;
	for (size_t p = 0; p < cohort_count(t, by); p++) {
		struct subjects s = { .items = room->items + used };

		take_subjects(&s, t, cohort_at(by, p));
		if (!is_enough(f, &s))
			continue;
		for (size_t i = used; i < used + s.n; i++)
			group[i] = groups;
		used += s.n;
		groups++;
	}
	if (groups < 2) {
		free(group);
		return GAL_OK;
	}
	status =
	    gal_logrank_test(&test, room->items, group, used, groups, 0, err);
	if (status == GAL_OK)
		report_note(f,
		    "log-rank over %zu %ss: chi-squared %.2f with %.0f degrees "
		    "of freedom, p = %.2g",
		    groups, by_names[by], test.chisq, test.df, test.p);
	gal_logrank_free(&test);
	free(group);
	return status;
}

static enum gal_status
all_rows(struct report_frame *f, const struct gal_timeline *t,
    struct subjects *s, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (enum cohort_by by = BY_ALL; by <= BY_MODEL; by++) {
		for (size_t i = 0; i < cohort_count(t, by) && status == GAL_OK;
		     i++)
			status = survival_rows(f, t, cohort_at(by, i), s, err);
		if (by == BY_PLATFORM && status == GAL_OK)
			status = survival_rows(
			    f, t, (struct cohort){ by, PLATFORM_NONE }, s, err);
	}
	for (enum cohort_by by = BY_BEGINNING;
	     by <= BY_MODEL && status == GAL_OK; by++)
		status = note_logrank(f, t, by, s, err);
	return status;
}

static enum gal_status
curves(const struct gal_timeline *t, gal_report_sink sink, void *payload,
    struct gal_error *err)
{
	struct subjects s = { .items = gal_allocate(t->companion_count,
				  sizeof(struct gal_subject), err) };
	struct report_frame f;
	enum gal_status status;

	if (s.items == NULL)
		return GAL_NOMEM;
	report_open(&f, t, "persona_survival",
	    "How long a companion stays the same", err);
	report_column(&f, "by", 't', "", "what tells the companions apart");
	report_column(&f, "companions", 't', "",
	    "platform or model named last before, or first after, the "
	    "beginning; beginning: what showed the companion first");
	report_column(&f, "day", 'i', "days",
	    "since the first post that calls the companion by its name, or is "
	    "at or above companionship");
	report_column(&f, "at_risk", 'i', "authors", "still followed then");
	report_column(&f, "ruptures", 'i', "authors", "who tell of one, ever");
	report_estimate_columns(&f, "share of authors",
	    "without a rupture of their own told by then (Kaplan-Meier)");
	status = all_rows(&f, t, &s, err);
	free(s.items);
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
	    "a companion begins with its name or with the rung, whichever is "
	    "seen first: waiting for a name that comes later would favour "
	    "those who last. Censored at the last post; who leaves in silence "
	    "is not seen to break, so read it as what is told. n_missing told "
	    "of a rupture before or in that first post");
	if (t->settings.model_count == 0)
		report_note(&f,
		    "no model is told apart: the codebook has none, or the "
		    "database was classified before models were kept (galatea "
		    "classify)");
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
	    "the rupture; a break near an event may have another cause");
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
