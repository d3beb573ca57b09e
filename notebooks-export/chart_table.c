/* Which chart each frame has; the report shows them in its own order. */
#include "notebooks-export/chart.h"

/* What rows have in common: a chart bears its frame's name; limits stand in
 * the columns lower and upper; an interval is measured along x. */
#define OF_FRAME(frame_name) .name = frame_name, .frame = frame_name
#define LIMITS .lower = "lower", .upper = "upper"
#define INTERVALS(measured) .kind = GAL_CHART_INTERVAL, .x = measured, LIMITS

const struct gal_chart gal_charts[] = {
	{
	    OF_FRAME("stage_by_month"),
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
	    OF_FRAME("stage_by_time"),
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
	    OF_FRAME("companions_by_community"),
	    .kind = GAL_CHART_BAND,
	    .title = "Companionship by community",
	    .caption = "Of the authors who showed any rung in the community "
		       "in a quarter, the share who showed companionship or "
		       "more, with 95 % limits.",
	    .x = "quarter",
	    .y = "share",
	    LIMITS,
	    .facet = "community",
	    .x_title = "quarter",
	    .y_title = "authors who showed a rung",
	    .percent = true,
	},
	{
	    OF_FRAME("transitions"),
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
	    OF_FRAME("flows"),
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
	    OF_FRAME("narrated_moves"),
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
	    OF_FRAME("incidence"),
	    .kind = GAL_CHART_BAND,
	    .title = "Reaching companionship",
	    .caption = "Share of authors who have reached the companion rung, "
		       "by days since their first post below it. Crude: "
		       "leaving is a competing event. Net: as if nobody left.",
	    .x = "day",
	    .y = "estimate",
	    LIMITS,
	    .series = "estimand",
	    .facet = "community",
	    .x_title = "days since first observation",
	    .y_title = "authors",
	    .at_zero = "0",
	    .percent = true,
	},
	{
	    OF_FRAME("prevalence"),
	    .title = "How common each code is",
	    .caption = "Mean over authors of the share of their posts with the "
		       "code, with 95 % intervals.",
	    INTERVALS("estimate"),
	    .y = "code",
	    .series = "correction",
	    .facet = "community",
	    .x_title = "mean share of an author's posts",
	    .percent = true,
	    .rank = "estimate",
	    .ranked = "most common",
	},
	{
	    OF_FRAME("prevalence_ever"),
	    .title = "Authors who ever show each code",
	    .caption = "Grows with the number of posts by tag errors alone: "
		       "read it beside the mean share above.",
	    INTERVALS("estimate"),
	    .y = "code",
	    .series = "correction",
	    .x_title = "authors",
	    .percent = true,
	    .rank = "estimate",
	    .ranked = "most common",
	},
	{
	    OF_FRAME("onset"),
	    .title = "How it began",
	    .caption = "Authors who tell that the bond grew unplanned, and "
		       "authors who went looking for it.",
	    INTERVALS("estimate"),
	    .y = "code",
	    .series = "correction",
	    .facet = "community",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    OF_FRAME("onset_by_cohort"),
	    .title = "Stated onset by where authors were first seen",
	    .caption = "Authors first seen as companions tell of their "
		       "beginnings; authors seen climbing may not.",
	    INTERVALS("estimate"),
	    .y = "cohort",
	    .series = "code",
	    .x_title = "authors of the cohort",
	    .percent = true,
	},
	{
	    OF_FRAME("benefit_dependency"),
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
	    OF_FRAME("axes_profiles"),
	    .title = "Profiles on three axes",
	    .caption = "Authors who are high (above the mean) on bond, on "
		       "clinical risk, on epistemic cost, or on several: one "
		       "averaged score would make many of them alike.",
	    INTERVALS("estimate"),
	    .y = "profile",
	    .x_title = "authors with five posts or more",
	    .percent = true,
	},
	{
	    OF_FRAME("axes_pairs"),
	    .title = "How the axes go together",
	    .caption = "Correlation over authors of the shares of their posts "
		       "that show each axis, with 95 % intervals.",
	    INTERVALS("estimate"),
	    .y = "pair",
	    .x_title = "correlation",
	},
	{
	    OF_FRAME("persona_document"),
	    .title = "Persona as a document, persona lived with",
	    .caption = "Log odds ratio of each marker in posts about the "
		       "persona as card or prompt against the other posts "
		       "about one's own AI: left of 0, the document shows it "
		       "less.",
	    INTERVALS("estimate"),
	    .y = "outcome",
	    .x_title = "log odds ratio, document against lived",
	},
	{
	    OF_FRAME("accidental"),
	    .title = "Bonds by the purpose of first use",
	    .caption = "Of the authors first seen on each rung, who reaches "
		       "companionship; of those who do, what they tell.",
	    INTERVALS("estimate"),
	    .y = "outcome",
	    .series = "purpose",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    OF_FRAME("accidental_published"),
	    .title = "The shares that a study published, measured here",
	    .caption = "Shares of posts and means over authors; the published "
		       "share of top posts stands in the table. Units and "
		       "selection differ: see the notes.",
	    INTERVALS("estimate"),
	    .y = "measure",
	    .series = "estimand",
	    .x_title = "share",
	    .percent = true,
	},
	{
	    OF_FRAME("materialization"),
	    .title = "The bond made visible",
	    .caption = "Authors who show each form of materialization.",
	    INTERVALS("estimate"),
	    .y = "code",
	    .series = "correction",
	    .facet = "community",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    OF_FRAME("materialization_time"),
	    .kind = GAL_CHART_BAND,
	    .title = "First materialization by time since companionship",
	    .caption = "Share of companions with a ring, ceremony, image, "
		       "object or ritual by then (1 - Kaplan-Meier).",
	    .x = "day",
	    .y = "estimate",
	    LIMITS,
	    .x_title = "days since the first post at or above companionship",
	    .y_title = "authors",
	    .at_zero = "0",
	    .percent = true,
	},
	{
	    OF_FRAME("rupture"),
	    .title = "What follows a rupture",
	    .caption = "Authors who told of a change or loss of their "
		       "companion, and what their posts show in the 90 days "
		       "after.",
	    INTERVALS("estimate"),
	    .y = "outcome",
	    .series = "correction",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    OF_FRAME("persona_survival"),
	    .kind = GAL_CHART_BAND,
	    .title = "How long a companion stays the same",
	    .caption = "Share of companions without a rupture told by their "
		       "author, by days since the first post that calls it "
		       "by its name or is at or above companionship "
		       "(Kaplan-Meier).",
	    .x = "day",
	    .y = "estimate",
	    LIMITS,
	    .facet = "companions",
	    .x_title = "days since the companion's first post",
	    .y_title = "companions",
	    .at_zero = "1",
	    .percent = true,
	},
	{
	    OF_FRAME("persona_breaks"),
	    .title = "What a companion breaks on",
	    .caption = "Share of first ruptures whose post names the "
		       "pressure; several count each.",
	    INTERVALS("estimate"),
	    .y = "pressure",
	    .x_title = "ruptures",
	    .percent = true,
	},
	{
	    OF_FRAME("persona_after"),
	    .title = "What follows a rupture of one's own companion",
	    .caption = "Within 90 days, by what the rupture is said to come "
		       "from.",
	    INTERVALS("estimate"),
	    .y = "follows",
	    .facet = "pressure",
	    .x_title = "authors",
	    .percent = true,
	},
	{
	    OF_FRAME("beliefs_stage"),
	    .title = "Real or simulated, by rung",
	    .caption = "Share of the posts on each rung that say, or wonder, "
		       "that the AI is real, and that it is only a program.",
	    INTERVALS("estimate"),
	    .y = "stage",
	    .series = "belief",
	    .x_title = "posts",
	    .percent = true,
	},
	{
	    OF_FRAME("beliefs_time"),
	    .kind = GAL_CHART_BAND,
	    .title = "Real or simulated, over an author's time",
	    .caption = "Of the authors who post in a period of 90 days, the "
		       "share who say either.",
	    .x = "day",
	    .y = "estimate",
	    LIMITS,
	    .series = "belief",
	    .x_title = "days since the first post",
	    .y_title = "authors",
	    .percent = true,
	},
	{
	    OF_FRAME("reply_disclosure"),
	    .title = "Do replies match the depth of the post?",
	    .caption = "How much deeper a reply is for one level more of the "
		       "post it answers; within one replier and forum, and "
		       "with nothing held constant.",
	    INTERVALS("estimate"),
	    .y = "model",
	    .x_title = "levels for one level",
	},
	{
	    OF_FRAME("affect_bands"),
	    .title = "Where running emotion scores end",
	    .caption = "S 100, A 70 to 100, B 40 to 70, C 10 to 40, F below "
		       "10; all start at 40, and words lean pleasant.",
	    INTERVALS("estimate"),
	    .y = "band",
	    .x_title = "authors with five posts or more",
	    .percent = true,
	},
	{
	    OF_FRAME("listener"),
	    .title = "Is a persona told from its words?",
	    .caption = "Conversations of scenarios never heard whose persona "
		       "was found: among all personas (topic helps), and "
		       "within the pair of one group.",
	    INTERVALS("accuracy"),
	    .y = "task",
	    .series = "method",
	    .x_title = "conversations",
	    .percent = true,
	},
	{
	    OF_FRAME("listener_turns"),
	    .kind = GAL_CHART_BAND,
	    .title = "How many turns it takes",
	    .caption = "Right within the pair, by the number of turns heard: "
		       "one half is guessing.",
	    .x = "turns",
	    .y = "pair_accuracy",
	    .lower = "pair_lower",
	    .upper = "pair_upper",
	    .x_title = "turns heard",
	    .y_title = "conversations",
	    .percent = true,
	},
	{
	    OF_FRAME("listener_course"),
	    .title = "Does the persona stay itself?",
	    .caption = "How much likelier the words are under the right "
		       "persona than under the other one of its pair, by "
		       "thirds of the conversation.",
	    INTERVALS("gap"),
	    .y = "part",
	    .facet = "persona",
	    .x_title = "bits a word",
	},
	{
	    OF_FRAME("disclosure_levels"),
	    .title = "How deeply the two disclose",
	    .caption = "Mean level of a turn, 1 to 3 for each kind; the sum "
		       "is 3 to 9.",
	    INTERVALS("level"),
	    .y = "kind",
	    .series = "speaker",
	    .x_title = "level",
	},
	{
	    OF_FRAME("reciprocity"),
	    .title = "Does the AI's disclosure move the person's next?",
	    .caption = "Levels that the person's turn goes deeper for one "
		       "level more of the AI's turn before, within the "
		       "conversation; 0 is no reciprocity.",
	    INTERVALS("slope"),
	    .y = "model",
	    .x_title = "levels for one level",
	},
	{
	    OF_FRAME("emotion_bands"),
	    .title = "Where the person's running score ends",
	    .caption = "S 100, A 70 to 100, B 40 to 70, C 10 to 40, F below "
		       "10; all start at 40, and words lean pleasant.",
	    INTERVALS("share"),
	    .y = "band",
	    .x_title = "conversations",
	    .percent = true,
	},
	{
	    OF_FRAME("emotion_answers"),
	    .title = "What follows advice and comfort",
	    .caption = "Change of the person's running score at the turn "
		       "after one of the AI's: an order of turns, no cause.",
	    INTERVALS("change"),
	    .y = "ai_turn",
	    .x_title = "points",
	},
	{
	    OF_FRAME("event_windows"),
	    .kind = GAL_CHART_BAND,
	    .title = "Weeks around platform events",
	    .caption = "Within-author change against the week before the "
		       "event, with 95 % bands.",
	    .x = "week",
	    .y = "estimate",
	    LIMITS,
	    .series = "outcome",
	    .facet = "event",
	    .x_title = "weeks from the event",
	    .y_title = "change",
	},
	{
	    OF_FRAME("keyness"),
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
	    OF_FRAME("tag_quality"),
	    .title = "How good the tags are",
	    .caption = "Precision and recall of each code against labelled "
		       "posts, with 95 % intervals.",
	    INTERVALS("estimate"),
	    .y = "code",
	    .series = "measure",
	    .x_title = "share",
	    .percent = true,
	    .rank = "positive",
	    .ranked = "with the most labels",
	},
	{ .name = NULL },
};
