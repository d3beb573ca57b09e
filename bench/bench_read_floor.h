/* The floor of bench_read: simdjson alone over the same lines. */
#ifndef GALATEA_BENCH_READ_FLOOR_H
#define GALATEA_BENCH_READ_FLOOR_H

#include <stddef.h>
#include <stdint.h>

/*
 * Take the wanted fields of every line with simdjson on-demand and nothing
 * else: strings are unescaped, numbers read. `bytes` needs 64 readable bytes
 * behind `len`. Returns the lines read; *sum is a check value that keeps the
 * work from being optimised away.
 */
uint64_t bench_read_floor(const char *bytes, size_t len,
    const char *const *keys, size_t key_count, uint64_t *sum);

#endif
