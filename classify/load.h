/*
 * Parts of the codebook loader. Each reads one file that is already in
 * memory and sets place and line of the error.
 */
#ifndef GALATEA_CLASSIFY_LOAD_H
#define GALATEA_CLASSIFY_LOAD_H

#include "classify/codebook.h"

struct gal_file {
	char *path;
	char *stem; /* file name without extension */
	char *data; /* NUL-terminated */
	size_t len;
};

struct gal_loaded_weight {
	char *code;
	char *feature;
	double weight;
	uint32_t posts;
};

/* What a codebook is read from, in the order it is hashed in. */
enum gal_source {
	GAL_SOURCE_MANIFEST,
	GAL_SOURCE_CODES,
	GAL_SOURCE_CLASSES,
	GAL_SOURCE_FIELDS,
	GAL_SOURCE_RULES,
	GAL_SOURCE_LEXICONS,
	GAL_SOURCE_WEIGHTS,
	GAL_SOURCE_LANGUAGE,
	GAL_SOURCE_FREQUENCIES,
	GAL_SOURCE_COMMUNITIES,
	GAL_SOURCE_KINDS
};

struct gal_sources {
	struct gal_file *files[GAL_SOURCE_KINDS]; /* owned */
	size_t counts[GAL_SOURCE_KINDS];
};

/* Every file of the codebook in `directory`; communities NULL: those beside
 * it or the project's own. Zeroed before; freed by the caller whatever comes
 * back. Errors: NOT_FOUND, IO, NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_sources_read(struct gal_sources *s,
    const char *directory, const char *communities, struct gal_error *err);
void gal_sources_free(struct gal_sources *s);
/* Names and bytes of all files, the engine's and the tokeniser's version. */
void gal_sources_hash(struct gal_codebook *book, const struct gal_sources *s);

/* Files of directory/sub that end in `extension`, in byte order; a missing
 * folder has none. */
GAL_MUST_USE enum gal_status gal_files_read(struct gal_file **out,
    size_t *count, const char *directory, const char *sub,
    const char *extension, struct gal_error *err);
void gal_files_free(struct gal_file *files, size_t count);

GAL_MUST_USE enum gal_status gal_load_manifest(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_load_codes(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_load_rules(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
/* Composites of a rules file; after every rule is known and numbered. */
GAL_MUST_USE enum gal_status gal_load_composite_terms(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_load_communities(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
/* Make the classes of a file known, empty: terms may name any of them. */
GAL_MUST_USE enum gal_status gal_declare_classes(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_load_classes(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
/* A rule "field:<name>" for each field; its terms are a class already. */
GAL_MUST_USE enum gal_status gal_load_fields(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_load_lexicon(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_load_weights(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_load_language(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);

/* frequencies.tsv: rates of symbols that exist; after all patterns. */
GAL_MUST_USE enum gal_status gal_load_frequencies(struct gal_codebook *book,
    const struct gal_file *file, struct gal_error *err);

/* Append a rule with the id (copied); *out is its number. */
GAL_MUST_USE enum gal_status gal_book_add_rule(uint32_t *out,
    struct gal_codebook *book, struct gal_str id, enum gal_rule_kind kind,
    struct gal_error *err);
/* The same with one pattern, which may stand in no quote and no code. */
GAL_MUST_USE enum gal_status gal_book_add_pattern_rule(
    struct gal_codebook *book, const char *id, enum gal_rule_kind kind,
    struct gal_str pattern, struct gal_error *err);
/* Mined terms live in the weights: each makes a rule of its own, which a
 * negator beside its words blocks. */
GAL_MUST_USE enum gal_status gal_book_add_mined_terms(
    struct gal_codebook *book, struct gal_error *err);
/* Weights from the files; where a code or a rule has none there, by hand.
 * After the rules are in order. */
GAL_MUST_USE enum gal_status gal_book_settle_weights(
    struct gal_codebook *book, struct gal_error *err);
/* What parts of patterns are asked, after the rules are in order. */
GAL_MUST_USE enum gal_status gal_book_set_gates(
    struct gal_codebook *book, struct gal_error *err);
/* List the rules that have terms, after all of them are compiled. */
GAL_MUST_USE enum gal_status gal_book_list_composites(
    struct gal_codebook *book, struct gal_error *err);
/* Compile "a & (b | !c)" for rule number `rule`. */
GAL_MUST_USE enum gal_status gal_book_compile_when(struct gal_codebook *book,
    uint32_t rule, struct gal_str when, struct gal_error *err);
bool gal_id_matches(const char *glob, size_t glob_len, const char *id);

#endif
