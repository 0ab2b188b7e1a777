/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/gnuplot.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char *
script_of(const struct str *texts, size_t n, enum gnuplot_form form, const char *body)
{
	char *p = NULL;
	size_t size = 0;
	struct err e = {0};
	FILE *f = open_memstream(&p, &size);
	gnuplot_begin(
	    f, &(struct gnuplot_page){.form = form, .font = "DejaVu Sans,19"});
	cr_assert(gnuplot_texts(f, texts, n, &e) == 0);
	fputs(body, f);
	fclose(f);
	return p;
}

static int
run(const char *script, enum gnuplot_form form, struct arena *a, struct str *out,
    struct err *e)
{
	*out = (struct str){NULL, 0};
	err_clear(e);
	return gnuplot_run(str_from(script), &(struct gnuplot_page){.form = form},
	    GNUPLOT_SECONDS, a, out, e);
}

Test(gnuplot, draws_every_form)
{
	struct arena mem = {0};
	for (int f = 0; f < GNUPLOT_FORMS; f++) {
		struct str text = STR("a title"), a, b;
		struct err e;
		char *s = script_of(&text, 1, (enum gnuplot_form)f,
		    "set label t(1) at screen 0.1,0.9\nplot x notitle\n");
		const char *name = gnuplot_form_name((enum gnuplot_form)f);
		cr_assert(run(s, (enum gnuplot_form)f, &mem, &a, &e) == 0, "%s: %s",
		    name, e.text);
		cr_assert(run(s, (enum gnuplot_form)f, &mem, &b, &e) == 0, "%s: %s",
		    name, e.text);
		cr_expect(str_eq(a, b), "%s: the same bytes each time", name);
		free(s);
	}
	arena_release(&mem);
}

Test(gnuplot, form_by_name)
{
	static const struct {
		const char *path;
		int form; /* -1: none */
	} rows[] = {
	    {"a.png", GNUPLOT_PNG},
	    {"dir.svg/a.PNG", GNUPLOT_PNG},
	    {"a.b.svg", GNUPLOT_SVG},
	    {"a.Pdf", GNUPLOT_PDF},
	    {"a.jpg", -1},
	    {"png", -1},
	    {"a.png/b", -1},
	    {"", -1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum gnuplot_form f = GNUPLOT_FORMS;
		bool found = gnuplot_form_of(rows[i].path, &f);
		cr_expect(found == (rows[i].form >= 0), "%s", rows[i].path);
		cr_expect(found == false || (int)f == rows[i].form, "%s", rows[i].path);
	}
}

/* ---- a gnuplot that does not do what it should ---- */

static void
fake_gnuplot(const char *dir, const char *body)
{
	char path[256];
	snprintf(path, sizeof path, "%s/gnuplot", dir);
	FILE *f = fopen(path, "w");
	fprintf(f, "#!/bin/sh\n%s\n", body);
	fclose(f);
	chmod(path, 0755);
}

Test(gnuplot, an_unreliable_child, .timeout = 60)
{
	struct arena mem = {0};
	static const struct {
		const char *label, *body; /* NULL: no gnuplot at all */
		enum gnuplot_form form;
		int code;
		const char *says;
	} rows[] = {
	    {"missing", NULL, GNUPLOT_PNG, 69, "install gnuplot-nox (scripts/setup"},
	    {"fails with a place",
		"echo 'plot x y' >&2\necho '  ^' >&2\n"
		"echo '   line 3: unexpected token' >&2\nexit 1",
		GNUPLOT_PNG, 69, "gnuplot failed: unexpected token"},
	    {"warns, then fails",
		"echo 'line 1: warning: no such font' >&2\n"
		"echo 'line 2: bad thing' >&2\nexit 1",
		GNUPLOT_PNG, 69, "bad thing"},
	    {"fails without a word", "exit 3", GNUPLOT_PNG, 69,
		"status 3 and no message"},
	    {"is killed", "kill -9 $$", GNUPLOT_PNG, 69, "signal 9"},
	    {"sleeps", "exec sleep 100", GNUPLOT_PNG, 69, "within 1 second"},
	    {"spins", "while :; do :; done", GNUPLOT_PNG, 69, "within 1 second"},
	    {"closes stderr and sleeps", "exec 2>&-\nexec sleep 100", GNUPLOT_PNG, 69,
		"within 1"},
	    {"ignores the request to end", "trap '' TERM INT HUP\nwhile :; do :; done",
		GNUPLOT_PNG, 69, "within 1"},
	    {"talks for ever", "while :; do echo blah >&2; done", GNUPLOT_PNG, 69,
		"within 1"},
	    {"writes nothing", "exit 0", GNUPLOT_PNG, 74, "empty"},
	    {"writes something else", "echo hello", GNUPLOT_PNG, 74,
		"broken PNG: no signature"},
	    {"half an svg", "echo '<?xml version=\"1.0\"?><svg><g>'", GNUPLOT_SVG, 74,
		"broken svg"},
	    {"half a pdf", "echo '%PDF-1.5'; echo stream", GNUPLOT_PDF, 74,
		"broken pdf"},
	    {"an svg for a pdf", "echo '<?xml version=\"1.0\"?><svg></svg>'",
		GNUPLOT_PDF, 74, "broken pdf"},
	    {"too much", "while :; do printf '%1048576s' x; done", GNUPLOT_PNG, 69,
		"more than 64 MB"},
	    {"its message steers terminals",
		"printf 'line 1: \\033[31mred\\n' >&2; exit 1", GNUPLOT_PNG, 69, "red"},
	};
	char dir[] = "/tmp/test-gnuplot.XXXXXX", path[300];
	cr_assert(mkdtemp(dir) != NULL);
	char *old = strdup(getenv("PATH"));
	snprintf(path, sizeof path, "%s/gnuplot", dir);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str out = {NULL, 0};
		struct err e = {0};
		char with[4096];
		unlink(path);
		if (rows[i].body)
			fake_gnuplot(dir, rows[i].body);
		snprintf(with, sizeof with, rows[i].body ? "%s:%s" : "%s", dir, old);
		setenv("PATH", with, 1);
		time_t start = time(NULL);
		int seconds = strstr(rows[i].says, "within") ? 1 : 20;
		int rc = gnuplot_run(STR("plot x\n"),
		    &(struct gnuplot_page){.form = rows[i].form}, seconds, &mem, &out,
		    &e);
		cr_expect(rc == -1, "%s", rows[i].label);
		cr_expect(e.code == (enum err_code)rows[i].code, "%s: %d",
		    rows[i].label, (int)e.code);
		cr_expect(strstr(e.text, rows[i].says) != NULL, "%s: %s", rows[i].label,
		    e.text);
		cr_expect(out.p == NULL, "%s: gave bytes", rows[i].label);
		cr_expect(time(NULL) - start < 15, "%s: took too long", rows[i].label);
	}
	setenv("PATH", old, 1);
	free(old);
	unlink(path);
	rmdir(dir);
	arena_release(&mem);
}

/* A script that is larger than any pipe holds, while the child talks. */
Test(gnuplot, a_large_script)
{
	struct arena mem = {0};
	size_t n = 0;
	char *p = NULL;
	FILE *f = open_memstream(&p, &n);
	gnuplot_begin(f, &(struct gnuplot_page){.font = "DejaVu Sans,19"});
	fputs("$D << E\n", f);
	for (int i = 0; i < 100000; i++)
		fprintf(f, "%d %d\n", i, i % 77);
	fputs("E\nplot $D notitle\n", f);
	fclose(f);
	struct str out;
	struct err e;
	cr_expect(run(p, GNUPLOT_PNG, &mem, &out, &e) == 0, "%s", e.text);
	free(p);
	arena_release(&mem);
}

/* The parent may have closed its standard streams: ours must not be mixed up. */
Test(gnuplot, with_closed_streams)
{
	struct arena mem = {0};
	close(0);
	struct str out;
	struct err e;
	char *s = script_of(NULL, 0, GNUPLOT_PNG, "plot x notitle\n");
	cr_expect(run(s, GNUPLOT_PNG, &mem, &out, &e) == 0, "%s", e.text);
	free(s);
	arena_release(&mem);
}

Test(gnuplot, its_first_message_is_told)
{
	struct arena mem = {0};
	struct str out;
	struct err e;
	char *s = script_of(NULL, 0, GNUPLOT_PNG, "plot nothing_of_that_name\n");
	cr_expect(run(s, GNUPLOT_PNG, &mem, &out, &e) == -1);
	cr_expect(eq(int, (int)e.code, 69));
	cr_expect(strstr(e.text, "undefined variable: nothing_of_that_name") != NULL,
	    "%s", e.text);
	free(s);
	arena_release(&mem);
}

/* ---- texts that would like to be commands; MARK is the file they would make ---- */

static const char *const hostile[] = {
    "`touch MARK`",
    "$(touch MARK)",
    "\"`touch MARK`\"",
    "'`touch MARK`'",
    "\"; system(\"touch MARK\"); x=\"",
    "'; system('touch MARK'); x='",
    "\"\nsystem(\"touch MARK\")\nx=\"",
    "x\n!touch MARK\n",
    "!touch MARK",
    "\n!touch MARK",
    "\r!touch MARK",
    "\r\nsystem 'touch MARK'\r\n",
    "\v!touch MARK",
    "\f!touch MARK",
    "\xc2\x85!touch MARK",
    "\xe2\x80\xa8!touch MARK",
    "\xe2\x80\xa9!touch MARK",
    "TSERIES_END\nsystem('touch MARK')",
    "TSERIES_END_0\n!touch MARK",
    "|\nTSERIES_END_\n!touch MARK\n$T << E",
    "@system('touch MARK')",
    "@MACRO",
    "< touch MARK",
    "|touch MARK",
    "set output '|touch MARK'",
    "plot '< touch MARK'",
    "load '< touch MARK'",
    "eval system('touch MARK')",
    "shell touch MARK",
    "\\140touch MARK\\140",
    "\\x60touch MARK\\x60",
    "x\\",
    "x\\\n!touch MARK",
    "\\\"; !touch MARK",
    "{/:Bold x}^{a}_{b} & {}",
    "~a{.6-}",
    "%s%n%d%99999999d %*d",
    "${HOME} $PATH ~ *",
    "# touch MARK",
    "; touch MARK ;",
    "<script>alert(1)</script>&amp;<!--]]>",
    "\x1b]0;owned\x07\x1b[2J",
    "\xff\xfe\xc0\xaf\xed\xa0\x80 bad bytes",
    "\xe2\x80\xae"
    "txet desrever",
    "a\tb\x01\x02\x7f",
    "=cmd|'/c touch MARK'!A1",
    "\"\"\"\"''''````",
    "t(1)=system('touch MARK')",
    "do for [i=1:3] { system('touch MARK') }",
    "bind x 'system \"touch MARK\"'",
    "call 'x' `touch MARK`",
    "print system('touch MARK')",
    "",
    "|",
    "\xf0\x9f\x9a\x97 caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac",
};
enum { HOSTILE = sizeof hostile / sizeof *hostile };

/* MARK in a text replaced by the path of the marker file. */
static struct str
with_marker(const char *text, const char *marker)
{
	char *p = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&p, &n);
	for (const char *at; (at = strstr(text, "MARK")) != NULL; text = at + 4)
		fprintf(f, "%.*s%s", (int)(at - text), text, marker);
	fputs(text, f);
	fclose(f);
	return (struct str){p, n};
}

static void
marker_path(char dir[32], char path[64])
{
	strcpy(dir, "/tmp/test-gnuplot.XXXXXX");
	cr_assert(mkdtemp(dir) != NULL);
	snprintf(path, 64, "%s/marker", dir);
}

/* Each text is one line of the block, prefixed; nothing of it stands elsewhere. */
Test(gnuplot, texts_are_inert_in_the_script)
{
	for (size_t i = 0; i < HOSTILE; i++) {
		struct str text = str_from(hostile[i]);
		char *s = script_of(&text, 1, GNUPLOT_PNG, "");
		size_t line = 0;
		struct str rest = str_from(s);
		while (rest.n) {
			struct str l = str_cut(&rest, '\n');
			line++;
			if (line == 5)
				cr_expect(l.n > 0 && l.p[0] == '|', "%zu", i);
			for (size_t k = 0; k < l.n; k++)
				cr_expect(
				    l.p[k] != 0x7f && (unsigned char)l.p[k] >= 0x20,
				    "%zu", i);
		}
		cr_expect(line == 7, "%zu: %zu lines", i, line);
		cr_expect(strstr(s, "\xc2\x85") == NULL
			      && strstr(s, "\xe2\x80\xa8") == NULL
			      && strstr(s, "\xff") == NULL,
		    "%zu", i);
		free(s);
	}
}

Test(gnuplot, hostile_texts_run_nothing, .timeout = 120)
{
	struct arena mem = {0};
	char dir[32], marker[64];
	marker_path(dir, marker);
	for (size_t i = 0; i < HOSTILE; i++) {
		struct str text[3], out;
		struct err e;
		for (size_t k = 0; k < 3; k++)
			text[k] = with_marker(hostile[i], marker);
		char *s = script_of(text, 3, GNUPLOT_SVG,
		    "set label t(1) at screen 0.1,0.9 noenhanced\n"
		    "set label t(2).\"\\n\".t(3) at screen 0.1,0.5 font \",30\" "
		    "noenhanced\n"
		    "plot x notitle\n");
		cr_expect(run(s, GNUPLOT_SVG, &mem, &out, &e) == 0, "%s: %s",
		    hostile[i], e.text);
		cr_expect(access(marker, F_OK) != 0, "%s: ran", hostile[i]);
		unlink(marker);
		free(s);
		for (size_t k = 0; k < 3; k++)
			free((void *)(uintptr_t)text[k].p);
	}
	rmdir(dir);
	arena_release(&mem);
}

/* All texts in one picture: what is drawn is what was given, escaped for SVG. */
Test(gnuplot, texts_are_drawn_as_they_are)
{
	struct arena mem = {0};
	static const struct {
		const char *text, *svg;
	} rows[] = {
	    {"{/:Bold x}^{a}_{b}", "{/:Bold x}^{a}_{b}"},
	    {"a \\n \\\" \\101 `ls` \"q\" 'q' # %s $x",
		"a \\n \\\" \\101 `ls` \"q\" 'q' # %s $x"},
	    {"one\ntwo\tthree", "one two three"},
	    {"<b>&", "&lt;b>&amp;"},
	    {"caf\xc3\xa9 \xff", "caf\xc3\xa9 \xef\xbf\xbd"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str text = str_from(rows[i].text), out;
		struct err e;
		char *s = script_of(&text, 1, GNUPLOT_SVG,
		    "set label t(1) at screen 0.1,0.9 noenhanced\nplot x notitle\n");
		cr_assert(run(s, GNUPLOT_SVG, &mem, &out, &e) == 0, "%s: %s",
		    rows[i].text, e.text);
		cr_expect(
		    memmem(out.p, out.n, rows[i].svg, strlen(rows[i].svg)) != NULL,
		    "%s", rows[i].text);
		free(s);
	}
	arena_release(&mem);
}

/* Were a text to become a command all the same, nothing could be started. */
Test(gnuplot, commands_start_nothing)
{
	struct arena mem = {0};
	static const char *const bodies[] = {
	    "system('touch MARK')\nplot x\n",
	    "!touch MARK\nplot x\n",
	    "x = `touch MARK`\nplot x\n",
	    "plot '< touch MARK; echo 1 1'\n",
	    "set output '|touch MARK'\nplot x\n",
	    "load '< touch MARK; echo'\nplot x\n",
	    "shell\nplot x\n",
	    "set print '|touch MARK'\nprint 1\nplot x\n",
	};
	char dir[32], marker[64];
	marker_path(dir, marker);
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct str body = with_marker(bodies[i], marker), out;
		struct err e;
		char *s = script_of(NULL, 0, GNUPLOT_PNG, body.p);
		(void)run(s, GNUPLOT_PNG, &mem, &out, &e); /* it may draw or fail */
		cr_expect(access(marker, F_OK) != 0, "%s: ran", bodies[i]);
		unlink(marker);
		free((void *)(uintptr_t)body.p);
		free(s);
	}
	rmdir(dir);
	arena_release(&mem);
}
