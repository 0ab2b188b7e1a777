/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/base/out.h"

#include "series/base/spare.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
forget(struct out *o)
{
	free(o->path);
	free(o->temp);
	*o = (struct out){.f = NULL};
}

/* A file without a name in the folder of path, where the system has such. */
static int
open_unnamed(const char *path)
{
	char *dir = strdup(path);
	if (!dir || access("/proc/self/fd", X_OK) != 0) {
		free(dir);
		return -1;
	}
	char *slash = strrchr(dir, '/');
	if (slash)
		slash[slash == dir] = '\0';
	int fd = open(slash ? dir : ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
	free(dir);
	return fd;
}

static int
open_named(struct out *o)
{
	int fd = mkostemp(o->temp, O_CLOEXEC);
	if (fd < 0)
		return -1;
	o->named = true;
	mode_t mask = umask(0);
	(void)umask(mask);
	(void)fchmod(fd, 0666 & ~mask);
	return fd;
}

int
out_open(struct out *o, const char *path, struct err *e)
{
	*o = (struct out){.f = NULL};
	if (!path || strcmp(path, "-") == 0) {
		o->f = stdout;
		return 0;
	}
	struct stat st;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(
		    e, ERR_CANTCREAT, "cannot write %s: it is a folder", path);
	/* Devices and pipes are written in place; a link stays a link. */
	bool there = stat(path, &st) == 0;
	o->path = there ? realpath(path, NULL) : strdup(path);
	if (there && o->path && !S_ISREG(st.st_mode)) {
		o->f = fopen(o->path, "we");
		if (o->f)
			return 0;
		(void)err_errno(e, ERR_CANTCREAT, "cannot write %s", path);
		forget(o);
		return -1;
	}
	size_t n = (o->path ? strlen(o->path) : 0) + sizeof ".XXXXXX";
	o->temp = malloc(n);
	if (!o->path || !o->temp) {
		forget(o);
		return err_nomem(e);
	}
	(void)snprintf(o->temp, n, "%s.XXXXXX", o->path);
	int fd = open_unnamed(o->path);
	if (fd < 0)
		fd = open_named(o);
	o->f = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!o->f) {
		(void)err_errno(e, ERR_CANTCREAT, "cannot write %s", path);
		if (fd >= 0)
			(void)close(fd);
		if (o->named)
			(void)unlink(o->temp);
		forget(o);
		return -1;
	}
	return 0;
}

/* A rename is only on the disk when its folder is. */
static void
sync_folder(const char *path)
{
	char *dir = strdup(path);
	if (!dir)
		return;
	char *slash = strrchr(dir, '/');
	if (slash)
		slash[slash == dir] = '\0';
	int fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		(void)close(fd);
	}
	free(dir);
}

/* Letters that nobody else has taken, as mkostemp finds them: it leaves a file behind,
 * whose name is then free. */
static int
free_name(char *temp)
{
	int fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return -1;
	(void)close(fd);
	return unlink(temp);
}

/* A file without a name gets one: its own, or, where that is taken, another first. */
static int
give_name(struct out *o)
{
	char own[40];
	sigset_t before;
	(void)snprintf(own, sizeof own, "/proc/self/fd/%d", fileno(o->f));
	if (linkat(AT_FDCWD, own, AT_FDCWD, o->path, AT_SYMLINK_FOLLOW) == 0)
		return 0;
	if (errno != EEXIST)
		return -1;
	spare_hold(&before); /* so that the other name does not stay */
	int rc = free_name(o->temp);
	if (rc == 0)
		rc = linkat(AT_FDCWD, own, AT_FDCWD, o->temp, AT_SYMLINK_FOLLOW);
	if (rc == 0 && (rc = rename(o->temp, o->path)) != 0) {
		int no = errno;
		(void)unlink(o->temp);
		errno = no;
	}
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

int
out_commit(struct out *o, struct err *e)
{
	int rc = -1;
	const char *name = o->path ? o->path : "standard output";
	errno = 0;
	if (ferror(o->f) || fflush(o->f) != 0) {
		if (errno == 0) /* the write that failed was an earlier one */
			(void)err_set(
			    e, ERR_IO, "cannot write %s: is the disk full?", name);
		else
			(void)err_errno(e, ERR_IO, "cannot write %s", name);
		goto done;
	}
	if (o->path && !o->temp) {
		FILE *dev = o->f;
		o->f = NULL;
		rc = fclose(dev) == 0 ? 0
				      : err_errno(e, ERR_IO, "cannot write %s", name);
		goto done;
	}
	if (!o->path) {
		rc = 0;
		goto done;
	}
	if (fsync(fileno(o->f)) != 0) {
		(void)err_errno(e, ERR_IO, "cannot write %s", name);
		goto done;
	}
	if ((o->named ? rename(o->temp, o->path) : give_name(o)) != 0) {
		(void)err_errno(e, ERR_IO, "cannot write %s", name);
		goto done;
	}
	o->named = false;
	(void)fclose(o->f); /* all of it is on the disk */
	sync_folder(o->path);
	rc = 0;
done:
	if (rc == 0)
		forget(o);
	else
		out_abort(o);
	return rc;
}

void
out_abort(struct out *o)
{
	if (o->path) {
		if (o->f)
			(void)fclose(o->f);
		if (o->named)
			(void)unlink(o->temp);
	}
	forget(o);
}

struct memory {
	char **bytes;
	size_t *n, cap;
};

static ssize_t
memory_write(void *cookie, const char *p, size_t n)
{
	struct memory *m = cookie;
	if (n >= m->cap - *m->n) {
		size_t cap = (m->cap + n) * 2;
		char *grown = realloc(*m->bytes, cap);
		if (!grown)
			return 0; /* as a full disk */
		*m->bytes = grown;
		m->cap = cap;
	}
	memcpy(*m->bytes + *m->n, p, n);
	*m->n += n;
	(*m->bytes)[*m->n] = '\0';
	return (ssize_t)n;
}

static int
memory_close(void *cookie)
{
	free(cookie);
	return 0;
}

FILE *
out_memory_open(char **bytes, size_t *n)
{
	enum { FIRST = 1024 };
	const cookie_io_functions_t io = {.write = memory_write, .close = memory_close};
	struct memory *m = malloc(sizeof *m);
	*n = 0;
	*bytes = m ? malloc(FIRST) : NULL;
	if (*bytes) {
		**bytes = '\0';
		*m = (struct memory){bytes, n, FIRST};
	}
	FILE *f = *bytes ? fopencookie(m, "w", io) : NULL;
	if (!f) {
		free(*bytes);
		free(m);
		*bytes = NULL;
	}
	return f;
}

int
out_memory_close(FILE *f)
{
	bool bad = ferror(f) != 0;
	return fclose(f) == 0 && !bad ? 0 : -1;
}

int
out_write_file(const char *path, struct str bytes, struct err *e)
{
	struct out o;
	if (out_open(&o, path, e) != 0)
		return -1;
	if (bytes.n)
		(void)fwrite(bytes.p, 1, bytes.n, o.f);
	return out_commit(&o, e);
}
