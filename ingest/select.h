/*
 * A selection: which posts of an archive are wanted. Conditions of
 * different kinds are joined by AND, several values of one kind by OR; an
 * empty selection wants everything. Filled once, then read by any number of
 * threads.
 *
 *   struct gal_selection *s;
 *   gal_selection_new(&s, err);
 *   gal_selection_community(s, "replika", err);
 *   gal_selection_since(s, utc, err);
 *   … gal_reader_open(&reader, path, &(struct gal_reader_options){
 *         .key = &key, .selection = s }, err);
 *   gal_selection_free(s);        after the reader
 *
 * Errors of all fallible functions: NOMEM, LIMIT, and ARGUMENT for a value
 * that makes no sense; those that read a file: NOT_FOUND, IO, FORMAT.
 */
#ifndef GALATEA_INGEST_SELECT_H
#define GALATEA_INGEST_SELECT_H

#include "core/post.h"

struct gal_selection;

GAL_MUST_USE enum gal_status gal_selection_new(
    struct gal_selection **out, struct gal_error *err);
void gal_selection_free(struct gal_selection *selection);

/* A community by name, any case, with or without "r/"; or by stable id, on
 * Reddit written with its prefix ("t5_2s30g"); or a whole server of Discord.
 * Blanks around it do not count. */
GAL_MUST_USE enum gal_status gal_selection_community(
    struct gal_selection *selection, const char *name, struct gal_error *err);
/* One name or id a line; blank lines and lines that start with # pass. */
GAL_MUST_USE enum gal_status gal_selection_community_file(
    struct gal_selection *selection, const char *path, struct gal_error *err);
/* One user name a line, any case; also "u/name". A line of 32 hex digits is
 * taken as a pseudonym. */
GAL_MUST_USE enum gal_status gal_selection_author_file(
    struct gal_selection *selection, const char *path, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_selection_author(
    struct gal_selection *selection, const char *name, struct gal_error *err);
/* created_utc in [since, until). A post without a time is not wanted then. */
GAL_MUST_USE enum gal_status gal_selection_since(
    struct gal_selection *selection, int64_t utc, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_selection_until(
    struct gal_selection *selection, int64_t utc, struct gal_error *err);
/* A word or phrase that title or text must hold, as ingest/match.h says. */
GAL_MUST_USE enum gal_status gal_selection_match(
    struct gal_selection *selection, const char *words, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_selection_kind(
    struct gal_selection *selection, enum gal_kind kind, struct gal_error *err);

enum gal_sample_unit {
	GAL_SAMPLE_POSTS,  /* by platform, scope, kind and native id */
	GAL_SAMPLE_AUTHORS /* by pseudonym: whole histories or nothing;
			      posts without author are left out */
};
/* Keep a share 0 < p <= 1, decided by a hash of the unit and the seed, so
 * the same posts are kept in every run, file and order. */
GAL_MUST_USE enum gal_status gal_selection_sample(
    struct gal_selection *selection, double share, enum gal_sample_unit unit,
    uint64_t seed, struct gal_error *err);
/* Stop a file after n wanted posts; 0 is no limit. */
GAL_MUST_USE enum gal_status gal_selection_stop_after(
    struct gal_selection *selection, uint64_t n, struct gal_error *err);

uint64_t gal_selection_stop(const struct gal_selection *selection);
/*
 * The selection as one line of JSON with sorted values: equal selections
 * give equal bytes. For provenance and for refusing a resume under other
 * settings. Author names are hashed with the key, not printed.
 */
GAL_MUST_USE enum gal_status gal_selection_describe(
    const struct gal_selection *selection, const struct gal_key *key,
    struct gal_buffer *out, struct gal_error *err);

#endif
