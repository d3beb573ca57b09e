#include "notebooks-export/exporters.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notebooks-export/chart.h"
#include "notebooks-export/chart_gnuplot.h"
#include "notebooks-export/chart_vegalite.h"
#include "notebooks-export/export_report.h"
#include "notebooks-export/json_text.h"
#include "sample_frames.h"
#include "test.h"

struct fixture {
	struct gal_frame *frames[SAMPLE_FRAME_MAX];
	struct gal_export_input input;
	struct gal_export_about about;
	char path[64];
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->input.frame_count = sample_frames(f->frames);
	assert_true(f->input.frame_count > 0);
	f->input.frames = (const struct gal_frame *const *)f->frames;
	f->about.title = SAMPLE_HOSTILE;
	f->about.codebook = "0123456789abcdef0123456789abcdef";
	f->about.simulated = true;
	(void)snprintf(f->path, sizeof(f->path), "/tmp/galatea-test-XXXXXX");
	assert_non_null(mkdtemp(f->path));
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];

	(void)snprintf(command, sizeof(command), "rm -rf '%s'", f->path);
	(void)!system(command);
	sample_frames_free(f->frames, f->input.frame_count);
	free(f);
	return 0;
}

static struct gal_buffer
read_file(const struct fixture *f, const char *name)
{
	struct gal_buffer text = GAL_BUFFER(64 << 20);
	char path[256], block[4096];
	FILE *file;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/%s", f->path, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		assert_int_equal(
		    gal_buffer_append(&text, block, n, NULL), GAL_OK);
	(void)fclose(file);
	return text;
}

static void
write_all(struct fixture *f)
{
	struct gal_export_dir *dir = NULL;

	assert_int_equal(
	    gal_export_dir_open(&dir, f->path, &f->about, NULL), GAL_OK);
	assert_int_equal(gal_export_all(dir, &f->input, NULL), GAL_OK);
	assert_int_equal(gal_export_dir_finish(dir, NULL), GAL_OK);
}

static int
chart_count(void)
{
	int n = 0;

	while (gal_charts[n].name != NULL)
		n++;
	return n;
}

static void
test_notebooks_export_exporters__every_chart_has_a_sample(void **state)
{
	struct fixture *f = *state;

	for (const struct gal_chart *c = gal_charts; c->name != NULL; c++)
		assert_non_null(
		    gal_chart_frame(c, f->input.frames, f->input.frame_count));
}

static void
test_notebooks_export_exporters__files_are_for_the_owner_only(void **state)
{
	struct fixture *f = *state;
	char path[256];
	struct stat info;

	write_all(f);
	(void)snprintf(path, sizeof(path), "%s/tables/incidence.csv", f->path);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	(void)snprintf(path, sizeof(path), "%s/tables", f->path);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
}

static void
test_notebooks_export_exporters__twice_gives_the_same_bytes(void **state)
{
	struct fixture *f = *state;
	struct gal_buffer a, b;

	write_all(f);
	a = read_file(f, "manifest.json");
	write_all(f);
	b = read_file(f, "manifest.json");
	assert_string_equal(a.data, b.data);
	gal_buffer_free(&a);
	gal_buffer_free(&b);
}

static void
test_notebooks_export_exporters__manifest_lists_every_file(void **state)
{
	struct fixture *f = *state;
	struct gal_buffer text;
	cJSON *tree;

	write_all(f);
	text = read_file(f, "manifest.json");
	tree = cJSON_Parse(text.data);
	assert_non_null(tree);
	/* csv, ndjson and schema of each frame, two files per chart, and the
	 * notebook, the R document, Datasette's metadata and the report */
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(tree, "files")),
	    (int)f->input.frame_count * 3 + chart_count() * 2 + 4);
	cJSON_Delete(tree);
	gal_buffer_free(&text);
}

static size_t
count(const char *text, const char *needle)
{
	size_t n = 0;

	while ((text = strstr(text, needle)) != NULL) {
		n++;
		text += strlen(needle);
	}
	return n;
}

static void
test_notebooks_export_exporters__report_keeps_hostile_text_inside(void **state)
{
	struct fixture *f = *state;
	struct gal_buffer page;

	write_all(f);
	page = read_file(f, "report.html");
	assert_int_equal(count(page.data, "</script>"), 3);
	assert_null(strstr(page.data, "<b>x"));
	assert_null(strchr(page.data, 0x1b));
	assert_null(strstr(page.data, "\u202e"));
	assert_non_null(strstr(page.data, "Simulated data"));
	gal_buffer_free(&page);
}

static void
test_notebooks_export_exporters__notebook_is_nbformat_4(void **state)
{
	struct fixture *f = *state;
	struct gal_buffer text;
	cJSON *tree, *cell;

	write_all(f);
	text = read_file(f, "galatea.ipynb");
	tree = cJSON_Parse(text.data);
	assert_non_null(tree);
	assert_int_equal(cJSON_GetObjectItem(tree, "nbformat")->valueint, 4);
	cJSON_ArrayForEach(cell, cJSON_GetObjectItem(tree, "cells"))
	{
		const char *type =
		    cJSON_GetObjectItem(cell, "cell_type")->valuestring;

		assert_non_null(cJSON_GetObjectItem(cell, "id"));
		assert_non_null(cJSON_GetObjectItem(cell, "metadata"));
		assert_true(
		    cJSON_IsString(cJSON_GetObjectItem(cell, "source")));
		if (strcmp(type, "code") == 0)
			assert_true(cJSON_IsArray(
			    cJSON_GetObjectItem(cell, "outputs")));
	}
	cJSON_Delete(tree);
	gal_buffer_free(&text);
}

static void
test_notebooks_export_exporters__vega_lite_has_no_name_left(void **state)
{
	struct fixture *f = *state;

	for (const struct gal_chart *c = gal_charts; c->name != NULL; c++) {
		const struct gal_frame *frame =
		    gal_chart_frame(c, f->input.frames, f->input.frame_count);
		struct gal_buffer text = GAL_BUFFER(1 << 24);
		cJSON *spec = NULL;

		assert_int_equal(
		    gal_chart_vegalite(&spec, c, frame, NULL, NULL), GAL_OK);
		assert_int_equal(
		    gal_json_append(&text, spec, false, NULL), GAL_OK);
		assert_null(strstr(text.data, "\"@"));
		cJSON_Delete(spec);
		gal_buffer_free(&text);
	}
}

static void
test_notebooks_export_exporters__gnuplot_quotes_what_it_is_given(void **state)
{
	struct fixture *f = *state;

	for (const struct gal_chart *c = gal_charts; c->name != NULL; c++) {
		const struct gal_frame *frame =
		    gal_chart_frame(c, f->input.frames, f->input.frame_count);
		struct gal_buffer text = GAL_BUFFER(1 << 24);

		assert_int_equal(
		    gal_chart_gnuplot(&text, c, frame, NULL), GAL_OK);
		assert_null(strchr(text.data, 0x1b));
		/* the quote of the hostile name is doubled, so the backquote
		 * behind it stays inside the string */
		assert_int_equal(count(text.data, "x\uFFFD[31m\uFFFD'"),
		    count(text.data, "x\uFFFD[31m\uFFFD''"));
		gal_buffer_free(&text);
	}
}

static void
test_notebooks_export_exporters__gnuplot_draws_no_zero_for_suppressed(
    void **state)
{
	struct fixture *f = *state;
	const struct gal_chart *stack = gal_charts;
	struct gal_buffer text = GAL_BUFFER(1 << 24);
	const struct gal_frame *frame;
	size_t panels;

	while (strcmp(stack->name, "stage_by_month") != 0)
		stack++;
	frame = gal_chart_frame(stack, f->input.frames, f->input.frame_count);
	assert_int_equal(gal_chart_gnuplot(&text, stack, frame, NULL), GAL_OK);
	panels = count(text.data, "set output");
	assert_int_equal(panels, 3); /* all, and two communities */
	assert_int_equal(count(text.data, "NaN NaN "), 6 * panels);
	/* what is left of the whole is a layer of its own */
	assert_int_equal(count(text.data, "title 'suppressed'"), panels);
	gal_buffer_free(&text);
}

/* A flow of nothing but zeros would be an empty picture. */
static void
test_notebooks_export_exporters__a_flow_of_zeros_is_no_chart(void **state)
{
	const struct gal_chart *flow = gal_charts;
	struct gal_frame *frame;

	(void)state;
	while (flow->kind != GAL_CHART_FLOW)
		flow++;
	assert_int_equal(
	    gal_frame_new(&frame, flow->frame, "invented", NULL), GAL_OK);
	assert_int_equal(
	    gal_frame_column(frame, flow->x, GAL_CELL_TEXT, "", "from", NULL),
	    GAL_OK);
	assert_int_equal(
	    gal_frame_column(frame, flow->y, GAL_CELL_TEXT, "", "to", NULL),
	    GAL_OK);
	assert_int_equal(
	    gal_frame_column(frame, flow->value, GAL_CELL_INT, "", "n", NULL),
	    GAL_OK);
	for (int64_t n = 0; n <= 12; n += 12) {
		const struct gal_frame *one = frame;

		assert_int_equal(gal_frame_text(frame, "tool", NULL), GAL_OK);
		assert_int_equal(
		    gal_frame_text(frame, "companion", NULL), GAL_OK);
		assert_int_equal(gal_frame_int(frame, n, NULL), GAL_OK);
		assert_ptr_equal(
		    gal_chart_frame(flow, &one, 1), n == 0 ? NULL : frame);
	}
	gal_frame_free(frame);
}

static void
test_notebooks_export_exporters__names_cannot_leave_the_folder(void **state)
{
	static const char *const names[] = { "../x", "/x", "a/../x", ".x", "",
		"a b", "a/.x" };
	struct fixture *f = *state;
	struct gal_export_dir *dir = NULL;

	assert_int_equal(
	    gal_export_dir_open(&dir, f->path, &f->about, NULL), GAL_OK);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(
		    gal_export_dir_write(dir, names[i], "", GAL_STR("x"), NULL),
		    GAL_ARGUMENT);
	gal_export_dir_free(dir);
}

static void
test_notebooks_export_exporters__a_file_is_no_folder(void **state)
{
	struct gal_export_about about = { 0 };
	struct gal_export_dir *dir = NULL;
	struct gal_error err = { 0 };

	(void)state;
	assert_int_equal(
	    gal_export_dir_open(&dir, "/dev/null/x", &about, &err), GAL_IO);
	assert_null(dir);
}

#define T(behaviour)                                                           \
	cmocka_unit_test_setup_teardown(                                       \
	    test_notebooks_export_exporters__##behaviour, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_chart_has_a_sample),
		T(files_are_for_the_owner_only),
		T(twice_gives_the_same_bytes),
		T(manifest_lists_every_file),
		T(report_keeps_hostile_text_inside),
		T(notebook_is_nbformat_4),
		T(vega_lite_has_no_name_left),
		T(gnuplot_quotes_what_it_is_given),
		T(gnuplot_draws_no_zero_for_suppressed),
		T(a_flow_of_zeros_is_no_chart),
		T(names_cannot_leave_the_folder),
		T(a_file_is_no_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
