/*
 * Reads the CSV inputs of a reference set and writes every expected file
 * from the functions of stats/. Every parameter comes from the set.
 *
 *   stats-reference --input DIR --write DIR
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "reference_csv.h"

static double
config_value(const struct table *config, const char *key)
{
	double value = table_lookup(config, key);

	if (isnan(value)) {
		fprintf(stderr, "stats-reference: config.csv lacks %s\n", key);
		exit(1);
	}
	return value;
}

static void
read_config(struct reference *ref)
{
	struct table config = table_read(ref, "config");

	ref->dump_start = (int64_t)config_value(&config, "dump_start");
	ref->dump_end = (int64_t)config_value(&config, "dump_end");
	ref->event_time = (int64_t)config_value(&config, "event_time");
	ref->bin_days = config_value(&config, "bin_days");
	ref->disengage_days = config_value(&config, "disengage_days");
	ref->washout_days = config_value(&config, "washout_days");
	ref->conf = config_value(&config, "conf");
	ref->k_anon = (int64_t)config_value(&config, "k_anon");
	ref->rmst_tau = config_value(&config, "rmst_tau");
	ref->nw_lag = (int)config_value(&config, "nw_lag");
	ref->keyness_a0 = config_value(&config, "keyness_a0");
	ref->om_indel = config_value(&config, "om_indel");
	ref->om_sub_const = config_value(&config, "om_sub_const");
	table_free(&config);
}

int
main(int argc, char **argv)
{
	struct reference ref = { 0 };

	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--input") == 0)
			ref.input = argv[i + 1];
		else if (strcmp(argv[i], "--write") == 0)
			ref.output = argv[i + 1];
	}
	if (argc != 5 || ref.input == NULL || ref.output == NULL) {
		fprintf(
		    stderr, "usage: stats-reference --input DIR --write DIR\n");
		return 2;
	}
	if (mkdir(ref.output, 0777) != 0 && errno != EEXIST) {
		fprintf(
		    stderr, "stats-reference: cannot make %s\n", ref.output);
		return 1;
	}
	read_config(&ref);
	reference_posts(&ref);
	reference_post_models(&ref);
	reference_survival(&ref);
	reference_panel(&ref);
	reference_shares(&ref);
	reference_association(&ref);
	reference_agreement(&ref);
	reference_series(&ref);
	return 0;
}
