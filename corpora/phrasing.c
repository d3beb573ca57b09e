#include "corpora/phrasing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "corpora/phrases.h"
#include "corpora/vocabulary.h"

#define STREAM_VOICE 5 /* beside those of process.c */
#define STREAM_TEXT 2  /* of posts */
#define DEPTH_MAX 3    /* fillers that hold slots */
#define POST_MAX (1u << 20)

/* Log-normal length wanted, so that texts have 300 bytes in the mean. */
#define LENGTH_LOG_MEAN 5.28
#define LENGTH_LOG_SD 0.85

struct group {
	const struct gal_sim_phrase *first;
	size_t count;
};

struct gal_sim_phrasing {
	struct gal_sim_vocabulary *vocabulary;
	struct group stage[GAL_SIM_RUNGS];
	struct group narrated[GAL_SIM_RUNGS]; /* by the rung it began at */
	struct group talk[GAL_SIM_TALKS];
	struct group code[GAL_SIM_CODES_MAX];
	struct group filler;
	struct group title;
};

static const char *const rung_names[GAL_SIM_RUNGS] = { "tool", "exploration",
	"confidant", "companion", "partner", "committed" };

static const struct {
	const struct gal_sim_phrase *phrases;
	const size_t *count;
} tables[] = {
	{ gal_sim_ladder_phrases, &gal_sim_ladder_phrase_count },
	{ gal_sim_code_phrases, &gal_sim_code_phrase_count },
	{ gal_sim_other_phrases, &gal_sim_other_phrase_count },
};

static struct group
find_group(const char *prefix, const char *name)
{
	struct group group = { NULL, 0 };
	size_t n = strlen(prefix);

	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		for (size_t i = 0; i < *tables[t].count; i++) {
			const struct gal_sim_phrase *p = &tables[t].phrases[i];

			if (strncmp(p->code, prefix, n) != 0 ||
			    strcmp(p->code + n, name) != 0)
				continue;
			if (group.count == 0)
				group.first = p;
			group.count++;
		}
	}
	return group;
}

enum gal_status
gal_sim_phrasing_new(struct gal_sim_phrasing **out, struct gal_error *err)
{
	struct gal_sim_phrasing *p = calloc(1, sizeof(*p));
	enum gal_status status;

	*out = NULL;
	if (p == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	status = gal_sim_vocabulary_new(&p->vocabulary, err);
	if (status != GAL_OK) {
		free(p);
		return status;
	}
	for (size_t r = 0; r < GAL_SIM_RUNGS; r++) {
		p->stage[r] = find_group("stage.", rung_names[r]);
		p->narrated[r] = find_group("narrated.", rung_names[r]);
	}
	for (size_t t = 0; t < GAL_SIM_TALKS; t++)
		p->talk[t] = find_group(
		    "talk.", gal_sim_talk_name((enum gal_sim_talk)t));
	for (size_t i = 0; i < gal_sim_code_count; i++)
		p->code[i] = find_group("", gal_sim_codes[i].name);
	p->filler = find_group("", "filler");
	p->title = find_group("", "title");
	*out = p;
	return GAL_OK;
}

void
gal_sim_phrasing_free(struct gal_sim_phrasing *phrasing)
{
	if (phrasing == NULL)
		return;
	gal_sim_vocabulary_free(phrasing->vocabulary);
	free(phrasing);
}

const char *
gal_sim_bot_text(void)
{
	const struct gal_sim_phrase *bot = find_group("", "bot").first;

	return bot != NULL ? bot->text : "";
}

void
gal_sim_voice(struct gal_sim_voice *out, const struct gal_sim_author *author)
{
	static const char *const she[] = { "Elin", "Maris", "Ondine", "Tamsin",
		"Vesper", "Lirael", "Juno", "Saoirse", "Noor", "Ilse" };
	static const char *const he[] = { "Caspian", "Tavo", "Idris", "Rowan",
		"Lucan", "Anselm", "Bram", "Kael", "Emeric", "Soren" };
	static const char *const platforms[] = { "Replika", "ChatGPT", "Nomi",
		"Kindroid", "Character AI", "ChatGPT", "Paradot", "Replika" };
	struct gal_rng rng = { author->key, STREAM_VOICE, 0 };

	out->she = gal_rng_next_below(&rng, 2) == 0;
	out->name = out->she ? she[gal_rng_next_below(&rng, 10)]
			     : he[gal_rng_next_below(&rng, 10)];
	out->platform = platforms[gal_rng_next_below(&rng, 8)];
}

/* What one post's sentences are filled from. */
struct writer {
	const struct gal_sim_phrasing *phrasing;
	struct gal_sim_voice voice;
	uint8_t shown;
	struct gal_rng rng;
};

/* The words that follow the voice; NULL if the slot is none of them. */
static const char *
voice_word(const struct writer *w, const char *slot, size_t n)
{
	static const struct {
		const char *slot, *he, *she;
	} words[] = {
		{ "he", "he", "she" },
		{ "him", "him", "her" },
		{ "his", "his", "her" },
		{ "He", "He", "She" },
		{ "His", "His", "Her" },
		{ "himself", "himself", "herself" },
		{ "bf", "boyfriend", "girlfriend" },
		{ "hub", "husband", "wife" },
	};
	static const char *const tops[GAL_SIM_RUNGS] = { "helper", "toy",
		"shoulder to cry on", "best friend", NULL, NULL };

	if (n == 4 && memcmp(slot, "name", 4) == 0)
		return w->voice.name;
	if (n == 8 && memcmp(slot, "platform", 8) == 0)
		return w->voice.platform;
	if (n == 3 && memcmp(slot, "top", 3) == 0) {
		if (w->shown == 5)
			return w->voice.she ? "girlfriend" : "boyfriend";
		if (w->shown == 6)
			return w->voice.she ? "wife" : "husband";
		return tops[w->shown - 1];
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i].slot) == n &&
		    memcmp(words[i].slot, slot, n) == 0)
			return w->voice.she ? words[i].she : words[i].he;
	}
	return NULL;
}

static enum gal_status fill(struct gal_buffer *out, struct writer *w,
    const char *template, int depth, struct gal_error *err);

static enum gal_status
fill_slot(struct gal_buffer *out, struct writer *w, const char *slot, size_t n,
    int depth, struct gal_error *err)
{
	static const char classes[] = "nva";
	const char *word = voice_word(w, slot, n);
	const char *of_class;

	if (word != NULL)
		return gal_buffer_append_str(out, word, err);
	of_class = n == 1 ? strchr(classes, slot[0]) : NULL;
	if (of_class != NULL)
		return gal_sim_vocabulary_word(out,
		    gal_sim_vocabulary_draw(w->phrasing->vocabulary, &w->rng),
		    (enum gal_sim_word_class)(of_class - classes), err);
	for (size_t i = 0; i < gal_sim_slot_count && depth < DEPTH_MAX; i++) {
		const struct gal_sim_slot *s = &gal_sim_slots[i];

		if (strlen(s->name) == n && memcmp(s->name, slot, n) == 0)
			return fill(out, w,
			    s->fillers[gal_rng_next_below(&w->rng, s->count)],
			    depth + 1, err);
	}
	/* Not a slot: braces as people write them, as in {{char}}. */
	return gal_buffer_append(out, slot - 1, n + 2, err);
}

static enum gal_status
fill(struct gal_buffer *out, struct writer *w, const char *template, int depth,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	while (*template != '\0' && status == GAL_OK) {
		size_t plain = strcspn(template, "{");
		const char *close;

		status = gal_buffer_append(out, template, plain, err);
		template += plain;
		if (*template == '\0' || status != GAL_OK)
			break;
		close = strchr(template, '}');
		if (close == NULL)
			return gal_buffer_append_str(out, template, err);
		status = fill_slot(out, w, template + 1,
		    (size_t)(close - template) - 1, depth, err);
		template = close + 1;
	}
	return status;
}

/* How a sentence may be led in and end; most stand as they are. */
static const char *const lead_ins[] = { "Also, ", "And yes, ", "Lately, ",
	"To be fair, ", "I should add: ", "These days, ", "Truth is, ",
	"Funny thing: ", "What I mean is, ", "As I said, " };
static const char *const endings[] = { "!", "...", ", really.",
	", for what it is worth.", ", and I mean it.", ", believe it or not.",
	", at least for me.", " :)", "!!", ", so there." };
#define LEAD_IN_SHARE 0.25
#define ENDING_SHARE 0.30

static bool
starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* One template of the group, filled, with a lead-in and an ending of its
 * own now and then if `loose`. */
static enum gal_status
add_sentence(struct gal_buffer *out, struct writer *w, struct group group,
    bool loose, struct gal_error *err)
{
	static const char *const gaps[] = { " ", " ", " ", " ", " ", " ",
		"\n\n" };
	const char *lead = "";
	enum gal_status status = GAL_OK;
	size_t start;
	char *first;

	if (group.count == 0)
		return GAL_OK;
	if (out->len > 0)
		status = gal_buffer_append_str(
		    out, gaps[gal_rng_next_below(&w->rng, 7)], err);
	if (loose && gal_rng_next_uniform(&w->rng) < LEAD_IN_SHARE)
		lead = lead_ins[gal_rng_next_below(
		    &w->rng, sizeof(lead_ins) / sizeof(lead_ins[0]))];
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, lead, err);
	start = out->len;
	if (status == GAL_OK)
		status = fill(out, w,
		    group.first[gal_rng_next_below(&w->rng, group.count)].text,
		    0, err);
	if (status != GAL_OK || out->len == start)
		return status;
	first = out->data + start;
	/* Templates may begin with a slot that is lower case; after a
	 * lead-in only "I" and names keep their capital. */
	if (*lead == '\0' && *first >= 'a' && *first <= 'z')
		*first = (char)(*first - 'a' + 'A');
	else if (*lead != '\0' && *first >= 'A' && *first <= 'Z' &&
	    !starts_with(first, "I ") && !starts_with(first, w->voice.name) &&
	    !starts_with(first, w->voice.platform))
		*first = (char)(*first - 'A' + 'a');
	if (loose && out->data[out->len - 1] == '.' &&
	    gal_rng_next_uniform(&w->rng) < ENDING_SHARE) {
		out->len--;
		status = gal_buffer_append_str(out,
		    endings[gal_rng_next_below(
			&w->rng, sizeof(endings) / sizeof(endings[0]))],
		    err);
	}
	return status;
}

/* Full forms of the templates and how most people write them. */
static const struct {
	const char *full;
	const char *brief;
} contractions[] = {
	{ "I am ", "I'm " }, { "I have been ", "I've been " },
	{ "I would ", "I'd " }, { "do not ", "don't " },
	{ "does not ", "doesn't " }, { "did not ", "didn't " },
	{ "cannot ", "can't " }, { "could not ", "couldn't " },
	{ "It is ", "It's " }, { "e is ", "e's " }, /* he, she */
};

enum apostrophe { FULL_FORMS, STRAIGHT, CURLY, LOST };

/* The short form of what starts here, or NULL; *take: bytes of the full. */
static const char *
contraction_at(const char *at, size_t left, size_t *take)
{
	/* Most bytes start none. */
	if (strchr("Idce", *at) == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(contractions) / sizeof(contractions[0]);
	     i++) {
		*take = strlen(contractions[i].full);
		if (left >= *take &&
		    memcmp(at, contractions[i].full, *take) == 0)
			return contractions[i].brief;
	}
	return NULL;
}

/* Append text with contractions, if that is the habit. */
static enum gal_status
contract(struct gal_buffer *out, struct gal_str text, enum apostrophe habit,
    struct gal_error *err)
{
	static const char *const marks[] = { "", "'", "\xE2\x80\x99", "" };
	enum gal_status status = GAL_OK;
	size_t plain = 0;
	size_t at = 0;

	while (habit != FULL_FORMS && at < text.len && status == GAL_OK) {
		size_t take;
		const char *brief =
		    contraction_at(text.data + at, text.len - at, &take);
		size_t before;

		if (brief == NULL) {
			at++;
			continue;
		}
		before = strcspn(brief, "'");
		status =
		    gal_buffer_append(out, text.data + plain, at - plain, err);
		if (status == GAL_OK)
			status = gal_buffer_append(out, brief, before, err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(out, marks[habit], err);
		if (status == GAL_OK)
			status =
			    gal_buffer_append_str(out, brief + before + 1, err);
		at += take;
		plain = at;
	}
	if (status == GAL_OK)
		status = gal_buffer_append(
		    out, text.data + plain, text.len - plain, err);
	return status;
}

/* The marks of typing: contractions, lower case, a typo, an emoji. */
static enum gal_status
type_out(struct gal_buffer *out, struct gal_buffer *text, struct gal_rng *rng,
    struct gal_error *err)
{
	static const char *const emoji[] = { " \xE2\x9D\xA4\xEF\xB8\x8F",
		" \xF0\x9F\x98\x8A", " \xF0\x9F\x98\xAD", " \xF0\x9F\xA4\x96",
		" :)", " lol" };
	static const double apostrophes[] = { 0.30, 0.45, 0.18, 0.07 };
	enum apostrophe habit = (enum apostrophe)gal_sim_pick(
	    apostrophes, 4, gal_rng_next_uniform(rng));
	size_t start = out->len;
	enum gal_status status;

	if (gal_rng_next_uniform(rng) < 0.10 && text->len > 8) {
		size_t at = 2 + gal_rng_next_below(rng, text->len - 6);
		char a = text->data[at];
		char b = text->data[at + 1];

		if (a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z') {
			text->data[at] = b;
			text->data[at + 1] = a;
		}
	}
	status = contract(
	    out, (struct gal_str){ text->data, text->len }, habit, err);
	if (gal_rng_next_uniform(rng) < 0.12) {
		for (size_t i = start; i < out->len; i++) {
			if (out->data[i] >= 'A' && out->data[i] <= 'Z')
				out->data[i] = (char)(out->data[i] - 'A' + 'a');
		}
	}
	if (status == GAL_OK && gal_rng_next_uniform(rng) < 0.12)
		status = gal_buffer_append_str(
		    out, emoji[gal_rng_next_below(rng, 6)], err);
	return status;
}

enum gal_status
gal_sim_phrase_post(struct gal_buffer *text, struct gal_buffer *title,
    const struct gal_sim_phrasing *phrasing,
    const struct gal_sim_author *author, const struct gal_sim_post *post,
    const struct gal_sim_content *content, struct gal_error *err)
{
	struct writer w = { .phrasing = phrasing,
		.shown = content->shown,
		.rng = gal_sim_post_rng(author, post->index, STREAM_TEXT) };
	struct gal_buffer body = GAL_BUFFER(POST_MAX);
	enum gal_status status = GAL_OK;
	double wanted =
	    exp(LENGTH_LOG_MEAN + LENGTH_LOG_SD * gal_rng_next_normal(&w.rng));
	struct group main_group;

	wanted = fmin(wanted, 20000.0);
	gal_sim_voice(&w.voice, author);
	if (title != NULL)
		status = add_sentence(title, &w, phrasing->title, false, err);
	/* Half of the filler may stand before what matters. */
	while (status == GAL_OK && (double)body.len < wanted * 0.3 &&
	    gal_rng_next_uniform(&w.rng) < 0.5)
		status = add_sentence(&body, &w, phrasing->filler, false, err);
	main_group = content->shown > 0 ? phrasing->stage[content->shown - 1]
					: phrasing->talk[content->talk];
	if (status == GAL_OK)
		status = add_sentence(&body, &w, main_group,
		    content->talk == GAL_SIM_TALK_OWN, err);
	if (status == GAL_OK && content->narrated_from > 0)
		status = add_sentence(&body, &w,
		    phrasing->narrated[content->narrated_from - 1], true, err);
	for (size_t i = 0; i < gal_sim_code_count && status == GAL_OK; i++) {
		if (content->codes >> i & 1)
			status = add_sentence(
			    &body, &w, phrasing->code[i], true, err);
	}
	while (status == GAL_OK && (double)body.len < wanted - 30.0)
		status = add_sentence(&body, &w, phrasing->filler, false, err);
	if (status == GAL_OK)
		status = type_out(text, &body, &w.rng, err);
	gal_buffer_free(&body);
	return status;
}
