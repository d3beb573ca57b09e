#include "core/line.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define PIECE_BYTES 1024

/*
 * Up to the next newline, or as much as fits. fgets() tells no length and a
 * line may hold NULs; in a piece of newlines the first one is the line's own,
 * with the NUL of fgets() behind it, or else follows that NUL. False: nothing
 * was left, or the file failed.
 */
static bool
read_piece(char piece[PIECE_BYTES], size_t *len, FILE *file)
{
	const char *newline;
	size_t at;

	memset(piece, '\n', PIECE_BYTES);
	if (fgets(piece, PIECE_BYTES, file) == NULL)
		return false;
	newline = memchr(piece, '\n', PIECE_BYTES);
	at = newline == NULL ? PIECE_BYTES : (size_t)(newline - piece);
	*len = at + 1 < PIECE_BYTES && piece[at + 1] == '\0' ? at + 1 : at - 1;
	return true;
}

enum gal_status
gal_line_read(struct gal_buffer *line, FILE *file, struct gal_error *err)
{
	char piece[PIECE_BYTES];
	bool any = false, ended = false, too_long = false;
	size_t len = 0;

	gal_buffer_clear(line);
	while (!ended && read_piece(piece, &len, file)) {
		enum gal_status status = GAL_OK;

		any = true;
		ended = piece[len - 1] == '\n';
		if (len > line->limit - line->len)
			too_long = true;
		if (too_long)
			gal_buffer_clear(line);
		else
			status = gal_buffer_append(line, piece, len, err);
		if (status != GAL_OK)
			return status;
	}
	if (!ended && ferror(file) != 0)
		return gal_fail_errno(err, GAL_IO, errno, "cannot read");
	if (too_long)
		return gal_fail(
		    err, GAL_LIMIT, "line longer than %zu bytes", line->limit);
	return any ? GAL_OK : GAL_END;
}
