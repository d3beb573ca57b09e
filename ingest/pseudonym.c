#include "ingest/pseudonym.h"
#include "core/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

#define PATH_LENGTH 4096

/* Every keyed hash of the project starts with what it is for, so that no
 * value of one kind can stand for another. */
static const char check_label[] = "galatea key check";
static const char seed_label[] = "galatea simulated key";

static enum gal_status
write_key(const struct gal_key *key, int fd, struct gal_error *err)
{
	size_t done = 0;

	while (done < sizeof(key->bytes)) {
		ssize_t n =
		    write(fd, key->bytes + done, sizeof(key->bytes) - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return gal_fail_errno(
			    err, GAL_IO, errno, "cannot write the project key");
		done += (size_t)n;
	}
	if (fsync(fd) != 0 && errno != EINVAL)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot write the project key");
	return GAL_OK;
}

/* Unlike a rename, a link never replaces a key that is there; file systems
 * without links are left with the rename. */
static enum gal_status
give_name(const char *part, const char *path, struct gal_error *err)
{
	if (link(part, path) == 0)
		return GAL_OK;
	if (errno == EEXIST)
		return gal_fail(err, GAL_BUSY, "a key exists already");
	if ((errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS) &&
	    rename(part, path) == 0)
		return GAL_OK;
	return gal_fail_errno(
	    err, GAL_IO, errno, "cannot make the project key");
}

/* Written under another name and linked when it is whole: whatever ends the
 * program, half a key is never taken for one. */
enum gal_status
gal_key_create(struct gal_key *out, const char *path, struct gal_error *err)
{
	char part[PATH_LENGTH];
	struct stat info;
	enum gal_status status;
	int fd;

	gal_error_place(err, path);
	if (sodium_init() < 0)
		return gal_fail(err, GAL_KEY, "no source of random bytes");
	if (access(path, F_OK) == 0)
		return gal_fail(err, GAL_BUSY, "a key exists already");
	/* gal_key_open() would find neither a key nor room for one, for ever */
	if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode))
		return gal_fail(
		    err, GAL_IO, "a link to a project key that is not there");
	if ((size_t)snprintf(part, sizeof(part), "%s.%ld.part", path,
		(long)getpid()) >= sizeof(part))
		return gal_fail(err, GAL_ARGUMENT, "path too long");
	(void)unlink(part); /* of a process that was killed */
	fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot make the project key");
	randombytes_buf(out->bytes, sizeof(out->bytes));
	status = write_key(out, fd, err);
	if (close(fd) != 0 && status == GAL_OK)
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot write the project key");
	if (status == GAL_OK)
		status = give_name(part, path, err);
	(void)unlink(part);
	if (status == GAL_OK)
		/* the name is on the disk before posts are named with it */
		gal_folder_sync(path);
	else
		gal_key_forget(out);
	return status;
}

enum gal_status
gal_key_load(struct gal_key *out, const char *path, struct gal_error *err)
{
	unsigned char bytes[GAL_KEY_BYTES + 1];
	enum gal_status status = GAL_OK;
	struct stat info;
	size_t len = 0;
	int fd;

	gal_error_place(err, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return gal_fail_errno(err,
		    errno == ENOENT ? GAL_NOT_FOUND : GAL_IO, errno,
		    "cannot open the project key");
	if (fstat(fd, &info) != 0) {
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot open the project key");
		goto cleanup;
	}
	if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		status = gal_fail(err, GAL_KEY,
		    "others may read the project key: chmod 600 it");
		goto cleanup;
	}
	while (len < sizeof(bytes)) {
		ssize_t n = read(fd, bytes + len, sizeof(bytes) - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			status = gal_fail_errno(
			    err, GAL_IO, errno, "cannot read the project key");
			goto cleanup;
		}
		if (n == 0)
			break;
		len += (size_t)n;
	}
	if (len != GAL_KEY_BYTES) {
		status = gal_fail(err, GAL_KEY,
		    "not a project key: it must be %d bytes", GAL_KEY_BYTES);
		goto cleanup;
	}
	memcpy(out->bytes, bytes, GAL_KEY_BYTES);
cleanup:
	sodium_memzero(bytes, sizeof(bytes));
	(void)close(fd);
	return status;
}

enum gal_status
gal_key_open(
    struct gal_key *out, bool *created, const char *path, struct gal_error *err)
{
	if (created != NULL)
		*created = false;
	for (;;) {
		struct gal_error first = { 0 };
		enum gal_status status = gal_key_load(out, path, &first);

		if (status == GAL_NOT_FOUND) {
			gal_error_clear(&first);
			status = gal_key_create(out, path, &first);
			if (status == GAL_BUSY)
				continue; /* another process was faster */
			if (status == GAL_OK && created != NULL)
				*created = true;
		}
		if (status != GAL_OK && err != NULL)
			*err = first;
		return status;
	}
}

void
gal_key_from_seed(struct gal_key *out, uint64_t seed)
{
	unsigned char bytes[sizeof(seed_label) + 8];

	memcpy(bytes, seed_label, sizeof(seed_label));
	for (int i = 0; i < 8; i++)
		bytes[sizeof(seed_label) + (size_t)i] =
		    (unsigned char)(seed >> (8 * i));
	(void)crypto_generichash(
	    out->bytes, sizeof(out->bytes), bytes, sizeof(bytes), NULL, 0);
}

void
gal_key_check(const struct gal_key *key, char out[GAL_KEY_CHECK_HEX])
{
	unsigned char digest[16];

	(void)crypto_generichash(digest, sizeof(digest),
	    (const unsigned char *)check_label, sizeof(check_label), key->bytes,
	    sizeof(key->bytes));
	(void)sodium_bin2hex(out, GAL_KEY_CHECK_HEX, digest, sizeof(digest));
}

void
gal_key_forget(struct gal_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

enum gal_status
gal_pseudonym_make(struct gal_pseudonym *out, const struct gal_key *key,
    enum gal_platform platform, struct gal_str name, struct gal_error *err)
{
	const utf8proc_option_t fold =
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;
	const char *scope = gal_platform_name(platform);
	crypto_generichash_state state;
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t len = -1;
	unsigned char small[256];

	if (name.len == 0)
		return gal_fail(err, GAL_ARGUMENT, "empty user name");
	(void)crypto_generichash_init(
	    &state, key->bytes, sizeof(key->bytes), GAL_PSEUDONYM_BYTES);
	(void)crypto_generichash_update(
	    &state, (const unsigned char *)scope, strlen(scope) + 1);
	if (name.len <= sizeof(small) && gal_str_is_ascii(name)) {
		for (size_t i = 0; i < name.len; i++)
			small[i] = (unsigned char)gal_lower(name.data[i]);
		(void)crypto_generichash_update(&state, small, name.len);
	} else {
		len = utf8proc_map((const utf8proc_uint8_t *)name.data,
		    (utf8proc_ssize_t)name.len, &folded, fold);
		if (len == UTF8PROC_ERROR_NOMEM)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		/* not UTF-8: the bytes themselves are the name */
		if (len < 0)
			(void)crypto_generichash_update(
			    &state, (const unsigned char *)name.data, name.len);
		else
			(void)crypto_generichash_update(
			    &state, folded, (unsigned long long)len);
	}
	(void)crypto_generichash_final(&state, out->bytes, sizeof(out->bytes));
	free(folded);
	return GAL_OK;
}
