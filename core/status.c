#include "core/status.h"

#undef gal_fail /* only clang-tidy's analyzer sees them as macros */
#undef gal_fail_errno

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const status_texts[] = {
#define GAL_STATUS_TEXT(name, text) [GAL_##name] = (text),
	GAL_STATUS_MAP(GAL_STATUS_TEXT)
#undef GAL_STATUS_TEXT
};

const char *
gal_status_text(enum gal_status status)
{
	size_t i = (size_t)status;

	if (i >= sizeof(status_texts) / sizeof(status_texts[0]))
		return "unknown status";
	return status_texts[i];
}

enum gal_status
gal_fail(struct gal_error *err, enum gal_status status, const char *format, ...)
{
	va_list args;

	if (err == NULL || err->status != GAL_OK)
		return status;
	err->status = status;
	va_start(args, format);
	(void)vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	return status;
}

static enum gal_status
status_of_errno(enum gal_status status, int errnum)
{
	if (status != GAL_IO)
		return status;
	switch (errnum) {
	case ENOSPC:
	case EDQUOT:
		return GAL_FULL;
	case ENOMEM:
		return GAL_NOMEM;
	case EROFS:
	case EACCES:
	case EPERM:
		return GAL_READ_ONLY;
	case ENOENT:
		return GAL_NOT_FOUND;
	default:
		return GAL_IO;
	}
}

enum gal_status
gal_fail_errno(struct gal_error *err, enum gal_status status, int errnum,
    const char *format, ...)
{
	va_list args;
	size_t used;

	status = status_of_errno(status, errnum);
	if (err == NULL || err->status != GAL_OK)
		return status;
	err->status = status;
	va_start(args, format);
	(void)vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	used = strlen(err->message);
	(void)snprintf(err->message + used, sizeof(err->message) - used, ": %s",
	    strerror(errnum));
	return status;
}

void
gal_error_place(struct gal_error *err, const char *place)
{
	if (err == NULL || place == NULL || err->place[0] != '\0')
		return;
	(void)snprintf(err->place, sizeof(err->place), "%s", place);
}

void
gal_error_line(struct gal_error *err, uint64_t line)
{
	if (err == NULL || err->has_line)
		return;
	err->has_line = true;
	err->line = line;
}

void
gal_error_byte(struct gal_error *err, uint64_t byte)
{
	if (err == NULL || err->has_byte)
		return;
	err->has_byte = true;
	err->byte = byte;
}

void
gal_error_clear(struct gal_error *err)
{
	if (err != NULL)
		memset(err, 0, sizeof(*err));
}

void
gal_error_format(const struct gal_error *err, char *out, size_t size)
{
	char line[32] = "";
	char byte[40] = "";

	if (err->has_line)
		(void)snprintf(line, sizeof(line), "%" PRIu64 ":", err->line);
	if (err->has_byte)
		(void)snprintf(
		    byte, sizeof(byte), "byte %" PRIu64 ": ", err->byte);
	(void)snprintf(out, size, "%s%s%s%s%s%s", err->place,
	    err->place[0] != '\0' ? ":" : "", line,
	    err->place[0] != '\0' || err->has_line ? " " : "", byte,
	    err->message[0] != '\0' ? err->message
				    : gal_status_text(err->status));
}
