#include "notebooks-export/chart.h"

#include <string.h>

const struct gal_chart gal_charts[] = {
	{
	    .name = "stage_by_month",
	    .frame = "stage_by_month",
	    .kind = GAL_CHART_STACK,
	    .title = "The ladder over time",
	    .caption = "Share of the authors active in a month whose highest "
		       "observed rung was this one. Months with few authors "
		       "are left out.",
	    .x = "month",
	    .y = "share",
	    .series = "stage",
	    .facet = "community",
	    .x_title = "month",
	    .y_title = "authors active in the month",
	    .percent = true,
	},
	{
	    .name = "stage_by_time",
	    .frame = "stage_by_time",
	    .kind = GAL_CHART_STACK,
	    .title = "The ladder by time since the first post",
	    .caption = "Share of the authors whose last rung has not expired, "
		       "by days since they were first seen. Authors who left "
		       "are not in it.",
	    .x = "day",
	    .y = "share",
	    .series = "stage",
	    .x_title = "days since the first post",
	    .y_title = "authors with a state",
	    .percent = true,
	},
	{
	    .name = "companions_by_community",
	    .frame = "companions_by_community",
	    .kind = GAL_CHART_BAND,
	    .title = "Companionship by community",
	    .caption = "Of the authors who showed any rung in the community "
		       "in a quarter, the share who showed companionship or "
		       "more, with 95 % limits.",
	    .x = "quarter",
	    .y = "share",
	    .lower = "lower",
	    .upper = "upper",
	    .facet = "community",
	    .x_title = "quarter",
	    .y_title = "authors who showed a rung",
	    .percent = true,
	},
	{
	    .name = "transitions",
	    .frame = "transitions",
	    .kind = GAL_CHART_HEAT,
	    .title = "Moves between rungs",
	    .caption = "Of the authors seen on the rung of the row, the share "
		       "seen on the rung of the column one period later.",
	    .x = "to_stage",
	    .y = "from_stage",
	    .value = "probability",
	    .facet = "community",
	    .x_title = "one period later",
	    .y_title = "from",
	    .percent = true,
	},
	{
	    .name = "flows",
	    .frame = "flows",
	    .kind = GAL_CHART_FLOW,
	    .title = "From first to highest rung",
	    .caption = "Authors by the rung they were first seen on (left) and "
		       "the highest rung they reached later (right).",
	    .x = "from_stage",
	    .y = "to_stage",
	    .value = "authors",
	    .facet = "community",
	    .x_title = "first rung",
	    .y_title = "highest rung later",
	},
	{
	    .name = "narrated_moves",
	    .frame = "narrated_moves",
	    .kind = GAL_CHART_HEAT,
	    .title = "Moves that authors tell of",
	    .caption = "Pairs of rungs told inside one post, by authors. Kept "
		       "apart from observed times.",
	    .x = "to_stage",
	    .y = "from_stage",
	    .value = "authors",
	    .x_title = "to",
	    .y_title = "from",
	},
	{
	    .name = "incidence",
	    .frame = "incidence",
	    .kind = GAL_CHART_BAND,
	    .title = "Reaching companionship",
	    .caption = "Share of authors who have reached the companion rung, "
		       "by days since their first post below it. Crude: "
		       "leaving is a competing event. Net: as if nobody left.",
	    .x = "day",
	    .y = "estimate",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "estimand",
	    .facet = "community",
	    .x_title = "days since first observation",
	    .y_title = "authors",
	    .percent = true,
	},
	{
	    .name = "prevalence",
	    .frame = "prevalence",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "How common each code is",
	    .caption = "Mean over authors of the share of their posts with the "
		       "code, with 95 % intervals.",
	    .x = "estimate",
	    .y = "code",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "correction",
	    .facet = "community",
	    .x_title = "mean share of an author's posts",
	    .percent = true,
	},
	{
	    .name = "prevalence_ever",
	    .frame = "prevalence_ever",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "Authors who ever show each code",
	    .caption = "Grows with the number of posts by tag errors alone: "
		       "read it beside the mean share above.",
	    .x = "estimate",
	    .y = "code",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "correction",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    .name = "onset",
	    .frame = "onset",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "How it began",
	    .caption = "Authors who tell that the bond grew unplanned, and "
		       "authors who went looking for it.",
	    .x = "estimate",
	    .y = "code",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "correction",
	    .facet = "community",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    .name = "onset_by_cohort",
	    .frame = "onset_by_cohort",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "Stated onset by where authors were first seen",
	    .caption = "Authors first seen as companions tell of their "
		       "beginnings; authors seen climbing may not.",
	    .x = "estimate",
	    .y = "cohort",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "code",
	    .x_title = "authors of the cohort",
	    .percent = true,
	},
	{
	    .name = "benefit_dependency",
	    .frame = "benefit_dependency",
	    .kind = GAL_CHART_HEAT,
	    .title = "Benefit and dependency together",
	    .caption = "Log odds ratio of an author showing both markers, "
		       "against chance: above 0 they go together.",
	    .x = "dependency",
	    .y = "benefit",
	    .value = "log_odds_ratio",
	    .x_title = "dependency marker",
	    .y_title = "benefit",
	},
	{
	    .name = "axes_profiles",
	    .frame = "axes_profiles",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "Profiles on three axes",
	    .caption = "Authors who are high (above the mean) on bond, on "
		       "clinical risk, on epistemic cost, or on several: one "
		       "averaged score would make many of them alike.",
	    .x = "estimate",
	    .y = "profile",
	    .lower = "lower",
	    .upper = "upper",
	    .x_title = "authors with five posts or more",
	    .percent = true,
	},
	{
	    .name = "axes_pairs",
	    .frame = "axes_pairs",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "How the axes go together",
	    .caption = "Correlation over authors of the shares of their posts "
		       "that show each axis, with 95 % intervals.",
	    .x = "estimate",
	    .y = "pair",
	    .lower = "lower",
	    .upper = "upper",
	    .x_title = "correlation",
	},
	{
	    .name = "persona_document",
	    .frame = "persona_document",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "Persona as a document, persona lived with",
	    .caption = "Log odds ratio of each marker in posts about the "
		       "persona as card or prompt against the other posts "
		       "about one's own AI: left of 0, the document shows it "
		       "less.",
	    .x = "estimate",
	    .y = "outcome",
	    .lower = "lower",
	    .upper = "upper",
	    .x_title = "log odds ratio, document against lived",
	},
	{
	    .name = "accidental",
	    .frame = "accidental",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "Bonds by the purpose of first use",
	    .caption = "Of the authors first seen on each rung, who reaches "
		       "companionship; of those who do, what they tell.",
	    .x = "estimate",
	    .y = "outcome",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "purpose",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    .name = "accidental_published",
	    .frame = "accidental_published",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "The shares that a study published, measured here",
	    .caption = "Shares of posts and means over authors; the published "
		       "share of top posts stands in the table. Units and "
		       "selection differ: see the notes.",
	    .x = "estimate",
	    .y = "measure",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "estimand",
	    .x_title = "share",
	    .percent = true,
	},
	{
	    .name = "materialization",
	    .frame = "materialization",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "The bond made visible",
	    .caption = "Authors who show each form of materialization.",
	    .x = "estimate",
	    .y = "code",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "correction",
	    .facet = "community",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    .name = "materialization_time",
	    .frame = "materialization_time",
	    .kind = GAL_CHART_BAND,
	    .title = "First materialization by time since companionship",
	    .caption = "Share of companions with a ring, ceremony, image, "
		       "object or ritual by then (1 - Kaplan-Meier).",
	    .x = "day",
	    .y = "estimate",
	    .lower = "lower",
	    .upper = "upper",
	    .x_title = "days since the first post at or above companionship",
	    .y_title = "authors",
	    .percent = true,
	},
	{
	    .name = "rupture",
	    .frame = "rupture",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "What follows a rupture",
	    .caption = "Authors who told of a change or loss of their "
		       "companion, and what their posts show in the 90 days "
		       "after.",
	    .x = "estimate",
	    .y = "outcome",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "correction",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    .name = "persona_survival",
	    .frame = "persona_survival",
	    .kind = GAL_CHART_BAND,
	    .title = "How long a companion stays the same",
	    .caption = "Share of companions without a rupture told by their "
		       "author, by days since the first post that calls it "
		       "by its name or is at or above companionship "
		       "(Kaplan-Meier).",
	    .x = "day",
	    .y = "estimate",
	    .lower = "lower",
	    .upper = "upper",
	    .facet = "companions",
	    .x_title = "days since the companion's first post",
	    .y_title = "companions",
	    .percent = true,
	},
	{
	    .name = "persona_breaks",
	    .frame = "persona_breaks",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "What a companion breaks on",
	    .caption = "Share of first ruptures whose post names the "
		       "pressure; several count each.",
	    .x = "estimate",
	    .y = "pressure",
	    .lower = "lower",
	    .upper = "upper",
	    .x_title = "ruptures",
	    .percent = true,
	},
	{
	    .name = "persona_after",
	    .frame = "persona_after",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "What follows a rupture of one's own companion",
	    .caption = "Within 90 days, by what the rupture is said to come "
		       "from.",
	    .x = "estimate",
	    .y = "follows",
	    .lower = "lower",
	    .upper = "upper",
	    .facet = "pressure",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    .name = "beliefs_stage",
	    .frame = "beliefs_stage",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "Real or simulated, by rung",
	    .caption = "Share of the posts on each rung that say, or wonder, "
		       "that the AI is real, and that it is only a program.",
	    .x = "estimate",
	    .y = "stage",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "belief",
	    .x_title = "posts",
	    .percent = true,
	},
	{
	    .name = "beliefs_time",
	    .frame = "beliefs_time",
	    .kind = GAL_CHART_BAND,
	    .title = "Real or simulated, over an author's time",
	    .caption = "Of the authors who post in a period of 90 days, the "
		       "share who say either.",
	    .x = "day",
	    .y = "estimate",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "belief",
	    .x_title = "days since the first post",
	    .y_title = "authors",
	    .percent = true,
	},
	{
	    .name = "reply_disclosure",
	    .frame = "reply_disclosure",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "Do replies match the depth of the post?",
	    .caption = "How much deeper a reply is for one level more of the "
		       "post it answers; within one replier and forum, and "
		       "with nothing held constant.",
	    .x = "estimate",
	    .y = "model",
	    .lower = "lower",
	    .upper = "upper",
	    .x_title = "levels for one level",
	},
	{
	    .name = "affect_bands",
	    .frame = "affect_bands",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "Where running emotion scores end",
	    .caption = "S 100, A 70 to 100, B 40 to 70, C 10 to 40, F below "
		       "10; all start at 40, and words lean pleasant.",
	    .x = "estimate",
	    .y = "band",
	    .lower = "lower",
	    .upper = "upper",
	    .x_title = "authors with five posts or more",
	    .percent = true,
	},
	{
	    .name = "event_windows",
	    .frame = "event_windows",
	    .kind = GAL_CHART_BAND,
	    .title = "Weeks around platform events",
	    .caption = "Within-author change against the week before the "
		       "event, with 95 % bands.",
	    .x = "week",
	    .y = "estimate",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "outcome",
	    .facet = "event",
	    .x_title = "weeks from the event",
	    .y_title = "change",
	},
	{
	    .name = "keyness",
	    .frame = "keyness",
	    .kind = GAL_CHART_BAR,
	    .title = "What sets companions apart",
	    .caption = "z of the log odds with an informative prior, counted "
		       "by authors; only what enough authors show. The page "
		       "draws the 40 strongest.",
	    .x = "z",
	    .y = "term",
	    .series = "group",
	    .x_title = "z",
	},
	{
	    .name = "tag_quality",
	    .frame = "tag_quality",
	    .kind = GAL_CHART_INTERVAL,
	    .title = "How good the tags are",
	    .caption = "Precision and recall of each code against labelled "
		       "posts, with 95 % intervals.",
	    .x = "estimate",
	    .y = "code",
	    .lower = "lower",
	    .upper = "upper",
	    .series = "measure",
	    .x_title = "share",
	    .percent = true,
	},
	{ .name = NULL },
};

static const char *const kind_names[GAL_CHART_KIND_COUNT] = {
	[GAL_CHART_BAND] = "band",
	[GAL_CHART_STACK] = "stack",
	[GAL_CHART_HEAT] = "heat",
	[GAL_CHART_INTERVAL] = "interval",
	[GAL_CHART_BAR] = "bar",
	[GAL_CHART_FLOW] = "flow",
};

const char *
gal_chart_kind_name(enum gal_chart_kind kind)
{
	return kind < GAL_CHART_KIND_COUNT ? kind_names[kind] : "?";
}

bool
gal_chart_has(const struct gal_frame *frame, const char *column)
{
	return column != NULL && gal_frame_find(frame, column) >= 0;
}

bool
gal_chart_takes(
    const struct gal_chart *chart, const struct gal_frame *frame, size_t row)
{
	const char *measured = chart->value != NULL ? chart->value
	    : chart->kind == GAL_CHART_INTERVAL || chart->kind == GAL_CHART_BAR
	    ? chart->x
	    : chart->y;
	int at = gal_frame_find(frame, measured);
	const struct gal_cell *cell;

	if (at < 0 || gal_frame_at(frame, row, (size_t)at)->missing)
		return false;
	if (chart->where == NULL)
		return true;
	at = gal_frame_find(frame, chart->where);
	if (at < 0 || frame->columns[at].type != GAL_CELL_TEXT)
		return false;
	cell = gal_frame_at(frame, row, (size_t)at);
	return !cell->missing && strcmp(cell->u.text, chart->equals) == 0;
}

static bool
has_needed_columns(const struct gal_chart *chart, const struct gal_frame *frame)
{
	return gal_chart_has(frame, chart->x) &&
	    gal_chart_has(frame, chart->y) &&
	    (chart->value == NULL || gal_chart_has(frame, chart->value));
}

const struct gal_frame *
gal_chart_frame(const struct gal_chart *chart,
    const struct gal_frame *const *frames, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct gal_frame *frame = frames[i];
		size_t rows = gal_frame_rows(frame);

		if (strcmp(frame->name, chart->frame) != 0 ||
		    !has_needed_columns(chart, frame))
			continue;
		for (size_t r = 0; r < rows; r++) {
			if (gal_chart_takes(chart, frame, r))
				return frame;
		}
	}
	return NULL;
}
