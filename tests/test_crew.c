/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work by several threads: all of it, in order, and an end at the first failure. */
#include <criterion/criterion.h>
#include <time.h>

#include "extract/crew.h"
#include "extract/progress.h"

enum { ITEMS = 500 };

struct shop {
	size_t given, taken, fails_at;
	bool in_order, worked;
};

struct item {
	size_t number, square;
};

static int
next(void *data, void *item, struct err *e)
{
	struct shop *s = data;
	(void)e;
	if (s->given == ITEMS)
		return 0;
	*(struct item *)item = (struct item){s->given++, 0};
	return 1;
}

/* Some take longer than those behind them. */
static void
run(const void *data, void *item)
{
	struct item *it = item;
	const struct timespec pause = {0, 200000};
	(void)data;
	if (it->number % 7 == 0)
		(void)nanosleep(&pause, NULL);
	it->square = it->number * it->number;
}

static int
done(void *data, void *item, struct err *e)
{
	struct shop *s = data;
	const struct item *it = item;
	s->in_order &= it->number == s->taken++;
	s->worked &= it->square == it->number * it->number;
	if (it->number == s->fails_at)
		return err_set(e, ERR_IO, "no room");
	return 0;
}

static void
release(void *item)
{
	(void)item;
}

static int
all(struct shop *s, size_t jobs, struct err *e)
{
	const struct crew_work w = {s, sizeof(struct item), next, run, done, release};
	return crew_run(&w, jobs, e);
}

Test(crew, everything_is_done_in_order)
{
	static const size_t jobs[] = {1, 2, 3, 16};
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
		struct err e = {0};
		struct shop s = {0, 0, SIZE_MAX, true, true};
		cr_expect_eq(all(&s, jobs[i], &e), 0);
		cr_expect_eq(s.taken, ITEMS, "%zu threads: %zu", jobs[i], s.taken);
		cr_expect(s.in_order && s.worked, "%zu threads", jobs[i]);
	}
}

Test(crew, the_first_failure_ends_it)
{
	static const size_t jobs[] = {1, 4};
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
		struct err e = {0};
		struct shop s = {0, 0, 40, true, true};
		cr_expect_eq(all(&s, jobs[i], &e), -1);
		cr_expect_eq(e.code, ERR_IO);
		cr_expect_eq(s.taken, 41);
		cr_expect(s.in_order);
		cr_expect_lt(s.given, 41 + 17, "it reads no further");
	}
}

Test(progress, the_line_says_files_speed_and_time_left)
{
	static const struct row {
		struct progress p;
		double seconds;
		const char *text;
	} rows[] = {
	    {{.files = 3, .all_files = 10, .bytes = 2000000, .all_bytes = 8000000}, 1,
		"3/10 files, 2.0 MB/s, 0:03 left"},
	    {{.files = 1, .all_files = 90, .bytes = 1000000, .all_bytes = 91000000}, 1,
		"1/90 files, 1.0 MB/s, 1:30 left"},
	    {{.files = 10, .all_files = 10, .bytes = 8000000, .all_bytes = 8000000}, 4,
		"10/10 files, 2.0 MB/s"},
	    {{.files = 0, .all_files = 1}, 0, "0/1 files, 0.0 MB/s"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[100];
		size_t n =
		    progress_text(&rows[i].p, rows[i].seconds, text, sizeof text);
		cr_expect_str_eq(text, rows[i].text);
		cr_expect_eq(n, strlen(rows[i].text));
	}
	char small[8];
	cr_expect_eq(progress_text(&rows[0].p, 1, small, sizeof small), 7);
}
