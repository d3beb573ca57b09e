#include "corpora/truth.h"

#include <inttypes.h>
#include <stdio.h>

#include "corpora/incidence.h"
#include "corpora/parameters.h"

const char *
gal_sim_rung_name(unsigned rung)
{
	static const char *const names[] = { "none", "tool", "exploration",
		"confidant", "companion", "partner", "committed" };

	return rung <= GAL_SIM_RUNGS ? names[rung] : "?";
}

void
gal_sim_author_name(char out[32], uint64_t number)
{
	(void)snprintf(out, 32, "sim_author_%" PRIu64, number);
}

static enum gal_status
finish(
    struct gal_sim_truth *truth, enum gal_status status, struct gal_error *err)
{
	if (status != GAL_OK)
		return status;
	return gal_archive_writer_line(
	    truth->writer, truth->line.data, truth->line.len, err);
}

static enum gal_status
add_parameters(struct gal_buffer *line, const struct gal_sim_process *process,
    struct gal_error *err)
{
	enum gal_status status =
	    gal_buffer_append_str(line, ",\"parameters\":{", err);

	for (const struct gal_sim_parameter *p = gal_sim_parameters;
	     p->name != NULL && status == GAL_OK; p++) {
		const double *v = gal_sim_values(process, p);

		status = gal_buffer_printf(line, err, "\"%s\":[", p->name);
		for (size_t i = 0; i < p->count && status == GAL_OK; i++)
			status = gal_buffer_printf(
			    line, err, "%s%.15g", i > 0 ? "," : "", v[i]);
		if (status == GAL_OK)
			status = gal_buffer_append_str(line, "],", err);
	}
	if (status == GAL_OK)
		status = gal_buffer_append_str(line, "\"shown\":[", err);
	for (size_t r = 0; r < GAL_SIM_RUNGS && status == GAL_OK; r++) {
		for (size_t s = 0; s <= GAL_SIM_RUNGS && status == GAL_OK; s++)
			status = gal_buffer_printf(line, err, "%s%.15g%s",
			    s == 0 ? (r == 0 ? "[" : ",[") : ",",
			    process->shown[r][s],
			    s == GAL_SIM_RUNGS ? "]" : "");
	}
	return status == GAL_OK ? gal_buffer_append_str(line, "]}", err)
				: status;
}

enum gal_status
gal_sim_truth_model(struct gal_sim_truth *truth,
    const struct gal_sim_process *process, struct gal_sim_window window,
    uint64_t seed, int64_t event, struct gal_error *err)
{
	struct gal_buffer *line = &truth->line;
	enum gal_status status;
	double crude, net;

	gal_buffer_clear(line);
	status = gal_buffer_printf(line, err,
	    "{\"record\":\"model\",\"galatea_simulated\":true,\"seed\":%" PRIu64
	    ",\"from\":%" PRId64 ",\"until\":%" PRId64 ",\"event\":%" PRId64,
	    seed, window.from, window.until, event);
	if (status == GAL_OK)
		status = add_parameters(line, process, err);
	/* Closed form where there is one; else the field is absent. */
	if (status == GAL_OK &&
	    gal_sim_crude_incidence(
		&crude, process, 1, GAL_SIM_COMPANION, 365.0, NULL) == GAL_OK &&
	    gal_sim_net_incidence(
		&net, process, 1, GAL_SIM_COMPANION, 365.0, NULL) == GAL_OK)
		status = gal_buffer_printf(line, err,
		    ",\"from_tool_to_companion_in_365_days\":"
		    "{\"crude\":%.15g,\"net\":%.15g}",
		    crude, net);
	if (status == GAL_OK)
		status = gal_buffer_append_str(line, "}", err);
	return finish(truth, status, err);
}

enum gal_status
gal_sim_truth_author(struct gal_sim_truth *truth, uint64_t number,
    const struct gal_sim_author *author, const struct gal_sim_path *path,
    struct gal_error *err)
{
	struct gal_buffer *line = &truth->line;
	enum gal_status status;
	char name[32];

	gal_sim_author_name(name, number);
	gal_buffer_clear(line);
	status = gal_buffer_printf(line, err,
	    "{\"record\":\"author\",\"author\":\"%s\",\"path\":[", name);
	for (size_t s = 0; s < path->count && status == GAL_OK; s++)
		status = gal_buffer_printf(line, err, "%s[%" PRId64 ",\"%s\"]",
		    s > 0 ? "," : "", path->step[s].time,
		    gal_sim_rung_name(path->step[s].rung));
	if (status == GAL_OK)
		status = gal_buffer_printf(line, err,
		    "],\"end\":%" PRId64 ",\"left\":%s,\"activity\":%.6g,"
		    "\"frailty\":%.6g,\"benefit\":%s,\"dependency\":%s,"
		    "\"onset\":%s}",
		    path->end, path->left ? "true" : "false", author->activity,
		    author->frailty, author->benefit ? "true" : "false",
		    author->dependency ? "true" : "false",
		    author->onset_unintended   ? "\"unintended\""
			: author->onset_sought ? "\"sought\""
					       : "null");
	return finish(truth, status, err);
}

enum gal_status
gal_sim_truth_post(struct gal_sim_truth *truth, const char *id, uint64_t author,
    const struct gal_sim_post *post, const struct gal_sim_content *content,
    struct gal_error *err)
{
	struct gal_buffer *line = &truth->line;
	enum gal_status status;
	const char *comma = "";
	char name[32];

	gal_sim_author_name(name, author);
	gal_buffer_clear(line);
	status = gal_buffer_printf(line, err,
	    "{\"record\":\"post\",\"id\":\"%s\",\"author\":\"%s\","
	    "\"time\":%" PRId64 ",\"own\":\"%s\",\"shown\":\"%s\","
	    "\"talk\":\"%s\",\"stance\":\"%s\",\"codes\":[",
	    id, name, post->time, gal_sim_rung_name(post->own),
	    gal_sim_rung_name(post->shown), gal_sim_talk_name(content->talk),
	    gal_stance_name(gal_sim_talk_stance(content->talk)));
	for (size_t i = 0; i < gal_sim_code_count && status == GAL_OK; i++) {
		if (!(content->codes >> i & 1))
			continue;
		status = gal_buffer_printf(
		    line, err, "%s\"%s\"", comma, gal_sim_codes[i].name);
		comma = ",";
	}
	if (status == GAL_OK)
		status = gal_buffer_append_str(line, "]", err);
	if (status == GAL_OK && content->narrated_from > 0)
		status = gal_buffer_printf(line, err,
		    ",\"narrated\":[[\"%s\",\"%s\"]]",
		    gal_sim_rung_name(content->narrated_from),
		    gal_sim_rung_name(content->shown));
	if (status == GAL_OK)
		status = gal_buffer_append_str(line, "}", err);
	return finish(truth, status, err);
}
