/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/input.h"

#include "extract/captions.h"
#include "extract/gz.h"
#include "extract/html.h"
#include "extract/pdf.h"
#include "extract/published.h"
#include "series/base/hash.h"
#include "series/file.h"

/* clang-format off */
static const char *const endings[] = {
	".txt", ".json", ".ndjson", ".html", ".htm", ".pdf", ".vtt", ".srt",
	".txt.gz", ".json.gz", ".ndjson.gz", ".html.gz", ".htm.gz", ".pdf.gz", ".vtt.gz", ".srt.gz", NULL,
};
/* What has a text, but not one that is read here. */
static const struct {
	struct str begin;
	const char *what;
} strangers[] = {
	{STR_INIT("PK\x03\x04"), "a ZIP archive or an Office document; save it as text, HTML or PDF"},
	{STR_INIT("\xd0\xcf\x11\xe0"), "an Office document; save it as text, HTML or PDF"},
	{STR_INIT("{\\rtf"), "rich text (RTF); save it as text, HTML or PDF"},
	{STR_INIT("\xff\xfe"), "UTF-16; make it UTF-8 (iconv -f UTF-16 -t UTF-8)"},
	{STR_INIT("\xfe\xff"), "UTF-16; make it UTF-8 (iconv -f UTF-16 -t UTF-8)"},
	{STR_INIT("BZh91AY"), "packed by bzip2; unpack it"},
	{STR_INIT("\xfd" "7zXZ"), "packed by xz; unpack it"},
	{STR_INIT("\x28\xb5\x2f\xfd"), "packed by zstd; unpack it"},
	{STR_INIT("\x1f\x8b"), "gzip within gzip; unpack it once"},
};
/* clang-format on */

static bool
ends(struct str s, const char *suffix)
{
	struct str x = str_from(suffix);
	return s.n > x.n && str_eq(str_sub(s, s.n - x.n, s.n), x);
}

/* Bytes that do not look like JSON are all the same what their name says, so that the
 * message is about what is wrong with them. */
static bool
is_json(struct str path, struct str bytes)
{
	if (ends(path, ".gz"))
		path.n -= sizeof ".gz" - 1;
	return published_is(bytes) || ends(path, ".json") || ends(path, ".ndjson");
}

static int
refuse_strangers(struct str bytes, struct err *e)
{
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		if (str_starts(bytes, strangers[i].begin))
			return err_set(e, ERR_DATA, "%s", strangers[i].what);
	return 0;
}

/* The calls of JSON: one keeps the file's name, several are numbered from 1. */
static int
from_json(const struct input_file *f, struct str bytes, size_t most, struct arena *a,
    struct input *out, struct err *e)
{
	struct published_call *calls;
	size_t n;
	if (published_read(bytes, most, a, &calls, &n, e) != 0)
		return -1;
	out->v = ARENA_NEW(a, n, struct input_text);
	if (!out->v)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++) {
		struct input_text *t = &out->v[i];
		*t = (struct input_text){
		    f->doc, f->path, calls[i].text, calls[i].call, calls[i].name};
		if (n > 1) {
			t->doc = arena_printf(a, "%.*s#%zu", STR_FMT(f->doc), i + 1);
			t->place = arena_printf(a, "%.*s#%zu", STR_FMT(f->path), i + 1);
		}
		if (!t->doc.p || !t->place.p)
			return err_nomem(e);
	}
	out->n = n;
	return 0;
}

int
input_line(struct str line, struct str place, size_t most, struct arena *a,
    struct input *out, struct err *e)
{
	enum { DIGITS = 16 };
	char hex[65];
	*out = (struct input){NULL, 0};
	if (line.n > most)
		return err_set(e, ERR_DATA,
		    "larger than %zu MB (--max-document sets the limit)", most >> 20);
	hash_sha256(line, hex);
	const struct input_file f = {place, arena_str(a, (struct str){hex, DIGITS})};
	if (!f.doc.p)
		return err_nomem(e);
	if (from_json(&f, line, most, a, out, e) != 0)
		return -1;
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].named.n)
			out->v[i].doc = out->v[i].named;
	return 0;
}

int
input_decode(const struct input_file *f, struct str bytes, size_t most, struct arena *a,
    struct input *out, struct err *e)
{
	*out = (struct input){NULL, 0};
	if (gz_is(bytes) && gz_unpack(bytes, most, a, &bytes, e) != 0)
		return -1;
	if (refuse_strangers(bytes, e) != 0)
		return -1;
	bool page = html_is(bytes), pdf = !page && pdf_is(bytes),
	     captions = !page && !pdf && captions_is(bytes);
	if (!page && !pdf && !captions && is_json(f->path, bytes))
		return from_json(f, bytes, most, a, out, e);
	if (page && html_text(bytes, most, a, &bytes, e) != 0)
		return -1;
	if (pdf && pdf_text(bytes, most, a, &bytes, e) != 0)
		return -1;
	if (captions && captions_text(bytes, most, a, &bytes, e) != 0)
		return -1;
	out->v = ARENA_NEW(a, 1, struct input_text);
	if (!out->v)
		return err_nomem(e);
	out->v[0] = (struct input_text){f->doc, f->path, bytes, CALLINFO_NONE, STR("")};
	out->n = 1;
	return 0;
}

int
input_read(const struct input_file *f, size_t most, struct arena *a, struct input *out,
    struct err *e)
{
	struct str bytes;
	*out = (struct input){NULL, 0};
	if (file_read(f->path.p, most, a, &bytes, e) != 0)
		return -1;
	return input_decode(f, bytes, most, a, out, e);
}

/* ----- what a path means ---------------------------------------------------------------- */

static struct str
last_part(struct str path)
{
	size_t n = path.n;
	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return str_sub(path, n, path.n);
}

static int
list_folder(const char *path, struct arena *a, struct input_file **out, size_t *n,
    struct err *e)
{
	struct str *files;
	size_t skip = strlen(path);
	if (file_list(path, endings, a, &files, n, e) != 0)
		return -1;
	if (*n == 0)
		return err_set(e, ERR_NOINPUT,
		    "no transcripts (.txt, .json, .ndjson, .html, .htm, .pdf, .vtt, "
		    ".srt, "
		    "or these with .gz) in this folder");
	*out = ARENA_NEW(a, *n, struct input_file);
	if (!*out)
		return err_nomem(e);
	for (size_t i = 0; i < *n; i++) {
		struct str doc = str_sub(files[i], skip, files[i].n);
		if (doc.n && doc.p && doc.p[0] == '/')
			doc = str_sub(doc, 1, doc.n);
		(*out)[i] = (struct input_file){files[i], doc};
	}
	return 0;
}

int
input_list(const char *path, struct arena *a, struct input_file **out, size_t *n,
    struct err *e)
{
	*n = 0;
	if (path[0] == '\0')
		return err_set(
		    e, ERR_NOINPUT, "an empty name; name a file, a folder or -");
	if (strcmp(path, "-") != 0 && file_is_folder(path))
		return list_folder(path, a, out, n, e);
	*out = ARENA_NEW(a, 1, struct input_file);
	struct str own = arena_str(a, str_from(path));
	if (!*out || !own.p)
		return err_nomem(e);
	(*out)[0] = (struct input_file){own, last_part(own)};
	*n = 1;
	return 0;
}
