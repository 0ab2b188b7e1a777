/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store_page.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	SUM = 8,
	HEADER = 100, /* of page 1, and what stands where in it */
	SIZE_AT = 16,
	RESERVED_AT = 20,
	MOST_PAGE = 65536
};

/* A database's file: SQLite's methods but for those that look at pages. */
struct pages {
	sqlite3_io_methods own;
	const sqlite3_io_methods *real;
	int size;    /* of a page */
	bool summed; /* the header says that there is room for sums */
	bool trust;  /* they are not compared */
	unsigned char copy[MOST_PAGE];
};

static struct pages *
pages_of(const sqlite3_file *f)
{
	struct pages *p;
	memcpy(&p, &f->pMethods, sizeof p);
	return p;
}

/* What the header says, when it is read or written. */
static void
look(struct pages *p, const void *bytes, int n, sqlite3_int64 at)
{
	const unsigned char *b = bytes;
	if (at != 0 || n < HEADER || memcmp(b, "SQLite format 3", 16) != 0)
		return;
	p->size = b[SIZE_AT] << 8 | b[SIZE_AT + 1];
	if (p->size == 1)
		p->size = MOST_PAGE;
	p->summed = b[RESERVED_AT] == SUM && p->size >= 512;
}

static bool
is_page(const struct pages *p, int n, sqlite3_int64 at)
{
	return p->summed && n == p->size && at % n == 0;
}

/* Two sums of 32 bits, as SQLite makes them over its log; the number of the page is
 * where they begin, so that no page is right in the place of another. */
static void
sum(const unsigned char *page, int n, sqlite3_int64 at, unsigned char out[SUM])
{
	uint32_t s[2] = {(uint32_t)(at / n) + 1, 0}, word[2];
	for (int i = 0; i + SUM <= n - SUM; i += SUM) {
		memcpy(word, page + i, sizeof word);
		s[0] += word[0] + s[1];
		s[1] += word[1] + s[0];
	}
	memcpy(out, s, SUM);
}

/* A page that was given back before it was written is none: zeros. */
static bool
is_right(const unsigned char *page, int n, sqlite3_int64 at)
{
	unsigned char want[SUM];
	sum(page, n, at, want);
	if (memcmp(want, page + n - SUM, SUM) == 0)
		return true;
	return page[0] == 0 && memcmp(page, page + 1, (size_t)n - 1) == 0;
}

static int
read_page(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	struct pages *p = pages_of(f);
	int rc = p->real->xRead(f, to, n, at);
	if (rc != SQLITE_OK)
		return rc;
	look(p, to, n, at);
	return p->trust || !is_page(p, n, at) || is_right(to, n, at)
		   ? SQLITE_OK
		   : SQLITE_IOERR_DATA;
}

static int
write_page(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	struct pages *p = pages_of(f);
	look(p, from, n, at);
	if (!is_page(p, n, at))
		return p->real->xWrite(f, from, n, at);
	memcpy(p->copy, from, (size_t)n);
	sum(p->copy, n, at, p->copy + n - SUM);
	return p->real->xWrite(f, p->copy, n, at);
}

static int
close_file(sqlite3_file *f)
{
	struct pages *p = pages_of(f);
	int rc = p->real->xClose(f);
	free(p);
	return rc;
}

/* Logs, journals and what is temporary are SQLite's own. */
static int
open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	sqlite3_vfs *real = vfs->pAppData;
	int rc = real->xOpen(real, name, f, flags, out);
	if (rc != SQLITE_OK || !(flags & SQLITE_OPEN_MAIN_DB))
		return rc;
	struct pages *p = calloc(1, sizeof *p);
	if (!p) {
		(void)f->pMethods->xClose(f);
		f->pMethods = NULL;
		return SQLITE_NOMEM;
	}
	p->trust = sqlite3_uri_boolean(name, STORE_PAGE_TRUST, 0) != 0;
	p->real = f->pMethods;
	p->own = *p->real;
	if (p->own.iVersion > 2)
		p->own.iVersion = 2; /* pages are read, never mapped */
	p->own.xRead = read_page;
	p->own.xWrite = write_page;
	p->own.xClose = close_file;
	f->pMethods = (const sqlite3_io_methods *)p; /* its first member */
	return SQLITE_OK;
}

const char *
store_page_vfs(void)
{
	static const char name[] = "tseries";
	if (sqlite3_initialize() != SQLITE_OK)
		return NULL;
	sqlite3_mutex *one = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_APP1);
	sqlite3_mutex_enter(one);
	sqlite3_vfs *real = sqlite3_vfs_find(NULL), *own = sqlite3_vfs_find(name);
	if (!own && real && (own = malloc(sizeof *own))) {
		*own = *real;
		own->pNext = NULL;
		own->zName = name;
		own->pAppData = real;
		own->xOpen = open_file;
		if (sqlite3_vfs_register(own, 0) != SQLITE_OK) {
			free(own);
			own = NULL;
		}
	}
	sqlite3_mutex_leave(one);
	return own ? name : NULL;
}

void
store_page_sum(sqlite3 *db)
{
	int n = SUM;
	(void)sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &n);
}

int
store_page_summed(sqlite3 *db)
{
	int n = -1;
	return sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &n)
		   == SQLITE_OK
	       && n == SUM;
}
