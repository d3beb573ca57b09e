/* What the module galatea-readers.so gives to the program that opens it. Its
 * other needs (buffers, streams, posts) are the program's own functions. */
#include "ingest/readers.h"

#include <archive.h>
#include <gmime/gmime.h>
#include <libxml/xmlversion.h>
#include <stdio.h>

#include "ingest/html.h"
#include "ingest/mail.h"

static const char *
versions(void)
{
	static char line[256];

	(void)snprintf(line, sizeof(line), "%s, libxml2 %s, GMime %u.%u.%u",
	    archive_version_string(), LIBXML_DOTTED_VERSION,
	    gmime_major_version, gmime_minor_version, gmime_micro_version);
	return line;
}

extern const struct gal_readers gal_readers_table;
const struct gal_readers gal_readers_table = {
	.shape = GAL_READERS_SHAPE,
	.versions = versions,
	.mail_open = gal_mail_open,
	.mail_parse = gal_mail_parse,
	.mail_close = gal_mail_close,
	.html_text = gal_html_text,
	.members_open = gal_members_open,
	.members_next = gal_members_next,
	.members_free = gal_members_free,
};
