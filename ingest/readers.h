/*
 * Inside ingest/: the readers that need large libraries (mail: GMime, HTML:
 * libxml2, members of zip and tar: libarchive). They stand in a module of
 * their own, galatea-readers.so, opened when the first archive asks for one:
 * linked in, they made every start load nineteen libraries more, which is
 * most of the time of a question to the database.
 *
 *   readers.c          in the program: opens the module
 *   readers_module.c   the module's table; with it mail.c, html.c, members.c
 */
#ifndef GALATEA_INGEST_READERS_H
#define GALATEA_INGEST_READERS_H

#include "core/version.h"
#include "ingest/format.h"
#include "ingest/members.h"

#define GAL_READERS_FILE "galatea-readers.so"
#define GAL_READERS_TABLE "gal_readers_table"

/* What program and module must agree in; both are built at once, but may be
 * installed apart. */
struct gal_readers_shape {
	char version[16];
	size_t post;
	size_t parse;
	size_t buffer;
	size_t stream;
};
#define GAL_READERS_SHAPE                                                      \
	{                                                                      \
		GAL_VERSION, sizeof(struct gal_post),                          \
		    sizeof(struct gal_parse), sizeof(struct gal_buffer),       \
		    sizeof(struct gal_stream)                                  \
	}

struct gal_readers {
	struct gal_readers_shape shape;
	const char *(*versions)(void); /* of the libraries, one line */
	/* open, parse and close of a struct gal_format (ingest/mail.h) */
	enum gal_status (*mail_open)(void **state, struct gal_error *err);
	enum gal_status (*mail_parse)(
	    struct gal_parse *parse, const struct gal_record *record);
	void (*mail_close)(void *state);
	/* as in ingest/html.h */
	enum gal_status (*html_text)(
	    struct gal_buffer *out, const char *html, size_t len);
	/* as in ingest/members.h */
	enum gal_status (*members_open)(struct gal_members **out,
	    struct gal_stream *upstream, const char *kind, const char *place,
	    struct gal_error *err);
	enum gal_status (*members_next)(struct gal_members *members,
	    struct gal_stream **stream, const char **name,
	    struct gal_error *err);
	void (*members_free)(struct gal_members *members);
};

/* The module, opened at the first call and kept; any thread. UNSUPPORTED:
 * it cannot be opened or is of another galatea; the message says which. */
GAL_MUST_USE enum gal_status gal_readers_get(
    const struct gal_readers **out, struct gal_error *err);

#endif
