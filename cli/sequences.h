/*
 * Author sequences in the forms that TraMineR, msm and survival read: one
 * row per observation, spell or interval of each author. Person-level data:
 * only where the user asked for it. Authors are numbered, days count from
 * each author's first observation; no pseudonym, no calendar date, no text.
 */
#ifndef GALATEA_CLI_SEQUENCES_H
#define GALATEA_CLI_SEQUENCES_H

#include "notebooks-export/export_dir.h"
#include "store/store.h"

/* Writes sequences/msm.csv, spell.csv, sts.csv, tse.csv, counting.csv,
 * survival.csv, transitions.csv and read.R: docs/exports.md has their
 * columns. */
GAL_MUST_USE enum gal_status cli_write_sequences(
    struct gal_export_dir *dir, struct gal_store *store, struct gal_error *err);

#endif
