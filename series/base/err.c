/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>

__attribute__((format(printf, 3, 0))) static int
set(struct err *e, enum err_code code, const char *fmt, va_list ap)
{
	if (e && e->code == ERR_NONE) {
		e->code = code;
		(void)vsnprintf(e->text, sizeof e->text, fmt, ap);
	}
	return -1;
}

int
err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)set(e, code, fmt, ap);
	va_end(ap);
	return -1;
}

static enum err_code
code_of(int no, enum err_code otherwise)
{
	switch (no) {
	case ENOENT:
	case ENOTDIR:
		return otherwise == ERR_CANTCREAT ? ERR_CANTCREAT : ERR_NOINPUT;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_PERM;
	case ENOMEM:
		return ERR_NOMEM;
	case EPIPE:
		return ERR_PIPE;
	default:
		return otherwise;
	}
}

int
err_errno(struct err *e, enum err_code otherwise, const char *fmt, ...)
{
	int no = errno;
	if (!e || e->code != ERR_NONE)
		return -1;
	va_list ap;
	va_start(ap, fmt);
	(void)set(e, code_of(no, otherwise), fmt, ap);
	va_end(ap);
	size_t n = strlen(e->text);
	(void)snprintf(e->text + n, sizeof e->text - n, ": %s", strerror(no));
	return -1;
}

int
err_nomem(struct err *e)
{
	return err_set(e, ERR_NOMEM, "out of memory");
}

int
err_at(struct err *e, struct str file, size_t line)
{
	if (e && e->code != ERR_NONE && e->file[0] == '\0') {
		(void)snprintf(e->file, sizeof e->file, "%.*s", STR_FMT(file));
		e->line = line;
	}
	return -1;
}

void
err_clear(struct err *e)
{
	memset(e, 0, sizeof *e);
}

/* The code point at s, its length in *n; 0xfffd and 1 for a broken sequence. */
static uint32_t
rune(struct str s, size_t *n)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t len = c < 0x80   ? 1
		     : c < 0xc2 ? 0
		     : c < 0xe0 ? 2
		     : c < 0xf0 ? 3
		     : c < 0xf5 ? 4
				: 0;
	*n = 1;
	if (len == 0 || len > s.n)
		return 0xfffd;
	uint32_t u = len == 1 ? c : c & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 0xfffd;
		u = u << 6 | ((unsigned char)s.p[i] & 0x3f);
	}
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	if (u < least[len] || (u >= 0xd800 && u < 0xe000) || u > 0x10ffff)
		return 0xfffd;
	*n = len;
	return u;
}

void
err_print_safe(FILE *to, struct str text)
{
	while (text.n) {
		size_t n;
		uint32_t u = rune(text, &n);
		if (u == 0xfffd && n == 1)
			(void)fprintf(
			    to, "\\x%02x", (unsigned)(unsigned char)text.p[0]);
		else if (u == '\n' || u == '\t')
			(void)fputc(' ', to);
		else if (u < 0x20 || (u >= 0x7f && u < 0xa0))
			(void)fprintf(to, "\\x%02x", (unsigned)u);
		else if ((u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069)
			 || u == 0x200e || u == 0x200f || u == 0x061c)
			(void)fprintf(to, "\\u%04x", (unsigned)u);
		else
			(void)fwrite(text.p, 1, n, to);
		text = str_sub(text, n, text.n);
	}
}

void
err_print(FILE *to, const struct err *e)
{
	if (e->code == ERR_NONE || e->code == ERR_PIPE)
		return;
	(void)fputs("tseries: ", to);
	if (e->file[0]) {
		err_print_safe(to, str_from(e->file));
		if (e->line)
			(void)fprintf(to, ":%zu", e->line);
		(void)fputs(": ", to);
	}
	err_print_safe(to, str_from(e->text));
	(void)fputc('\n', to);
}
