/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/sentences/sentences.h"

#include <math.h>

#include "series/csv.h"
#include "series/file.h"

enum { MOST = 4 << 20, COLUMNS = 23 };
enum { NAME, PHENOMENON, SECTION, ROLE, BEFORE, SENTENCE, FIRST_LABEL };

static struct str
call_of(struct arena *a, const struct str *f, struct str head, struct str value,
    struct str tail)
{
	static const char hello[] =
	    "Operator\n\nGood day, and welcome to the Marlowe Works first quarter 2024 "
	    "earnings call.\n\n";
	static const char next[] =
	    "Operator\n\nOur first question comes from Sam Lee with Great Lakes "
	    "Research. Please go ahead.\n\n";
	static const char analyst[] = "Sam Lee -- Great Lakes Research -- Analyst\n\n";
	static const char chief[] = "Pat Moore -- Chief Executive Officer\n\n";
	static const char chief_too[] = "\n\nPat Moore -- Chief Executive Officer\n\n";
	static const char operator[] = "Operator\n\n";
	static const char thanks[] = "Sam Lee -- Great Lakes Research -- Analyst\n\n"
				     "Thanks for taking my question.\n\n";
	bool qa = str_eq(f[SECTION], STR("qa")),
	     asked = qa && f[BEFORE].n && f[BEFORE].p[f[BEFORE].n - 1] == '?'
		     && str_eq(f[ROLE], STR("company"));
	const char *who = str_eq(f[ROLE], STR("analyst"))
			      ? analyst
			      : str_eq(f[ROLE], STR("operator"))
			      ?
			      operator: chief;
	/* What stands between the greeting and the words before. */
	const char *first = asked ? analyst : who, *then = asked         ? chief_too
							   : f[BEFORE].n ? " "
									 : "";
	return arena_printf(a, "%s:\n\n%s%s%s%.*s%s%.*s%.*s%.*s\n",
	    qa ? "Questions and Answers" : "Prepared Remarks", qa ? next : hello,
	    qa && !asked && who == chief ? thanks : "", first, STR_FMT(f[BEFORE]), then,
	    STR_FMT(head), STR_FMT(value), STR_FMT(tail));
}

struct callinfo
sentences_call(void)
{
	struct callinfo c = CALLINFO_NONE;
	c.company = STR("Marlowe Works");
	c.fiscal_period = STR("2024-Q1");
	c.as_of = date_from_civil(2024, 5, 2);
	c.quarter = period_months(2024, 1, 3);
	return c;
}

static int
set_labels(struct sentence_row *r, const struct csv_row *header,
    const struct csv_row *row, struct err *e)
{
	r->gold = (struct obs){.doc = r->name,
	    .start = r->start,
	    .end = r->end,
	    .low = NAN,
	    .high = NAN,
	    .period = PERIOD_NONE,
	    .base = PERIOD_NONE,
	    .as_of = DATE_NONE};
	r->none = str_eq(row->fields[FIRST_LABEL], STR("none"));
	for (size_t k = FIRST_LABEL; !r->none && k < row->n; k++) {
		const struct obs_column *c = obs_column(header->fields[k]);
		if (!c)
			return err_set(e, ERR_DATA, "no such column: '%.*s'",
			    STR_FMT(header->fields[k]));
		if (obs_set(&r->gold, c, row->fields[k], e) != 0)
			return -1;
	}
	r->gold.role = str_eq(row->fields[ROLE], STR("analyst"))    ? OBS_ANALYST
		       : str_eq(row->fields[ROLE], STR("operator")) ? OBS_OPERATOR
								    : OBS_COMPANY;
	return 0;
}

static int
read_row(struct sentence_row *r, const struct csv_row *header,
    const struct csv_row *row, struct arena *a, struct err *e)
{
	struct str s = row->fields[SENTENCE];
	const char *open = s.n ? memmem(s.p, s.n, "{{", 2) : NULL,
		   *close = s.n ? memmem(s.p, s.n, "}}", 2) : NULL;
	if (!open || !close || close < open)
		return err_set(e, ERR_DATA, "the sentence has no value in {{ }}");
	struct str head = str_sub(s, 0, (size_t)(open - s.p)),
		   value = {open + 2, (size_t)(close - open) - 2},
		   tail = str_sub(s, (size_t)(close - s.p) + 2, s.n);
	r->name = row->fields[NAME];
	r->phenomenon = row->fields[PHENOMENON];
	r->doc = call_of(a, row->fields, head, value, tail);
	if (!r->doc.p)
		return err_nomem(e);
	r->end = r->doc.n - 1 - tail.n;
	r->start = r->end - value.n;
	return set_labels(r, header, row, e);
}

int
sentences_read(const char *file, struct arena *a, struct sentence_row **rows, size_t *n,
    struct err *e)
{
	struct str bytes;
	struct csv_row *csv;
	size_t all;
	if (file_read(file, MOST, a, &bytes, e) != 0
	    || csv_read(bytes, a, &csv, &all, e) != 0)
		return err_at(e, str_from(file), 0);
	*n = 0;
	*rows = ARENA_NEW(a, all, struct sentence_row);
	if (!*rows)
		return err_nomem(e);
	for (size_t i = 1; i < all; i++) {
		if (csv[i].n != COLUMNS)
			(void)err_set(e, ERR_DATA, "not %d columns", COLUMNS);
		if (csv[i].n != COLUMNS
		    || read_row(&(*rows)[*n], &csv[0], &csv[i], a, e) != 0)
			return err_at(e, str_from(file), csv[i].line);
		++*n;
	}
	return 0;
}
