/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/base/child.h"

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

enum { MOST_FILTER = 1024 }; /* instructions */

struct child {
	int input, output; /* anonymous files in memory */
	int said[2];       /* pipe: its standard error */
	int failed[2];     /* pipe: errno when it could not be started */
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

/* The filter as the kernel takes it, into fd.  Whether it came to be. */
static bool
write_filter(int fd)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	bool done = f && add_rules(f) == 0 && seccomp_export_bpf(f, fd) == 0;
	if (f)
		seccomp_release(f);
	return done;
}

/* Nothing is allocated in the child that is to be.  The filter is made in one of its own:
 * libseccomp reads through a null pointer when memory is out. */
static int
make_filter(struct child *c, struct err *e)
{
	int status = -1, rc = -1, fd = memfd_create("filter", MFD_CLOEXEC);
	pid_t pid = fd < 0 ? -1 : fork();
	if (pid == 0)
		_exit(write_filter(fd) ? 0 : 1);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	ssize_t n = pid > 0 ? pread(fd, c->filter, sizeof c->filter, 0) : 0;
	if (pid < 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV)
	    || (WIFEXITED(status) && WEXITSTATUS(status) == 1))
		(void)err_nomem(e);
	else if (n <= 0 || (size_t)n == sizeof c->filter)
		(void)err_set(e, ERR_INTERNAL, "cannot make the filter for a child");
	else
		rc = 0;
	c->n_filter = n > 0 ? (size_t)n / sizeof *c->filter : 0;
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
release(struct child *c)
{
	close_fd(&c->input);
	close_fd(&c->output);
	close_fd(&c->said[0]);
	close_fd(&c->said[1]);
	close_fd(&c->failed[0]);
	close_fd(&c->failed[1]);
}

static int
prepare(struct child *c, struct str input, struct err *e)
{
	const char *path = getenv("PATH"), *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	c->said[0] = c->said[1] = c->failed[0] = c->failed[1] = c->output = -1;
	c->pid = -1;
	c->input = memfd_create("input", MFD_CLOEXEC);
	c->output = memfd_create("output", MFD_CLOEXEC);
	if (c->input < 0 || c->output < 0 || write_all(c->input, input) != 0
	    || pipe2(c->said, O_CLOEXEC) != 0
	    || pipe2(c->failed, O_CLOEXEC | O_NONBLOCK) != 0)
		return err_errno(e, ERR_INTERNAL, "cannot prepare for a child");
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
become(struct child *c, char *const *argv, const struct child_limits *most)
{
	char home[] = "HOME=/nonexistent", lang[] = "LC_ALL=C";
	char *env[] = {c->path, home, lang, c->cache[0] ? c->cache : NULL, NULL};
	struct sock_fprog prog = {(unsigned short)c->n_filter, c->filter};
	struct failure f = {STEP_FILES, 0};
	(void)signal(SIGPIPE, SIG_DFL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* who ends us, ends it */
	/* Out of the way of 0, 1 and 2 first, which may have been closed here. */
	int in = fcntl(c->input, F_DUPFD_CLOEXEC, 3);
	int out = fcntl(c->output, F_DUPFD_CLOEXEC, 3);
	int said = fcntl(c->said[1], F_DUPFD_CLOEXEC, 3);
	int tell = fcntl(c->failed[1], F_DUPFD_CLOEXEC, 3);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(said, 2) < 0 || chdir("/") != 0)
		goto failed;
	f.step = STEP_LIMIT;
	if (!limit(RLIMIT_CPU, (rlim_t)most->seconds + 1)
	    || !limit(RLIMIT_FSIZE, most->output) || !limit(RLIMIT_CORE, 0)
	    || (most->memory && !limit(RLIMIT_AS, most->memory)))
		goto failed;
	f.step = STEP_SECCOMP;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
	    || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) != 0)
		goto failed;
	f.step = STEP_EXEC;
	(void)execvpe(argv[0], argv, env);
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
listen_to(struct child *c, double deadline, char said[CHILD_SAID])
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
		bool keep = n < CHILD_SAID - 1;
		ssize_t got = keep ? read(c->said[0], said + n, CHILD_SAID - 1 - n)
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

static int
not_started(const struct failure *f, const char *name, struct err *e)
{
	static const char *const steps[] = {
	    [STEP_EXEC] = "start it",
	    [STEP_LIMIT] = "limit its time, memory and output",
	    [STEP_SECCOMP] = "forbid it to start programs (seccomp)",
	    [STEP_FILES] = "give it its files",
	};
	return err_set(e, ERR_UNAVAILABLE, "cannot run %s: cannot %s: %s", name,
	    steps[f->step], strerror(f->no));
}

/* What it wrote. */
static int
take(struct child *c, struct arena *a, struct child_result *out, struct err *e)
{
	off_t size = lseek(c->output, 0, SEEK_END);
	out->output = size > 0 ? arena_alloc(a, (size_t)size, 1) : NULL;
	if (size > 0 && !out->output)
		return err_nomem(e);
	while (out->n < (size_t)size) {
		ssize_t got = pread(c->output, out->output + out->n,
		    (size_t)size - out->n, (off_t)out->n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(
			    e, ERR_INTERNAL, "cannot read what a child wrote");
		out->n += (size_t)got;
	}
	return 0;
}

/* Did it, which has ended, fail before it became the program? */
static bool
failed_before(struct child *c, struct failure *f)
{
	ssize_t n;
	do
		n = read(c->failed[0], f, sizeof *f);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof *f;
}

/* Start it and wait for its end. */
static int
run(struct child *c, char *const *argv, const struct child_limits *most,
    struct child_result *out, struct err *e)
{
	double deadline = now() + most->seconds;
	struct failure f;
	c->pid = fork();
	if (c->pid < 0)
		return err_errno(e, ERR_UNAVAILABLE, "cannot start %s", argv[0]);
	if (c->pid == 0)
		become(c, argv, most);
	close_fd(&c->said[1]);
	close_fd(&c->failed[1]);
	if (!listen_to(c, deadline, out->said))
		deadline = 0;
	out->end = wait_for(c, deadline, &out->status) ? CHILD_ENDED : CHILD_LATE;
	if (!failed_before(c, &f))
		return 0;
	out->end = CHILD_MISSING;
	bool missing = f.step == STEP_EXEC && (f.no == ENOENT || f.no == ENOTDIR);
	return missing ? 0 : not_started(&f, argv[0], e);
}

int
child_run(char *const *argv, struct str input, const struct child_limits *limits,
    struct arena *a, struct child_result *out, struct err *e)
{
	struct child *c = calloc(1, sizeof *c);
	memset(out, 0, sizeof *out);
	if (!c)
		return err_nomem(e);
	int rc = prepare(c, input, e);
	if (rc == 0)
		rc = run(c, argv, limits, out, e);
	if (rc == 0)
		rc = take(c, a, out, e);
	release(c);
	free(c);
	return rc;
}
