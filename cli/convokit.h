/*
 * Posts as ConvoKit utterances: who answers whom, with stage and codes.
 * Person-level data: only where the user asked for it. Utterances and
 * speakers are numbered for this file alone, times count from the first post
 * of the conversation; no native id, no pseudonym, no calendar date.
 */
#ifndef GALATEA_CLI_CONVOKIT_H
#define GALATEA_CLI_CONVOKIT_H

#include "notebooks-export/export_dir.h"
#include "store/store.h"

/* Writes convokit/utterances.jsonl; docs/exports.md has its keys. Memory:
 * the file, at most 2 GiB, and 56 bytes a post. Errors: LIMIT (a larger
 * file), BUSY (another process wrote posts meanwhile). */
GAL_MUST_USE enum gal_status cli_write_convokit(struct gal_export_dir *dir,
    struct gal_store *store, bool with_text, struct gal_error *err);

#endif
