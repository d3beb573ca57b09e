/*
 * Mutator of the codec targets: half of the inputs are changed as they lie,
 * most of these keep the magic; the others are unpacked as far as they go,
 * changed inside and packed again, so that checksums hold and the fault lies
 * deeper, at times as two frames, members or streams in a row.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "ingest/pack.h"

#define PLAIN_MAX ((size_t)1 << 16)

static pack_function *const pack = FUZZ_PACK;

static size_t
keep_magic(uint8_t *data, size_t size, size_t most)
{
	struct packed sample = pack("", 0);
	size_t magic = sample.len < 6 ? sample.len : 6;

	size = LLVMFuzzerMutate(data, size, most);
	if (size >= magic)
		memcpy(data, sample.bytes, magic);
	free(sample.bytes);
	return size;
}

static size_t
pack_again(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	struct packed in = { data, size }, out;
	struct gal_error err = { 0 };
	char *plain = NULL;
	size_t len = 0;

	(void)read_all(&in, &plain, &len, NULL, &err);
	plain = realloc(plain, PLAIN_MAX);
	if (plain == NULL)
		abort();
	if (len > PLAIN_MAX)
		len = PLAIN_MAX;
	len = LLVMFuzzerMutate((uint8_t *)plain, len, PLAIN_MAX);
	out = seed % 3 == 0 ? pack_joined(pack, plain, len, len / 2)
			    : pack(plain, len);
	free(plain);
	if (out.len <= most) {
		memcpy(data, out.bytes, out.len);
		size = out.len;
	}
	free(out.bytes);
	return size;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	switch (seed & 3) {
	case 0:
		return LLVMFuzzerMutate(data, size, most);
	case 1:
		return keep_magic(data, size, most);
	default:
		return pack_again(data, size, most, seed >> 2);
	}
}
