/*
 * Where the data files of the program stand: the codebook, platform events.
 */
#ifndef GALATEA_CLI_DATA_PATH_H
#define GALATEA_CLI_DATA_PATH_H

#include <stddef.h>

/*
 * Find `installed` (a name below share/galatea/) or, for a program that was
 * never installed, `source` (below the source tree): first next to the
 * running program, so that an installation may be moved as a whole; then in
 * the source tree, so that a build is never mixed with an older installed
 * codebook; then where it was configured to go. Writes the path to `out`;
 * where nothing is readable, the last place and returns 0; else 1.
 */
int cli_data_path(
    char *out, size_t size, const char *installed, const char *source);

#endif
