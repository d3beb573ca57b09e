#include "ingest/reddit_skip.h"

#include "ingest/scan.h"

#include <string.h>

/* Look at this much at a time, so that a rare escape does not make us read
 * a whole block again after every wanted line. */
#define WINDOW ((size_t)64 << 10)

struct probe {
	const char *key; /* with quotes */
	size_t key_len;
	const char *prefix; /* of the value, taken off before the look-up */
	const struct gal_name_set *wanted;
};

static const char *
after_space(const char *p, const char *end)
{
	/* NUL between values is junk that the reader passes by, and a lone
	 * carriage return is space to JSON */
	while (p < end && (unsigned char)*p <= ' ' && *p != '\n')
		p++;
	return p;
}

/* Whether the value after a key at p is wanted, or cannot be told here. */
static bool
value_may_be_wanted(const struct probe *probe, const char *p, const char *end)
{
	size_t prefix = strlen(probe->prefix);
	const char *start;

	p = after_space(p, end);
	if (p == end || *p != ':')
		return false; /* text, not a key */
	p = after_space(p + 1, end);
	if (p == end || *p != '"')
		return false; /* null or a number is nobody's name */
	start = ++p;
	while (p < end && *p != '"') {
		if (*p == '\\' || *p == '\n')
			return true;
		p++;
	}
	if ((size_t)(p - start) >= prefix &&
	    memcmp(start, probe->prefix, prefix) == 0)
		start += prefix;
	return gal_name_set_has(
	    probe->wanted, (struct gal_str){ start, (size_t)(p - start) });
}

static const char *
first_wanted(const struct probe *probe, const char *p, const char *end)
{
	while (
	    (p = gal_scan_find(p, end, probe->key, probe->key_len)) != NULL) {
		if (value_may_be_wanted(probe, p + probe->key_len, end))
			return p;
		p += probe->key_len;
	}
	return NULL;
}

static const char *
line_start(const char *p, const char *from)
{
	const char *newline =
	    p > from ? memrchr(from, '\n', (size_t)(p - from)) : NULL;

	return newline != NULL ? newline + 1 : from;
}

/* Bytes of whole lines at the start in which no probe finds anything. */
static size_t
skip_window(
    const struct probe *probes, size_t count, const char *lines, size_t len)
{
	const char *end = lines + len;
	const char *stop = end;
	const char *hit;

	for (size_t i = 0; i < count; i++) {
		hit = first_wanted(&probes[i], lines, stop);
		if (hit != NULL)
			stop = line_start(hit, lines);
	}
	/* \u0020 to \u007f could spell a key or a name; \/ \" and control
	 * characters occur in neither */
	hit = gal_scan_ascii_escape(lines, stop);
	if (hit != NULL)
		stop = line_start(hit, lines);
	return (size_t)(stop - lines);
}

static bool
is_plain_ascii(const struct gal_name_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		for (size_t k = 0; k < set->names[i].len; k++) {
			unsigned char c = (unsigned char)set->names[i].data[k];

			if (c < 0x21 || c > 0x7e || c == '"' || c == '\\' ||
			    c == '/')
				return false;
		}
	}
	return true;
}

/* What can be looked for in bytes; 0 probes: nothing, parse everything. */
static size_t
make_probes(const struct gal_selection *selection, struct probe probes[2],
    enum gal_outcome *reason)
{
	static const struct probe names = { "\"subreddit\"", 11, "", NULL };
	static const struct probe ids = { "\"subreddit_id\"", 14, "t5_", NULL };
	static const struct probe authors = { "\"author\"", 8, "", NULL };
	size_t count = 0;

	if (selection->communities.count + selection->community_ids.count > 0) {
		*reason = GAL_OUTCOME_OTHER_COMMUNITY;
		if (!is_plain_ascii(&selection->communities) ||
		    !is_plain_ascii(&selection->community_ids))
			return 0;
		if (selection->communities.count > 0) {
			probes[count] = names;
			probes[count++].wanted = &selection->communities;
		}
		if (selection->community_ids.count > 0) {
			probes[count] = ids;
			probes[count++].wanted = &selection->community_ids;
		}
	} else if (selection->authors.count > 0 &&
	    selection->pseudonym_count == 0 &&
	    is_plain_ascii(&selection->authors)) {
		*reason = GAL_OUTCOME_OTHER_AUTHOR;
		probes[count] = authors;
		probes[count++].wanted = &selection->authors;
	}
	return count;
}

size_t
gal_reddit_skip(const struct gal_settings *settings, const char *lines,
    size_t len, enum gal_outcome *reason)
{
	struct probe probes[2];
	size_t count = make_probes(settings->selection, probes, reason);
	size_t done = 0;

	if (count == 0)
		return 0;
	while (done < len) {
		const char *from = lines + done;
		size_t left = len - done;
		size_t window = left;
		size_t skipped;
		const char *newline;

		if (left > WINDOW) {
			newline = memrchr(from, '\n', WINDOW);
			if (newline == NULL)
				newline =
				    memchr(from + WINDOW, '\n', left - WINDOW);
			if (newline != NULL)
				window = (size_t)(newline - from) + 1;
		}
		skipped = skip_window(probes, count, from, window);
		done += skipped;
		if (skipped < window)
			break;
	}
	return done;
}
