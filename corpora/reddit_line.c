#include "corpora/reddit_line.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#define SLUG_MAX 40

/* How a byte stands in JSON, NULL if as it is; the site gives &, < and > as
 * entities. */
static const char *const escapes[UCHAR_MAX + 1] = {
	['"'] = "\\\"",
	['\\'] = "\\\\",
	['\n'] = "\\n",
	['\r'] = "\\r",
	['\t'] = "\\t",
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
};

static enum gal_status
add_escaped(struct gal_buffer *out, struct gal_str text, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	size_t start = 0;

	for (size_t i = 0; i < text.len && status == GAL_OK; i++) {
		const char *as = escapes[(unsigned char)text.data[i]];

		if (as == NULL)
			continue;
		status =
		    gal_buffer_append(out, text.data + start, i - start, err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(out, as, err);
		start = i + 1;
	}
	if (status == GAL_OK)
		status = gal_buffer_append(
		    out, text.data + start, text.len - start, err);
	return status;
}

/* The part of a permalink made of the title. */
static void
make_slug(char out[SLUG_MAX + 1], struct gal_str title)
{
	size_t n = 0;

	for (size_t i = 0; i < title.len && n < SLUG_MAX; i++) {
		unsigned char c = (unsigned char)title.data[i];

		if (c >= 'A' && c <= 'Z')
			out[n++] = (char)(c - 'A' + 'a');
		else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = (char)c;
		else if (n > 0 && out[n - 1] != '_')
			out[n++] = '_';
	}
	out[n] = '\0';
}

static const char *
meta_of(enum gal_sim_fate fate)
{
	static const char *const meta[] = {
		[GAL_SIM_KEPT] = "",
		[GAL_SIM_DELETED_LATER] = "\"removal_type\":\"deleted\","
					  "\"was_deleted_later\":true,",
		[GAL_SIM_DELETED] = "\"removal_type\":\"deleted\","
				    "\"was_initially_deleted\":true,",
		[GAL_SIM_REMOVED] = "\"removal_type\":\"removed\",",
	};

	return meta[fate];
}

static struct gal_str
shown_text(const struct gal_sim_line *line)
{
	if (line->fate == GAL_SIM_DELETED)
		return GAL_STR("[deleted]");
	if (line->fate == GAL_SIM_REMOVED)
		return GAL_STR("[removed]");
	return line->text;
}

/* The author's fields; a deleted author has none but the name. */
static enum gal_status
add_author(struct gal_buffer *out, const struct gal_sim_line *line,
    struct gal_error *err)
{
	if (line->fate == GAL_SIM_DELETED)
		return gal_buffer_append_str(out,
		    "\"author\":\"[deleted]\","
		    "\"author_flair_background_color\":\"\","
		    "\"author_flair_css_class\":null,"
		    "\"author_flair_template_id\":null,"
		    "\"author_flair_text\":null,"
		    "\"author_flair_text_color\":\"dark\","
		    "\"author_is_blocked\":false,",
		    err);
	return gal_buffer_printf(out, err,
	    "\"author\":\"%s\",\"author_flair_background_color\":null,"
	    "\"author_flair_css_class\":null,\"author_flair_richtext\":[],"
	    "\"author_flair_template_id\":null,\"author_flair_text\":null,"
	    "\"author_flair_text_color\":null,\"author_flair_type\":\"text\","
	    "\"author_fullname\":\"t2_%s\",\"author_is_blocked\":false,"
	    "\"author_patreon_flair\":false,\"author_premium\":false,",
	    line->author, line->author_id);
}

static enum gal_status
add_comment(struct gal_buffer *out, const struct gal_sim_line *line,
    struct gal_error *err)
{
	enum gal_status status = gal_buffer_append_str(out,
	    "\"awarders\":[],\"banned_at_utc\":null,\"banned_by\":null,"
	    "\"body\":\"",
	    err);

	if (status == GAL_OK)
		status = add_escaped(out, shown_text(line), err);
	if (status == GAL_OK)
		status = gal_buffer_printf(out, err,
		    "\",\"can_gild\":false,\"can_mod_post\":false,"
		    "\"collapsed\":false,"
		    "\"collapsed_because_crowd_control\":null,"
		    "\"collapsed_reason\":null,"
		    "\"collapsed_reason_code\":%s,\"comment_type\":null,"
		    "\"controversiality\":0,\"created\":%" PRId64 ".0,"
		    "\"created_utc\":%" PRId64 ",\"distinguished\":null,"
		    "\"downs\":0,\"edited\":false,"
		    "\"galatea_simulated\":true,\"gilded\":0,"
		    "\"gildings\":{},\"id\":\"%s\",\"is_submitter\":false,"
		    "\"likes\":null,\"link_id\":\"t3_%s\",\"locked\":false,"
		    "\"mod_note\":null,\"mod_reason_by\":null,"
		    "\"mod_reason_title\":null,\"mod_reports\":[],"
		    "\"name\":\"t1_%s\",\"no_follow\":true,"
		    "\"num_reports\":0,\"parent_id\":\"%s\","
		    "\"permalink\":\"/r/%s/comments/%s/_/%s/\","
		    "\"removal_reason\":null,\"replies\":\"\","
		    "\"report_reasons\":[],\"retrieved_on\":%" PRId64
		    ",\"saved\":false,\"score\":%" PRId64
		    ",\"score_hidden\":false,\"send_replies\":true,"
		    "\"stickied\":false,\"subreddit\":\"%s\","
		    "\"subreddit_id\":\"t5_%s\","
		    "\"subreddit_name_prefixed\":\"r/%s\","
		    "\"subreddit_type\":\"public\","
		    "\"top_awarded_type\":null,"
		    "\"total_awards_received\":0,\"treatment_tags\":[],"
		    "\"unrepliable_reason\":null,\"updated_on\":%" PRId64
		    ",\"ups\":%" PRId64 ",\"user_reports\":[]}",
		    line->fate == GAL_SIM_DELETED ? "\"DELETED\"" : "null",
		    line->created, line->created, line->id, line->submission,
		    line->id, line->parent, line->community->name,
		    line->submission, line->id, line->retrieved, line->score,
		    line->community->name, line->community->id,
		    line->community->name, line->retrieved + 15, line->score);
	return status;
}

static enum gal_status
add_submission_middle(struct gal_buffer *out, const struct gal_sim_line *line,
    const char *slug, struct gal_error *err)
{
	return gal_buffer_printf(out, err,
	    "\"awarders\":[],\"banned_at_utc\":null,\"banned_by\":null,"
	    "\"can_gild\":false,\"can_mod_post\":false,\"category\":null,"
	    "\"clicked\":false,\"content_categories\":null,"
	    "\"contest_mode\":false,\"created\":%" PRId64 ".0,"
	    "\"created_utc\":%" PRId64 ",\"discussion_type\":null,"
	    "\"distinguished\":null,\"domain\":\"self.%s\",\"downs\":0,"
	    "\"edited\":false,\"galatea_simulated\":true,\"gilded\":0,"
	    "\"gildings\":{},\"hidden\":false,\"hide_score\":false,"
	    "\"id\":\"%s\",\"is_created_from_ads_ui\":false,"
	    "\"is_crosspostable\":%s,\"is_meta\":false,"
	    "\"is_original_content\":false,"
	    "\"is_reddit_media_domain\":false,"
	    "\"is_robot_indexable\":%s,\"is_self\":true,\"is_video\":false,"
	    "\"likes\":null,\"link_flair_background_color\":\"\","
	    "\"link_flair_css_class\":null,\"link_flair_richtext\":[],"
	    "\"link_flair_text\":null,\"link_flair_text_color\":\"dark\","
	    "\"link_flair_type\":\"text\",\"locked\":false,\"media\":null,"
	    "\"media_embed\":{},\"media_only\":false,\"mod_note\":null,"
	    "\"mod_reason_by\":null,\"mod_reason_title\":null,"
	    "\"mod_reports\":[],\"name\":\"t3_%s\",\"no_follow\":false,"
	    "\"num_comments\":%" PRId64 ",\"num_crossposts\":0,"
	    "\"num_reports\":0,\"over_18\":%s,"
	    "\"parent_whitelist_status\":null,"
	    "\"permalink\":\"/r/%s/comments/%s/%s/\",\"pinned\":false,"
	    "\"pwls\":null,\"quarantine\":false,\"removal_reason\":null,"
	    "\"removed_by\":null,\"removed_by_category\":%s,"
	    "\"report_reasons\":[],\"retrieved_on\":%" PRId64
	    ",\"saved\":false,\"score\":%" PRId64
	    ",\"secure_media\":null,\"secure_media_embed\":{},"
	    "\"selftext\":\"",
	    line->created, line->created, line->community->name, line->id,
	    line->fate == GAL_SIM_KEPT ? "true" : "false",
	    line->fate == GAL_SIM_KEPT ? "true" : "false", line->id,
	    line->num_comments, line->community->nsfw ? "true" : "false",
	    line->community->name, line->id, slug,
	    line->fate == GAL_SIM_REMOVED	? "\"moderator\""
		: line->fate == GAL_SIM_DELETED ? "\"deleted\""
						: "null",
	    line->retrieved, line->score);
}

static enum gal_status
add_submission(struct gal_buffer *out, const struct gal_sim_line *line,
    struct gal_error *err)
{
	enum gal_status status;
	char slug[SLUG_MAX + 1];

	make_slug(slug, line->title);
	status = add_submission_middle(out, line, slug, err);
	if (status == GAL_OK)
		status = add_escaped(out, shown_text(line), err);
	if (status == GAL_OK)
		status = gal_buffer_printf(out, err,
		    "\",\"send_replies\":true,\"spoiler\":false,"
		    "\"stickied\":false,\"subreddit\":\"%s\","
		    "\"subreddit_id\":\"t5_%s\","
		    "\"subreddit_name_prefixed\":\"r/%s\","
		    "\"subreddit_subscribers\":%" PRId64
		    ",\"subreddit_type\":\"public\","
		    "\"suggested_sort\":null,\"thumbnail\":\"self\","
		    "\"thumbnail_height\":null,\"thumbnail_width\":null,"
		    "\"title\":\"",
		    line->community->name, line->community->id,
		    line->community->name, 10000 + line->created % 86400 / 60);
	if (status == GAL_OK)
		status = add_escaped(out, line->title, err);
	if (status == GAL_OK)
		status = gal_buffer_printf(out, err,
		    "\",\"top_awarded_type\":null,"
		    "\"total_awards_received\":0,\"treatment_tags\":[],"
		    "\"updated_on\":%" PRId64 ",\"ups\":%" PRId64
		    ",\"upvote_ratio\":1.0,"
		    "\"url\":\"https://www.reddit.com/r/%s/comments/%s/%s/\","
		    "\"user_reports\":[],\"view_count\":null,"
		    "\"visited\":false,\"whitelist_status\":null,"
		    "\"wls\":null}",
		    line->retrieved + 15, line->score, line->community->name,
		    line->id, slug);
	return status;
}

enum gal_status
gal_sim_reddit_line(struct gal_buffer *out, const struct gal_sim_line *line,
    struct gal_error *err)
{
	enum gal_status status;

	gal_buffer_clear(out);
	status = gal_buffer_printf(out, err,
	    "{\"_meta\":{%s\"retrieved_2nd_on\":%" PRId64
	    "},\"all_awardings\":[],%s\"approved_at_utc\":null,"
	    "\"approved_by\":null,\"archived\":false,%s",
	    meta_of(line->fate), line->retrieved_again,
	    line->comment ? "" : "\"allow_live_comments\":false,",
	    line->comment ? "\"associated_award\":null," : "");
	if (status == GAL_OK)
		status = add_author(out, line, err);
	if (status == GAL_OK)
		status = line->comment ? add_comment(out, line, err)
				       : add_submission(out, line, err);
	return status;
}
