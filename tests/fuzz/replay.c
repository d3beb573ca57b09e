/* Runs a fuzz target over files, so that the corpora replay in every build:
 * each argument is a file or a folder of files. */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int
run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	long size;
	int failed = 1;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 ||
	    (size = ftell(file)) < 0)
		goto cleanup;
	rewind(file);
	/* exactly as large as the input, so that a sanitizer sees a byte
	 * read too far */
	data = malloc(size > 0 ? (size_t)size : 1);
	if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size)
		goto cleanup;
	(void)LLVMFuzzerTestOneInput(data, (size_t)size);
	failed = 0;
cleanup:
	if (failed)
		(void)fprintf(stderr, "replay: cannot read %s\n", path);
	free(data);
	if (file != NULL)
		(void)fclose(file);
	return failed;
}

static int
run_folder(const char *path, size_t *count)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	int failed = 0;

	if (folder == NULL)
		return 1;
	while ((entry = readdir(folder)) != NULL) {
		char name[4096];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(
		    name, sizeof(name), "%s/%s", path, entry->d_name);
		failed |= run_file(name);
		++*count;
	}
	(void)closedir(folder);
	return failed;
}

int
main(int argc, char **argv)
{
	size_t count = 0;
	int failed = 0;

	for (int i = 1; i < argc; i++) {
		struct stat info;

		if (stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode)) {
			failed |= run_folder(argv[i], &count);
		} else {
			failed |= run_file(argv[i]);
			count++;
		}
	}
	(void)printf("%zu inputs\n", count);
	return failed || count == 0;
}
