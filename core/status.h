/*
 * Status codes and the caller-owned error.
 *
 * Every fallible function of galatea returns `enum gal_status` and takes a
 * nullable `struct gal_error *err` as its LAST argument. The message is
 * written once, where the fault is found, by gal_fail(), and passed up
 * untouched. Nothing below cli/ prints, exits or aborts.
 *
 * Grades, from mild to grave:
 *   GAL_OK      done
 *   GAL_END     no more records; not an error
 *   GAL_SKIP    this record is left out (the error says why); go on
 *   others      the operation failed; the handle stays valid for its free
 *               function and for nothing else unless its header says more
 *
 * Thread rule: a struct gal_error belongs to one thread at a time.
 */
#ifndef GALATEA_CORE_STATUS_H
#define GALATEA_CORE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define GAL_MUST_USE __attribute__((warn_unused_result))
#define GAL_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#else
#define GAL_MUST_USE
#define GAL_PRINTF(fmt, first)
#endif

/* X(name, message for people) */
#define GAL_STATUS_MAP(X)                                                      \
	X(OK, "done")                                                          \
	X(END, "end of input")                                                 \
	X(SKIP, "record left out")                                             \
	X(NOMEM, "out of memory")                                              \
	X(IO, "input or output failed")                                        \
	X(NOT_FOUND, "not found")                                              \
	X(FORMAT, "malformed input")                                           \
	X(TRUNCATED, "input ends too early")                                   \
	X(CORRUPT, "damaged input")                                            \
	X(UNSUPPORTED, "not supported")                                        \
	X(LIMIT, "a limit was exceeded")                                       \
	X(ARGUMENT, "invalid argument")                                        \
	X(UNDEFINED, "the data cannot carry this number")                      \
	X(BUSY, "held by another process")                                     \
	X(FULL, "no space left")                                               \
	X(READ_ONLY, "not writable")                                           \
	X(KEY, "project key missing or different")                             \
	X(SCHEMA, "database schema not usable by this version")                \
	X(CODEBOOK, "codebook not usable")                                     \
	X(CANCELLED, "interrupted")

enum gal_status {
#define GAL_STATUS_ENUM(name, text) GAL_##name,
	GAL_STATUS_MAP(GAL_STATUS_ENUM)
#undef GAL_STATUS_ENUM
};

#define GAL_ERROR_MESSAGE_MAX 480
#define GAL_ERROR_PLACE_MAX 512

/*
 * What went wrong and where. Zero-initialise before use. `place` is a file
 * path, a codebook rule or a database; `line` (1-based) and `byte` (0-based
 * offset in the decompressed stream unless the message says otherwise) hold
 * only when has_line / has_byte. A message names the place, never the
 * content of a post.
 */
struct gal_error {
	enum gal_status status;
	bool has_line;
	bool has_byte;
	uint64_t line;
	uint64_t byte;
	char message[GAL_ERROR_MESSAGE_MAX];
	char place[GAL_ERROR_PLACE_MAX];
};

/* The text of a status; never NULL. */
const char *gal_status_text(enum gal_status status);

/*
 * Record a fault and return `status`, so that callers write
 * `return gal_fail(err, GAL_FORMAT, "…")`. err NULL: only returns. Does not
 * overwrite an error that err already holds; keeps place and line if set.
 */
enum gal_status gal_fail(struct gal_error *err, enum gal_status status,
    const char *format, ...) GAL_PRINTF(3, 4);

/* As gal_fail, and appends ": strerror(errnum)". ENOSPC becomes GAL_FULL,
 * ENOMEM GAL_NOMEM, EROFS and EACCES on writing GAL_READ_ONLY where the
 * caller passes GAL_IO. */
enum gal_status gal_fail_errno(struct gal_error *err, enum gal_status status,
    int errnum, const char *format, ...) GAL_PRINTF(4, 5);

/* Set the place of err (NULL err or place: nothing). Truncates long paths. */
void gal_error_place(struct gal_error *err, const char *place);
void gal_error_line(struct gal_error *err, uint64_t line);
void gal_error_byte(struct gal_error *err, uint64_t byte);

/* Make err empty again. */
void gal_error_clear(struct gal_error *err);

/* "place:line: byte N: message" into out (always terminated). */
void gal_error_format(const struct gal_error *err, char *out, size_t size);

/* clang-tidy sees one file at a time: say to its analyzer alone that a fault
 * returns the status it was given, which is never GAL_OK. */
#ifdef __clang_analyzer__
#define gal_fail(err, status, ...)                                             \
	((void)(gal_fail)(err, status, __VA_ARGS__), (status))
#define gal_fail_errno(err, status, errnum, ...)                               \
	((void)(gal_fail_errno)(err, status, errnum, __VA_ARGS__), (status))
#endif

#endif
