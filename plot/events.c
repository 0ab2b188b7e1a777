/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/events.h"

#include <stdlib.h>

#include "series/csv.h"
#include "series/date.h"

enum column { DATE, TEXT, COLUMNS };
static const char *const names[COLUMNS] = {[DATE] = "date", [TEXT] = "text"};

static int
read_row(const struct csv_row *row, const size_t at[COLUMNS], struct arena *a,
    struct chart_event *out, struct err *e)
{
	struct str date = str_trim(row->fields[at[DATE]]);
	int32_t day;
	out->text = arena_no_nul(a, str_trim(row->fields[at[TEXT]]));
	if (!out->text.p)
		return err_nomem(e);
	if (!date_parse(date, &day))
		return err_set(e, ERR_DATA, "date '%.*s' is not a date (YYYY-MM-DD)",
		    STR_FMT(str_sub(date, 0, 80)));
	if (out->text.n == 0)
		return err_set(e, ERR_DATA, "text is empty");
	out->t = day;
	out->line = row->line;
	return 0;
}

static int
by_day(const void *x, const void *y)
{
	const struct chart_event *a = x, *b = y;
	int c = (a->t > b->t) - (a->t < b->t);
	return c ? c : (a->line > b->line) - (a->line < b->line);
}

int
events_read(struct str bytes, struct str name, struct arena *a,
    struct chart_event **out, size_t *n, struct err *e)
{
	struct csv_row *rows;
	size_t n_rows, at[COLUMNS] = {0};
	*n = 0;
	if (csv_read(bytes, a, &rows, &n_rows, e) != 0)
		return err_at(e, name, e->line);
	if (n_rows == 0)
		return err_set(e, ERR_DATA, "the file is empty"), err_at(e, name, 1);
	if (csv_columns(&rows[0], names, COLUMNS, COLUMNS, at, e) != 0)
		return err_at(e, name, e->line);
	*out = ARENA_NEW(a, n_rows, struct chart_event);
	if (!*out)
		return err_nomem(e);
	for (size_t i = 1; i < n_rows; i++)
		if (read_row(&rows[i], at, a, &(*out)[(*n)++], e) != 0)
			return err_at(e, name, rows[i].line);
	qsort(*out, *n, sizeof **out, by_day);
	return 0;
}
