/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LD_PRELOAD: memory that runs out.  From main on every allocation is counted.
 *   FAULT_ALLOC=K   the K-th fails (from 1), K+ the K-th and all after it
 *   FAULT_STOP=1    and stops there, for a debugger
 *   FAULT_REPORT=F  when main returns, "ALLOCATIONS LIVE" is written to F: how many there
 *                   were, and how many of them are not freed
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dlfcn.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static atomic_long count, live;
static long first;
static bool armed, ever, stop;

static bool
fails(void)
{
	if (!armed)
		return false;
	long n = atomic_fetch_add(&count, 1) + 1;
	if (first == 0 || (ever ? n < first : n != first))
		return false;
	if (stop)
		(void)raise(SIGTRAP);
	errno = ENOMEM;
	return true;
}

static void *
given(void *p)
{
	if (p && armed)
		atomic_fetch_add(&live, 1);
	return p;
}

void *
malloc(size_t n)
{
	return fails() ? NULL : given(__libc_malloc(n));
}

void *
calloc(size_t count_, size_t n)
{
	return fails() ? NULL : given(__libc_calloc(count_, n));
}

void *
realloc(void *p, size_t n)
{
	if (n && fails())
		return NULL;
	if (!p)
		return given(__libc_realloc(p, n));
	if (n == 0 && armed)
		atomic_fetch_sub(&live, 1);
	return __libc_realloc(p, n);
}

void *
memalign(size_t align, size_t n)
{
	return fails() ? NULL : given(__libc_memalign(align, n));
}

void *
aligned_alloc(size_t align, size_t n)
{
	return memalign(align, n);
}

int
posix_memalign(void **p, size_t align, size_t n)
{
	void *q = memalign(align, n);
	if (!q)
		return ENOMEM;
	*p = q;
	return 0;
}

void
free(void *p)
{
	if (p && armed)
		atomic_fetch_sub(&live, 1);
	__libc_free(p);
}

static int (*program)(int, char **, char **);

static int
counted(int argc, char **argv, char **env)
{
	const char *which = getenv("FAULT_ALLOC"), *report = getenv("FAULT_REPORT");
	char line[64];
	if (which) {
		first = atol(which);
		ever = strchr(which, '+') != NULL;
		stop = getenv("FAULT_STOP") != NULL;
	}
	armed = true;
	int rc = program(argc, argv, env);
	armed = false;
	int fd = report ? open(report, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
	if (fd >= 0) {
		int n = snprintf(line, sizeof line, "%ld %ld\n", (long)count, (long)live);
		if (write(fd, line, (size_t)n) != n)
			_exit(127);
		(void)close(fd);
	}
	return rc;
}

int
__libc_start_main(int (*main_)(int, char **, char **), int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*rtld)(void), void *end)
{
	union {
		void *p;
		int (*f)(int (*)(int, char **, char **), int, char **, void (*)(void),
		    void (*)(void), void (*)(void), void *);
	} real = {dlsym(RTLD_NEXT, "__libc_start_main")};
	program = main_;
	return real.f(counted, argc, argv, init, fini, rtld, end);
}
