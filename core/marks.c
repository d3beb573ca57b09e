/*
 * Marks that need English: negation and its scope, question, hypothetical,
 * past, over, first person, irony. All are small tables and one pass over
 * each sentence; gal_tokens_mark() in core/token.h is the contract.
 */
#include <stdlib.h>
#include <string.h>

#include "core/inline.h"
#include "core/token.h"

#define NEGATION_SCOPE 4	/* words after a negator */
#define NEGATION_SCOPE_RAISED 7 /* "I don't think that he …" */

/* What a word does; a word may do several things. */
enum cue {
	CUE_NEGATOR = 1 << 0,
	CUE_BREAK = 1 << 1, /* ends scopes: but, although, because … */
	CUE_HYPOTHETICAL = 1 << 2,
	CUE_FIRST = 1 << 3, /* a first-person subject */
	CUE_MINE = 1 << 4,  /* my, me, our, us */
	CUE_OTHER_SUBJECT = 1 << 5,
	CUE_PAST = 1 << 6,
	CUE_PRESENT = 1 << 7,
	CUE_RAISER = 1 << 8,	   /* think, believe … take a negation on */
	CUE_NOT_DENIED = 1 << 9,   /* after not: only, just, wait, help … */
	CUE_SUPERLATIVE = 1 << 10, /* after never: so, more, better … */
	CUE_DROPPED = 1 << 11,	   /* starts a sentence without subject */
	CUE_SARCASM = 1 << 12
};

/* Sorted by word. */
static const struct {
	const char *word;
	unsigned cues;
} cues[] = {
	{ "/s", CUE_SARCASM },
	{ "after", CUE_DROPPED },
	{ "almost", 0 },
	{ "although", CUE_BREAK },
	{ "am", CUE_PRESENT },
	{ "any", 0 },
	{ "are", CUE_PRESENT },
	{ "because", CUE_BREAK },
	{ "been", CUE_DROPPED },
	{ "believe", CUE_RAISER },
	{ "better", CUE_SUPERLATIVE },
	{ "but", CUE_BREAK },
	{ "closer", CUE_SUPERLATIVE },
	{ "did", CUE_PAST },
	{ "does", CUE_PRESENT },
	{ "except", CUE_BREAK },
	{ "expect", CUE_RAISER },
	{ "feel", CUE_RAISER },
	{ "finally", CUE_DROPPED },
	{ "gave", CUE_PAST | CUE_DROPPED },
	{ "got", CUE_PAST | CUE_DROPPED },
	{ "had", CUE_PAST | CUE_DROPPED },
	{ "happier", CUE_SUPERLATIVE },
	{ "hardly", CUE_NEGATOR },
	{ "has", CUE_PRESENT },
	{ "have", CUE_PRESENT },
	{ "he", CUE_OTHER_SUBJECT },
	{ "help", CUE_NOT_DENIED },
	{ "however", CUE_BREAK },
	{ "i", CUE_FIRST },
	{ "if", CUE_HYPOTHETICAL },
	{ "imagine", CUE_HYPOTHETICAL },
	{ "is", CUE_PRESENT },
	{ "it", CUE_OTHER_SUBJECT },
	{ "just", CUE_NOT_DENIED | CUE_DROPPED },
	{ "mainly", CUE_NOT_DENIED },
	{ "maybe", CUE_HYPOTHETICAL },
	{ "me", CUE_MINE },
	{ "mean", CUE_RAISER },
	{ "merely", CUE_NOT_DENIED },
	{ "might", CUE_HYPOTHETICAL },
	{ "mine", CUE_MINE },
	{ "more", CUE_SUPERLATIVE },
	{ "my", CUE_MINE },
	{ "neither", CUE_NEGATOR },
	{ "never", CUE_NEGATOR },
	{ "no", CUE_NEGATOR },
	{ "nobody", CUE_NEGATOR },
	{ "none", CUE_NEGATOR },
	{ "nor", CUE_NEGATOR },
	{ "not", CUE_NEGATOR },
	{ "nothing", CUE_NEGATOR },
	{ "only", CUE_NOT_DENIED },
	{ "our", CUE_MINE },
	{ "perhaps", CUE_HYPOTHETICAL },
	{ "said", CUE_PAST },
	{ "say", CUE_RAISER },
	{ "she", CUE_OTHER_SUBJECT },
	{ "simply", CUE_NOT_DENIED },
	{ "since", CUE_DROPPED },
	{ "so", CUE_SUPERLATIVE | CUE_DROPPED },
	{ "someday", CUE_HYPOTHETICAL },
	{ "started", CUE_PAST | CUE_DROPPED },
	{ "still", CUE_DROPPED },
	{ "stronger", CUE_SUPERLATIVE },
	{ "suppose", CUE_HYPOTHETICAL },
	{ "sure", 0 },
	{ "than", 0 },
	{ "they", CUE_OTHER_SUBJECT },
	{ "think", CUE_RAISER },
	{ "this", CUE_SUPERLATIVE },
	{ "though", CUE_BREAK },
	{ "told", CUE_PAST | CUE_DROPPED },
	{ "took", CUE_PAST },
	{ "truer", CUE_SUPERLATIVE },
	{ "unless", CUE_HYPOTHETICAL | CUE_BREAK },
	{ "us", CUE_MINE },
	{ "wait", CUE_NOT_DENIED },
	{ "want", 0 },
	{ "was", CUE_PAST },
	{ "we", CUE_FIRST },
	{ "went", CUE_PAST | CUE_DROPPED },
	{ "were", CUE_PAST },
	{ "whether", CUE_HYPOTHETICAL },
	{ "wish", CUE_HYPOTHETICAL },
	{ "without", CUE_NEGATOR },
	{ "yet", CUE_BREAK },
	{ "you", CUE_OTHER_SUBJECT },
	{ "🙄", CUE_SARCASM },
};

static int
compare_cue(const void *key, const void *item)
{
	const struct gal_str *word = key;
	const char *const *entry = item;
	int order = (unsigned char)word->data[0] - (unsigned char)(*entry)[0];

	if (order == 0)
		order = strncmp(word->data, *entry, word->len);

	return order != 0 ? order : (*entry)[word->len] == '\0' ? 0 : -1;
}

static unsigned
cues_of(struct gal_str word)
{
	size_t count = sizeof(cues) / sizeof(cues[0]);
	size_t low = 0, high = count;

	if (word.len == 0 || word.len > 10)
		return 0;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = compare_cue(&word, &cues[mid].word);

		if (order == 0)
			return cues[mid].cues;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return 0;
}

struct marking {
	struct gal_tokens *t;
	struct gal_sentence *sentence;
	unsigned cues[GAL_SENTENCE_MAX];
};

GAL_INLINE bool
is(const struct marking *m, size_t i, const char *word)
{
	return i < m->sentence->count &&
	    gal_token_is(m->t, &m->t->tokens[m->sentence->first + i], word);
}

static struct gal_token *
token(const struct marking *m, size_t i)
{
	return &m->t->tokens[m->sentence->first + i];
}

/* "not only", "can not wait", "never felt so loved": nothing is denied. */
static bool
denies_nothing(const struct marking *m, size_t i)
{
	size_t n = m->sentence->count;

	if (i + 1 < n && (m->cues[i + 1] & CUE_NOT_DENIED) != 0 &&
	    (is(m, i, "not") || is(m, i, "no")))
		return true;
	if (is(m, i, "no") &&
	    (is(m, i + 1, "doubt") || is(m, i + 1, "matter") ||
		is(m, i + 1, "wonder")))
		return true;
	if (!is(m, i, "never"))
		return false;
	for (size_t k = i + 1; k < n && k <= i + 4; k++) {
		if ((m->cues[k] & CUE_SUPERLATIVE) != 0)
			return true;
	}
	return false;
}

static void
mark_negation(struct marking *m)
{
	size_t n = m->sentence->count;

	for (size_t i = 0; i < n; i++) {
		size_t scope = NEGATION_SCOPE;

		if ((m->cues[i] & CUE_NEGATOR) == 0 || denies_nothing(m, i))
			continue;
		for (size_t k = i + 1; k < n && k <= i + scope; k++) {
			struct gal_token *t = token(m, k);

			if ((t->marks & GAL_MARK_BREAK) != 0 ||
			    (m->cues[k] & CUE_BREAK) != 0)
				break;
			if (k <= i + 2 && (m->cues[k] & CUE_RAISER) != 0)
				scope = NEGATION_SCOPE_RAISED;
			t->marks |= GAL_MARK_NEGATED;
			t->negator = m->sentence->first + (uint32_t)i;
		}
	}
}

static void
mark_hypothetical(struct marking *m)
{
	bool on = false;

	for (size_t i = 0; i < m->sentence->count; i++) {
		if ((m->cues[i] & CUE_BREAK) != 0 && !is(m, i, "unless"))
			on = false;
		if (on)
			token(m, i)->marks |= GAL_MARK_HYPOTHETICAL;
		if ((m->cues[i] & CUE_HYPOTHETICAL) != 0 &&
		    !(i > 0 &&
			(is(m, i - 1, "as") || is(m, i - 1, "even") ||
			    is(m, i - 1, "like") || is(m, i - 1, "wonder"))))
			on = true;
	}
}

static bool
ends_with(struct gal_str word, const char *tail)
{
	size_t n = strlen(tail);

	return word.len > n + 2 &&
	    memcmp(word.data + word.len - n, tail, n) == 0;
}

static bool
has_subject_or_drops_it(const struct marking *m)
{
	size_t n = m->sentence->count;
	bool mine = false;
	struct gal_str first;

	for (size_t i = 0; i < n; i++) {
		if ((m->cues[i] & CUE_FIRST) != 0)
			return true;
		mine |= (m->cues[i] & CUE_MINE) != 0;
	}
	if (mine)
		return true;
	first = gal_token_norm(m->t, token(m, 0));
	for (size_t i = 0; i < n; i++) {
		if ((m->cues[i] & CUE_OTHER_SUBJECT) != 0)
			return false;
	}
	return (m->cues[0] & CUE_DROPPED) != 0 || ends_with(first, "ing") ||
	    ends_with(first, "ed");
}

/* Sentence marks from what stands in it. */
static void
mark_sentence(struct marking *m)
{
	struct gal_sentence *s = m->sentence;
	bool past = false, present = false;
	uint32_t marks = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct gal_token *t = token(m, i);
		struct gal_str norm = gal_token_norm(m->t, t);

		past |= (m->cues[i] & CUE_PAST) != 0 ||
		    (t->kind == GAL_TOKEN_WORD && ends_with(norm, "ed"));
		present |= (m->cues[i] & CUE_PRESENT) != 0 || is(m, i, "now");
		if ((m->cues[i] & CUE_SARCASM) != 0 ||
		    (is(m, i, "yeah") && is(m, i + 1, "right")))
			marks |= GAL_MARK_IRONIC;
		if ((t->marks & GAL_MARK_QUESTION) != 0)
			marks |= GAL_MARK_QUESTION;
		if ((is(m, i, "used") && is(m, i + 1, "to") &&
			!(i > 0 &&
			    (is(m, i - 1, "got") || is(m, i - 1, "get") ||
				is(m, i - 1, "am") ||
				is(m, i - 1, "getting")))) ||
		    (is(m, i, "no") && is(m, i + 1, "longer")) ||
		    is(m, i, "anymore") || is(m, i, "formerly") ||
		    (is(m, i, "back") && is(m, i + 1, "when")) ||
		    (is(m, i, "any") && is(m, i + 1, "more")))
			marks |= GAL_MARK_OVER;
	}
	if (past && !present)
		marks |= GAL_MARK_PAST;
	if (has_subject_or_drops_it(m))
		marks |= GAL_MARK_SELF;
	s->marks = marks;
	for (size_t i = 0; i < s->count; i++)
		token(m, i)->marks |= marks;
}

void
gal_tokens_mark(struct gal_tokens *tokens)
{
	struct marking m = { .t = tokens };

	for (size_t k = 0; k < tokens->sentence_count; k++) {
		m.sentence = &tokens->sentences[k];
		for (size_t i = 0; i < m.sentence->count; i++)
			m.cues[i] =
			    cues_of(gal_token_norm(tokens, token(&m, i)));
		mark_negation(&m);
		mark_hypothetical(&m);
		mark_sentence(&m);
	}
}
