#include "fuzz/mutate_words.h"

#include <stddef.h>

#define LONG_WORD                                                              \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aa"                                                                   \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aa"

const char *const words_of_archives[] = { "null", "true", "0", "-1", "1e999",
	"9223372036854775808", "1600000000.5", "\"\"", "\"[deleted]\"",
	"[removed]", "\\ud83d", "\\u0000", "\\ud83d\\ude00", "&amp;amp;#x200B;",
	"&lt;", "\xff", "\xf0\x9f\x98\x80", "{}", "[]", "\"\"\"",
	"=?utf-8?Q?=00?=", "u/[deleted]", "t3_zzzzzzzzzzzzz", "\r\n",
	"<![CDATA[>]]>", "", NULL };

const char *const words_of_patterns[] = { "(", ")", "|", "?", "~0", "~40",
	"~41", "..", "_", "!", "^", "$", " & ", " && ", "@c", "@", "<ai>", "<",
	"<i>", "<num>", "<emoji>", "<name>", "*", "a*", "*b", "a*b", "(a|b c)",
	"(a (b|c)? d|e)", "!(a|b)", "!@c", "a?", "(a|b)?", "((((((((a))))))))",
	"don't", "self-harm", "\xf0\x9f\x98\x8d", "\xff", LONG_WORD, "", NULL };

const char *const words_of_codebooks[] = { "null", "true", "-1", "1e999", "2.5",
	"\"\"", "{}", "[]", "\"*\"", "\"a\"", "\"any\":[\"a\"]", "\"unless\"",
	"\"unless_post\"", "\"when\"", "\"scope\":\"sentence\"",
	"\"if\":\"!negated ?quoted own_ai\"", "\"tier:companion\"", "\"from\"",
	"\"to\"", "\"stage\"", "\"frames\"", "\"rungs\"", "\"composites\"",
	"\"left\"", "\"right\"", "\"requires\":[\"stance.self\"]",
	"\"weight\":-3", "\"revision\":0", "\"value\":\"v\"", "code:x.y",
	"lex:x.y", "decided:x.y", "field:night", "r & (r | !r*)", "stage.tool",
	"stance.self", "term:love", "(a|b)?", "~40", "@t", "<ai>", "&&", "..",
	"@@ rules/r.json\n", "@@ classes/c.tsv\n", "@@ weights/x.tsv\n", "\t",
	"# ", "\xff", LONG_WORD, "", NULL };

const char *const words_of_labels[] = { "none", "tool", "companion",
	"stage.tool", "bond.love", "bond.love;benefit.loneliness", ";", ";;",
	"unit", "stage", "codes", "coder", "model", "\"", "\"\"", "\"a\nb\"",
	"\r\n", "0", "1", "-1", "0.5", "1e-300", "nan", "inf", "2",
	"99999999999999999999", "submission", "comment", "u1", "anna",
	"tool|companion", "self|other", "x.y", "-", "x.y x.z",
	"[{\"unit\":\"u1\"}]", "\"annotations\"", "\"was_cancelled\":true",
	"\"completed_by\":2", "\"choices\"", "\"from_name\":\"stage\"", "null",
	"[]", "{}", "@@ coder.csv\n", "@@ labels.csv\n", "@@ labels.tsv\n",
	"\xff", LONG_WORD, "", NULL };

const char *const words_of_queries[] = { "words love\n", "raw love\n",
	"raw \"love\" NEAR/3 kettle\n", "raw title:love\n", "raw lov* NOT a\n",
	"raw {title text}:(a OR b)\n", "raw ^love\n", "code 1\n", "absent 2\n",
	"stages 5\n", "community 2\n", "kind 1\n", "platform 0\n", "author 3\n",
	"thread 0\n", "language 1\n", "order 2\n", "since 0\n",
	"until 1600000000\n", "least 1\n", "most -1\n", "limit 3\n",
	"offset 9223372036854775808\n", "OR", "AND", "NOT", "NEAR", "NEAR/0",
	"-", "*", "\"", "(", ")", ":", "^", "+", "don't", "gpt-4o", "rain",
	"lonely", "-9223372036854775808", "\xff", "\xf0\x9f\x98\x80", LONG_WORD,
	"", NULL };

const char *const words_of_maps[] = { "text=", "title=", "author=", "id=",
	"created=", "community:=", "thread=", "parent=", "score=", "kind=",
	"kind:=comment", "role=", "role:=ai",
	"scope:=", "observed=", "edited=", "num_comments=", "a.b", "a.b.c.d",
	".", "..", ":=", "==", ",", ",,", "=", "null", "1e999", "1600000000",
	"2024-05-01T10:00:00Z", "\"\"", "\"\"\"", "[deleted]", "\t", ";",
	"\r\n", "\xef\xbb\xbf", "{}", "[]", "\xff", LONG_WORD, "", NULL };

const char *const words_of_lists[] = { "t1_", "t3_", "t1_0", "t3_zzzzzzzzzzzzz",
	"t1_-1", "u/", "u/a", "#", "\r\n", "\n\n", " ", "\t", "\xef\xbb\xbf",
	"00112233445566778899aabbccddeeff", "[deleted]", "\xff", LONG_WORD, "",
	NULL };
