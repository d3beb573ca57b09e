/* The entries of fuzz targets, by libFuzzer's names for them. */
#ifndef GALATEA_TESTS_FUZZ_H
#define GALATEA_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Only where a target brings a mutator of its own: change data in place,
 * return its new size (at most `most`). */
size_t LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t most, unsigned seed);
/* libFuzzer's own mutations, for use by a mutator. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

#endif
