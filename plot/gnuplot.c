/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/gnuplot.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <unistr.h>

#include "plot/png.h"
#include "series/base/hash.h"

/* clang-format off */
static const struct form {
	const char *name, *terminal; /* before and after the font */
	const char *rest;
	const char *dot; /* what makes points as large as the PNG's */
} forms[] = {
	[GNUPLOT_PNG] = {"png", "pngcairo size 1600,900", "linewidth 1 butt", "1"},
	[GNUPLOT_SVG] = {"svg", "svg size 1200,675", "linewidth 0.75 butt", "0.42"},
	[GNUPLOT_PDF] = {"pdf", "pdfcairo size 13.333in,7.5in fontscale 0.6",
	    "linewidth 1.2 pointscale 0.6 butt", "1"},
};
/* clang-format on */
static_assert(sizeof forms / sizeof *forms == GNUPLOT_FORMS, "a row each");

enum {
	MOST_BYTES = 64 << 20, /* of a picture */
	MOST_SAID = 4096,      /* kept of the messages */
	MOST_FILTER = 1024,    /* instructions */
};

const char *
gnuplot_form_name(enum gnuplot_form f)
{
	return forms[f].name;
}

bool
gnuplot_form_of(const char *path, enum gnuplot_form *f)
{
	const char *dot = strrchr(path, '.');
	for (size_t i = 0; dot && i < GNUPLOT_FORMS; i++)
		if (str_eq_nocase(str_from(dot + 1), str_from(forms[i].name))) {
			*f = (enum gnuplot_form)i;
			return true;
		}
	return false;
}

/* ---- the script ---- */

void
gnuplot_begin(FILE *script, enum gnuplot_form f, const char *font)
{
	(void)fprintf(script,
	    "set encoding utf8\n"
	    "set terminal %s font \"%s\" %s background \"#ffffff\" noenhanced\n"
	    "dot=%s\n",
	    forms[f].terminal, font, forms[f].rest, forms[f].dot);
}

/* One line of a data block. */
static void
write_text(FILE *script, struct str s)
{
	(void)fputc('|', script);
	while (s.n) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, (const uint8_t *)s.p, s.n);
		if (n <= 0)
			(void)fputs("\xef\xbf\xbd", script);
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028
			 || c == 0x2029)
			(void)fputc(' ', script);
		else
			(void)fwrite(s.p, 1, (size_t)n, script);
		s = str_sub(s, n > 0 ? (size_t)n : 1, s.n);
	}
	(void)fputc('\n', script);
}

int
gnuplot_texts(FILE *script, const struct str *texts, size_t n, struct err *e)
{
	/* No text can hold the hash of itself. */
	char *all = NULL, hex[65];
	size_t size = 0;
	FILE *f = open_memstream(&all, &size);
	if (!f)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		write_text(f, texts[i]);
	if (fclose(f) != 0) {
		free(all);
		return err_nomem(e);
	}
	hash_sha256((struct str){all, size}, hex);
	(void)fprintf(script, "$T << TSERIES_END_%s\n", hex);
	(void)fwrite(all, 1, size, script);
	(void)fprintf(script,
	    "TSERIES_END_%s\n"
	    "t(i)=substr($T[i],2,strlen($T[i]))\n",
	    hex);
	free(all);
	return 0;
}

/* ---- the child ---- */

struct child {
	int script, picture; /* anonymous files in memory */
	int said[2];         /* pipe: its standard error */
	int failed[2];       /* pipe: errno when it could not be started */
	pid_t pid;
	struct sock_filter filter[MOST_FILTER];
	size_t n_filter;
	char path[4096], cache[4096];
};

/* What a step in the child was, for the parent to tell. */
enum step { STEP_EXEC, STEP_LIMIT, STEP_SECCOMP, STEP_FILES };
struct failure {
	int step, no;
};

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* No other process, no socket: whatever a script holds, nothing else is run. */
static int
add_rules(scmp_filter_ctx f)
{
	static const struct {
		int call, no;
	} rows[] = {
	    {SCMP_SYS(fork), EPERM},
	    {SCMP_SYS(vfork), EPERM},
	    {SCMP_SYS(clone3),
		ENOSYS}, /* its flags cannot be seen: libc then uses clone */
	    {SCMP_SYS(socket), EPERM},
	    {SCMP_SYS(ptrace), EPERM},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t act = SCMP_ACT_ERRNO((unsigned)rows[i].no);
		/* -EDOM: this machine has no such call. */
		int rc = seccomp_rule_add(f, act, rows[i].call, 0);
		if (rc != 0 && rc != -EDOM)
			return rc;
	}
	return seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
	    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
}

/* The filter as the kernel takes it: nothing is allocated in the child. */
static int
make_filter(struct child *c, struct err *e)
{
	int rc = -1, fd = memfd_create("filter", MFD_CLOEXEC);
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	if (fd < 0 || !f) {
		(void)err_nomem(e);
		goto done;
	}
	int no = add_rules(f);
	if (no == 0)
		no = seccomp_export_bpf(f, fd);
	ssize_t n = pread(fd, c->filter, sizeof c->filter, 0);
	if (no != 0 || n <= 0 || (size_t)n == sizeof c->filter) {
		(void)err_set(
		    e, ERR_INTERNAL, "cannot make the filter that gnuplot runs under");
		goto done;
	}
	c->n_filter = (size_t)n / sizeof *c->filter;
	rc = 0;
done:
	if (f)
		seccomp_release(f);
	close_fd(&fd);
	return rc;
}

static int
write_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);
		if (n < 0 && errno != EINTR)
			return -1;
		s = str_sub(s, n > 0 ? (size_t)n : 0, s.n);
	}
	return lseek(fd, 0, SEEK_SET) == 0 ? 0 : -1;
}

static void
child_release(struct child *c)
{
	close_fd(&c->script);
	close_fd(&c->picture);
	close_fd(&c->said[0]);
	close_fd(&c->said[1]);
	close_fd(&c->failed[0]);
	close_fd(&c->failed[1]);
}

static int
child_init(struct child *c, struct str script, struct err *e)
{
	const char *path = getenv("PATH"), *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	c->said[0] = c->said[1] = c->failed[0] = c->failed[1] = c->picture = -1;
	c->pid = -1;
	c->script = memfd_create("script", MFD_CLOEXEC);
	c->picture = memfd_create("picture", MFD_CLOEXEC);
	if (c->script < 0 || c->picture < 0 || write_all(c->script, script) != 0
	    || pipe2(c->said, O_CLOEXEC) != 0 || pipe2(c->failed, O_CLOEXEC) != 0)
		return err_errno(e, ERR_INTERNAL, "cannot prepare for gnuplot");
	(void)snprintf(
	    c->path, sizeof c->path, "PATH=%s", path ? path : "/usr/bin:/bin");
	/* Where fontconfig keeps what it found out about the fonts: without, it looks
	 * through all of them each time. */
	c->cache[0] = '\0';
	if (xdg && *xdg)
		(void)snprintf(c->cache, sizeof c->cache, "XDG_CACHE_HOME=%s", xdg);
	else if (home && *home)
		(void)snprintf(
		    c->cache, sizeof c->cache, "XDG_CACHE_HOME=%s/.cache", home);
	return make_filter(c, e);
}

static bool
limit(int what, rlim_t most)
{
	struct rlimit r;
	if (getrlimit((__rlimit_resource_t)what, &r) != 0)
		return false;
	if (r.rlim_max > most)
		r.rlim_max = most;
	r.rlim_cur = r.rlim_max;
	return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

/* The child from fork to exec; only calls that are safe there. */
static _Noreturn void
become_gnuplot(struct child *c, int seconds)
{
	char name[] = "gnuplot", no_files[] = "-d", in[] = "-";
	char home[] = "HOME=/nonexistent", lang[] = "LC_ALL=C";
	char *argv[] = {name, no_files, in, NULL};
	char *env[] = {c->path, home, lang, c->cache[0] ? c->cache : NULL, NULL};
	struct sock_fprog prog = {(unsigned short)c->n_filter, c->filter};
	struct failure f = {STEP_FILES, 0};
	(void)signal(SIGPIPE, SIG_DFL);
	/* Out of the way of 0, 1 and 2 first, which may have been closed here. */
	int in_fd = fcntl(c->script, F_DUPFD_CLOEXEC, 3);
	int out_fd = fcntl(c->picture, F_DUPFD_CLOEXEC, 3);
	int said_fd = fcntl(c->said[1], F_DUPFD_CLOEXEC, 3);
	int tell = fcntl(c->failed[1], F_DUPFD_CLOEXEC, 3);
	if (dup2(in_fd, 0) < 0 || dup2(out_fd, 1) < 0 || dup2(said_fd, 2) < 0
	    || chdir("/") != 0)
		goto failed;
	f.step = STEP_LIMIT;
	if (!limit(RLIMIT_CPU, (rlim_t)seconds + 1) || !limit(RLIMIT_FSIZE, MOST_BYTES)
	    || !limit(RLIMIT_CORE, 0))
		goto failed;
	f.step = STEP_SECCOMP;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
	    || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) != 0)
		goto failed;
	f.step = STEP_EXEC;
	(void)execvpe(name, argv, env);
failed:
	f.no = errno;
	(void)!write(tell, &f, sizeof f);
	_exit(127);
}

static double
now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Its messages until it closes them; false when time is up. */
static bool
listen_to(struct child *c, double deadline, char said[MOST_SAID])
{
	size_t n = 0;
	for (;;) {
		double left = deadline - now();
		struct pollfd p = {.fd = c->said[0], .events = POLLIN};
		if (left <= 0)
			return false;
		int ready = poll(&p, 1, (int)(left * 1000) + 1);
		if (ready <= 0)
			continue; /* interrupted, or the time is up */
		char drop[512];
		bool keep = n < MOST_SAID - 1;
		ssize_t got = keep ? read(c->said[0], said + n, MOST_SAID - 1 - n)
				   : read(c->said[0], drop, sizeof drop);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += keep ? (size_t)got : 0;
		said[n] = '\0';
	}
	return true;
}

/* Its end; false when it had to be killed. */
static bool
wait_for(struct child *c, double deadline, int *status)
{
	const struct timespec nap = {0, 2000000};
	bool in_time = true;
	for (;;) {
		pid_t got = waitpid(c->pid, status, WNOHANG);
		if (got == c->pid)
			return in_time;
		if (got < 0 && errno != EINTR) {
			*status =
			    0; /* somebody else has reaped it: the picture tells */
			return in_time;
		}
		if (in_time && now() >= deadline) {
			in_time = false;
			(void)kill(c->pid, SIGKILL);
		}
		(void)nanosleep(&nap, NULL);
	}
}

/* ---- what came of it ---- */

/* The first line that tells of an error: "line 3: undefined variable: x". */
static struct str
first_error(const char *said)
{
	struct str rest = str_from(said), first = STR("");
	while (rest.n) {
		struct str line = str_trim(str_cut(&rest, '\n'));
		char copy[256];
		(void)snprintf(copy, sizeof copy, "%.*s", STR_FMT(line));
		const char *at = strstr(copy, "line ");
		const char *colon = at ? strstr(at, ": ") : NULL;
		if (colon && !strstr(copy, "warning"))
			return str_sub(line, (size_t)(colon + 2 - copy), line.n);
		if (first.n == 0 && line.n && !strstr(copy, "Fontconfig")
		    && !strstr(copy, "gnuplot>"))
			first = line;
	}
	return first;
}

static int
not_started(const struct failure *f, struct err *e)
{
	static const char *const steps[] = {
	    [STEP_EXEC] = "start it",
	    [STEP_LIMIT] = "limit its time and output",
	    [STEP_SECCOMP] = "forbid it to start programs (seccomp)",
	    [STEP_FILES] = "give it its files",
	};
	if (f->step == STEP_EXEC && (f->no == ENOENT || f->no == ENOTDIR))
		return err_set(e, ERR_UNAVAILABLE,
		    "gnuplot is not installed: install gnuplot-nox (scripts/setup "
		    "does)");
	return err_set(e, ERR_UNAVAILABLE, "cannot run gnuplot: cannot %s: %s",
	    steps[f->step], strerror(f->no));
}

static int
judge(int status, const char *said, struct err *e)
{
	struct str why = first_error(said);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
		return err_set(e, ERR_UNAVAILABLE, "gnuplot wrote more than %d MB",
		    MOST_BYTES >> 20);
	if (WIFSIGNALED(status))
		return err_set(e, ERR_UNAVAILABLE,
		    "gnuplot was ended by signal %d (%s)", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == 0)
		return 0;
	if (why.n)
		return err_set(
		    e, ERR_UNAVAILABLE, "gnuplot failed: %.*s", STR_FMT(why));
	return err_set(e, ERR_UNAVAILABLE,
	    "gnuplot failed with status %d and no message", WEXITSTATUS(status));
}

/* Start it, wait for it, and say how it ended. */
static int
run(struct child *c, int seconds, struct err *e)
{
	char said[MOST_SAID] = "";
	double deadline = now() + seconds;
	int status = 0;
	c->pid = fork();
	if (c->pid < 0)
		return err_errno(e, ERR_UNAVAILABLE, "cannot start gnuplot");
	if (c->pid == 0)
		become_gnuplot(c, seconds);
	close_fd(&c->said[1]);
	close_fd(&c->failed[1]);
	struct failure f;
	if (read(c->failed[0], &f, sizeof f) == (ssize_t)sizeof f) {
		(void)wait_for(c, deadline, &status);
		return not_started(&f, e);
	}
	if (!listen_to(c, deadline, said))
		deadline = 0;
	if (!wait_for(c, deadline, &status))
		return err_set(e, ERR_UNAVAILABLE,
		    "gnuplot did not finish within %d seconds and was stopped",
		    seconds);
	return judge(status, said, e);
}

/* What was written; NULL with *e when that is nothing. */
static char *
take(int fd, struct arena *a, size_t *size_out, struct err *e)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *p = size > 0 ? arena_alloc(a, (size_t)size, 1) : NULL;
	if (!p) {
		(void)(size > 0 ? err_nomem(e)
				: err_set(e, ERR_IO, "gnuplot wrote an empty picture"));
		return NULL;
	}
	size_t n = 0;
	while (n < (size_t)size) {
		ssize_t got = pread(fd, p + n, (size_t)size - n, (off_t)n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			(void)err_errno(e, ERR_IO, "cannot read what gnuplot wrote");
			return NULL;
		}
		n += (size_t)got;
	}
	*size_out = n;
	return p;
}

static bool
ends_with(struct str s, struct str end)
{
	s = str_trim(s);
	return s.n >= end.n && memcmp(s.p + s.n - end.n, end.p, end.n) == 0;
}

static int
check(struct str bytes, enum gnuplot_form f, struct err *e)
{
	switch (f) {
	case GNUPLOT_PNG:
		return png_check(bytes, GNUPLOT_WIDTH, GNUPLOT_HEIGHT, e);
	case GNUPLOT_SVG:
		if (str_starts(bytes, STR("<?xml")) && ends_with(bytes, STR("</svg>")))
			return 0;
		break;
	case GNUPLOT_PDF:
		if (str_starts(bytes, STR("%PDF-")) && ends_with(bytes, STR("%%EOF")))
			return 0;
		break;
	case GNUPLOT_FORMS:
		break;
	}
	return err_set(
	    e, ERR_IO, "broken %s: gnuplot did not write all of it", forms[f].name);
}

/* Same input, same bytes: a PDF holds the time at which it was made. */
static void
forget_date(char *p, size_t n)
{
	static const char mark[] = "/CreationDate (D:", date[] = "19700101000000";
	char *at = memmem(p, n, mark, sizeof mark - 1);
	if (at && (size_t)(p + n - at) > sizeof mark + sizeof date)
		memcpy(at + sizeof mark - 1, date, sizeof date - 1);
}

/* SVG knows no "Inter:Bold", and not every reader has Inter.  Only lines that begin a
 * group are touched: a text, whose '<' are escaped, stands on others. */
static void
write_svg_line(FILE *f, struct str line)
{
	static const char group[] = "<g transform=", mark[] = "font-family=\"",
			  bold[] = ":Bold";
	const char *end = NULL, *stop = line.p + line.n;
	if (memmem(line.p, line.n, group, sizeof group - 1))
		end = memmem(line.p, line.n, mark, sizeof mark - 1);
	if (end)
		end = memchr(
		    end + sizeof mark - 1, '"', (size_t)(stop - end) - sizeof mark + 1);
	if (!end) {
		(void)fprintf(f, "%.*s\n", STR_FMT(line));
		return;
	}
	size_t n = (size_t)(end - line.p), tail = sizeof bold - 1;
	bool is_bold = n > tail && memcmp(end - tail, bold, tail) == 0;
	(void)fprintf(f, "%.*s, Arial, sans-serif%s%.*s\n",
	    (int)(is_bold ? n - tail : n), line.p,
	    is_bold ? "\" font-weight=\"bold" : "", (int)(stop - end), end);
}

static int
name_fonts(struct str *svg, struct arena *a, struct err *e)
{
	char *p = NULL;
	size_t n = 0;
	struct str rest = *svg;
	FILE *f = open_memstream(&p, &n);
	if (!f)
		return err_nomem(e);
	while (rest.n)
		write_svg_line(f, str_cut(&rest, '\n'));
	int rc = fclose(f);
	if (rc == 0)
		*svg = arena_str(a, (struct str){p, n});
	free(p);
	return rc == 0 && svg->p ? 0 : err_nomem(e);
}

int
gnuplot_run(struct str script, enum gnuplot_form f, int seconds, struct arena *a,
    struct str *bytes, struct err *e)
{
	int rc = -1;
	size_t n = 0;
	struct child *c = calloc(1, sizeof *c);
	if (!c)
		return err_nomem(e);
	if (child_init(c, script, e) != 0 || run(c, seconds, e) != 0)
		goto done;
	char *p = take(c->picture, a, &n, e);
	struct str got = {p, n};
	if (!p || check(got, f, e) != 0)
		goto done;
	if (f == GNUPLOT_PDF)
		forget_date(p, n);
	if (f == GNUPLOT_SVG && name_fonts(&got, a, e) != 0)
		goto done;
	*bytes = got;
	rc = 0;
done:
	child_release(c);
	free(c);
	return rc;
}
