#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EDGE ((uint64_t)1 << 20)
#define SPOT ((uint64_t)64 << 10)
#define SPOTS 16
#define WHOLE (4 * EDGE)

static enum gal_status
hash_range(crypto_generichash_state *state, int fd, uint64_t from, uint64_t len,
    unsigned char *buffer, struct gal_error *err)
{
	while (len > 0) {
		size_t want = len < SPOT ? (size_t)len : (size_t)SPOT;
		ssize_t n = pread(fd, buffer, want, (off_t)from);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gal_fail_errno(
			    err, GAL_IO, errno, "cannot read");
		if (n == 0) /* it shrank while we looked */
			return gal_fail(
			    err, GAL_IO, "changes while it is read");
		(void)crypto_generichash_update(
		    state, buffer, (unsigned long long)n);
		from += (uint64_t)n;
		len -= (uint64_t)n;
	}
	return GAL_OK;
}

static enum gal_status
hash_spots(crypto_generichash_state *state, int fd, uint64_t size,
    unsigned char *buffer, struct gal_error *err)
{
	uint64_t inner = size - 2 * EDGE - SPOT;
	enum gal_status status;

	status = hash_range(state, fd, 0, EDGE, buffer, err);
	for (uint64_t i = 0; i < SPOTS && status == GAL_OK; i++)
		status = hash_range(state, fd, EDGE + inner / (SPOTS - 1) * i,
		    SPOT, buffer, err);
	if (status == GAL_OK)
		status = hash_range(state, fd, size - EDGE, EDGE, buffer, err);
	return status;
}

enum gal_status
gal_source_fingerprint(
    char out[GAL_FINGERPRINT_HEX], const char *path, struct gal_error *err)
{
	crypto_generichash_state state;
	unsigned char digest[16], number[8];
	unsigned char *buffer = NULL;
	struct stat info;
	uint64_t size;
	enum gal_status status;
	int fd;

	out[0] = '\0';
	if (strcmp(path, "-") == 0)
		return GAL_OK;
	gal_error_place(err, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return gal_fail_errno(err,
		    errno == ENOENT ? GAL_NOT_FOUND : GAL_IO, errno,
		    "cannot open");
	if (fstat(fd, &info) != 0) {
		status = gal_fail_errno(err, GAL_IO, errno, "cannot open");
		goto cleanup;
	}
	if (!S_ISREG(info.st_mode)) {
		/* a pipe cannot be looked at twice: as stdin */
		status = S_ISDIR(info.st_mode)
		    ? gal_fail(err, GAL_IO, "is a directory")
		    : GAL_OK;
		goto cleanup;
	}
	size = (uint64_t)info.st_size;
	buffer = malloc(SPOT);
	if (buffer == NULL) {
		status = gal_fail(err, GAL_NOMEM, "out of memory");
		goto cleanup;
	}
	for (int i = 0; i < 8; i++)
		number[i] = (unsigned char)(size >> (8 * i));
	(void)crypto_generichash_init(&state, NULL, 0, sizeof(digest));
	(void)crypto_generichash_update(&state, number, sizeof(number));
	status = size <= WHOLE ? hash_range(&state, fd, 0, size, buffer, err)
			       : hash_spots(&state, fd, size, buffer, err);
	if (status != GAL_OK)
		goto cleanup;
	(void)crypto_generichash_final(&state, digest, sizeof(digest));
	(void)sodium_bin2hex(out, GAL_FINGERPRINT_HEX, digest, sizeof(digest));
cleanup:
	free(buffer);
	(void)close(fd);
	return status;
}
