/*
 * Classifying: post + codebook -> reading with evidence. Pure after loading:
 * the same post and codebook give the same reading on every machine, in
 * any thread, in any order.
 *
 * Thread rule: a loaded codebook is const and shared by all threads; each
 * thread has its own scratch.
 *
 *   struct gal_codebook *book = NULL;  struct gal_scratch *scratch = NULL;
 *   st = gal_codebook_load(&book, "classify/codebook", NULL, err);
 *   st = gal_scratch_new(&scratch, book, err);
 *   struct gal_reading reading;
 *   st = gal_classify(&reading, scratch, &input, err);
 *   gal_scratch_free(scratch); gal_codebook_free(book);
 */
#ifndef GALATEA_CLASSIFY_CLASSIFY_H
#define GALATEA_CLASSIFY_CLASSIFY_H

#include "core/buffer.h"
#include "core/reading.h"

struct gal_codebook;
struct gal_scratch;

/*
 * Load the codebook folder `directory` (docs/codebook-format.md) and the
 * community priors. communities NULL: directory/communities.json, else
 * directory/../../corpora/communities.json, else none. The caller frees *out.
 * Errors: IO, NOMEM, CODEBOOK with file and line of the fault (with the folder
 * where the fault lies in several files).
 */
GAL_MUST_USE enum gal_status gal_codebook_load(struct gal_codebook **out,
    const char *directory, const char *communities, struct gal_error *err);
void gal_codebook_free(struct gal_codebook *book);

/* Names for the tables of a database; all borrowed from the codebook. */
const char *gal_codebook_name(const struct gal_codebook *book);
const char *gal_codebook_version(const struct gal_codebook *book);
/* 32 hex digits over every file the codebook was loaded from, the text
 * version and the engine's revision: equal hash, equal tags. */
const char *gal_codebook_hash(const struct gal_codebook *book);

/* Codes are numbered in byte order of their names, stages and stances
 * among them. gal_tag.code is such a number. */
size_t gal_codebook_code_count(const struct gal_codebook *book);
const char *gal_codebook_code(const struct gal_codebook *book, size_t code);
const char *gal_codebook_definition(
    const struct gal_codebook *book, size_t code);
/* Codes without labelled posts (platform, emotion, …), marked "further" in
 * their file: `galatea tag` prints them only when asked. */
bool gal_codebook_is_further(const struct gal_codebook *book, size_t code);
/* The number of a name, or -1. */
int gal_codebook_find_code(
    const struct gal_codebook *book, struct gal_str name);

/* Rules, composites, frames, lexicon categories, mined terms and context
 * features share one numbering, by byte order of their ids. gal_tag.rule is
 * such a number. */
struct gal_rule_info {
	const char *id;
	int code; /* the code it is written for; -1 for none */
	uint32_t revision;
	const char *kind;  /* "rule", "composite", "frame", "lexicon", "field",
			      "term", "context" */
	const char *value; /* what its tags say beyond the code, such as the
			      model of a platform; NULL for none */
};
size_t gal_codebook_rule_count(const struct gal_codebook *book);
struct gal_rule_info gal_codebook_rule(
    const struct gal_codebook *book, size_t rule);

/* The ladder: rung 1 .. count; "none" for 0, NULL beyond. */
size_t gal_codebook_rung_count(const struct gal_codebook *book);
const char *gal_codebook_rung(const struct gal_codebook *book, size_t rung);

/* What is classified. Strings are borrowed for the call and must be valid
 * UTF-8 (other bytes are read as U+FFFD). */
struct gal_input {
	struct gal_str community; /* "replika"; may be absent */
	struct gal_str title;
	struct gal_str text;
	const struct gal_str *names; /* companion names known from elsewhere */
	size_t name_count;
	bool is_bot;	    /* bot or advert: not read */
	bool is_turn_of_ai; /* the AI's own turn in a transcript: not read */
};

GAL_MUST_USE enum gal_status gal_scratch_new(struct gal_scratch **out,
    const struct gal_codebook *book, struct gal_error *err);
void gal_scratch_free(struct gal_scratch *scratch);

/*
 * Classify one post. *out borrows its tags and moves from the scratch until
 * the next call. Tags do not repeat stance and stage unless those were
 * decided by evidence: then they stand among the tags too, as codes
 * "stance.self", "stage.partner". Errors: NOMEM, LIMIT (field over 64 MB).
 */
GAL_MUST_USE enum gal_status gal_classify(struct gal_reading *out,
    struct gal_scratch *scratch, const struct gal_input *input,
    struct gal_error *err);

/* Did a rule, such as the cue "field:<name>", match in the text classified
 * last? Only to be asked where that text was read. */
bool gal_scratch_matched(const struct gal_scratch *scratch, size_t rule);

#endif
