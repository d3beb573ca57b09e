/*
 * The post record: what every archive becomes and every stage passes on.
 *
 * A gal_post BORROWS all its strings; whoever filled it says how long they
 * live (ingest: until the next read; store: until the next step). Text is
 * valid UTF-8, entities decoded once where the format has them, mentions
 * replaced; it may hold any character except NUL. No field holds a person's
 * name: author is a keyed pseudonym or absent.
 */
#ifndef GALATEA_CORE_POST_H
#define GALATEA_CORE_POST_H

#include "core/buffer.h"

/* X(enum, name as stored and printed). Order is the stored number. */
#define GAL_PLATFORM_MAP(X)                                                    \
	X(REDDIT, "reddit")                                                    \
	X(STACKEXCHANGE, "stackexchange")                                      \
	X(DISCORD, "discord")                                                  \
	X(TELEGRAM, "telegram")                                                \
	X(MAIL, "mail")                                                        \
	X(TRANSCRIPT, "transcript")                                            \
	X(GENERIC, "generic")
#define GAL_KIND_MAP(X)                                                        \
	X(SUBMISSION, "submission")                                            \
	X(COMMENT, "comment")                                                  \
	X(MESSAGE, "message")                                                  \
	X(TURN, "turn")
/* Who took the text away. AUTHOR is final: no later copy brings it back.
 * LATER: the archive says it was deleted after this copy was taken. */
#define GAL_DELETION_MAP(X)                                                    \
	X(NONE, "none")                                                        \
	X(AUTHOR, "author")                                                    \
	X(MODERATOR, "moderator")                                              \
	X(PLATFORM, "platform")                                                \
	X(LATER, "later")

#define GAL_AS_PLATFORM(name, text) GAL_PLATFORM_##name,
#define GAL_AS_KIND(name, text) GAL_KIND_##name,
#define GAL_AS_DELETION(name, text) GAL_DELETION_##name,
enum gal_platform { GAL_PLATFORM_MAP(GAL_AS_PLATFORM) GAL_PLATFORM_COUNT };
enum gal_kind { GAL_KIND_MAP(GAL_AS_KIND) GAL_KIND_COUNT };
enum gal_deletion { GAL_DELETION_MAP(GAL_AS_DELETION) GAL_DELETION_COUNT };
#undef GAL_AS_PLATFORM
#undef GAL_AS_KIND
#undef GAL_AS_DELETION

enum gal_post_flag {
	GAL_POST_BOT = 1 << 0,	     /* written by a known bot */
	GAL_POST_ADVERT = 1 << 1,    /* promoted */
	GAL_POST_NSFW = 1 << 2,	     /* over_18 */
	GAL_POST_IS_SELF = 1 << 3,   /* text post, not a link */
	GAL_POST_STICKIED = 1 << 4,  /* pinned by a moderator */
	GAL_POST_ROLE_AI = 1 << 5,   /* a transcript turn by the AI */
	GAL_POST_SIMULATED = 1 << 6, /* made by the simulator */
	GAL_POST_NO_AUTHOR = 1 << 7, /* author deleted or not given */
	GAL_POST_EDITED = 1 << 8     /* edited, time perhaps unknown */
};

#define GAL_PSEUDONYM_BYTES 16
struct gal_pseudonym {
	uint8_t bytes[GAL_PSEUDONYM_BYTES];
};

/* Absent numbers (score, num_comments, times) hold this. */
#define GAL_ABSENT INT64_MIN

struct gal_post {
	enum gal_platform platform;
	enum gal_kind kind;
	enum gal_deletion deletion;
	uint32_t flags;		     /* of enum gal_post_flag */
	int64_t row_id;		     /* Reddit: gal_reddit_row_id(); others: 0
					until the store gives a surrogate */
	struct gal_str scope;	     /* what makes native_id unique on the
					platform: site, server, list; empty
					for Reddit */
	struct gal_str native_id;    /* without t1_/t3_ prefix */
	struct gal_str community;    /* as written: "replika" */
	struct gal_str community_id; /* stable id ("t5_…" without prefix), may
					be absent */
	struct gal_str thread;	     /* native id of the thread's first post */
	struct gal_str parent;	     /* native id of the parent, with t1_/t3_
					for Reddit; absent at the top */
	struct gal_str crosspost_parent; /* native id, absent if none */
	bool has_author;
	struct gal_pseudonym author; /* all zero unless has_author */
	int64_t created_utc;	     /* epoch seconds */
	int64_t observed_utc;	     /* when the copy was taken */
	int64_t edited_utc;
	int64_t score;
	int64_t num_comments;
	struct gal_str title;
	struct gal_str text;
};

/* Names for storing and printing; "?" for a number out of range. */
const char *gal_platform_name(enum gal_platform platform);
const char *gal_kind_name(enum gal_kind kind);
const char *gal_deletion_name(enum gal_deletion deletion);
/* The reverse; NOT_FOUND if no such name. */
GAL_MUST_USE enum gal_status gal_platform_parse(
    enum gal_platform *out, struct gal_str name);
GAL_MUST_USE enum gal_status gal_kind_parse(
    enum gal_kind *out, struct gal_str name);

/*
 * Row id of a Reddit post: base-36 value of its id times two, plus one for a
 * comment. ARGUMENT if the id is empty, not base 36 or above 2^61.
 */
GAL_MUST_USE enum gal_status gal_reddit_row_id(int64_t *out, enum gal_kind kind,
    struct gal_str native_id, struct gal_error *err);

/*
 * The row id of a post: Reddit's own; of other platforms, which have no
 * numbers, one from the hash of the native key, so that every database gives a
 * post the same one. Two keys with one hash are moved apart by the store.
 */
#define GAL_SURROGATE_BASE (INT64_C(1) << 62)
int64_t gal_post_row_id(const struct gal_post *post);

/* 32 lower-case hex digits and a NUL. */
void gal_pseudonym_hex(const struct gal_pseudonym *pseudonym, char out[33]);
GAL_MUST_USE enum gal_status gal_pseudonym_parse(
    struct gal_pseudonym *out, struct gal_str hex);

/* The id of Reddit with that base-36 value (not below 0), lower case, and a
 * NUL. */
#define GAL_REDDIT_ID_MAX 14
void gal_reddit_id(char out[GAL_REDDIT_ID_MAX], int64_t value);

/* Every number absent, every string absent, everything else zero. */
void gal_post_clear(struct gal_post *post);

#endif
