/*
 * gal_codebook_load(): files in a fixed order, one hash over all of them.
 */
#include "classify/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "classify/referents.h"
#include "core/rng.h"

#define FILE_BYTES_MAX (256u << 20)
#define FILES_MAX 4096

char *
gal_copy(struct gal_str text)
{
	char *out;

	if (text.data == NULL)
		return NULL;
	out = malloc(text.len + 1);
	if (out != NULL) {
		memcpy(out, text.data, text.len);
		out[text.len] = '\0';
	}
	return out;
}

enum gal_status
gal_grow(void **items, size_t *capacity, size_t needed, size_t size,
    struct gal_error *err)
{
	size_t wanted = *capacity;
	void *grown;

	if (needed <= *capacity)
		return GAL_OK;
	while (wanted < needed)
		wanted = wanted * 2 + 64;
	if (wanted > UINT32_MAX / 2)
		return gal_fail(err, GAL_LIMIT, "codebook too large");
	grown = realloc(*items, wanted * size);
	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for the codebook");
	*items = grown;
	*capacity = wanted;
	return GAL_OK;
}

static enum gal_status
read_file(struct gal_file *out, const char *path, struct gal_error *err)
{
	struct gal_buffer b = GAL_BUFFER(FILE_BYTES_MAX);
	enum gal_status st = GAL_OK;
	char chunk[65536];
	const char *name = strrchr(path, '/');
	const char *dot;
	size_t n;
	FILE *f = fopen(path, "rb");

	name = name == NULL ? path : name + 1;
	dot = strrchr(name, '.');
	if (f == NULL) {
		int e = errno;

		gal_error_place(err, path);
		return gal_fail_errno(err, e == ENOENT ? GAL_NOT_FOUND : GAL_IO,
		    e, "cannot open");
	}
	while (st == GAL_OK && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		st = gal_buffer_append(&b, chunk, n, err);
	if (st == GAL_OK && ferror(f) != 0)
		st = gal_fail_errno(err, GAL_IO, errno, "cannot read");
	(void)fclose(f);
	if (st == GAL_OK)
		st = gal_buffer_append(&b, "", 0, err);
	if (st == GAL_OK && b.data == NULL)
		b.data = calloc(1, 1);
	out->path = gal_copy(gal_str_of(path));
	out->stem = gal_copy((struct gal_str){
	    name, dot == NULL ? strlen(name) : (size_t)(dot - name) });
	out->data = b.data;
	out->len = b.len;
	if (st == GAL_OK &&
	    (out->path == NULL || out->stem == NULL || out->data == NULL))
		st = gal_fail(err, GAL_NOMEM, "no memory for %s", name);
	if (st != GAL_OK)
		gal_error_place(err, path);
	return st;
}

void
gal_files_free(struct gal_file *files, size_t count)
{
	if (files == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		free(files[i].path);
		free(files[i].stem);
		free(files[i].data);
	}
	free(files);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
has_extension(const char *name, const char *extension)
{
	size_t n = strlen(name), m = strlen(extension);

	return name[0] != '.' && n > m && strcmp(name + n - m, extension) == 0;
}

enum gal_status
gal_files_read(struct gal_file **out, size_t *count, const char *directory,
    const char *sub, const char *extension, struct gal_error *err)
{
	char path[4096];
	char *names[FILES_MAX];
	size_t found = 0;
	struct dirent *entry;
	enum gal_status st = GAL_OK;
	DIR *d;

	*out = NULL;
	*count = 0;
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", directory, sub) >=
	    sizeof(path))
		return gal_fail(err, GAL_ARGUMENT, "path too long");
	d = opendir(path);
	if (d == NULL) {
		if (errno == ENOENT)
			return GAL_OK;
		gal_error_place(err, path);
		return gal_fail_errno(err, GAL_IO, errno, "cannot open folder");
	}
	while ((entry = readdir(d)) != NULL) {
		if (!has_extension(entry->d_name, extension))
			continue;
		if (found == FILES_MAX) {
			st = gal_fail(err, GAL_LIMIT, "too many files");
			break;
		}
		names[found] = gal_copy(gal_str_of(entry->d_name));
		if (names[found++] == NULL) {
			found--;
			st = gal_fail(err, GAL_NOMEM, "no memory");
			break;
		}
	}
	(void)closedir(d);
	qsort(names, found, sizeof(names[0]), compare_names);
	if (st == GAL_OK && found > 0) {
		*out = calloc(found, sizeof(**out));
		if (*out == NULL)
			st = gal_fail(err, GAL_NOMEM, "no memory");
	}
	for (size_t i = 0; i < found; i++) {
		char whole[8192];

		if (st == GAL_OK) {
			(void)snprintf(
			    whole, sizeof(whole), "%s/%s", path, names[i]);
			st = read_file(&(*out)[(*count)++], whole, err);
		}
		free(names[i]);
	}
	if (st != GAL_OK) {
		gal_files_free(*out, *count);
		*out = NULL;
		*count = 0;
	}
	return st;
}

/* Everything that is read, in the order it is read in. */
struct sources {
	struct gal_file *manifest, *codes, *classes, *fields, *rules, *lexicons,
	    *weights, *language, *frequencies, *communities;
	size_t manifests, code_files, class_files, field_files, rule_files,
	    lexicon_files, weight_files, language_files, frequency_files,
	    community_files;
};

static void
free_sources(struct sources *s)
{
	gal_files_free(s->manifest, s->manifests);
	gal_files_free(s->codes, s->code_files);
	gal_files_free(s->classes, s->class_files);
	gal_files_free(s->fields, s->field_files);
	gal_files_free(s->rules, s->rule_files);
	gal_files_free(s->lexicons, s->lexicon_files);
	gal_files_free(s->weights, s->weight_files);
	gal_files_free(s->language, s->language_files);
	gal_files_free(s->frequencies, s->frequency_files);
	gal_files_free(s->communities, s->community_files);
}

static enum gal_status
read_one(struct gal_file **out, size_t *count, const char *directory,
    const char *name, bool needed, struct gal_error *err)
{
	char path[4096];
	enum gal_status st;

	if (name == NULL)
		(void)snprintf(path, sizeof(path), "%s", directory);
	else
		(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	*count = 0;
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory");
	*count = 1;
	st = read_file(*out, path, needed ? err : NULL);
	if (st == GAL_NOT_FOUND && !needed) {
		gal_files_free(*out, 1);
		*out = NULL;
		*count = 0;
		return GAL_OK;
	}
	return st;
}

static enum gal_status
read_communities(struct sources *s, const char *directory,
    const char *communities, struct gal_error *err)
{
	enum gal_status st;

	if (communities != NULL)
		return read_one(&s->communities, &s->community_files,
		    communities, NULL, true, err);
	st = read_one(&s->communities, &s->community_files, directory,
	    "communities.json", false, err);
	if (st == GAL_OK && s->community_files == 0)
		st = read_one(&s->communities, &s->community_files, directory,
		    "../../corpora/communities.json", false, err);
	return st;
}

static enum gal_status
read_sources(struct sources *s, const char *directory, const char *communities,
    struct gal_error *err)
{
	enum gal_status st = read_one(
	    &s->manifest, &s->manifests, directory, "codebook.json", true, err);

	if (st == GAL_OK)
		st = gal_files_read(&s->codes, &s->code_files, directory,
		    "codes", ".json", err);
	if (st == GAL_OK)
		st = gal_files_read(&s->classes, &s->class_files, directory,
		    "classes", ".tsv", err);
	if (st == GAL_OK)
		st = gal_files_read(&s->fields, &s->field_files, directory,
		    "fields", ".tsv", err);
	if (st == GAL_OK)
		st = gal_files_read(&s->rules, &s->rule_files, directory,
		    "rules", ".json", err);
	if (st == GAL_OK)
		st = gal_files_read(&s->lexicons, &s->lexicon_files, directory,
		    "lexicons", ".tsv", err);
	if (st == GAL_OK)
		st = gal_files_read(&s->weights, &s->weight_files, directory,
		    "weights", ".tsv", err);
	if (st == GAL_OK)
		st = read_one(&s->language, &s->language_files, directory,
		    "language.tsv", false, err);
	if (st == GAL_OK)
		st = read_one(&s->frequencies, &s->frequency_files, directory,
		    "frequencies.tsv", false, err);
	if (st == GAL_OK)
		st = read_communities(s, directory, communities, err);
	return st;
}

static void
hash_files(
    struct gal_codebook *book, const struct gal_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (int k = 0; k < 2; k++) {
			uint64_t h = gal_hash_bytes(files[i].stem,
			    strlen(files[i].stem), book->hash_state[k]);

			book->hash_state[k] =
			    gal_hash_bytes(files[i].data, files[i].len, h);
		}
	}
}

static void
hash_sources(struct gal_codebook *book, const struct sources *s)
{
	book->hash_state[0] = GAL_TEXT_VERSION * 1000 + GAL_ENGINE_REVISION;
	book->hash_state[1] = ~book->hash_state[0];
	hash_files(book, s->manifest, s->manifests);
	hash_files(book, s->codes, s->code_files);
	hash_files(book, s->classes, s->class_files);
	hash_files(book, s->fields, s->field_files);
	hash_files(book, s->rules, s->rule_files);
	hash_files(book, s->lexicons, s->lexicon_files);
	hash_files(book, s->weights, s->weight_files);
	hash_files(book, s->language, s->language_files);
	hash_files(book, s->frequencies, s->frequency_files);
	hash_files(book, s->communities, s->community_files);
	(void)snprintf(book->hash, sizeof(book->hash), "%016llx%016llx",
	    (unsigned long long)book->hash_state[0],
	    (unsigned long long)book->hash_state[1]);
}

static int
compare_codes(const void *a, const void *b)
{
	return strcmp(((const struct gal_code *)a)->name,
	    ((const struct gal_code *)b)->name);
}

static enum gal_status
settle_codes(struct gal_codebook *book, struct gal_error *err)
{
	if (book->code_count > 0)
		qsort(book->codes, book->code_count, sizeof(*book->codes),
		    compare_codes);
	for (size_t i = 0; i < 3; i++)
		book->stance_codes[i] = GAL_NO_CODE;
	for (size_t i = 0; i <= GAL_RUNGS_MAX; i++)
		book->rung_codes[i] = GAL_NO_CODE;
	for (size_t i = 0; i < book->code_count; i++) {
		if (book->codes[i].rung != 0)
			book->rung_codes[book->codes[i].rung] = (int)i;
		if (book->codes[i].stance >= 0)
			book->stance_codes[book->codes[i].stance] = (int)i;
	}
	if (book->code_count == 0)
		return gal_fail(err, GAL_CODEBOOK, "no codes");
	return GAL_OK;
}

/* Words behind the built-in referents that are single words. */
static const struct {
	uint32_t symbol;
	const char *words;
} builtin_words[] = {
	{ GAL_SYMBOL_I, "i me my mine myself" },
	{ GAL_SYMBOL_OTHERS,
	    "people everyone everybody someone somebody anyone anybody users "
	    "user folks society others guys they them their y'all others' "
	    "community members men women person" },
	{ GAL_SYMBOL_NUM,
	    "one two three four five six seven eight nine ten eleven twelve "
	    "twenty thirty forty fifty sixty hundred thousand dozen couple "
	    "several few" },
};

static enum gal_status
add_builtins(struct gal_codebook *book, struct gal_error *err)
{
	for (size_t i = 0; i < sizeof(builtin_words) / sizeof(builtin_words[0]);
	     i++) {
		const char *p = builtin_words[i].words;

		while (*p != '\0') {
			size_t n = strcspn(p, " ");
			enum gal_status st = gal_symbols_add_word(
			    book->automaton->symbols, builtin_words[i].symbol,
			    (struct gal_str){ p, n }, err);

			if (st != GAL_OK)
				return st;
			p += n + (p[n] == ' ');
		}
	}
	return GAL_OK;
}

static enum gal_status
load_all(struct gal_codebook *book,
    enum gal_status (*load)(
	struct gal_codebook *, const struct gal_file *, struct gal_error *),
    const struct gal_file *files, size_t count, struct gal_error *err)
{
	for (size_t i = 0; i < count; i++) {
		enum gal_status st = load(book, &files[i], err);

		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

static enum gal_status
load_classes_of(struct gal_codebook *book, const struct gal_file *files,
    size_t count, bool declare_only, struct gal_error *err)
{
	for (size_t i = 0; i < count; i++) {
		enum gal_status st =
		    gal_load_classes(book, &files[i], declare_only, err);

		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

/* Classes and fields: all are declared before any term names another. */
static enum gal_status
load_classes(
    struct gal_codebook *book, const struct sources *s, struct gal_error *err)
{
	enum gal_status st = GAL_OK;

	for (int pass = 0; pass < 2 && st == GAL_OK; pass++) {
		st = load_classes_of(
		    book, s->classes, s->class_files, pass == 0, err);
		if (st == GAL_OK)
			st = load_classes_of(
			    book, s->fields, s->field_files, pass == 0, err);
	}
	return st;
}

static enum gal_status
add_context_rules(struct gal_codebook *book, struct gal_error *err)
{
	static const char *const ids[] = {
#define GAL_AS_CONTEXT_ID(name, text) text,
		GAL_CONTEXT_MAP(GAL_AS_CONTEXT_ID)
#undef GAL_AS_CONTEXT_ID
	};
	uint32_t number;

	for (size_t i = 0; i < GAL_CONTEXT_COUNT; i++) {
		enum gal_status st = gal_book_add_rule(
		    &number, book, gal_str_of(ids[i]), GAL_RULE_CONTEXT, err);

		if (st != GAL_OK)
			return st;
		book->context_rules[i] = number;
	}
	return GAL_OK;
}

static int
compare_weights_by_feature(const void *a, const void *b)
{
	return strcmp(((const struct gal_loaded_weight *)a)->feature,
	    ((const struct gal_loaded_weight *)b)->feature);
}

enum gal_status
gal_book_add_pattern_rule(struct gal_codebook *book, const char *id,
    enum gal_rule_kind kind, struct gal_str pattern, struct gal_error *err)
{
	uint32_t rule, number;
	enum gal_status st =
	    gal_book_add_rule(&rule, book, gal_str_of(id), kind, err);

	if (st != GAL_OK)
		return st;
	book->rules[rule].conditions.care = GAL_IF_CODE | GAL_IF_QUOTED;
	book->rules[rule].first_pattern =
	    (uint32_t)book->automaton->pattern_count;
	book->rules[rule].pattern_count = 1;
	return gal_automaton_add_pattern(
	    &number, book->automaton, pattern, rule, GAL_ROLE_ANY, err);
}

/* Mined terms live in the weights: each makes a rule of its own. */
static enum gal_status
add_mined_terms(struct gal_codebook *book, struct gal_error *err)
{
	if (book->loaded_count == 0)
		return GAL_OK;
	qsort(book->loaded, book->loaded_count, sizeof(*book->loaded),
	    compare_weights_by_feature);
	for (size_t i = 0; i < book->loaded_count; i++) {
		const char *feature = book->loaded[i].feature;
		enum gal_status st;

		if (strncmp(feature, "term:", 5) != 0 ||
		    (i > 0 &&
			strcmp(book->loaded[i - 1].feature, feature) == 0))
			continue;
		st = gal_book_add_pattern_rule(
		    book, feature, GAL_RULE_TERM, gal_str_of(feature + 5), err);
		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

static int
compare_rules(const void *a, const void *b)
{
	return strcmp(
	    ((const struct gal_rule *)a)->id, ((const struct gal_rule *)b)->id);
}

/* Number the rules by id; patterns and lexicon terms follow. */
static enum gal_status
sort_rules(struct gal_codebook *book, struct gal_error *err)
{
	uint32_t *map = calloc(book->rule_count + 1, sizeof(*map));

	if (map == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for rules");
	for (size_t i = 0; i < book->rule_count; i++)
		book->rules[i].number = (uint32_t)i;
	qsort(
	    book->rules, book->rule_count, sizeof(*book->rules), compare_rules);
	for (size_t i = 0; i < book->rule_count; i++)
		map[book->rules[i].number] = (uint32_t)i;
	for (size_t i = 0; i < book->automaton->pattern_count; i++)
		book->automaton->patterns[i].owner =
		    map[book->automaton->patterns[i].owner];
	for (size_t i = 0; i < book->lexicon_count; i++)
		book->lexicon[i].rule = map[book->lexicon[i].rule];
	for (size_t i = 0; i < GAL_CONTEXT_COUNT; i++)
		book->context_rules[i] = map[book->context_rules[i]];
	free(map);
	for (size_t i = 1; i < book->rule_count; i++) {
		const struct gal_rule *rule = &book->rules[i];

		if (strcmp(rule[-1].id, rule->id) == 0) {
			gal_error_place(err, rule->file);
			return gal_fail(err, GAL_CODEBOOK,
			    "two rules have the id %s (also in %s)", rule->id,
			    rule[-1].file == NULL ? "?" : rule[-1].file);
		}
	}
	book->valence_rule =
	    gal_codebook_find_rule(book, GAL_STR("lex:valence"));
	return GAL_OK;
}

static int
compare_lexicon_symbols(const void *a, const void *b)
{
	const struct gal_lexicon_term *x = a, *y = b;

	if (x->symbol != y->symbol)
		return x->symbol < y->symbol ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

/* One-word lexicon terms hang on their symbols; phrases keep their place in
 * the automaton, so their numbers must not change: sort a copy. */
static enum gal_status
index_lexicon(struct gal_codebook *book, struct gal_error *err)
{
	struct gal_symbols *symbols = book->automaton->symbols;

	book->word_terms =
	    calloc(book->lexicon_count + 1, sizeof(*book->word_terms));
	if (book->word_terms == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for lexicons");
	for (size_t i = 0; i < book->lexicon_count; i++) {
		if (book->lexicon[i].symbol != GAL_NO_SYMBOL)
			book->word_terms[book->word_term_count++] =
			    book->lexicon[i];
	}
	qsort(book->word_terms, book->word_term_count,
	    sizeof(*book->word_terms), compare_lexicon_symbols);
	for (size_t i = book->word_term_count; i-- > 0;) {
		struct gal_symbol *s =
		    &symbols->items[book->word_terms[i].symbol];

		s->lexicon_first = (uint32_t)i;
		s->lexicon_count++;
		s->is_used = true;
	}
	return GAL_OK;
}

struct pair {
	uint32_t feature;
	struct gal_weight weight;
};

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->feature != y->feature)
		return x->feature < y->feature ? -1 : 1;
	return x->weight.code < y->weight.code
	    ? -1
	    : x->weight.code > y->weight.code;
}

/* A rung's rule says the post is at least there. */
static size_t
hand_weights(const struct gal_codebook *book, uint32_t feature,
    const bool *listed, struct pair *out)
{
	const struct gal_rule *rule = &book->rules[feature];
	const struct gal_code *code;
	size_t count = 0;

	if (rule->code == GAL_NO_CODE)
		return 0;
	code = &book->codes[rule->code];
	if (code->rung == 0) {
		if (!code->learned || !listed[feature])
			out[count++] = (struct pair){ feature,
				{ (uint32_t)rule->code, (float)rule->weight,
				    0 } };
		return count;
	}
	for (uint8_t r = 1; r <= code->rung; r++) {
		int lower = book->rung_codes[r];

		if (lower != GAL_NO_CODE &&
		    (!book->codes[lower].learned || !listed[feature]))
			out[count++] = (struct pair){ feature,
				{ (uint32_t)lower, (float)rule->weight, 0 } };
	}
	return count;
}

/* Weights from the files; where a code or a rule has none there, by hand. */
static enum gal_status
settle_weights(struct gal_codebook *book, struct gal_error *err)
{
	size_t most = book->loaded_count + book->rule_count * (GAL_RUNGS_MAX);
	struct pair *pairs = calloc(most + 1, sizeof(*pairs));
	bool *listed = calloc(book->rule_count + 1, sizeof(*listed));
	size_t count = 0;

	book->weight_first =
	    calloc(book->rule_count + 2, sizeof(*book->weight_first));
	if (pairs == NULL || listed == NULL || book->weight_first == NULL)
		goto nomem;
	for (size_t i = 0; i < book->loaded_count; i++) {
		const struct gal_loaded_weight *w = &book->loaded[i];
		int code = gal_codebook_find_code(book, gal_str_of(w->code));
		int feature;

		if (code < 0)
			continue; /* `codebook check` names these */
		book->codes[code].learned = true;
		if (strcmp(w->feature, "bias") == 0) {
			book->codes[code].bias = w->weight;
			continue;
		}
		if (strcmp(w->feature, "threshold") == 0) {
			book->codes[code].threshold = w->weight;
			continue;
		}
		feature = gal_codebook_find_rule(book, gal_str_of(w->feature));
		if (feature < 0)
			continue;
		listed[feature] = true;
		pairs[count++] = (struct pair){ (uint32_t)feature,
			{ (uint32_t)code, (float)w->weight, w->posts } };
	}
	for (uint32_t i = 0; i < book->rule_count; i++)
		count += hand_weights(book, i, listed, pairs + count);
	qsort(pairs, count, sizeof(*pairs), compare_pairs);
	book->weights = calloc(count + 1, sizeof(*book->weights));
	if (book->weights == NULL)
		goto nomem;
	for (size_t i = 0; i < count; i++) {
		book->weights[i] = pairs[i].weight;
		book->weight_first[pairs[i].feature + 1]++;
	}
	for (size_t i = 0; i < book->rule_count; i++)
		book->weight_first[i + 1] += book->weight_first[i];
	free(pairs);
	free(listed);
	return GAL_OK;
nomem:
	free(pairs);
	free(listed);
	return gal_fail(err, GAL_NOMEM, "no memory for weights");
}

/* "lex:emotion.sadness" feeds the code emotion.sadness. */
static void
join_lexicons_to_codes(struct gal_codebook *book)
{
	for (size_t i = 0; i < book->rule_count; i++) {
		struct gal_rule *rule = &book->rules[i];

		if (rule->kind == GAL_RULE_LEXICON)
			rule->code = gal_codebook_find_code(
			    book, gal_str_of(rule->id + 4));
	}
}

static enum gal_status
build(struct gal_codebook *book, const struct sources *s, struct gal_error *err)
{
	enum gal_status st = gal_load_manifest(book, s->manifest, err);

	if (st == GAL_OK)
		st = load_all(
		    book, gal_load_codes, s->codes, s->code_files, err);
	if (st == GAL_OK)
		st = settle_codes(book, err);
	if (st == GAL_OK)
		st = gal_automaton_new(&book->automaton, err);
	if (st == GAL_OK)
		st = add_builtins(book, err);
	if (st == GAL_OK)
		st = load_all(book, gal_load_language, s->language,
		    s->language_files, err);
	if (st == GAL_OK)
		st = load_classes(book, s, err);
	if (st == GAL_OK)
		st = load_all(
		    book, gal_load_fields, s->fields, s->field_files, err);
	if (st == GAL_OK)
		st = load_all(
		    book, gal_load_rules, s->rules, s->rule_files, err);
	if (st == GAL_OK)
		st = load_all(
		    book, gal_load_lexicon, s->lexicons, s->lexicon_files, err);
	if (st == GAL_OK)
		st = load_all(
		    book, gal_load_weights, s->weights, s->weight_files, err);
	if (st == GAL_OK)
		st = add_mined_terms(book, err);
	if (st == GAL_OK)
		st = add_context_rules(book, err);
	if (st == GAL_OK)
		st = sort_rules(book, err);
	if (st == GAL_OK)
		st = load_all(book, gal_load_composite_terms, s->rules,
		    s->rule_files, err);
	if (st == GAL_OK)
		join_lexicons_to_codes(book);
	if (st == GAL_OK)
		st = load_all(book, gal_load_frequencies, s->frequencies,
		    s->frequency_files, err);
	if (st == GAL_OK)
		st = gal_automaton_finish(book->automaton, err);
	if (st == GAL_OK)
		st = index_lexicon(book, err);
	if (st == GAL_OK) {
		gal_referents_keep(book->automaton->symbols);
		gal_symbols_prune(book->automaton->symbols);
		st = settle_weights(book, err);
	}
	if (st == GAL_OK && s->community_files > 0)
		st = gal_load_communities(book, s->communities, err);
	return st;
}

enum gal_status
gal_codebook_load(struct gal_codebook **out, const char *directory,
    const char *communities, struct gal_error *err)
{
	struct sources sources = { 0 };
	struct gal_codebook *book = calloc(1, sizeof(*book));
	enum gal_status st;

	*out = NULL;
	if (book == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for the codebook");
	st = read_sources(&sources, directory, communities, err);
	if (st == GAL_OK) {
		hash_sources(book, &sources);
		st = build(book, &sources, err);
	}
	free_sources(&sources);
	if (st != GAL_OK) {
		gal_codebook_free(book);
		return st;
	}
	*out = book;
	return GAL_OK;
}
