/*
 * What follows an answer: the change of the person's running emotion score
 * at the turn after an AI's turn of a kind (problem-solving, empathic, both,
 * neither). Means over turns with the cluster-robust CR1 variance, factor
 * G / (G - 1), clusters = conversations, and the difference of two kinds.
 * Pure; no thread rules.
 */
#ifndef GALATEA_STATS_ANSWERS_H
#define GALATEA_STATS_ANSWERS_H

#include "core/status.h"

enum gal_answer_kind {
	GAL_ANSWER_NEITHER,
	GAL_ANSWER_SOLVING,
	GAL_ANSWER_EMPATHIC,
	GAL_ANSWER_BOTH,
	GAL_ANSWER_KINDS
};

struct gal_answer {
	uint32_t conversation; /* rows of one conversation stand together */
	enum gal_answer_kind kind;
	double change; /* of the score, at the person's next turn */
};

struct gal_answer_mean {
	size_t turns, conversations;
	double mean; /* NaN without a turn */
	double se;   /* CR1; NaN with one conversation */
};

void gal_answer_mean(struct gal_answer_mean *out, const struct gal_answer *rows,
    size_t n, enum gal_answer_kind kind);

/* Mean after `kind` less mean after `other`; conversations that have both
 * kinds count once, and their covariance is taken into account. */
void gal_answer_difference(struct gal_answer_mean *out,
    const struct gal_answer *rows, size_t n, enum gal_answer_kind kind,
    enum gal_answer_kind other);

#endif
