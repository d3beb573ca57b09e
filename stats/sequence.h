/*
 * Author sequences on bins of equal width from the author's first post:
 * bin b holds floor((t - t_first) / width) = b. A cell is a state, or
 * GAL_GAP (nothing observed in it) or GAL_VOID (after the last post).
 * Indices as TraMineR defines them (Gabadinho et al. 2011; Elzinga 2010;
 * Ritschard 2023).
 */
#ifndef GALATEA_STATS_SEQUENCE_H
#define GALATEA_STATS_SEQUENCE_H

#include "stats/derive.h"

#define GAL_GAP (-1)
#define GAL_VOID (-2)

enum gal_bin_rule { GAL_BIN_MAX, GAL_BIN_LAST };

size_t gal_bin_count(int64_t t_first, int64_t t_last, int64_t width);
/* cells[count]: observations into bins; beyond t_last GAL_VOID. */
void gal_bin_observations(int *cells, size_t count,
    const struct gal_observation *observations, size_t n, int64_t t_first,
    int64_t t_last, int64_t width, enum gal_bin_rule rule);
/* Last state carried over gaps; gaps before the first state stay. */
void gal_bin_carry(int *cells, size_t count);
/* Highest state so far, over carried cells. */
void gal_bin_runmax(int *cells, size_t count);
/* Keep states only; returns how many. May work in place. */
size_t gal_bin_states(int *out, const int *cells, size_t count);

struct gal_sequence_index {
	double length, visited, spells, transitions;
	double trans_norm;   /* transitions / (length - 1); 0 for length 1 */
	double entropy;	     /* nats */
	double entropy_norm; /* / ln states */
	double complexity;
	double volatility; /* w = 1/2, visited adjusted by one */
	double n_subseq;   /* distinct subsequences of spells with the empty */
	double turbulence;
	double bad; /* position-weighted mean of state / (states - 1) */
	double bins[GAL_STATES_MAX];
};
/* cells: states only, length >= 1; states <= GAL_STATES_MAX. */
void gal_sequence_index(struct gal_sequence_index *out, const int *cells,
    size_t length, int states);

/* Transition counts with what the author-clustered error needs. Owned
 * arrays inside; add each author once. */
struct gal_transitions {
	int states;
	bool diagonal; /* staying counts */
	double count[GAL_STATES_MAX][GAL_STATES_MAX];
	double largest[GAL_STATES_MAX][GAL_STATES_MAX]; /* of one author */
	double square[GAL_STATES_MAX][GAL_STATES_MAX];	/* sum n_hj^2 */
	double product[GAL_STATES_MAX][GAL_STATES_MAX]; /* sum n_hj n_h */
	double row[GAL_STATES_MAX];
	double row_square[GAL_STATES_MAX];
	double authors[GAL_STATES_MAX]; /* with a move from the row */
	double cell_authors[GAL_STATES_MAX][GAL_STATES_MAX]; /* with this one */
};
/* One author's moves; not const in signatures, which C11 would refuse. */
typedef double gal_author_moves[GAL_STATES_MAX][GAL_STATES_MAX];

/* Moves between adjacent cells that both hold a state. */
void gal_moves_by_time(gal_author_moves moves, const int *cells, size_t count);
/* Moves from each spell to the next (repeats and gaps removed). */
void gal_moves_by_spell(gal_author_moves moves, const int *cells, size_t count);
/* Only the rows h with bit h of `rows` are read; ~0U: all. */
void gal_transitions_add(
    struct gal_transitions *table, gal_author_moves moves, uint32_t rows);

struct gal_transition {
	double count, row_total, authors;
	double rate;		    /* NaN where row_total is 0 */
	struct gal_interval wilson; /* as if moves were independent */
	double dirichlet;	    /* (n + 1/2) / (N + K/2) */
	struct gal_interval dirichlet_interval;
	double cluster_se; /* CR1 ratio; 0 if the cell is 0; NaN with one
			      author */
};
struct gal_transition gal_transition_cell(
    const struct gal_transitions *table, int from, int to, double conf);

#endif
