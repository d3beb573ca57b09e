#include "cli/codebook_actions.h"
int cli_codebook_doc(struct cli_context *c, const struct cli_codebook_job *j){(void)c;(void)j;return 1;}
int cli_codebook_import_dic(struct cli_context *c, const struct cli_codebook_job *j){(void)c;(void)j;return 1;}
