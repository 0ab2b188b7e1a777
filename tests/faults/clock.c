/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LD_PRELOAD: clocks that jump by an hour to and fro, each time that they are asked, and by
 * FAULT_CLOCK seconds in all. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t
jump(void)
{
	static unsigned asked;
	const char *by = getenv("FAULT_CLOCK");
	return (asked++ % 2 ? 3600 : -3600) + (by ? atol(by) : 0);
}

int
clock_gettime(clockid_t id, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, id, t);
	if (rc == 0 && id == CLOCK_REALTIME)
		t->tv_sec += jump();
	return rc;
}

time_t
time(time_t *out)
{
	struct timespec t = {0, 0};
	(void)clock_gettime(CLOCK_REALTIME, &t);
	if (out)
		*out = t.tv_sec;
	return t.tv_sec;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec t = {0, 0};
	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	tv->tv_sec = t.tv_sec;
	tv->tv_usec = t.tv_nsec / 1000;
	return 0;
}
