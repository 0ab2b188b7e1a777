/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_TURNS_H
#define EXTRACT_TURNS_H

#include "extract/document.h"
#include "series/obs.h"

/*
 * Who speaks where.  A turn is one speaker's uninterrupted speech; speakers are
 * found as a line of their own ("Name", and "Name - Title", "Name -- Title",
 * "Name | Title", "Name, Title", "Name (Title)"), as "Name: text", or, where nobody
 * is named, from what is said when a question is announced and asked.
 */
struct turn {
	size_t start, end;  /* clean text */
	struct str speaker; /* "" when nobody is named */
	enum obs_role role;
	enum obs_section section;
};

struct turns {
	struct turn *v;
	size_t n;
};

/**
 * Find the turns of d (in a).  Inside them the line breaks of wrapped sentences are
 * made blanks and page lines are blanked out, in d->text and d->low; the breaks
 * that are left end a paragraph.  `company` ("" when unknown) helps to tell its
 * people from others.
 */
MUST_CHECK int turns_find(struct document *d, struct str company, struct arena *a,
    struct turns *out, struct err *e);

#endif
