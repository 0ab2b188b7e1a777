/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void
progress_start(struct progress *p, bool wanted, size_t files, uint64_t bytes)
{
	*p = (struct progress){.on = wanted && isatty(STDERR_FILENO) == 1,
	    .all_files = files,
	    .all_bytes = bytes};
	if (p->on)
		p->start = p->last = now();
}

size_t
progress_text(const struct progress *p, double seconds, char *text, size_t most)
{
	double rate = seconds > 0 ? (double)p->bytes / seconds : 0;
	int n = snprintf(
	    text, most, "%zu/%zu files, %.1f MB/s", p->files, p->all_files, rate / 1e6);
	if (n > 0 && (size_t)n < most && rate > 0 && p->all_bytes > p->bytes) {
		long left = (long)((double)(p->all_bytes - p->bytes) / rate + 0.5);
		n += snprintf(text + n, most - (size_t)n, ", %ld:%02ld left", left / 60,
		    left % 60);
	}
	return n < 0 ? 0 : (size_t)n < most ? (size_t)n : most - 1;
}

void
progress_add(struct progress *p, size_t files, uint64_t bytes)
{
	const double often = 0.1;
	char text[100];
	p->files += files;
	p->bytes += bytes;
	if (!p->on)
		return;
	double t = now();
	if (t - p->last < often)
		return;
	p->last = t;
	size_t n = progress_text(p, t - p->start, text, sizeof text);
	/* Blanks over what was longer. */
	(void)fprintf(
	    stderr, "\r%s%*s", text, p->shown > n ? (int)(p->shown - n) : 0, "");
	(void)fflush(stderr);
	p->shown = n;
}

void
progress_clear(struct progress *p)
{
	if (!p->shown)
		return;
	(void)fprintf(stderr, "\r%*s\r", (int)p->shown, "");
	(void)fflush(stderr);
	p->shown = 0;
}
