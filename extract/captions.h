/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CAPTIONS_H
#define EXTRACT_CAPTIONS_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * The words of a recording's captions: WebVTT (W3C, WebVTT: The Web Video Text Tracks
 * Format, 2019) and SubRip (.srt).  docs/formats.md says how the text is made.
 */

/** Do the bytes begin as captions do: WEBVTT, or a cue's times, with or without its number? */
bool captions_is(struct str bytes);

/**
 * Their text in a, without numbers, times, marks, notes and repeated lines; a paragraph
 * for each speaker.  Pure: equal bytes make equal texts.  -1 with *e: no words in it, a
 * text of more than most bytes (65), no memory.
 */
MUST_CHECK int captions_text(
    struct str bytes, size_t most, struct arena *a, struct str *out, struct err *e);

#endif
