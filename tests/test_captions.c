/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "extract/captions.h"

/* clang-format off */
Test(captions, told_by_content)
{
	static const struct { const char *in; bool is; } rows[] = {
		{"WEBVTT", true}, {"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nA", true}, {"WEBVTT - Acme", true}, {"WEBVTTs are", false},
		{"1\n00:00:01,000 --> 00:00:04,000\nA", true}, {"\n\n1\r\n00:00:01,000 --> 00:00:04,000\r\nA", true},
		{"00:00:01.000 --> 00:00:04.000 align:start\nA", true}, {"1\nAcme grew", false}, {"1\n", false}, {"", false},
		{"10:30 --> 11:00", false}, {"1\n00:00:01,000 -> 00:00:04,000\nA", false}, {"Acme\n00:00:01,000 --> 00:00:04,000\nA", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(captions_is(str_from(rows[i].in)), rows[i].is, "%s", rows[i].in);
}

#define AT "00:01.000 --> 00:02.000\n"

Test(captions, text)
{
	static const struct { const char *label, *in, *want; } rows[] = {
		{"lines are one text", "WEBVTT\n\n1\n" AT "Revenue grew\n12% to $3.2\n\n2\n" AT "billion.\n", "Revenue grew 12% to $3.2 billion.\n"},
		{"SubRip", "1\r\n00:00:01,000 --> 00:00:04,000\r\nRevenue grew\r\n\r\n2\r\n00:00:05,000 --> 00:00:06,000\r\n12%.\r\n", "Revenue grew 12%.\n"},
		{"a number that is said", "WEBVTT\n\n" AT "We sold\n\n" AT "5000\n\n" AT "cars.\n", "We sold 5000 cars.\n"},
		{"a cue with a name", "WEBVTT\n\nopening\n" AT "Hello.\n\nthe end\n" AT "Bye.\n", "Hello. Bye.\n"},
		{"a title", "WEBVTT - Acme, third quarter\nKind: captions\n\n" AT "Hello.\n", "Acme, third quarter\n\nHello.\n"},
		{"notes and styles", "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE 99%\nof it\n\n" AT "NOTE this.\n", "NOTE this.\n"},
		{"marks", "WEBVTT\n\n" AT "<c.loud>18</c>.7<00:01.500><i>%</i> < 20 <Ann>\n", "18.7% < 20 <Ann>\n"},
		{"voices", "WEBVTT\n\n" AT "<v Ann Lee>We sold 5</v>\n\n" AT "<v.loud Ann Lee>cars.</v> <v Bo>Two?\n",
		    "Ann Lee: We sold 5 cars.\n\nBo: Two?\n\nCall participants:\n\nAnn Lee\nBo\n"},
		{"a voice with a heading", "WEBVTT\n\n" AT "<v Bo>Two?\n\n" AT "<v Ann Lee>Guidance: we see <b>5</b>.\n",
		    "Bo: Two?\n\nAnn Lee: Guidance: we see 5.\n\nCall participants:\n\nBo\nAnn Lee\n"},
		{"a marked name", "WEBVTT\n\n" AT "<b>Ann Lee</b>: One\n", "Ann Lee: One\n"},
		{"a voice again", "WEBVTT\n\n" AT "<v Bo>It is 500</v><v Bo></v>\n", "Bo: It is 500\n\nCall participants:\n\nBo\n"},
		{"a voice at the end", "WEBVTT\n\n" AT "<v Bo>We sold 50<v Bo>\n0 cars.\n", "Bo: We sold 50 0 cars.\n\nCall participants:\n\nBo\n"},
		{"no empty line before the first", "WEBVTT\n" AT "One.\n\n" AT "Two.\n", "One. Two.\n"},
		{"names", "WEBVTT\n\n" AT "Ann Lee: One\n\n" AT "Ann Lee: two.\n\n" AT "Bo Roe (CFO): Three.\n\n" AT "Ann Lee: Four\n",
		    "Ann Lee: One two.\n\nBo Roe (CFO): Three.\n\nAnn Lee: Four\n\nCall participants:\n\nAnn Lee\n"},
		{"no names", "WEBVTT\n\n" AT "Two things: cost\nand 10: ten\nat 10:30\n", "Two things: cost and 10: ten at 10:30\n"},
		{"chevrons", "WEBVTT\n\n" AT ">> Hello.\n>> ANN LEE: Good\n- day.\n\n" AT ">> Yes.\n", "Hello.\n\nANN LEE: Good day.\n\nYes.\n"},
		{"rolling up", "WEBVTT\n\n" AT "went from\n\n" AT "went from\n<c>18.7% to</c>\n\n" AT "18.7% to\n \n\n" AT "18.7% to\n23.7%.\n",
		    "went from 18.7% to 23.7%.\n"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct str out;
		struct err e;
		err_clear(&e);
		cr_assert_eq(captions_text(str_from(rows[i].in), 1 << 20, &a, &out, &e), 0, "%s: %s", rows[i].label, e.text);
		cr_expect(str_eq(out, str_from(rows[i].want)), "%s: got\n%.*s", rows[i].label, STR_FMT(out));
		arena_release(&a);
	}
}

Test(captions, refused)
{
	static const struct { const char *in; size_t most; const char *says; } rows[] = {
		{"WEBVTT", 1000, "without words"}, {"WEBVTT - Acme\n\nNOTE 5%\n", 1000, "without words"}, {"1\n" AT "\n2\n" AT "<i></i>\n", 1000, "without words"},
		{"WEBVTT\n\n" AT "Hello.\n", 3, "larger than 0 MB"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct str out;
		struct err e;
		err_clear(&e);
		cr_expect_eq(captions_text(str_from(rows[i].in), rows[i].most, &a, &out, &e), -1, "%s", rows[i].in);
		cr_expect_eq(e.code, ERR_DATA, "%s", rows[i].in);
		cr_expect(strstr(e.text, rows[i].says), "%s: %s", rows[i].in, e.text);
		arena_release(&a);
	}
}
