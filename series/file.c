/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "series/base/out.h"

/* fread that goes on after a signal. */
static size_t
fill(char *p, size_t n, FILE *f)
{
	size_t got = 0;
	do {
		if (ferror(f))
			clearerr(f);
		errno = 0;
		got += fread(p + got, 1, n - got, f);
	} while (got < n && ferror(f) && errno == EINTR);
	return got;
}

static int
read_all(FILE *f, size_t most, struct arena *a, struct str *out, struct err *e)
{
	size_t n = 0, cap = 1 << 16;
	struct stat st;
	if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode)) {
		if ((unsigned long long)st.st_size > most)
			return err_set(e, ERR_DATA,
			    "larger than %zu MB; split it (--max-document sets the "
			    "limit)",
			    most >> 20);
		cap = (size_t)st.st_size + 1;
	}
	/* The growing buffer is the heap's: an arena would keep every size of it. */
	char *p = malloc(cap);
	while (p) {
		n += fill(p + n, cap - n, f);
		if (n < cap || n > most)
			break;
		char *more = realloc(p, cap * 2);
		if (!more)
			free(p);
		p = more;
		cap *= 2;
	}
	if (!p)
		return err_nomem(e);
	int rc = 0;
	if (ferror(f))
		rc = err_errno(e, ERR_IO, "cannot be read");
	else if (n > most)
		rc = err_set(e, ERR_DATA,
		    "larger than %zu MB; split it (--max-document sets the limit)",
		    most >> 20);
	*out = rc == 0 ? arena_str(a, (struct str){p, n}) : (struct str){NULL, 0};
	free(p);
	return rc == 0 && !out->p ? err_nomem(e) : rc;
}

int
file_read(
    const char *path, size_t most, struct arena *a, struct str *out, struct err *e)
{
	if (strcmp(path, "-") == 0)
		return read_all(stdin, most, a, out, e);
	if (file_is_folder(path))
		return err_set(e, ERR_DATA, "is a folder, not a file");
	FILE *f = fopen(path, "re");
	if (!f)
		return err_errno(e, ERR_NOINPUT, "cannot be read");
	int rc = read_all(f, most, a, out, e);
	(void)fclose(f);
	return rc;
}

/* All of a stream that is no regular file. */
static int
take_stream(FILE *f, struct file_bytes *out, struct err *e)
{
	char *bytes = NULL, part[1 << 16];
	size_t size = 0, n;
	FILE *to = out_memory_open(&bytes, &size);
	if (!to)
		return err_nomem(e);
	while ((n = fill(part, sizeof part, f)) > 0)
		(void)fwrite(part, 1, n, to);
	int rc = ferror(f) ? err_errno(e, ERR_IO, "cannot be read") : 0;
	if (out_memory_close(to) != 0 && rc == 0)
		rc = err_nomem(e);
	if (rc == 0)
		*out = (struct file_bytes){{bytes, size}, bytes};
	else
		free(bytes);
	return rc;
}

static bool
same_state(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec
	       && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* All of a regular file.  It is not mapped: whoever shortened it would end us. */
static int
take_file(FILE *f, const struct stat *before, struct file_bytes *out, struct err *e)
{
	struct stat after;
	size_t n = (size_t)before->st_size;
	char *bytes = malloc(n + 1);
	if (!bytes)
		return err_nomem(e);
	int rc = 0;
	n = fill(bytes, n, f);
	if (ferror(f) || fstat(fileno(f), &after) != 0)
		rc = err_errno(e, ERR_IO, "cannot be read");
	else if (!same_state(before, &after))
		rc = err_set(e, ERR_DATA,
		    "was changed while it was read; read it again when it is complete");
	if (rc == 0)
		*out = (struct file_bytes){.bytes = {bytes, n}, .own = bytes};
	else
		free(bytes);
	return rc;
}

int
file_take(const char *path, struct file_bytes *out, struct err *e)
{
	struct stat st;
	*out = (struct file_bytes){{NULL, 0}, NULL};
	if (strcmp(path, "-") == 0)
		return take_stream(stdin, out, e);
	if (file_is_folder(path))
		return err_set(e, ERR_DATA, "is a folder, not a file");
	FILE *f = fopen(path, "re");
	if (!f)
		return err_errno(e, ERR_NOINPUT, "cannot be read");
	bool regular = fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) && st.st_size;
	int rc = regular ? take_file(f, &st, out, e) : take_stream(f, out, e);
	(void)fclose(f);
	return rc;
}

void
file_give(struct file_bytes *b)
{
	free(b->own);
	*b = (struct file_bytes){{NULL, 0}, NULL};
}

bool
file_is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

struct listing {
	const char *const *suffixes;
	struct arena *a;
	struct str *v;
	size_t n, cap;
};

static bool
is_wanted(struct str path, const char *const *suffixes)
{
	for (; *suffixes; suffixes++) {
		struct str s = str_from(*suffixes);
		if (path.n > s.n && str_eq(str_sub(path, path.n - s.n, path.n), s))
			return true;
	}
	return false;
}

static int
add(struct listing *l, struct str path, struct err *e)
{
	struct str *grown = arena_grow(l->a, l->v, l->n, &l->cap, sizeof *grown);
	if (!grown)
		return err_nomem(e);
	l->v = grown;
	l->v[l->n++] = path;
	return 0;
}

static int walk(const char *folder, int depth, struct listing *l, struct err *e);

/* A pipe or a device is not opened: who reads it may wait for ever. */
static int
visit(struct str path, int depth, struct listing *l, struct err *e)
{
	enum { DEEPEST = 32 };
	struct stat st;
	if (lstat(path.p, &st) == 0 && S_ISDIR(st.st_mode)) {
		if (depth < DEEPEST)
			return walk(path.p, depth + 1, l, e);
		(void)err_set(e, ERR_DATA,
		    "lies more than %d folders deep; name it by itself", DEEPEST);
		return err_at(e, path, 0);
	}
	if (!is_wanted(path, l->suffixes)
	    || (stat(path.p, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)))
		return 0;
	return add(l, path, e);
}

static int
walk(const char *folder, int depth, struct listing *l, struct err *e)
{
	DIR *d = opendir(folder);
	if (!d) {
		(void)err_errno(e, ERR_NOINPUT, "cannot be read");
		return err_at(e, str_from(folder), 0);
	}
	int rc = 0;
	for (const struct dirent *x; rc == 0 && (errno = 0, x = readdir(d));) {
		if (x->d_name[0] == '.')
			continue;
		size_t dir = strlen(folder);
		struct str path = arena_printf(
		    l->a, folder[dir - 1] == '/' ? "%s%s" : "%s/%s", folder, x->d_name);
		rc = path.p ? visit(path, depth, l, e) : err_nomem(e);
	}
	if (rc == 0 && errno)
		rc = err_errno(e, ERR_IO, "cannot be read");
	(void)closedir(d);
	return rc;
}

static int
by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

int
file_list(const char *folder, const char *const *suffixes, struct arena *a,
    struct str **out, size_t *n, struct err *e)
{
	struct listing l = {.suffixes = suffixes, .a = a};
	if (walk(folder, 0, &l, e) != 0)
		return -1;
	if (l.n)
		qsort(l.v, l.n, sizeof *l.v, by_name);
	*out = l.v;
	*n = l.n;
	return 0;
}
