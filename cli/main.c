#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/guard.h"
#include "core/json_parse.h"
#include "core/version.h"

int
main(int argc, char **argv)
{
	struct cli_context context = { 0 };
	int code;

	cli_guard_memory();
	cli_bound_heap();
	gal_json_watch_memory();
	(void)setlocale(LC_ALL, "C"); /* numbers are read and written in C */
	/* Then a limit on file size is an error like a full disk. */
	(void)signal(SIGXFSZ, SIG_IGN);
	if (argc < 2 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		cli_print_help(argc > 2 ? cli_find_command(argv[2]) : NULL);
		return argc < 2 ? CLI_USAGE : CLI_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("galatea %s\n", GAL_VERSION);
		return CLI_DONE;
	}
	context.command = cli_find_command(argv[1]);
	if (context.command == NULL) {
		(void)fprintf(stderr,
		    "galatea: unknown command '%s'\nTry 'galatea --help'.\n",
		    argv[1]);
		return CLI_USAGE;
	}
	context.database = "galatea.db";
	context.words = argv + 2;
	context.word_count = argc - 2;
	code = context.command->run(&context);
	if (fflush(stdout) != 0 && code == CLI_DONE) {
		(void)fprintf(stderr, "galatea: cannot write to stdout\n");
		code = CLI_FAILED;
	}
	return code;
}
