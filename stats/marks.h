/*
 * The groups of codes that the measures ask for, as bits of one word: a post
 * is read into its marks once, and an author keeps the marks of all posts.
 * The table of marks.c is the only place where a measure names a code.
 */
#ifndef GALATEA_STATS_MARKS_H
#define GALATEA_STATS_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gal_mark {
	GAL_MARK_BOND = 1 << 0,
	GAL_MARK_RISK = 1 << 1,
	GAL_MARK_COST = 1 << 2, /* epistemic: outsourcing or dulling */
	GAL_MARK_DULLING = 1 << 3,
	GAL_MARK_PROCESSING = 1 << 4,
	GAL_MARK_BENEFIT = 1 << 5,
	GAL_MARK_DEPENDENCY = 1 << 6,
	GAL_MARK_UNINTENDED = 1 << 7,
	GAL_MARK_SOUGHT = 1 << 8,
	GAL_MARK_DISSOCIATION = 1 << 9,
	GAL_MARK_MATERIAL = 1 << 10,
	GAL_MARK_COGNITIVE = 1 << 11,
	GAL_MARK_AFFECTIVE = 1 << 12,
	GAL_MARK_BEHAVIORAL = 1 << 13,
	GAL_MARK_ARTIFACT = 1 << 14,
	GAL_MARK_RUPTURE = 1 << 15,
	GAL_MARK_CONTRADICTION = 1 << 16,
	GAL_MARK_GRIEF = 1 << 17,
	GAL_MARK_PRESERVATION = 1 << 18,
	GAL_MARK_REALNESS = 1 << 19,
	GAL_MARK_SIMULATION = 1 << 20,
	GAL_MARK_NAMED = 1 << 21,
	GAL_MARK_HELPED = 1 << 22, /* appraisals */
	GAL_MARK_HINDERED = 1 << 23,
	GAL_MARK_ABLE = 1 << 24,
	GAL_MARK_UNABLE = 1 << 25
};

/* by_code[i]: the marks of codes[i]; returns all marks some code carries. */
uint32_t gal_marks_table(
    uint32_t *by_code, const char *const *codes, size_t count);
/* The marks of a post that shows these codes. In the header: every post of
 * a pass asks. */
static inline uint32_t
gal_marks_of(const uint32_t *by_code, const uint16_t *codes, size_t count)
{
	uint32_t marks = 0;

	for (size_t i = 0; i < count; i++)
		marks |= by_code[codes[i]];
	return marks;
}

#endif
