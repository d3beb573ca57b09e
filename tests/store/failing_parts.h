/*
 * What the files of failing_things.h share: posts, answers, and the things
 * themselves, each a function of the path of a database.
 */
#ifndef GALATEA_TESTS_STORE_FAILING_PARTS_H
#define GALATEA_TESTS_STORE_FAILING_PARTS_H

#include "store/failing_things.h"
#include "store/writer.h"

#define FAILING_COPIES 60 /* of the world */
#define FAILING_EXTRA 7	  /* posts beside it */

/* What a thing answers is told by these, for failing_answer(). */
void failing_tell(const void *bytes, size_t n);
void failing_tell_int(int64_t value);
void failing_tell_str(struct gal_str s);

/* Post i of those beside the world. */
void failing_extra(struct gal_store_record *record, size_t i);
/* To write, with codebook and veil. */
enum gal_status failing_open(
    struct gal_store **out, const char *path, struct gal_error *err);

/* ---- things that write ---- */
enum gal_status failing_create(const char *path, struct gal_error *err);
enum gal_status failing_write_copies(const char *path, struct gal_error *err);
enum gal_status failing_resume(const char *path, struct gal_error *err);
enum gal_status failing_migrate(const char *path, struct gal_error *err);
enum gal_status failing_tag_untagged(const char *path, struct gal_error *err);
enum gal_status failing_retag(const char *path, struct gal_error *err);
enum gal_status failing_purge(const char *path, struct gal_error *err);
enum gal_status failing_merge(const char *path, struct gal_error *err);
enum gal_status failing_merge_sealed(const char *path, struct gal_error *err);
enum gal_status failing_build(const char *path, struct gal_error *err);
enum gal_status failing_check(const char *path, struct gal_error *err);

/* ---- things that read ---- */
enum gal_status failing_ask_words(const char *path, struct gal_error *err);
enum gal_status failing_ask_filters(const char *path, struct gal_error *err);
enum gal_status failing_ask_many(const char *path, struct gal_error *err);
enum gal_status failing_pass_over(const char *path, struct gal_error *err);
enum gal_status failing_read_all(const char *path, struct gal_error *err);
enum gal_status failing_dump(const char *path, struct gal_error *err);

#endif
