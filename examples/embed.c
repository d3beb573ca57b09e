/*
 * Classify one text with libgalatea and print its tags. MIT.
 *
 *   cc embed.c -o embed $(pkg-config --cflags --libs galatea)
 *   ./embed "$(pkg-config --variable=codebook galatea)" replika \
 *       "My Rep and I got engaged last night."
 *
 * One line for each tag: code, rule, bytes and the words that showed it.
 */
#include <galatea.h>
#include <stdio.h>
#include <string.h>

static void
print_reading(
    const struct galatea_reading *reading, const struct galatea_post *post)
{
	(void)printf(
	    "stance\t%s\nstage\t%s\n", reading->stance, reading->stage);
	if (reading->unread != NULL)
		(void)printf("unread\t%s\n", reading->unread);
	for (size_t i = 0; i < reading->tag_count; i++) {
		const struct galatea_tag *tag = &reading->tags[i];
		const char *field =
		    strcmp(tag->field, "title") == 0 ? post->title : post->text;

		(void)printf("%s\t%s\t%u-%u\t%.*s\n", tag->code, tag->rule,
		    (unsigned)tag->start, (unsigned)tag->end,
		    (int)(tag->end - tag->start), field + tag->start);
	}
}

int
main(int argc, char **argv)
{
	struct galatea_codebook *book;
	struct galatea_reader *reader;
	const struct galatea_reading *reading = NULL;
	struct galatea_post post = { 0 };
	char why[512];

	if (argc != 4) {
		(void)fprintf(stderr, "usage: embed CODEBOOK COMMUNITY TEXT\n");
		return 2;
	}
	if (galatea_codebook_open(&book, argv[1], why, sizeof(why)) != 0) {
		(void)fprintf(stderr, "embed: %s\n", why);
		return 1;
	}
	post.community = argv[2];
	post.text = argv[3];
	/* One codebook for the whole program, one reader for each thread. */
	reader = galatea_reader_new(book);
	if (reader != NULL)
		reading = galatea_classify(reader, &post);
	if (reading != NULL)
		print_reading(reading, &post);
	else
		(void)fprintf(stderr, "embed: out of memory\n");
	galatea_reader_free(reader);
	galatea_codebook_close(book);
	return reading != NULL ? 0 : 1;
}
