#include "measure_worlds.h"

/* A companion from day 0, a post every tenth day; each later post tells of a
 * rupture with probability `breaks`, and each is the last with 0.03. */
static void
feed_companion(struct gal_timeline *t, uint64_t seed, uint64_t author,
    const struct measure_post *first, double breaks)
{
	struct gal_rng rng = { seed, author, 0 };
	struct measure_post post = *first;

	post.author = author + 1;
	measure_add(t, &post);
	post = (struct measure_post){ .author = author + 1, .rung = 3 };
	while (post.day < 700 && gal_rng_next_uniform(&rng) > 0.03) {
		post.day += 10;
		if (gal_rng_next_uniform(&rng) < breaks) {
			post.codes[0] = "persona.rupture";
			measure_add(t, &post);
			return;
		}
		measure_add(t, &post);
	}
}

void
world_companions(
    struct gal_timeline *t, uint64_t seed, double chatgpt, double replika)
{
	const struct measure_post first[] = {
		{ .rung = 3, .codes = { "platform.replika" } },
		{ .rung = 3, .codes = { "platform.chatgpt" } }
	};

	for (uint64_t i = 0; i < 300; i++)
		feed_companion(
		    t, seed, i, &first[i % 2], i % 2 ? chatgpt : replika);
	measure_finish(t);
}

/* Two models of one platform, each companion first seen by its name, on a
 * rung below companionship. */
void
world_models(struct gal_timeline *t, uint64_t seed, double old, double new)
{
	struct measure_post first = { .rung = 0,
		.codes = { "persona.named", "platform.chatgpt" } };

	for (uint64_t i = 0; i < 300; i++) {
		first.model = (uint16_t)(1 + i % 2);
		feed_companion(t, seed, i, &first, i % 2 ? new : old);
	}
	measure_finish(t);
}

/* A post every thirtieth day with valence drift + noise; the score moves by
 * ten times it, so its slope in 30 days is 10 drift, and 2.5 more for an
 * appraisal in every post. */
void
world_affect(
    struct gal_timeline *t, uint64_t seed, double drift, const char *appraisal)
{
	for (uint64_t i = 0; i < 100; i++) {
		struct gal_rng rng = { seed, i, 0 };

		for (int p = 0; p < WORLD_POSTS; p++) {
			struct measure_post post = { .author = i + 1,
				.day = 30.0 * p,
				.rung = -1,
				.codes = { appraisal },
				.valence = drift +
				    0.3 * (gal_rng_next_uniform(&rng) - 0.5) };

			measure_add(t, &post);
		}
	}
	measure_finish(t);
}

/* Ten posts of each author, first of tool use; half are companions from the
 * fourth on, 0.3 of these tell of a dependency once later. The tagger finds
 * companionship with sensitivity 0.8, dependency with 0.7, and sees either in
 * 0.03 of posts without it. Every post of one author in four is coded. */
void
world_whole_authors(struct gal_timeline *t, uint64_t seed)
{
	for (uint64_t i = 0; i < 800; i++) {
		struct gal_rng rng = { seed, i, 0 };
		bool drawn = gal_rng_next_uniform(&rng) < 0.25;
		bool enters = gal_rng_next_uniform(&rng) < 0.5;
		bool depends = enters && gal_rng_next_uniform(&rng) < 0.3;

		for (int p = 0; p < 10; p++) {
			bool companion = enters && p >= 3;
			bool told = depends && p == 6;
			struct measure_post post = { .author = i + 1,
				.day = 5.0 * p,
				.pi = drawn ? 0.25 : 0,
				.label_rung = companion ? 3 : 0 };

			if (gal_rng_next_uniform(&rng) <
			    (companion ? 0.8 : 0.03))
				post.rung = 3;
			if (gal_rng_next_uniform(&rng) < (told ? 0.7 : 0.03))
				post.codes[0] = "dependency.salience";
			if (told)
				post.labels[0] = "dependency.salience";
			measure_add(t, &post);
		}
	}
	measure_finish(t);
}

/* 120 repliers with 30 replies in two forums; depths are whole, 3 to 9, and
 * the second forum is `gap` levels deeper on both sides. */
void
world_replies(struct gal_replies *sums, uint64_t seed, double slope, double gap)
{
	for (uint64_t i = 0; i < 120; i++) {
		struct gal_rng rng = { seed, i, 0 };
		double own = gal_rng_next_normal(&rng);

		for (int p = 0; p < 30; p++) {
			int64_t forum = p % 2;
			double base = 4 + gap * (double)forum;
			double post =
			    base + (double)gal_rng_next_below(&rng, 3);
			double reply = base + own + slope * (post - base) +
			    gal_rng_next_normal(&rng);

			gal_replies_add(sums, i, forum, post, reply);
		}
	}
	gal_replies_finish(sums);
}

/* after = level of the conversation + slope * ai + noise. */
void
world_exchanges(struct gal_exchange *rows, uint64_t seed, double slope)
{
	struct gal_rng rng = { seed, 5, 0 };
	size_t k = 0;

	for (uint32_t c = 0; c < WORLD_CONVERSATIONS; c++) {
		double level = gal_rng_next_normal(&rng);

		for (int e = 0; e < WORLD_TURNS; e++, k++) {
			rows[k].conversation = c;
			rows[k].before = level + gal_rng_next_normal(&rng);
			/* the AI follows the level: a pooled slope is biased */
			rows[k].ai = level + gal_rng_next_normal(&rng);
			rows[k].after = level + slope * rows[k].ai +
			    gal_rng_next_normal(&rng);
		}
	}
}

/* Conversations differ in level and in how often the AI gives advice;
 * advice moves the next turn by `effect`. */
void
world_answers(struct gal_answer *rows, uint64_t seed, double effect)
{
	struct gal_rng rng = { seed, 9, 0 };
	size_t k = 0;

	for (uint32_t c = 0; c < WORLD_CONVERSATIONS; c++) {
		double level = gal_rng_next_normal(&rng);
		double often = 0.2 + 0.6 * gal_rng_next_uniform(&rng);

		for (int t = 0; t < WORLD_TURNS; t++, k++) {
			bool advice = gal_rng_next_uniform(&rng) < often;

			rows[k].conversation = c;
			rows[k].kind =
			    advice ? GAL_ANSWER_SOLVING : GAL_ANSWER_EMPATHIC;
			rows[k].change = level + (advice ? effect : 0.0) +
			    2.0 * gal_rng_next_normal(&rng);
		}
	}
}
