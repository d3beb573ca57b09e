/* What the sanitizers are told unless ASAN_OPTIONS says otherwise. */

const char *__asan_default_options(void);

/* libFuzzer's own main() frees with free() what the C++ library that comes
 * with simdjson made with new. */
const char *
__asan_default_options(void)
{
	return "alloc_dealloc_mismatch=0";
}
