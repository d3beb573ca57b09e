#include "cli/convokit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "notebooks-export/json_text.h"
#include "store/query.h"

#define FILE_LIMIT ((size_t)2 << 30)
#define NODES_LIMIT ((size_t)8 << 30)
#define NOBODY UINT32_MAX

/* One post, oldest first. Hashes until link() puts places in their stead. */
struct node {
	int64_t row_id;
	int64_t created_utc;
	uint64_t id;	   /* hash of what names the post */
	uint64_t parent;   /* the same of its parent; 0: none */
	uint64_t author;   /* hash of the pseudonym; 0: none */
	uint32_t reply_to; /* places in the array; NOBODY: none */
	uint32_t root;
	uint32_t
	    speaker; /* place of the author's first post, then the number */
};

/* For looking a hash up, and for grouping equal ones: sorted by both. */
struct place {
	uint64_t hash;
	uint32_t at;
};

struct convokit {
	struct gal_buffer nodes;
	struct place *places;
	struct gal_buffer text;
	struct gal_buffer out;
	bool with_text;
};

static struct node *
nodes_of(const struct convokit *c, size_t *n)
{
	*n = c->nodes.len / sizeof(struct node);
	return (struct node *)(void *)c->nodes.data;
}

/* Comments and submissions of Reddit have ids of their own. */
static uint64_t
hash_id(const struct gal_post *post, bool submission, struct gal_str id)
{
	uint64_t seed = gal_hash_bytes(post->scope.data, post->scope.len,
	    (uint64_t)post->platform * 2 + submission);
	uint64_t hash = gal_hash_bytes(id.data, id.len, seed);

	return hash == 0 ? 1 : hash;
}

static uint64_t
hash_parent(const struct gal_post *post)
{
	struct gal_str id = post->parent;
	bool submission = false;

	if (id.len == 0)
		return 0;
	if (post->platform == GAL_PLATFORM_REDDIT && id.len > 3) {
		submission = memcmp(id.data, "t3_", 3) == 0;
		if (submission || memcmp(id.data, "t1_", 3) == 0)
			id = (struct gal_str){ id.data + 3, id.len - 3 };
	}
	return hash_id(post, submission, id);
}

static uint64_t
hash_author(const struct gal_post *post)
{
	uint64_t hash =
	    gal_hash_bytes(post->author.bytes, sizeof(post->author.bytes), 0);

	return !post->has_author ? 0 : hash == 0 ? 1 : hash;
}

static enum gal_status
add_node(struct convokit *c, const struct gal_post *post, struct gal_error *err)
{
	bool submission = post->platform == GAL_PLATFORM_REDDIT &&
	    post->kind == GAL_KIND_SUBMISSION;
	struct node node = { .row_id = post->row_id,
		.created_utc = post->created_utc,
		.id = hash_id(post, submission, post->native_id),
		.parent = hash_parent(post),
		.author = hash_author(post),
		.reply_to = NOBODY,
		.root = NOBODY,
		.speaker = NOBODY };

	return gal_buffer_append(&c->nodes, &node, sizeof(node), err);
}

static int
compare_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* The first place with this hash. */
static uint32_t
find_place(const struct place *places, size_t n, uint64_t hash)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (places[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && places[low].hash == hash ? places[low].at : NOBODY;
}

/* The topmost post above, for all on the way there. Archives can lie: where
 * replies go in a circle, the one that closes it answers nobody. */
static void
find_root(struct node *nodes, uint32_t start)
{
	uint32_t at = start, root;

	/* a post being visited has itself as root until the walk is over */
	while (nodes[at].root == NOBODY) {
		uint32_t up = nodes[at].reply_to;

		nodes[at].root = at;
		if (up == NOBODY)
			break;
		if (nodes[up].root == up && nodes[up].reply_to != NOBODY) {
			nodes[at].reply_to = NOBODY;
			break;
		}
		at = up;
	}
	root = nodes[at].root;
	for (at = start; nodes[at].root == at && at != root;) {
		nodes[at].root = root;
		at = nodes[at].reply_to;
	}
}

static enum gal_status
link_nodes(struct convokit *c, struct gal_error *err)
{
	size_t n;
	struct node *nodes = nodes_of(c, &n);
	uint32_t speakers = 0;

	if (n >= NOBODY)
		return gal_fail(err, GAL_LIMIT, "too many posts for one file");
	c->places = malloc((n + 1) * sizeof(*c->places));
	if (c->places == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		c->places[i] = (struct place){ nodes[i].id, (uint32_t)i };
	qsort(c->places, n, sizeof(*c->places), compare_place);
	for (size_t i = 0; i < n; i++) {
		if (nodes[i].parent != 0)
			nodes[i].reply_to =
			    find_place(c->places, n, nodes[i].parent);
	}
	for (size_t i = 0; i < n; i++)
		find_root(nodes, (uint32_t)i);
	for (size_t i = 0; i < n; i++)
		c->places[i] = (struct place){ nodes[i].author, (uint32_t)i };
	qsort(c->places, n, sizeof(*c->places), compare_place);
	for (size_t i = 0; i < n; i++) {
		const struct place *p = &c->places[i];
		bool same = i > 0 && p[-1].hash == p->hash;

		if (p->hash != 0)
			nodes[p->at].speaker =
			    same ? nodes[p[-1].at].speaker : p->at;
	}
	/* numbers in the order of the file, so that they say nothing of the
	 * pseudonyms; a first post stands before its author's others */
	for (size_t i = 0; i < n; i++) {
		if (nodes[i].author != 0)
			nodes[i].speaker = nodes[i].speaker == i
			    ? ++speakers
			    : nodes[nodes[i].speaker].speaker;
	}
	return GAL_OK;
}

static bool
add_label(cJSON *tree, const char *name, char letter, size_t number)
{
	char label[24];

	(void)snprintf(label, sizeof(label), "%c%zu", letter, number);
	return cJSON_AddStringToObject(tree, name, label) != NULL;
}

static bool
add_speaker(cJSON *tree, const struct gal_post *post, const struct node *node)
{
	if (node->author != 0)
		return add_label(tree, "speaker", 's', node->speaker);
	return cJSON_AddStringToObject(tree, "speaker",
		   (post->flags & GAL_POST_ROLE_AI) != 0 ? "ai" : "unknown") !=
	    NULL;
}

static bool
add_time(cJSON *tree, const struct node *node, const struct node *root)
{
	bool known =
	    node->created_utc != GAL_ABSENT && root->created_utc != GAL_ABSENT;

	return (known ? cJSON_AddNumberToObject(tree, "timestamp",
			    (double)(node->created_utc - root->created_utc))
		      : cJSON_AddNullToObject(tree, "timestamp")) != NULL;
}

/* ConvoKit wants a text in each utterance: empty unless asked for. */
static enum gal_status
add_text(struct convokit *c, cJSON *tree, const struct gal_post *post,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	cJSON *text;

	gal_buffer_clear(&c->text);
	if (c->with_text) {
		status = gal_buffer_append(
		    &c->text, post->title.data, post->title.len, err);
		if (status == GAL_OK && post->title.len > 0 &&
		    post->text.len > 0)
			status = gal_buffer_append_str(&c->text, "\n\n", err);
		if (status == GAL_OK)
			status = gal_buffer_append(
			    &c->text, post->text.data, post->text.len, err);
	}
	if (status == GAL_OK)
		status = gal_buffer_append(&c->text, "", 1, err);
	if (status != GAL_OK)
		return status;
	text = gal_export_json_text(c->text.data);
	if (text == NULL || !cJSON_AddItemToObject(tree, "text", text)) {
		cJSON_Delete(text);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	return GAL_OK;
}

static bool
add_meta(cJSON *tree, const struct gal_store_record *record,
    const struct gal_store_codebook *book)
{
	const struct gal_reading *r = &record->reading;
	cJSON *meta = cJSON_AddObjectToObject(tree, "meta");
	bool staged = record->has_reading && r->stage >= 1 &&
	    r->stage <= book->rung_count;
	cJSON *codes;
	bool ok = meta != NULL &&
	    (staged ? cJSON_AddStringToObject(
			  meta, "stage", book->rungs[r->stage - 1])
		    : cJSON_AddNullToObject(meta, "stage")) != NULL &&
	    cJSON_AddStringToObject(
		meta, "kind", gal_kind_name(record->post.kind)) != NULL &&
	    cJSON_AddBoolToObject(
		meta, "bot", (record->post.flags & GAL_POST_BOT) != 0) != NULL;

	codes = ok ? cJSON_AddArrayToObject(meta, "codes") : NULL;
	ok = codes != NULL;
	/* a code has a tag for each piece of evidence, adjacent */
	for (size_t i = 0; ok && record->has_reading && i < r->tag_count; i++) {
		uint16_t code = r->tags[i].code;
		cJSON *name;

		if (code >= book->code_count ||
		    (i > 0 && r->tags[i - 1].code == code))
			continue;
		name = cJSON_CreateString(book->codes[code].name);
		ok = name != NULL && cJSON_AddItemToArray(codes, name);
	}
	return ok;
}

static enum gal_status
write_utterance(struct convokit *c, size_t at,
    const struct gal_store_record *record,
    const struct gal_store_codebook *book, struct gal_error *err)
{
	size_t n;
	const struct node *nodes = nodes_of(c, &n);
	const struct node *node = &nodes[at];
	cJSON *tree = cJSON_CreateObject();
	enum gal_status status = GAL_OK;
	bool ok = tree != NULL && add_label(tree, "id", 'u', at + 1) &&
	    add_speaker(tree, &record->post, node) &&
	    add_label(tree, "conversation_id", 'u', (size_t)node->root + 1) &&
	    (node->reply_to == NOBODY
		    ? cJSON_AddNullToObject(tree, "reply_to") != NULL
		    : add_label(
			  tree, "reply_to", 'u', (size_t)node->reply_to + 1)) &&
	    add_time(tree, node, &nodes[node->root]);

	if (ok)
		status = add_text(c, tree, &record->post, err);
	if (!ok || (status == GAL_OK && !add_meta(tree, record, book)))
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	if (status == GAL_OK)
		status = gal_json_append(&c->out, tree, false, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&c->out, "\n", err);
	cJSON_Delete(tree);
	return status;
}

/* Both passes read the same posts in the same order: the first takes who
 * answers whom, the second writes. */
static enum gal_status
read_posts(struct convokit *c, struct gal_store *store, bool writing,
    struct gal_error *err)
{
	const struct gal_query query = { .order = GAL_QUERY_OLDEST };
	const struct gal_store_codebook *book = gal_store_codebook(store);
	const struct gal_query_hit *hit = NULL;
	struct gal_query_run *run = NULL;
	size_t n, at = 0;
	const struct node *nodes = nodes_of(c, &n);
	enum gal_status status = gal_query_open(&run, store, &query, err);
	bool same = true;

	while (status == GAL_OK && same &&
	    (status = gal_query_next(&hit, run, err)) == GAL_OK) {
		const struct gal_store_record *record = hit->record;

		if (!writing) {
			status = add_node(c, &record->post, err);
			continue;
		}
		same = at < n && nodes[at].row_id == record->post.row_id;
		if (same)
			status = write_utterance(c, at++, record, book, err);
	}
	gal_query_close(run);
	if (status != GAL_OK && status != GAL_END)
		return status;
	if (writing && (!same || at < n))
		return gal_fail(err, GAL_BUSY,
		    "posts were written while they were exported");
	return GAL_OK;
}

enum gal_status
cli_write_convokit(struct gal_export_dir *dir, struct gal_store *store,
    bool with_text, struct gal_error *err)
{
	struct convokit c = { .nodes = GAL_BUFFER(NODES_LIMIT),
		.text = GAL_BUFFER(FILE_LIMIT),
		.out = GAL_BUFFER(FILE_LIMIT),
		.with_text = with_text };
	enum gal_status status = read_posts(&c, store, false, err);

	if (status == GAL_OK)
		status = link_nodes(&c, err);
	if (status == GAL_OK)
		status = read_posts(&c, store, true, err);
	if (status == GAL_OK)
		status = gal_export_dir_write(dir, "convokit/utterances.jsonl",
		    "utterances for ConvoKit",
		    (struct gal_str){ c.out.data, c.out.len }, err);
	gal_buffer_free(&c.nodes);
	gal_buffer_free(&c.text);
	gal_buffer_free(&c.out);
	free(c.places);
	return status;
}
