#include "cli/pipeline_checkpoint.h"

#include <string.h>
#include <sys/stat.h>

#include "cli/settings_difference.h"
#include "ingest/source.h"

#define NAMES_MAX 4096

void
checkpoint_add_tally(struct gal_tally *to, const struct gal_tally *from)
{
	to->read += from->read;
	to->restored += from->restored;
	to->without_time += from->without_time;
	to->without_author += from->without_author;
	to->without_community += from->without_community;
	for (size_t i = 0; i < GAL_OUTCOME_COUNT; i++)
		to->outcomes[i] += from->outcomes[i];
	if (to->first_utc == GAL_ABSENT ||
	    (from->first_utc != GAL_ABSENT && from->first_utc < to->first_utc))
		to->first_utc = from->first_utc;
	if (from->last_utc > to->last_utc)
		to->last_utc = from->last_utc;
}

void
checkpoint_advance(struct checkpoint *checkpoint, const struct gal_tally *run,
    const char *codec, const char *format)
{
	struct gal_store_file *file = &checkpoint->file;
	struct gal_tally sum = checkpoint->before;

	checkpoint_add_tally(&sum, run);
	file->member = run->place.member;
	file->bytes = run->place.byte;
	file->records = run->place.records;
	file->read = sum.read;
	file->first_utc = sum.first_utc;
	file->last_utc = sum.last_utc;
	file->codec = codec;
	file->format = format;
	file->skip_count = 0;
	for (size_t i = 0; i < GAL_OUTCOME_COUNT; i++) {
		if (i == GAL_OUTCOME_POST || sum.outcomes[i] == 0)
			continue;
		file->skips[file->skip_count++] = (struct gal_store_skip){
			gal_outcome_name((enum gal_outcome)i), sum.outcomes[i]
		};
	}
}

/* Take over what an earlier run counted. */
static void
take_counts(struct checkpoint *checkpoint, struct gal_place *place)
{
	const struct gal_store_file *file = &checkpoint->file;
	struct gal_tally *before = &checkpoint->before;

	place->member = file->member;
	place->byte = file->bytes;
	place->records = file->records;
	before->read = file->read;
	before->first_utc = file->first_utc;
	before->last_utc = file->last_utc;
	before->outcomes[GAL_OUTCOME_POST] = file->read;
	for (size_t i = 0; i < file->skip_count; i++) {
		for (size_t k = 0; k < GAL_OUTCOME_COUNT; k++) {
			if (strcmp(file->skips[i].reason,
				gal_outcome_name((enum gal_outcome)k)) != 0)
				continue;
			before->outcomes[k] = file->skips[i].count;
			before->outcomes[GAL_OUTCOME_POST] -=
			    file->skips[i].count;
		}
	}
}

enum gal_status
checkpoint_identify(struct checkpoint *checkpoint, const char *path,
    const char *settings, struct gal_error *err)
{
	struct gal_store_file *file = &checkpoint->file;
	struct stat st;

	*checkpoint = (struct checkpoint){ 0 };
	file->name = path;
	file->settings = settings;
	file->first_utc = GAL_ABSENT;
	file->last_utc = GAL_ABSENT;
	checkpoint->before.first_utc = GAL_ABSENT;
	checkpoint->before.last_utc = GAL_ABSENT;
	if (strcmp(path, "-") == 0)
		return GAL_OK;
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		file->size = (uint64_t)st.st_size;
	else
		return GAL_OK; /* a pipe: never resumed; opening says more */
	return gal_source_fingerprint(file->hash, path, err);
}

static enum gal_status
refuse(const struct gal_store_file *file, struct gal_store *store,
    struct gal_error *err)
{
	struct gal_buffer before = GAL_BUFFER((size_t)16 << 20);
	struct gal_buffer names = GAL_BUFFER(NAMES_MAX);
	enum gal_status status =
	    gal_store_file_unfinished(&before, store, file, err);

	if (status == GAL_OK)
		status = settings_difference(
		    &names, before.data, file->settings, err);
	else if (status == GAL_NOT_FOUND) /* it ended meanwhile */
		status = GAL_OK;
	if (status == GAL_OK) {
		gal_error_place(err, file->name);
		status = gal_fail(err, GAL_ARGUMENT,
		    "was begun under other settings%s%s%s and not finished: "
		    "give the same to go on, or --restart to begin it again",
		    names.len > 0 ? " (" : "", names.len > 0 ? names.data : "",
		    names.len > 0 ? ")" : "");
	}
	gal_buffer_free(&before);
	gal_buffer_free(&names);
	return status;
}

enum gal_status
checkpoint_look_up(enum checkpoint_state *out, struct checkpoint *checkpoint,
    struct gal_place *place, struct gal_store *store, bool again, bool restart,
    struct gal_error *err)
{
	enum gal_store_known known = GAL_FILE_NEW;
	struct gal_store_file *file = &checkpoint->file;
	enum gal_status status;

	status = gal_store_file_lookup(&known, store, file, err);
	if (status != GAL_OK)
		return status;
	if (known == GAL_FILE_OTHER && !restart)
		return refuse(file, store, err);
	if (known == GAL_FILE_KNOWN && !again) {
		*out = CHECKPOINT_COMPLETE;
		take_counts(checkpoint, place);
	} else if (known == GAL_FILE_RESUMABLE && !restart) {
		*out = CHECKPOINT_RESUMED;
		take_counts(checkpoint, place);
	} else {
		struct gal_store_file fresh = { .name = file->name,
			.size = file->size,
			.settings = file->settings,
			.first_utc = GAL_ABSENT,
			.last_utc = GAL_ABSENT };

		memcpy(fresh.hash, file->hash, sizeof(fresh.hash));
		*out = CHECKPOINT_NEW;
		*file = fresh;
	}
	return GAL_OK;
}
