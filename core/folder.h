/* The folder in which a file stands, by the file's path. */
#ifndef GALATEA_CORE_FOLDER_H
#define GALATEA_CORE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#define GAL_FOLDER_MAX 4096

/* Bytes of the path up to its last slash, with it; 0: no slash, so the folder
 * one is in. */
int gal_folder_length(const char *path);
/* The folder as a path that can be opened ("kept/.", "."). False: it does not
 * fit. */
bool gal_folder_of(char out[GAL_FOLDER_MAX], const char *path);
/* Wait until the folder is on the disk, so that a name given in it is. A system
 * that syncs no folders is left as it is. */
void gal_folder_sync(const char *path);

#endif
