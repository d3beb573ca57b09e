/*
 * An input that stands for a folder: files one after another, each behind a
 * line "@@ name". What stands before the first such line, and behind names
 * that the target does not know, is passed by.
 */
#ifndef GALATEA_TESTS_FUZZ_FOLDER_H
#define GALATEA_TESTS_FUZZ_FOLDER_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_folder {
	const char *const *names; /* "rules/r.json"; NULL ends */
	char path[64];		  /* made at the first use, gone at exit */
};

/* Write the files that are in the input and remove those that are not; of
 * two of one name the later one stands. Aborts where it cannot. */
void fuzz_folder_fill(
    struct fuzz_folder *folder, const uint8_t *data, size_t size);
/* folder/name, in out (at least FUZZ_PATH_MAX). */
#define FUZZ_PATH_MAX 256
void fuzz_folder_path(
    char *out, const struct fuzz_folder *folder, const char *name);

#endif
