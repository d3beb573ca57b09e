#include "cli/sequences.h"

#include <inttypes.h>
#include <string.h>

#include "core/reading.h"
#include "notebooks-export/asset.h"
#include "store/timeline.h"

#define DAY 86400
/* An author not seen on a rung for longer is silent, not on that rung. */
#define SILENCE_DAYS 180
#define FILE_LIMIT ((size_t)2 << 30)
/* STS: bins of thirty days, as many as the report stage_by_time shows. */
#define STS_DAYS 30
#define STS_BINS 60

enum form { MSM, SPELL, TSE, COUNTING, SURVIVAL, TRANSITIONS, STS, FORMS };
static const struct {
	const char *name;
	const char *purpose;
	const char *header; /* STS: its bins follow */
} forms[FORMS] = {
	[MSM] = { "sequences/msm.csv", "panel data for msm",
	    "id,days,state,stage\n" },
	[SPELL] = { "sequences/spell.csv", "spells for TraMineR",
	    "id,begin,end,state\n" },
	[TSE] = { "sequences/tse.csv", "time-stamped events for TraMineR",
	    "id,days,event\n" },
	[COUNTING] = { "sequences/counting.csv",
	    "counting process for survival: reaching companionship",
	    "id,start,stop,event,stage\n" },
	[SURVIVAL] = { "sequences/survival.csv",
	    "one row per author for survival: reaching companionship",
	    "id,days,event,first_stage,observations\n" },
	[TRANSITIONS] = { "sequences/transitions.csv",
	    "one row per observed move between rungs",
	    "id,from,to,days_from,days_to\n" },
	[STS] = { "sequences/sts.csv", "state sequences (STS) for TraMineR",
	    "id" },
};

/* All observations of one author at one second count as one, on the highest
 * rung. */
struct observation {
	int64_t t;
	unsigned rung;
};

struct sequences {
	const struct gal_store_codebook *book;
	unsigned target; /* rung that counts as reaching companionship; 0: the
			    codebook has none of that name */
	struct gal_buffer out[FORMS];
	/* the author being read */
	uint64_t number;
	struct observation first;
	struct observation now;	 /* complete, not written to spell yet */
	struct observation next; /* still growing */
	bool has_now;
	bool has_next;
	int64_t spell_begin;
	bool at_risk;	 /* below the target so far */
	bool incident;	 /* first seen below it */
	int64_t reached; /* when first seen at or above it; if !at_risk */
	uint64_t observations;
	unsigned bins[STS_BINS]; /* highest rung of each; 0: none */
	struct gal_error *err;
};

static const char *
rung_name(const struct sequences *s, unsigned rung)
{
	return rung >= 1 && rung <= s->book->rung_count
	    ? s->book->rungs[rung - 1]
	    : "?";
}

/* Whole days since the author's first observation, from 1. */
static int64_t
day_of(const struct sequences *s, int64_t t)
{
	return (t - s->first.t) / DAY + 1;
}

static double
days_of(const struct sequences *s, int64_t t)
{
	return (double)(t - s->first.t) / DAY;
}

static enum gal_status
write_spell(struct sequences *s, int64_t begin, int64_t end, const char *state)
{
	return end < begin ? GAL_OK
			   : gal_buffer_printf(&s->out[SPELL], s->err,
				 "%" PRIu64 ",%" PRId64 ",%" PRId64 ",%s\n",
				 s->number, begin, end, state);
}

/* The observation `now` is followed by one at `t` (or by nothing: last). */
static enum gal_status
close_spell(struct sequences *s, int64_t t, bool last)
{
	int64_t seen = day_of(s, s->now.t);
	int64_t until = last ? seen : day_of(s, t) - 1;
	enum gal_status status;

	if (last || until - seen <= SILENCE_DAYS)
		return write_spell(s, s->spell_begin,
		    until < s->spell_begin ? s->spell_begin : until,
		    rung_name(s, s->now.rung));
	status = write_spell(
	    s, s->spell_begin, seen + SILENCE_DAYS, rung_name(s, s->now.rung));
	return status == GAL_OK
	    ? write_spell(s, seen + SILENCE_DAYS + 1, until, "silent")
	    : status;
}

/* From `now` to `seen`: the interval that survival analysis reads. */
static enum gal_status
write_interval(struct sequences *s, const struct observation *seen)
{
	bool reached = seen->rung >= s->target;

	if (s->target == 0 || !s->at_risk)
		return GAL_OK;
	s->at_risk = !reached;
	s->reached = seen->t;
	return gal_buffer_printf(&s->out[COUNTING], s->err,
	    "%" PRIu64 ",%.6f,%.6f,%d,%s\n", s->number, days_of(s, s->now.t),
	    days_of(s, seen->t), reached, rung_name(s, s->now.rung));
}

static bool
spell_goes_on(const struct sequences *s, const struct observation *seen)
{
	return s->now.rung == seen->rung &&
	    day_of(s, seen->t) - 1 - day_of(s, s->now.t) <= SILENCE_DAYS;
}

static enum gal_status
take_observation(struct sequences *s, const struct observation *seen)
{
	bool first = !s->has_now;
	enum gal_status status = GAL_OK;
	int64_t bin;

	if (first) {
		s->first = *seen;
		s->number++;
		s->spell_begin = 1;
		s->at_risk = s->target > 0 && seen->rung < s->target;
		s->incident = s->at_risk;
		s->observations = 0;
		memset(s->bins, 0, sizeof(s->bins));
	} else {
		status = write_interval(s, seen);
		/* spells have whole days: the last rung of a day has it */
		if (status == GAL_OK && !spell_goes_on(s, seen)) {
			if (day_of(s, seen->t) > s->spell_begin)
				status = close_spell(s, seen->t, false);
			s->spell_begin = day_of(s, seen->t);
		}
	}
	if (status == GAL_OK)
		status = gal_buffer_printf(&s->out[MSM], s->err,
		    "%" PRIu64 ",%.6f,%u,%s\n", s->number, days_of(s, seen->t),
		    seen->rung, rung_name(s, seen->rung));
	if (status == GAL_OK && (first || s->now.rung != seen->rung))
		status = gal_buffer_printf(&s->out[TSE], s->err,
		    "%" PRIu64 ",%.6f,%s\n", s->number, days_of(s, seen->t),
		    rung_name(s, seen->rung));
	if (status == GAL_OK && !first && s->now.rung != seen->rung)
		status = gal_buffer_printf(&s->out[TRANSITIONS], s->err,
		    "%" PRIu64 ",%s,%s,%.6f,%.6f\n", s->number,
		    rung_name(s, s->now.rung), rung_name(s, seen->rung),
		    days_of(s, s->now.t), days_of(s, seen->t));
	s->observations++;
	bin = (seen->t - s->first.t) / (STS_DAYS * DAY);
	if (bin < STS_BINS && seen->rung > s->bins[bin])
		s->bins[bin] = seen->rung;
	s->now = *seen;
	s->has_now = true;
	return status;
}

/* Followed to the first observation at or above the target, or to the last. */
static enum gal_status
write_survival(struct sequences *s)
{
	bool event = s->incident && !s->at_risk;

	if (!s->incident)
		return GAL_OK;
	return gal_buffer_printf(&s->out[SURVIVAL], s->err,
	    "%" PRIu64 ",%.6f,%d,%s,%" PRIu64 "\n", s->number,
	    days_of(s, event ? s->reached : s->now.t), event,
	    rung_name(s, s->first.rung), s->observations);
}

/* A rung is carried while it is not silent; bins after the last stay empty. */
static enum gal_status
write_sts(struct sequences *s)
{
	struct gal_buffer *out = &s->out[STS];
	unsigned rung = 0, age = 0;
	int64_t last = (s->now.t - s->first.t) / (STS_DAYS * DAY);
	enum gal_status status =
	    gal_buffer_printf(out, s->err, "%" PRIu64, s->number);

	for (int b = 0; b < STS_BINS && status == GAL_OK; b++) {
		age = s->bins[b] > 0 ? 0 : age + 1;
		if (s->bins[b] > 0)
			rung = s->bins[b];
		status = gal_buffer_printf(out, s->err, ",%s",
		    b <= last && age <= SILENCE_DAYS / STS_DAYS
			? rung_name(s, rung)
			: "");
	}
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", s->err)
				: status;
}

static enum gal_status
end_author(struct sequences *s)
{
	enum gal_status status = GAL_OK;

	if (s->has_next)
		status = take_observation(s, &s->next);
	if (status == GAL_OK && s->has_now)
		status = close_spell(s, 0, true);
	if (status == GAL_OK && s->has_now)
		status = write_survival(s);
	if (status == GAL_OK && s->has_now)
		status = write_sts(s);
	s->has_now = s->has_next = false;
	return status;
}

static enum gal_status
take_post(struct sequences *s, const struct gal_timeline_post *post)
{
	enum gal_status status = GAL_OK;

	/* the same posts as in the statistics: about the author */
	if (!post->has_reading || post->unread != GAL_READ ||
	    post->stage == 0 || post->stance != GAL_STANCE_SELF ||
	    post->created_utc == GAL_ABSENT)
		return GAL_OK;
	if (s->has_next && s->next.t == post->created_utc) {
		if (post->stage > s->next.rung)
			s->next.rung = post->stage;
		return GAL_OK;
	}
	if (s->has_next)
		status = take_observation(s, &s->next);
	s->next = (struct observation){ post->created_utc, post->stage };
	s->has_next = true;
	return status;
}

static enum gal_status
read_authors(
    struct sequences *s, struct gal_store *store, struct gal_error *err)
{
	const struct gal_timeline_filter filter = { 0 };
	const struct gal_timeline_post *post = NULL;
	struct gal_store_timeline *timeline = NULL;
	struct gal_pseudonym author = { { 0 } };
	bool any = false;
	enum gal_status status =
	    gal_store_timeline_open(&timeline, store, &filter, err);

	while (status == GAL_OK &&
	    (status = gal_store_timeline_next(&post, timeline, err)) ==
		GAL_OK) {
		if (any && memcmp(&author, &post->author, sizeof(author)) != 0)
			status = end_author(s);
		author = post->author;
		any = true;
		if (status == GAL_OK)
			status = take_post(s, post);
	}
	gal_store_timeline_close(timeline);
	return status == GAL_END ? end_author(s) : status;
}

static enum gal_status
write_files(
    struct sequences *s, struct gal_export_dir *dir, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (int f = 0; f < FORMS && status == GAL_OK; f++)
		status =
		    gal_export_dir_write(dir, forms[f].name, forms[f].purpose,
			(struct gal_str){ s->out[f].data, s->out[f].len }, err);
	return status == GAL_OK
	    ? gal_export_dir_write(dir, "sequences/read.R", "how R reads them",
		  gal_asset("sequences.R"), err)
	    : status;
}

static enum gal_status
write_headers(struct sequences *s, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (int f = 0; f < FORMS && status == GAL_OK; f++)
		status =
		    gal_buffer_append_str(&s->out[f], forms[f].header, err);
	for (int b = 0; b < STS_BINS && status == GAL_OK; b++)
		status = gal_buffer_printf(
		    &s->out[STS], err, ",day%d", b * STS_DAYS);
	return status == GAL_OK ? gal_buffer_append_str(&s->out[STS], "\n", err)
				: status;
}

enum gal_status
cli_write_sequences(
    struct gal_export_dir *dir, struct gal_store *store, struct gal_error *err)
{
	struct sequences s = { .book = gal_store_codebook(store), .err = err };
	enum gal_status status;

	for (int f = 0; f < FORMS; f++)
		s.out[f] = (struct gal_buffer)GAL_BUFFER(FILE_LIMIT);
	for (unsigned i = 0; i < s.book->rung_count; i++) {
		if (strcmp(s.book->rungs[i], "companion") == 0)
			s.target = i + 1;
	}
	status = write_headers(&s, err);
	if (status == GAL_OK)
		status = read_authors(&s, store, err);
	if (status == GAL_OK)
		status = write_files(&s, dir, err);
	for (int f = 0; f < FORMS; f++)
		gal_buffer_free(&s.out[f]);
	return status;
}
