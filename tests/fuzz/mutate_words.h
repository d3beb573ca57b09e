/*
 * What is awkward in inputs of each kind, for mutate_text.c: a target says
 * which list it takes (FUZZ_WORDS). NULL ends a list; "" stands for a NUL
 * byte.
 */
#ifndef GALATEA_TESTS_FUZZ_MUTATE_WORDS_H
#define GALATEA_TESTS_FUZZ_MUTATE_WORDS_H

extern const char *const words_of_archives[];
extern const char *const words_of_patterns[];
extern const char *const words_of_codebooks[];
extern const char *const words_of_labels[];
extern const char *const words_of_queries[];
extern const char *const words_of_maps[];
extern const char *const words_of_lists[];

#endif
