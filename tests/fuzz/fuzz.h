/* The entry every fuzz target defines, by libFuzzer's name for it. */
#ifndef GALATEA_TESTS_FUZZ_H
#define GALATEA_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
