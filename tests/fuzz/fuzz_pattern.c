/* The pattern compiler: any text either compiles and runs or is refused. */
#include "classify/match.h"
#include "fuzz/fuzz.h"

static enum gal_status
ignore(void *owner, uint32_t sequence, struct gal_error *err)
{
	const struct gal_state *ends = gal_matcher_ends(owner, sequence);
	struct gal_path path;

	(void)err;
	for (size_t end = gal_state_next(ends, 0); end != SIZE_MAX;
	     end = gal_state_next(ends, end + 1))
		gal_matcher_trace(owner, end, &path);
	return GAL_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gal_automaton *a = NULL;
	struct gal_matcher m;
	struct gal_error err = { 0 };
	uint32_t pattern;

	if (gal_automaton_new(&a, NULL) != GAL_OK)
		return 0;
	if (gal_automaton_declare_class(a, GAL_STR("c"), NULL) == GAL_OK &&
	    gal_automaton_add_class_term(
		a, GAL_STR("c"), GAL_STR("a b"), NULL) == GAL_OK &&
	    gal_automaton_add_pattern(&pattern, a,
		(struct gal_str){ (const char *)data, size }, 0, 0,
		&err) == GAL_OK &&
	    gal_automaton_finish(a, NULL) == GAL_OK &&
	    gal_matcher_init(&m, a, NULL) == GAL_OK) {
		gal_matcher_begin(&m, 70);
		for (uint32_t s = 0; s < a->symbols->count; s++) {
			for (size_t i = s % 3; i < 70; i += 1 + s % 4)
				gal_matcher_switch(&m, s, i);
		}
		if (gal_matcher_run(&m, ignore, &m, NULL) != GAL_OK)
			__builtin_trap();
		gal_matcher_free(&m);
	}
	gal_automaton_free(a);
	return 0;
}
