/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "extract/pdf.h"

/* A PDF of n pages with the lines each; without a table of places, which readers mend. */
static struct str
make(const char *const pages[][8], size_t n, const char *trailer, struct arena *a)
{
	char *p = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&p, &size);
	cr_assert(f);
	fputs("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 "
	      "obj<</Type/Pages/Kids[",
	    f);
	for (size_t i = 0; i < n; i++)
		fprintf(f, "%zu 0 R ", 10 + 2 * i);
	fprintf(f,
	    "]/Count %zu>>endobj\n3 0 "
	    "obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
	    "endobj\n",
	    n);
	for (size_t i = 0; i < n; i++) {
		char text[2000] = "BT /F1 12 Tf 14 TL 72 720 Td ";
		for (size_t k = 0; k < 8 && pages[i][k]; k++) {
			size_t at = strlen(text);
			snprintf(
			    text + at, sizeof text - at, "(%s) Tj T* ", pages[i][k]);
		}
		strcat(text, "ET");
		fprintf(f,
		    "%zu 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents "
		    "%zu 0 "
		    "R/Resources<</Font<</F1 3 0 R>>>>>>endobj\n%zu 0 obj<</Length "
		    "%zu>>stream\n%s\nendstream endobj\n",
		    10 + 2 * i, 11 + 2 * i, 11 + 2 * i, strlen(text), text);
	}
	fprintf(f, "trailer<</Root 1 0 R%s>>\n", trailer);
	fclose(f);
	struct str out = arena_str(a, (struct str){p, size});
	free(p);
	return out;
}

Test(pdf, told_by_content)
{
	cr_expect(pdf_is(STR("%PDF-1.7\n")));
	cr_expect(pdf_is(STR("\xef\xbb\xbf\r\n%PDF-1.7\n")));
	cr_expect(!pdf_is(STR("A %PDF-1.7 file")));
	cr_expect(!pdf_is(STR("")));
}

Test(pdf, pages_without_their_heads)
{
	static const char *const pages[][8] = {
	    {"Acme Q2 call", "Ann Lee", "Gross margin was", "Page 1 of 4"},
	    {"Acme Q2 call", "18.7% of sales,", "and cash", "Page 2 of 4"},
	    {"Acme Q2 call", "was $1.2 billion.", "Page 3 of 4"},
	    {"Acme Q2 call", "Bob Ray", "Thank you.", "Page 4 of 4"},
	};
	struct arena a = {NULL};
	struct str out;
	struct err e;
	err_clear(&e);
	cr_assert_eq(
	    pdf_text(make(pages, 4, "", &a), 1 << 20, &a, &out, &e), 0, "%s", e.text);
	cr_expect(memmem(out.p, out.n, "Gross margin was\n", 17), "%.*s", STR_FMT(out));
	cr_expect(memmem(out.p, out.n, "18.7% of sales,", 15), "%.*s", STR_FMT(out));
	cr_expect(!memmem(out.p, out.n, "Acme Q2 call", 12), "%.*s", STR_FMT(out));
	cr_expect(!memmem(out.p, out.n, "Page", 4), "%.*s", STR_FMT(out));
	arena_release(&a);
}

/* What is a running head: on more than half of the pages, three at least, at an edge. */
Test(pdf, heads)
{
	static const struct {
		const char *label, *in, *want;
	} rows[] = {
	    {"two pages", "H\na\n\fH\nb\n", "H\na\n\fH\nb\n"},
	    {"three", "H\na\n\fH\nb\n\fH\nc\n", "a\n\fb\n\fc\n"},
	    {"numbers apart", "Page 9\na\n\fPage 10\nb\n\f p.\nc\n\fPage  11\nd\n",
		"a\n\fb\n\f p.\nc\n\fd\n"},
	    {"half of the pages", "H\na\n\fH\nb\n\fH\nc\n\fd\n\fe\n\ff\n",
		"H\na\n\fH\nb\n\fH\nc\n\fd\n\fe\n\ff\n"},
	    {"the same twice on a page", "H\nH\na\n\fH\nH\nb\n",
		"H\nH\na\n\fH\nH\nb\n"},
	    {"in the middle it stays", "H\n1a\n2\n3\nH\n4\n5\n6a\n\fH\nb\n\fH\nc\n",
		"1a\n2\n3\nH\n4\n5\n6a\n\fb\n\fc\n"},
	    {"nothing but heads", "H\n\fH\n\fH\n\f", "\f\f\f"},
	    {"no line break at the end", "a\nF\n\fb\nF\n\fc\nF", "a\n\fb\n\fc\n"},
	    {"empty", "", ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct str out;
		struct err e;
		err_clear(&e);
		cr_assert_eq(pdf_without_heads(str_from(rows[i].in), &a, &out, &e), 0);
		cr_expect(str_eq(out, str_from(rows[i].want)), "%s: got\n%.*s",
		    rows[i].label, STR_FMT(out));
		arena_release(&a);
	}
}

Test(pdf, refused)
{
	static const char *const none[][8] = {{NULL}};
	static const char *const one[][8] = {{"Ann Lee"}};
	struct arena a = {NULL};
	const struct {
		const char *label;
		struct str in;
		const char *says;
	} rows[] = {
	    {"no text", make(none, 1, "", &a), "holds no text"},
	    {"no pages", make(none, 0, "", &a), ""},
	    {"encrypted",
		make(one, 1,
		    "/Encrypt<</Filter/Standard/V 1/R "
		    "2/O(12345678901234567890123456789012)"
		    "/U(12345678901234567890123456789012)/P -4>>/ID[(a)(a)]",
		    &a),
		"encrypted"},
	    {"a beginning only", STR("%PDF-1.4\n1 0 obj<</Type"),
		"cannot read this PDF"},
	    {"junk", STR("%PDF-1.4\n\x01\x02\x03\x1b[31m"), "cannot read this PDF"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str out;
		struct err e;
		err_clear(&e);
		cr_expect_eq(pdf_text(rows[i].in, 1 << 20, &a, &out, &e), -1, "%s",
		    rows[i].label);
		cr_expect_eq(
		    e.code, ERR_DATA, "%s: %d %s", rows[i].label, (int)e.code, e.text);
		cr_expect(
		    strstr(e.text, rows[i].says), "%s: %s", rows[i].label, e.text);
	}
	arena_release(&a);
}

Test(pdf, text_larger_than_allowed)
{
	static const char *const one[][8] = {
	    {"Ann Lee: gross margin was 18.7% in the quarter"}};
	struct arena a = {NULL};
	struct str out;
	struct err e;
	err_clear(&e);
	cr_expect_eq(pdf_text(make(one, 1, "", &a), 16, &a, &out, &e), -1);
	cr_expect_eq(e.code, ERR_DATA, "%d %s", (int)e.code, e.text);
	cr_expect(strstr(e.text, "--max-document"), "%s", e.text);
	arena_release(&a);
}

Test(pdf, program_missing)
{
	static const char *const one[][8] = {{"Ann Lee"}};
	struct arena a = {NULL};
	struct str out;
	struct err e;
	err_clear(&e);
	setenv("PATH", "/nonexistent", 1);
	cr_expect_eq(pdf_text(make(one, 1, "", &a), 1 << 20, &a, &out, &e), -1);
	cr_expect_eq(e.code, ERR_UNAVAILABLE);
	cr_expect(strstr(e.text, "poppler-utils"), "%s", e.text);
	arena_release(&a);
}
