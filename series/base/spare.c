/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/base/spare.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const int asking[] = {SIGINT, SIGTERM, SIGHUP};
enum { ASKING = sizeof asking / sizeof *asking };

void
spare_hold(sigset_t *before)
{
	sigset_t set;
	(void)sigemptyset(&set);
	for (size_t i = 0; i < ASKING; i++)
		(void)sigaddset(&set, asking[i]);
	(void)pthread_sigmask(SIG_BLOCK, &set, before);
}

int
spare_asked(struct err *e)
{
	sigset_t waiting;
	if (sigpending(&waiting) != 0)
		return 0;
	for (size_t i = 0; i < ASKING; i++)
		if (sigismember(&waiting, asking[i]) == 1)
			return err_set(e, ERR_INTERNAL, "ended by a signal");
	return 0;
}

/* The names first: giving up needs no memory then. */
static int
name(struct spare *s, const char *path, struct err *e)
{
	static const char *const tails[SPARE_PARTS] = {"", "-journal", "-wal", "-shm"};
	s->path = access(path, F_OK) == 0 ? realpath(path, NULL) : strdup(path);
	if (!s->path)
		return err_errno(e, ERR_CANTCREAT, "cannot %s %s", s->doing, path);
	for (size_t i = 0; i < SPARE_PARTS; i++)
		if (asprintf(&s->part[i], "%s.new.XXXXXX%s", s->path, tails[i]) < 0) {
			s->part[i] = NULL;
			return err_nomem(e);
		}
	return 0;
}

static void
release(struct spare *s)
{
	free(s->path);
	for (size_t i = 0; i < SPARE_PARTS; i++)
		free(s->part[i]);
	*s = (struct spare){.path = NULL};
}

int
spare_make(struct spare *s, const char *path, const char *doing, struct err *e)
{
	*s = (struct spare){.doing = doing};
	if (name(s, path, e) != 0) {
		release(s);
		return -1;
	}
	spare_hold(&s->before);
	int fd = mkostemp(s->part[0], O_CLOEXEC);
	if (fd < 0) {
		(void)err_errno(e, ERR_CANTCREAT, "cannot %s %s", doing, path);
		(void)pthread_sigmask(SIG_SETMASK, &s->before, NULL);
		release(s);
		return -1;
	}
	/* The parts get the letters that were chosen. */
	size_t n = strlen(s->part[0]);
	for (size_t i = 1; i < SPARE_PARTS; i++)
		memcpy(s->part[i], s->part[0], n);
	mode_t mask = umask(0);
	(void)umask(mask);
	(void)fchmod(fd, 0666 & ~mask);
	(void)close(fd);
	return 0;
}

int
spare_keep(struct spare *s, bool replace, struct err *e)
{
	/* A link never replaces what somebody else has put there meanwhile. */
	if (!replace && link(s->part[0], s->path) == 0)
		return 0;
	if ((replace || errno != EEXIST) && rename(s->part[0], s->path) == 0)
		return 0;
	int no = errno;
	(void)err_errno(e, ERR_CANTCREAT, "cannot %s %s", s->doing, s->path);
	errno = no;
	return -1;
}

void
spare_drop(struct spare *s)
{
	if (!s->path)
		return;
	sigset_t before = s->before;
	for (size_t i = 0; i < SPARE_PARTS; i++)
		(void)unlink(s->part[i]);
	release(s);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}
