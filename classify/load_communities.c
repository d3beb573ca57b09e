/* communities.json: what a post's place says about it. */
#include <stdlib.h>
#include <string.h>

#include "classify/load.h"
#include "classify/load_json.h"

static const struct {
	const char *tier;
	uint32_t facts;
} tiers[] = {
	{ "companion", GAL_IF_COMPANION },
	{ "relationship", GAL_IF_COMPANION | GAL_IF_RELATIONSHIP },
	{ "assistant", GAL_IF_GENERAL | GAL_IF_ASSISTANT },
	{ "general", GAL_IF_GENERAL },
	{ "recovery", GAL_IF_RECOVERY },
	{ "roleplay", GAL_IF_ROLEPLAY_TIER },
	{ "human", GAL_IF_HUMAN_TIER },
	{ "own_ai", GAL_IF_REFERENT_AI },
	{ "character", GAL_IF_REFERENT_CHARACTER },
	{ "tool", 0 },
	{ "unknown", 0 },
};

/* Products whose short names and model names mean something else elsewhere. */
static const struct {
	const char *product;
	uint32_t fact;
} products[] = {
	{ "replika", GAL_IF_PRODUCT_REPLIKA },
	{ "characterai", GAL_IF_PRODUCT_CHARACTERAI },
	{ "kindroid", GAL_IF_PRODUCT_KINDROID },
	{ "nomi", GAL_IF_PRODUCT_NOMI },
};

static uint32_t
product_fact(const char *product)
{
	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++) {
		if (product != NULL &&
		    strcmp(products[i].product, product) == 0)
			return products[i].fact;
	}
	return 0;
}

static enum gal_status
tier_facts(uint32_t *facts, const char *name, const struct gal_file *file,
    const char *community, struct gal_error *err)
{
	for (size_t i = 0; i < sizeof(tiers) / sizeof(tiers[0]); i++) {
		if (name != NULL && strcmp(tiers[i].tier, name) == 0) {
			*facts |= tiers[i].facts;
			return GAL_OK;
		}
	}
	return gal_file_fail(file, community, err, "unknown tier or referent");
}

/* The context feature of a product, or -1: products with few communities
 * have none. */
static int
product_feature(const char *product)
{
#define ID_OF(name, text) text,
	static const char *const ids[] = { GAL_CONTEXT_MAP(ID_OF) };
#undef ID_OF
	static const char prefix[] = "ctx:product.";

	for (int i = 0; i < GAL_CONTEXT_COUNT; i++) {
		if (strncmp(ids[i], prefix, sizeof(prefix) - 1) == 0 &&
		    strcmp(ids[i] + sizeof(prefix) - 1, product) == 0)
			return i;
	}
	return -1;
}

static int
compare_communities(const void *a, const void *b)
{
	return strcmp(((const struct gal_community *)a)->name,
	    ((const struct gal_community *)b)->name);
}

enum gal_status
gal_load_communities(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	cJSON *root;
	const cJSON *item, *list;
	enum gal_status st = gal_file_parse(&root, file, err);
	int n;

	if (st != GAL_OK)
		return st;
	list = cJSON_GetObjectItemCaseSensitive(root, "communities");
	n = cJSON_GetArraySize(list);
	book->communities = calloc((size_t)n + 1, sizeof(*book->communities));
	if (book->communities == NULL)
		st = gal_fail(err, GAL_NOMEM, "no memory for communities");
	cJSON_ArrayForEach(item, list)
	{
		const char *name = gal_json_string(item, "name");
		const char *product = gal_json_string(item, "product");
		struct gal_community *c;

		if (st != GAL_OK)
			break;
		if (name == NULL) {
			st = gal_file_fail(
			    file, NULL, err, "a community without \"name\"");
			break;
		}
		c = &book->communities[book->community_count];
		st = tier_facts(
		    &c->facts, gal_json_string(item, "tier"), file, name, err);
		if (st == GAL_OK)
			st = tier_facts(&c->facts,
			    gal_json_string(item, "default_referent"), file,
			    name, err);
		if (st != GAL_OK)
			break;
		c->facts |= product_fact(product);
		c->product = product_feature(product == NULL ? "" : product);
		c->name = gal_str_copy(gal_str_of(name));
		c->platform =
		    gal_str_copy(gal_str_of(product == NULL ? "" : product));
		book->community_count++;
		if (c->name == NULL || c->platform == NULL) {
			st = gal_fail(
			    err, GAL_NOMEM, "no memory for communities");
			break;
		}
		for (char *p = c->name; *p != '\0'; p++)
			*p = gal_lower(*p);
	}
	if (st == GAL_OK)
		qsort(book->communities, book->community_count,
		    sizeof(*book->communities), compare_communities);
	cJSON_Delete(root);
	return st;
}
