/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/gz.h"

#include <stdlib.h>
#include <zlib.h>

enum { MEMBER = 16 + MAX_WBITS, FEED_MOST = 1 << 30, FIRST_ROOM = 1 << 16 };

/* What is unpacked; the growing buffer is the heap's. */
struct sink {
	char *p;
	size_t n, cap, most;
};

bool
gz_is(struct str bytes)
{
	return str_starts(bytes, STR("\x1f\x8b\x08"));
}

/* Room for at least one more byte, up to one more than the limit. */
static int
make_room(struct sink *k, struct err *e)
{
	if (k->n < k->cap)
		return 0;
	size_t cap = k->cap ? k->cap * 2 : FIRST_ROOM;
	if (cap > k->most)
		cap = k->most + 1;
	char *grown = realloc(k->p, cap);
	if (!grown)
		return err_nomem(e);
	k->p = grown;
	k->cap = cap;
	return 0;
}

static int
judge(const z_stream *z, int rc, bool starved, struct err *e)
{
	if (rc == Z_MEM_ERROR)
		return err_nomem(e);
	if (starved && (rc == Z_OK || rc == Z_BUF_ERROR))
		return err_set(
		    e, ERR_DATA, "the gzip data is cut off; get the whole file again");
	if (rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR)
		return 0;
	return err_set(e, ERR_DATA, "the gzip data is damaged (%s)",
	    z->msg ? z->msg : "not what the format allows");
}

/* One member to its end; *rest is then what stands behind it. */
static int
member(z_stream *z, struct str *rest, struct sink *k, struct err *e)
{
	int rc = Z_OK;
	while (rc != Z_STREAM_END) {
		if (make_room(k, e) != 0)
			return -1;
		size_t feed = rest->n < FEED_MOST ? rest->n : FEED_MOST;
		size_t room = k->cap - k->n < FEED_MOST ? k->cap - k->n : FEED_MOST;
		/* zlib does not write here; its type is older than const. */
		memcpy(&z->next_in, &rest->p, sizeof z->next_in);
		z->avail_in = (uInt)feed;
		z->next_out = (Bytef *)k->p + k->n;
		z->avail_out = (uInt)room;
		rc = inflate(z, Z_NO_FLUSH);
		*rest = str_sub(*rest, feed - z->avail_in, rest->n);
		k->n += room - z->avail_out;
		if (k->n > k->most)
			return err_set(e, ERR_DATA,
			    "unpacked it is larger than %zu MB (--max-document sets "
			    "the limit)",
			    k->most >> 20);
		if (judge(z, rc, rest->n == 0 && z->avail_out > 0, e) != 0)
			return -1;
	}
	return 0;
}

static bool
is_padding(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\0')
			return false;
	return true;
}

int
gz_unpack(
    struct str bytes, size_t most, struct arena *a, struct str *out, struct err *e)
{
	struct sink k = {.most = most};
	z_stream z = {.next_in = NULL};
	*out = (struct str){NULL, 0};
	if (inflateInit2(&z, MEMBER) != Z_OK)
		return err_nomem(e);
	int rc = 0;
	do {
		rc =
		    inflateReset(&z) == Z_OK ? member(&z, &bytes, &k, e) : err_nomem(e);
	} while (rc == 0 && gz_is(bytes));
	if (rc == 0 && !is_padding(bytes))
		rc = err_set(
		    e, ERR_DATA, "bytes that are no gzip stand behind the gzip data");
	if (rc == 0) {
		*out = arena_str(a, (struct str){k.p, k.n});
		rc = out->p ? 0 : err_nomem(e);
	}
	(void)inflateEnd(&z);
	free(k.p);
	return rc;
}
