/* Inside ingest/: the fields of a Reddit object and what they mean. */
#ifndef GALATEA_INGEST_REDDIT_H
#define GALATEA_INGEST_REDDIT_H

#include "ingest/format.h"
#include "ingest/json_pick.h"

/* X(name, key). Top-level keys only, but for _meta of the archive: what a
 * crosspost embeds is someone else's post. */
#define GAL_REDDIT_KEY_MAP(X)                                                  \
	X(ID, "id")                                                            \
	X(NAME, "name")                                                        \
	X(AUTHOR, "author")                                                    \
	X(SUBREDDIT, "subreddit")                                              \
	X(SUBREDDIT_ID, "subreddit_id")                                        \
	X(TITLE, "title")                                                      \
	X(SELFTEXT, "selftext")                                                \
	X(BODY, "body")                                                        \
	X(BODY_SHA1, "body_sha1")                                              \
	X(LINK_ID, "link_id")                                                  \
	X(PARENT_ID, "parent_id")                                              \
	X(CROSSPOST_PARENT, "crosspost_parent")                                \
	X(CREATED_UTC, "created_utc")                                          \
	X(RETRIEVED_ON, "retrieved_on")                                        \
	X(RETRIEVED_UTC, "retrieved_utc")                                      \
	X(UPDATED_ON, "updated_on")                                            \
	X(UPDATED_UTC, "updated_utc")                                          \
	X(EDITED, "edited")                                                    \
	X(SCORE, "score")                                                      \
	X(NUM_COMMENTS, "num_comments")                                        \
	X(IS_SELF, "is_self")                                                  \
	X(OVER_18, "over_18")                                                  \
	X(STICKIED, "stickied")                                                \
	X(PROMOTED, "promoted")                                                \
	X(REMOVED_BY_CATEGORY, "removed_by_category")                          \
	X(REMOVAL_REASON, "removal_reason")                                    \
	X(DISPLAY_NAME, "display_name")                                        \
	X(SIMULATED, "galatea_simulated")                                      \
	X(DATA, "data") /* what {"kind": "t1", "data": {…}} wraps */         \
	X(META_DELETED_LATER, "_meta.was_deleted_later")                       \
	X(META_INITIALLY_DELETED, "_meta.was_initially_deleted")               \
	X(META_REMOVAL_TYPE, "_meta.removal_type")                             \
	X(META_RETRIEVED_2ND, "_meta.retrieved_2nd_on")                        \
	X(META_IS_EDITED, "_meta.is_edited")

enum gal_reddit_key {
#define GAL_AS_REDDIT_KEY(name, key) GAL_REDDIT_##name,
	GAL_REDDIT_KEY_MAP(GAL_AS_REDDIT_KEY)
#undef GAL_AS_REDDIT_KEY
	    GAL_REDDIT_KEY_COUNT
};
extern const char *const gal_reddit_keys[GAL_REDDIT_KEY_COUNT];

/* Who took a text away, by what stands in its place ("[deleted]", "[removed]",
 * "[ Removed by Reddit … ]"); GAL_DELETION_NONE: it is a text. */
enum gal_deletion gal_reddit_placeholder(struct gal_str text);
/* A profile is a community named after a person: "u_name" is "u_[user]". */
struct gal_str gal_reddit_community(struct gal_str name);

/* Make a post of the picked values, or count why not. Errors: NOMEM. */
GAL_MUST_USE enum gal_status gal_reddit_post(
    struct gal_parse *parse, const struct gal_json_value *values);

#endif
