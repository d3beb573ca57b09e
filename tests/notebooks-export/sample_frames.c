#include "sample_frames.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const stages[] = { "none", "tool", "exploration",
	"confidant", "companion", "partner", "committed" };
#define STAGES (sizeof(stages) / sizeof(stages[0]))
static const char *const communities[] = { "all", "invented_one",
	SAMPLE_HOSTILE };
#define COMMUNITIES (sizeof(communities) / sizeof(communities[0]))

/* "name:t" text, ":i" integer, ":r" real; separated by blanks. */
static struct gal_frame *
new_frame(const char *name, const char *title, const char *columns)
{
	struct gal_frame *frame = NULL;
	char copy[256];
	char *rest = copy, *word;

	if (gal_frame_new(&frame, name, title, NULL) != GAL_OK)
		return NULL;
	(void)snprintf(copy, sizeof(copy), "%s", columns);
	while ((word = strtok_r(rest, " ", &rest)) != NULL) {
		char *colon = strchr(word, ':');
		enum gal_cell_type type = colon[1] == 't' ? GAL_CELL_TEXT
		    : colon[1] == 'i'			  ? GAL_CELL_INT
							  : GAL_CELL_REAL;

		*colon = '\0';
		if (gal_frame_column(frame, word, type, "", "invented", NULL) !=
		    GAL_OK) {
			gal_frame_free(frame);
			return NULL;
		}
	}
	return frame;
}

/* Append cells: format as in new_frame's types, one letter a cell; "-" is a
 * missing one. */
static void
row(struct gal_frame *frame, const char *types, ...)
{
	va_list args;
	enum gal_status status = GAL_OK;

	va_start(args, types);
	for (; *types != '\0' && status == GAL_OK; types++) {
		if (*types == 't')
			status = gal_frame_text(
			    frame, va_arg(args, const char *), NULL);
		else if (*types == 'i')
			status = gal_frame_int(frame, va_arg(args, int), NULL);
		else if (*types == 'r')
			status =
			    gal_frame_real(frame, va_arg(args, double), NULL);
		else
			status = gal_frame_missing(frame, NULL);
	}
	va_end(args);
}

static struct gal_frame *
stage_by_month(void)
{
	struct gal_frame *f = new_frame("stage_by_month", "Stages by month",
	    "community:t month:t stage:t authors:i share:r");
	char month[16];

	for (size_t c = 0; f != NULL && c < COMMUNITIES; c++) {
		for (int m = 0; m < 30; m++) {
			double total = 0, weight[STAGES];

			(void)snprintf(month, sizeof(month), "%d-%02d",
			    2022 + m / 12, m % 12 + 1);
			for (size_t s = 0; s < STAGES; s++) {
				weight[s] = exp(-0.5 * (double)s) *
				    (1 + 0.02 * m * (double)s);
				total += weight[s];
			}
			/* at first the two highest rungs are suppressed */
			for (size_t s = 0; s < STAGES; s++)
				row(f,
				    m < 6 && s + 2 >= STAGES ? "ttt--"
							     : "tttir",
				    communities[c], month, stages[s],
				    (int)(200 * weight[s]), weight[s] / total);
		}
	}
	return f;
}

static struct gal_frame *
moves(const char *name, const char *value, bool whole)
{
	char columns[128];
	struct gal_frame *f;

	(void)snprintf(columns, sizeof(columns),
	    "from_stage:t to_stage:t %s:%c authors:i", value,
	    whole ? 'i' : 'r');
	if (whole)
		(void)snprintf(columns, sizeof(columns),
		    "from_stage:t to_stage:t %s:i", value);
	f = new_frame(name, "Invented moves", columns);
	for (size_t a = 1; f != NULL && a < STAGES; a++) {
		for (size_t b = 1; b < STAGES; b++) {
			double p = exp(-fabs((double)a - (double)b) * 1.2);

			if (whole && b >= a)
				row(f, "tti", stages[a], stages[b],
				    (int)(300 * p / (double)a));
			else if (!whole && a == 6 && b == 1)
				row(f, "tt-i", stages[a], stages[b], 3);
			else if (!whole)
				row(f, "ttri", stages[a], stages[b], p / 1.9,
				    (int)(100 * p));
		}
	}
	return f;
}

static struct gal_frame *
incidence(void)
{
	static const char *const estimands[] = { "crude", "net" };
	struct gal_frame *f =
	    new_frame("incidence", "Incidence of companionship",
		"estimand:t day:i estimate:r lower:r upper:r at_risk:i");

	for (int e = 0; f != NULL && e < 2; e++) {
		for (int day = 0; day <= 364; day += 7) {
			double p = (0.3 + 0.25 * e) * (1 - exp(-day / 150.0));

			row(f, "tirrri", estimands[e], day, p, p * 0.85,
			    p * 1.15, 900 - 2 * day);
		}
	}
	if (f != NULL &&
	    gal_frame_note(f, NULL,
		"shown while at least 10 authors are at risk") != GAL_OK) {
		gal_frame_free(f);
		f = NULL;
	}
	return f;
}

static struct gal_frame *
intervals(const char *name, const char *title, const char *series,
    const char *first, const char *second, const char *const *codes, size_t n)
{
	char columns[160];
	struct gal_frame *f;

	(void)snprintf(columns, sizeof(columns),
	    "code:t %s:t estimate:r lower:r upper:r n:i", series);
	f = new_frame(name, title, columns);
	for (size_t i = 0; f != NULL && i < n; i++) {
		double p = 0.4 / (1.0 + (double)i);

		row(f, "ttrrri", codes[i], first, p, p * 0.8, p * 1.2, 120);
		row(f, "ttrrri", codes[i], second, p * 0.9, p * 0.6, p * 1.3,
		    120);
	}
	return f;
}

static const char *const codes[] = { "bond.love", "bond.trust",
	"benefit.loneliness", "benefit.safe_space", "dependency.salience",
	"dependency.withdrawal", "persona.rupture", "materialization.ring",
	"onset.unintended", "onset.sought", SAMPLE_HOSTILE };
#define CODES (sizeof(codes) / sizeof(codes[0]))

/* More codes than the report draws at once. */
#define MANY 40

static struct gal_frame *
many_codes(const char *name, const char *title)
{
	static char names[MANY][32];
	const char *codes_of_two[MANY];

	for (int i = 0; i < MANY; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "%s.invented_%02d",
		    i % 2 == 0 ? "bond" : "emotion", (i * 7) % MANY);
		codes_of_two[i] = names[i];
	}
	return intervals(name, title, "correction", "corrected", "uncorrected",
	    codes_of_two, MANY);
}

static struct gal_frame *
benefit_dependency(void)
{
	struct gal_frame *f =
	    new_frame("benefit_dependency", "Benefit and dependency",
		"benefit:t dependency:t log_odds_ratio:r lower:r upper:r "
		"authors:i");

	for (size_t b = 2; f != NULL && b < 4; b++) {
		for (size_t d = 4; d < 6; d++) {
			double v = (double)(b + d) - 6.7;

			row(f, "ttrrri", codes[b], codes[d], v, v - 0.5,
			    v + 0.5, 40);
		}
	}
	return f;
}

/* One curve with limits over days. */
static struct gal_frame *
curve(const char *name)
{
	struct gal_frame *f = new_frame(name, "An invented curve",
	    "day:i estimate:r lower:r upper:r at_risk:i");

	for (int day = 0; f != NULL && day <= 200; day += 10) {
		double p = 0.4 * (1 - exp(-day / 80.0));

		row(f, "irrri", day, p, p * 0.8, p * 1.2, 200 - day / 2);
	}
	return f;
}

static struct gal_frame *
stage_by_time(void)
{
	struct gal_frame *f =
	    new_frame("stage_by_time", "Stages by time since the first post",
		"day:i stage:t authors:i share:r");

	for (int bin = 0; f != NULL && bin < 12; bin++) {
		double total = 0;

		for (size_t s = 1; s < STAGES; s++)
			total += exp(-0.3 * (double)s) + 0.02 * bin;
		for (size_t s = 1; s < STAGES; s++)
			row(f, "itir", bin * 30, stages[s], 40,
			    (exp(-0.3 * (double)s) + 0.02 * bin) / total);
	}
	return f;
}

static struct gal_frame *
companions_by_community(void)
{
	struct gal_frame *f =
	    new_frame("companions_by_community", "Companionship by community",
		"community:t quarter:t authors:i companions:i share:r lower:r "
		"upper:r");
	char quarter[16];

	for (size_t c = 0; f != NULL && c < COMMUNITIES; c++) {
		for (int q = 0; q < 10; q++) {
			double p = 0.1 + 0.03 * q + 0.05 * (double)c;

			(void)snprintf(quarter, sizeof(quarter), "%d-%02d",
			    2022 + q / 4, q % 4 * 3 + 1);
			row(f, "ttiirrr", communities[c], quarter, 200,
			    (int)(200 * p), p, p - 0.04, p + 0.04);
		}
	}
	return f;
}

/* Rows of two names with what is measured: outcomes, cohorts. */
static struct gal_frame *
named_of(const char *name, const char *title, const char *first,
    const char *second, const char *measured)
{
	static const char *const rows[] = { "posts again", "leaves",
		"moves down" };
	char columns[128];
	struct gal_frame *f;

	(void)snprintf(columns, sizeof(columns),
	    "%s:t %s:t %s:r lower:r upper:r n:i", first, second, measured);
	f = new_frame(name, title, columns);
	for (int i = 0; f != NULL && i < 3; i++)
		row(f, "ttrrri", rows[i], "uncorrected", 0.2 + 0.1 * i,
		    0.15 + 0.1 * i, 0.26 + 0.1 * i, 90);
	return f;
}

static struct gal_frame *
named(
    const char *name, const char *title, const char *first, const char *second)
{
	return named_of(name, title, first, second, "estimate");
}

static struct gal_frame *
listener_turns(void)
{
	struct gal_frame *f = new_frame("listener_turns", "Turns heard",
	    "turns:i pair_accuracy:r pair_lower:r pair_upper:r");

	for (int turns = 1; f != NULL && turns <= 16; turns *= 2)
		row(f, "irrr", turns, 0.6 + turns / 80.0, 0.5, 0.9);
	return f;
}

static struct gal_frame *
event_windows(void)
{
	struct gal_frame *f = new_frame("event_windows", "Event windows",
	    "event:t outcome:t week:i estimate:r lower:r upper:r authors:i");

	for (int i = 0; f != NULL && i < 34; i++) {
		int week = i % 17 - 8;
		double v = week < 0 ? 0.0 : 0.2 * exp(-week / 4.0);

		row(f, "ttirrri", i < 17 ? "an update" : "a filter",
		    "persona.grief", week, v, v - 0.05, v + 0.05, 60);
	}
	return f;
}

static struct gal_frame *
keyness(void)
{
	static const char *const terms[] = { "recipe", "my love", "she said",
		"=1+1", "wedding", "code review" };
	struct gal_frame *f =
	    new_frame("keyness", "Keyness", "group:t term:t z:r authors:i");

	for (size_t i = 0; f != NULL && i < 6; i++)
		row(f, "ttri", i % 2 == 0 ? "companion" : "tool", terms[i],
		    (double)i * 2.1 - 5.0, 30);
	return f;
}

static struct gal_frame *
files(void)
{
	struct gal_frame *f = new_frame("files", "Archives that were read",
	    "file:t read:i inserted:i replaced:i skipped:i");

	if (f != NULL)
		row(f, "tiiii", "invented_2024-01.zst", 12000, 11000, 500, 500);
	return f;
}

/* Frames of docs/measures.md that charts draw: name, y, series, x. */
static const char *const measures[][4] = {
	{ "accidental", "outcome", "purpose", "estimate" },
	{ "accidental_published", "measure", "estimand", "estimate" },
	{ "affect_bands", "band", "correction", "estimate" },
	{ "beliefs_stage", "stage", "belief", "estimate" },
	{ "persona_after", "follows", "pressure", "estimate" },
	{ "persona_breaks", "pressure", "correction", "estimate" },
	{ "persona_document", "outcome", "correction", "estimate" },
	{ "reply_disclosure", "model", "correction", "estimate" },
	{ "disclosure_levels", "kind", "speaker", "level" },
	{ "emotion_answers", "ai_turn", "correction", "change" },
	{ "emotion_bands", "band", "correction", "share" },
	{ "listener", "task", "method", "accuracy" },
	{ "listener_course", "part", "persona", "gap" },
	{ "reciprocity", "model", "correction", "slope" },
};

size_t
sample_frames(struct gal_frame **frames)
{
	static const char *const onset[] = { "onset.unintended",
		"onset.sought" };
	static const char *const made[] = { "materialization.ring",
		"materialization.image" };
	size_t n = 0;

	frames[n++] = files();
	frames[n++] = stage_by_month();
	frames[n++] = stage_by_time();
	frames[n++] = companions_by_community();
	frames[n++] = curve("materialization_time");
	frames[n++] =
	    named("rupture", "After a rupture", "outcome", "correction");
	frames[n++] =
	    named("axes_profiles", "Profiles", "profile", "correction");
	frames[n++] = named("axes_pairs", "Pairs", "pair", "correction");
	frames[n++] =
	    named("onset_by_cohort", "Onset by cohort", "cohort", "code");
	frames[n++] = many_codes("prevalence_ever", "Ever");
	frames[n++] = moves("flows", "authors", true);
	frames[n++] = moves("transitions", "probability", false);
	frames[n++] = moves("narrated_moves", "authors", true);
	frames[n++] = incidence();
	frames[n++] = intervals("prevalence", "Prevalence", "correction",
	    "corrected", "uncorrected", codes, CODES);
	frames[n++] = intervals("onset", "Onset", "correction", "corrected",
	    "uncorrected", onset, 2);
	frames[n++] = intervals("materialization", "Materialization",
	    "correction", "corrected", "uncorrected", made, 2);
	frames[n++] = intervals("tag_quality", "Tag quality", "measure",
	    "precision", "recall", codes, CODES);
	frames[n++] = benefit_dependency();
	frames[n++] = event_windows();
	frames[n++] = keyness();
	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
		frames[n++] = named_of(measures[i][0], "An invented measure",
		    measures[i][1], measures[i][2], measures[i][3]);
	frames[n++] = listener_turns();
	frames[n++] = curve("persona_survival");
	frames[n++] = curve("beliefs_time");
	for (size_t i = 0; i < n; i++) {
		if (frames[i] == NULL) {
			sample_frames_free(frames, n);
			return 0;
		}
	}
	return n;
}

void
sample_frames_free(struct gal_frame **frames, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gal_frame_free(frames[i]);
}
