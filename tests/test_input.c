/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "extract/given.h"
#include "extract/input.h"
#include "series/base/out.h"

static int
decode(const char *name, struct str bytes, struct arena *a, struct input *out,
    struct err *e)
{
	const struct input_file f = {str_from(name), str_from(name)};
	err_clear(e);
	return input_decode(&f, bytes, 1 << 20, a, out, e);
}

/* clang-format off */
/* What bytes are, whatever their name: the last text and its name. */
Test(input, told_by_content)
{
	static const struct { const char *label, *name; struct str in; const char *doc, *text; } rows[] = {
		{"plain text is as it is", "a.html", STR_INIT("Ann Lee: \x80" "5 <b>or</b> &amp;.\r\n"), "a.html",
		    "Ann Lee: \x80" "5 <b>or</b> &amp;.\r\n"},
		{"a web page", "a.txt", STR_INIT("<!DOCTYPE html><p>A</p>"), "a.txt", "A\n"},
		{"JSON", "a.txt", STR_INIT("[{\"speaker\": \"A\", \"text\": \"B\"}]"), "a.txt",
		    "\nPrepared Remarks:\n\nA\nB\n\nCall participants:\n\nA\n"},
		{"several calls", "x/a", STR_INIT("[{\"speaker\": \"A\", \"text\": \"B\"}]\n[{\"speaker\": \"C\", \"text\": \"D\"}]"), "x/a#2",
		    "\nPrepared Remarks:\n\nC\nD\n\nCall participants:\n\nC\n"},
		{"no JSON for all its bracket", "a.txt", STR_INIT("[Music] Hello."), "a.txt", "[Music] Hello."},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct input in;
		struct err e;
		cr_assert_eq(decode(rows[i].name, rows[i].in, &a, &in, &e), 0, "%s: %s", rows[i].label, e.text);
		const struct input_text *t = &in.v[in.n - 1];
		cr_expect(str_eq(t->doc, str_from(rows[i].doc)), "%s: %.*s", rows[i].label, STR_FMT(t->doc));
		cr_expect(str_eq(t->place, str_from(rows[i].doc)), "%s: %.*s", rows[i].label, STR_FMT(t->place));
		cr_expect(str_eq(t->bytes, str_from(rows[i].text)), "%s: %.*s", rows[i].label, STR_FMT(t->bytes));
		arena_release(&a);
	}
}

Test(input, refused)
{
	static const struct { struct str in; const char *name, *says; } rows[] = {
		{STR_INIT("PK\x03\x04\x14\0"), "a.txt", "a ZIP archive or an Office document; save it as text"},
		{STR_INIT("\xd0\xcf\x11\xe0\xa1\xb1"), "a.txt", "an Office document"},
		{STR_INIT("{\\rtf1\\ansi Hello}"), "a.txt", "RTF"},
		{STR_INIT("\xff\xfe" "A\0"), "a.txt", "iconv -f UTF-16"},
		{STR_INIT("\xfe\xff\0A"), "a.txt", "iconv -f UTF-16"},
		{STR_INIT("BZh91AY&SY"), "a.txt", "bzip2"},
		{STR_INIT("\xfd" "7zXZ\0"), "a.txt", "xz"},
		{STR_INIT("\x28\xb5\x2f\xfd\x04"), "a.txt", "zstd"},
		{STR_INIT("\x1f\x8b\x08\0\0"), "a.txt.gz", "cut off"},
		{STR_INIT("Hello"), "a.json", "no valid JSON"},
		{STR_INIT("Hello"), "a.json.gz", "no valid JSON"},
		{STR_INIT("{\"a\": 1}"), "a.txt", "without a call"},
		/* a ZIP archive, packed once more */
		{STR_INIT("\x1f\x8b\x08\0\0\0\0\0\0\x03\x0b\xf0\x66\x66\x01\0\x45\x25\xc6\xba\x04\0\0\0"), "a.gz", "ZIP"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct input in;
		struct err e;
		cr_expect_eq(decode(rows[i].name, rows[i].in, &a, &in, &e), -1, "%s", rows[i].says);
		cr_expect_eq(e.code, ERR_DATA, "%s: %d", rows[i].says, (int)e.code);
		cr_expect(strstr(e.text, rows[i].says), "%s: %s", rows[i].says, e.text);
		arena_release(&a);
	}
}
/* clang-format on */

/* A folder's files by their endings, below it too; a file by the last part of its path. */
Test(input, what_a_path_means)
{
	static const char *const names[] = {"b.txt", "a.json.gz", "sub/c.htm",
	    "sub/d.pdf.gz", "notes.doc", ".hidden.txt", "x.gz"};
	static const char *const want[] = {
	    "a.json.gz", "b.txt", "sub/c.htm", "sub/d.pdf.gz"};
	char dir[] = "/tmp/tseries-input-XXXXXX", path[200];
	struct arena a = {NULL};
	struct input_file *files;
	struct err e;
	size_t n;
	err_clear(&e);
	cr_assert(mkdtemp(dir));
	(void)snprintf(path, sizeof path, "%s/sub", dir);
	cr_assert_eq(mkdir(path, 0700), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		cr_assert_eq(out_write_file(path, STR("x"), &e), 0, "%s", e.text);
	}
	cr_assert_eq(input_list(dir, &a, &files, &n, &e), 0, "%s", e.text);
	cr_assert_eq(n, 4);
	for (size_t i = 0; i < n; i++)
		cr_expect(str_eq(files[i].doc, str_from(want[i])), "%.*s",
		    STR_FMT(files[i].doc));
	(void)snprintf(path, sizeof path, "%s/sub/c.htm", dir);
	cr_assert_eq(input_list(path, &a, &files, &n, &e), 0);
	cr_expect(n == 1 && str_eq(files[0].doc, STR("c.htm")));
	cr_assert_eq(input_list("-", &a, &files, &n, &e), 0);
	cr_expect(n == 1 && str_eq(files[0].doc, STR("-")));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		(void)unlink(path);
	}
	(void)snprintf(path, sizeof path, "%s/sub", dir);
	(void)rmdir(path);
	cr_expect_eq(input_list(dir, &a, &files, &n, &e), -1);
	cr_expect_eq(e.code, ERR_NOINPUT);
	(void)rmdir(dir);
	arena_release(&a);
}

/* Any change of a good file is read or refused, and nothing else happens. */
Test(input, mutated)
{
	static const struct str seeds[] = {
	    STR_INIT(
		"<!DOCTYPE html><html><head><title>T &amp; U</title><style>p{}</style>"
		"<meta charset=utf-8></head><body><nav>N</nav><article><h1>A</h1><p>B "
		"<b>18.7%</b><br>C</p><table><tr><td>1<td>2</table><pre> x\n y</pre>"
		"<script>if(1<2)</script><div hidden>D</div></article></body></html>"),
	    STR_INIT(
		"\xef\xbb\xbf{\"symbol\": \"ACM\", \"q\": \"Q3 2020\", \"meta\": "
		"{\"date\": "
		"1603303205}, \"calls\": [{\"t\": [{\"speaker\": {\"name\": \"A\"}, "
		"\"text\": [\"B\\u0000\"]}]}]}"),
	    STR_INIT("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xf3\x48\xcd\xc9\xc9\xd7"
		     "\x51\x28"
		     "\xcf\x2f\xca\x49\xd1\x53\xf0\x40\xe6\x71\x01\x00\x2e\x2d\xba\xdf"
		     "\x1c\x00"
		     "\x00\x00"),
	};
	enum { ROUNDS = 3000, ROOM = 1024 };
	unsigned state = 12345;
	for (int i = 0; i < ROUNDS; i++) {
		struct str seed = seeds[i % 3];
		char bytes[ROOM];
		size_t n = seed.n;
		memcpy(bytes, seed.p, n);
		for (unsigned k = 0; k < 1 + (unsigned)i % 5; k++) {
			state = state * 1103515245 + 12345;
			size_t at = (state >> 8) % n;
			bytes[at] = (state >> 4) & 8 ? (char)(state >> 16)
						     : seed.p[(at * 7) % n];
			if ((state & 0xf000) == 0)
				n = at + 1;
		}
		struct arena a = {NULL};
		struct input in;
		struct err e;
		int rc = decode("a", (struct str){bytes, n}, &a, &in, &e);
		cr_expect(rc == 0 ? in.n > 0 : e.code == ERR_DATA, "%d: %s", i, e.text);
		arena_release(&a);
	}
}
