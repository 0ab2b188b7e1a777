/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PROGRESS_H
#define EXTRACT_PROGRESS_H

#include <stdint.h>

#include "series/base/str.h"

/*
 * How far a long run is, on one line of a terminal's standard error that is written over
 * ten times a second: files, MB/s, time left.  Nothing is written where standard error
 * is no terminal.
 */
struct progress {
	bool on;
	size_t files, all_files;
	uint64_t bytes, all_bytes;
	double start, last; /* seconds of a clock that never goes back */
	size_t shown;       /* columns of the line that stands there */
};

/** Begin a run over so many files and bytes (0: not known); wanted: not when quiet. */
void progress_start(struct progress *p, bool wanted, size_t files, uint64_t bytes);
/** So many files and bytes more are done. */
void progress_add(struct progress *p, size_t files, uint64_t bytes);
/** Take the line away: a message comes, or the end. */
void progress_clear(struct progress *p);
/** The line's text, of at most most bytes, after so many seconds. */
size_t progress_text(const struct progress *p, double seconds, char *text, size_t most);

#endif
