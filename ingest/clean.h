/*
 * Inside ingest/: text as it may be stored. What comes out is valid UTF-8
 * without NUL and without a leading byte order mark; everything else stays
 * as written except what the flags ask for.
 */
#ifndef GALATEA_INGEST_CLEAN_H
#define GALATEA_INGEST_CLEAN_H

#include "ingest/arena.h"

enum gal_clean_flag {
	/* &amp; &lt; &gt; once, as Reddit's interface writes them; what then
	 * reads &#x200B; is the author's own markdown and stays */
	GAL_CLEAN_ENTITIES = 1 << 0,
	/* u/name, /u/name, /user/name, r/u_name -> u/[user], /user/[user],
	 * r/u_[user] */
	GAL_CLEAN_REDDIT_USERS = 1 << 1,
	/* @name -> @[user]; @everyone and @here stay */
	GAL_CLEAN_AT_USERS = 1 << 2,
	/* <@123>, <@!123> -> @[user] */
	GAL_CLEAN_ID_USERS = 1 << 3,
	/* a@b.org -> [email] */
	GAL_CLEAN_PLAIN_EMAILS = 1 << 4,
	/* \ud83d\ude00 written out in the text -> the character */
	GAL_CLEAN_WRITTEN_ESCAPES = 1 << 5,
	/* the input may not be UTF-8: bad bytes become U+FFFD */
	GAL_CLEAN_UTF8 = 1 << 6,
	/* addresses of people: t.me/name, example.com/users/123/name ->
	 * t.me/[user], example.com/users/[user] */
	GAL_CLEAN_LINKED_USERS = 1 << 8,
	/* "a at b.org" in brackets -> [email]; every blank is looked at */
	GAL_CLEAN_SPELLED_EMAILS = 1 << 9,
	/* addresses of posts: /comments/abc/title, redd.it/abc ->
	 * /comments/[post], redd.it/[post] */
	GAL_CLEAN_LINKED_POSTS = 1 << 10,
	GAL_CLEAN_EMAILS = GAL_CLEAN_PLAIN_EMAILS | GAL_CLEAN_SPELLED_EMAILS
};

/* Errors: NOMEM. Absent stays absent. */
GAL_MUST_USE enum gal_status gal_clean(struct gal_arena *arena,
    struct gal_str *out, struct gal_str text, unsigned flags);

#endif
