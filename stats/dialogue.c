#include "stats/dialogue.h"

#include <stdlib.h>
#include <string.h>

#define PERSONAS_MAX 1000
#define ITEMS_MAX ((size_t)1 << 31)

/* Room for `need` items: the block, moved or not; NULL with err set. */
static void *
grown(void *items, size_t *capacity, size_t need, size_t size,
    struct gal_error *err)
{
	size_t n = *capacity;
	void *block;

	if (need <= n)
		return items;
	if (need > ITEMS_MAX) {
		(void)gal_fail(err, GAL_LIMIT, "too many words in dialogues");
		return NULL;
	}
	while (n < need)
		n = n * 2 + 64;
	block = realloc(items, n * size);
	if (block == NULL) {
		(void)gal_fail(err, GAL_NOMEM, "out of memory");
		return NULL;
	}
	*capacity = n;
	return block;
}

static enum gal_status
begin_conversation(
    struct gal_dialogue *d, struct gal_str id, struct gal_error *err)
{
	struct gal_conversation *c = grown(d->conversations, &d->capacity,
	    d->count + 1, sizeof(*d->conversations), err);

	if (c == NULL)
		return GAL_NOMEM;
	d->conversations = c;
	c = &d->conversations[d->count];
	*c = (struct gal_conversation){ .first_turn = d->turn_count,
		.persona = GAL_NO_LABEL,
		.scenario = GAL_NO_LABEL };
	c->id = calloc(1, id.len + 1);
	if (c->id == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	if (id.len > 0)
		memcpy(c->id, id.data, id.len);
	d->count++;
	return GAL_OK;
}

enum gal_status
gal_dialogue_add(struct gal_dialogue *d, struct gal_str conversation,
    bool first, const struct gal_turn *turn, const uint32_t *words, size_t n,
    struct gal_error *err)
{
	struct gal_turn *turns, *kept;
	uint32_t *all;

	if (first || d->count == 0) {
		enum gal_status status =
		    begin_conversation(d, conversation, err);

		if (status != GAL_OK)
			return status;
	}
	turns = grown(d->turns, &d->turn_capacity, d->turn_count + 1,
	    sizeof(*d->turns), err);
	if (turns == NULL)
		return GAL_NOMEM;
	d->turns = turns;
	/* one more than needed: a block even where no word was ever said */
	all = grown(d->words, &d->word_capacity, d->word_count + n + 1,
	    sizeof(*d->words), err);
	if (all == NULL)
		return GAL_NOMEM;
	d->words = all;
	kept = &d->turns[d->turn_count++];
	*kept = *turn;
	kept->first_word = d->word_count;
	kept->word_count = n;
	for (size_t i = 0; i < n; i++) {
		d->words[d->word_count++] = words[i];
		if (words[i] >= d->vocabulary)
			d->vocabulary = words[i] + 1;
	}
	d->conversations[d->count - 1].turn_count++;
	return GAL_OK;
}

void
gal_dialogue_hide(struct gal_dialogue *d, const uint8_t *hidden)
{
	for (size_t i = 0; i < d->turn_count; i++) {
		struct gal_turn *turn = &d->turns[i];
		uint32_t *words = d->words + turn->first_word;
		size_t kept = 0;

		for (size_t j = 0; j < turn->word_count; j++)
			if (!hidden[words[j]])
				words[kept++] = words[j];
		turn->word_count = kept;
	}
}

void
gal_dialogue_free(struct gal_dialogue *d)
{
	for (size_t i = 0; i < d->count; i++)
		free(d->conversations[i].id);
	for (uint32_t i = 0; i < d->persona_count; i++)
		free(d->personas[i]);
	free(d->conversations);
	free(d->turns);
	free(d->words);
	free(d->personas);
	free(d->partner);
	*d = (struct gal_dialogue){ 0 };
}

/* The number of a label of `len` bytes, or GAL_NO_LABEL. */
static uint32_t
find_label(char *const *labels, uint32_t n, const char *label, size_t len)
{
	for (uint32_t i = 0; i < n; i++)
		if (strlen(labels[i]) == len &&
		    memcmp(labels[i], label, len) == 0)
			return i;
	return GAL_NO_LABEL;
}

static enum gal_status
take_personas(struct gal_dialogue *d, struct gal_error *err)
{
	for (size_t i = 0; i < d->count; i++) {
		struct gal_conversation *c = &d->conversations[i];
		const char *end = strstr(c->id, "__");
		size_t len;

		if (end == NULL || end == c->id)
			continue;
		len = (size_t)(end - c->id);
		c->persona =
		    find_label(d->personas, d->persona_count, c->id, len);
		if (c->persona != GAL_NO_LABEL)
			continue;
		if (d->persona_count == PERSONAS_MAX)
			return gal_fail(err, GAL_LIMIT, "more than %d personas",
			    PERSONAS_MAX);
		d->personas[d->persona_count] = strndup(c->id, len);
		if (d->personas[d->persona_count] == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		c->persona = d->persona_count++;
	}
	return GAL_OK;
}

/* "SCENARIO_PERSONA": the persona that another id named, or none. */
static void
take_trailing_persona(
    struct gal_conversation *c, char *const *labels, uint32_t n)
{
	size_t len = strlen(c->id);

	for (uint32_t i = 0; i < n && c->persona == GAL_NO_LABEL; i++) {
		size_t tail = strlen(labels[i]);

		if (len > tail + 1 && c->id[len - tail - 1] == '_' &&
		    strcmp(c->id + len - tail, labels[i]) == 0)
			c->persona = i;
	}
}

/* The scenario's part of an id: begin and length. */
static const char *
scenario_of(
    const struct gal_dialogue *d, const struct gal_conversation *c, size_t *len)
{
	const char *end = strstr(c->id, "__");

	*len = strlen(c->id);
	if (c->persona == GAL_NO_LABEL)
		return c->id;
	if (end != NULL && end != c->id) {
		*len = strlen(end + 2);
		return end + 2;
	}
	*len -= strlen(d->personas[c->persona]) + 1;
	return c->id;
}

static void
take_scenarios(struct gal_dialogue *d)
{
	for (size_t i = 0; i < d->count; i++) {
		struct gal_conversation *c = &d->conversations[i];
		size_t len, other_len;
		const char *name = scenario_of(d, c, &len);

		for (size_t j = 0; j < i && c->persona != GAL_NO_LABEL &&
		     c->scenario == GAL_NO_LABEL;
		     j++) {
			const char *other =
			    scenario_of(d, &d->conversations[j], &other_len);

			if (len == other_len && memcmp(name, other, len) == 0)
				c->scenario = d->conversations[j].scenario;
		}
		if (c->scenario == GAL_NO_LABEL)
			c->scenario = d->scenario_count++;
	}
}

static size_t
group_length(const char *label)
{
	const char *end = strchr(label, '_');

	return end == NULL ? strlen(label) : (size_t)(end - label);
}

static bool
same_group(const char *a, const char *b)
{
	size_t n = group_length(a);

	return n == group_length(b) && memcmp(a, b, n) == 0;
}

static void
take_partners(struct gal_dialogue *d)
{
	for (uint32_t i = 0; i < d->persona_count; i++) {
		uint32_t others = 0;

		d->partner[i] = GAL_NO_LABEL;
		for (uint32_t j = 0; j < d->persona_count; j++)
			if (j != i &&
			    same_group(d->personas[i], d->personas[j])) {
				d->partner[i] = j;
				others++;
			}
		if (others > 1)
			d->partner[i] = GAL_NO_LABEL;
	}
}

enum gal_status
gal_dialogue_label(struct gal_dialogue *d, struct gal_error *err)
{
	enum gal_status status;

	d->personas = calloc(PERSONAS_MAX, sizeof(*d->personas));
	d->partner = calloc(PERSONAS_MAX, sizeof(*d->partner));
	if (d->personas == NULL || d->partner == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	status = take_personas(d, err);
	if (status != GAL_OK)
		return status;
	for (size_t i = 0; i < d->count; i++)
		if (d->conversations[i].persona == GAL_NO_LABEL)
			take_trailing_persona(&d->conversations[i], d->personas,
			    d->persona_count);
	take_scenarios(d);
	take_partners(d);
	return GAL_OK;
}
