/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/style.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "series/ini.h"

/* clang-format off */
static const struct {
	const char *name, *colours[STYLE_THEMES];
} inks[] = {
	[STYLE_BLUE]  = {"blue",  {"#0072B2", "#56B4E9"}},
	[STYLE_VERM]  = {"verm",  {"#D55E00", "#F08A3C"}},
	[STYLE_INK]   = {"ink",   {"#1f2328", "#eceff3"}},
	[STYLE_MUTE]  = {"mute",  {"#6b7280", "#a3abb8"}},
	[STYLE_RULE]  = {"rule",  {"#e3e6ea", "#2f353e"}},
	[STYLE_FRAME] = {"frame", {"#9aa1ab", "#6b7380"}},
	[STYLE_PALE]  = {"pale",  {"#7fb3d5", "#3d7ea6"}},
	[STYLE_PAPER] = {"paper", {"#ffffff", "#15181d"}},
	[STYLE_GREEN]  = {"green",  {"#009E73", "#2FBF95"}},
	[STYLE_PURPLE] = {"purple", {"#CC79A7", "#D993B9"}},
	[STYLE_ORANGE] = {"orange", {"#E69F00", "#E9B040"}},
	[STYLE_SKY]    = {"sky",    {"#56B4E9", "#9AD0F0"}},
};
/* clang-format on */
static_assert(sizeof inks / sizeof *inks == STYLE_INKS, "a row each");

const char *
style_colour(enum style_theme t, enum style_ink i)
{
	return inks[i].colours[t];
}

const char *
style_name(enum style_ink i)
{
	return inks[i].name;
}

static const char *const themes[STYLE_THEMES] = {"light", "dark"};

bool
style_theme_find(const char *word, enum style_theme *out)
{
	for (size_t i = 0; i < STYLE_THEMES; i++)
		if (strcmp(word, themes[i]) == 0) {
			*out = (enum style_theme)i;
			return true;
		}
	return false;
}

void
style_default(enum style_theme t, struct style *out)
{
	*out = (struct style){.letters = 1, .lines = 1, .marks = 1};
	for (size_t i = 0; i < STYLE_INKS; i++)
		memcpy(out->colours[i], style_colour(t, (enum style_ink)i),
		    sizeof out->colours[i]);
	(void)snprintf(out->font, sizeof out->font, "%s", STYLE_FONT);
}

/* ---- texts ---- */

struct rgb {
	double c[3]; /* 0..1 */
};

static struct rgb
rgb_of(const char *colour)
{
	struct rgb out;
	long v = strtol(colour + 1, NULL, 16);
	for (int k = 0; k < 3; k++)
		out.c[k] = (double)(v >> (16 - 8 * k) & 255) / 255;
	return out;
}

/* WCAG's relative luminance. */
static double
luminance(struct rgb v)
{
	static const double share[3] = {0.2126, 0.7152, 0.0722};
	double sum = 0;
	for (int k = 0; k < 3; k++)
		sum += share[k]
		       * (v.c[k] <= 0.04045 ? v.c[k] / 12.92
					    : pow((v.c[k] + 0.055) / 1.055, 2.4));
	return sum;
}

static double
contrast(struct rgb a, struct rgb b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
	return x > y ? x / y : y / x;
}

void
style_text(const struct style *s, enum style_ink i, char out[STYLE_COLOUR])
{
	static const double ENOUGH = 3;
	enum { STEPS = 20 };
	const struct rgb own = rgb_of(s->colours[i]),
			 ink = rgb_of(s->colours[STYLE_INK]),
			 paper = rgb_of(s->colours[STYLE_PAPER]);
	struct rgb v = own;
	(void)snprintf(out, STYLE_COLOUR, "%s", s->colours[i]);
	for (int step = 1; step <= STEPS && contrast(v, paper) < ENOUGH; step++) {
		double share = (double)step / STEPS;
		unsigned bytes[3];
		for (int k = 0; k < 3; k++) {
			v.c[k] = own.c[k] + share * (ink.c[k] - own.c[k]);
			bytes[k] = (unsigned)lround(255 * v.c[k]) & 255;
		}
		(void)snprintf(
		    out, STYLE_COLOUR, "#%02x%02x%02x", bytes[0], bytes[1], bytes[2]);
	}
}

/* ---- a file of it ---- */

static bool
is_among(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static int
set_colour(struct style *s, const struct ini_entry *x, bool wanted, struct err *e)
{
	enum style_ink i = 0;
	while (i < STYLE_INKS && !str_eq(x->key, str_from(inks[i].name)))
		i++;
	if (i == STYLE_INKS)
		return err_set(e, ERR_CONFIG,
		    "[%.*s] has no colour '%.60s': there are blue, verm, ink, mute, "
		    "rule, frame, pale, paper, green, purple, orange and sky",
		    STR_FMT(x->section), x->key.p);
	bool good = x->value.n == STYLE_COLOUR - 1 && x->value.p[0] == '#';
	for (size_t k = 1; good && k < x->value.n; k++)
		good = is_among(x->value.p[k], "0123456789abcdefABCDEF");
	if (!good)
		return err_set(e, ERR_CONFIG,
		    "[%.*s] %.*s: '%.60s' is no colour like #0072B2",
		    STR_FMT(x->section), STR_FMT(x->key), x->value.p);
	if (wanted)
		(void)snprintf(s->colours[i], STYLE_COLOUR, "%.*s", STR_FMT(x->value));
	return 0;
}

/* Only what cannot end a font's name in a script, nor be more than a name there. */
static int
set_family(struct style *s, const struct ini_entry *x, struct err *e)
{
	bool good = x->value.n > 0 && x->value.n < STYLE_FONT_NAME;
	for (size_t k = 0; good && k < x->value.n; k++) {
		char c = x->value.p[k], low = str_lower(c);
		good = (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9')
		       || is_among(c, " -");
	}
	if (!good)
		return err_set(e, ERR_CONFIG,
		    "[font] family: '%.60s' is no font's name of at most %d letters, "
		    "digits, blanks and hyphens",
		    x->value.p, STYLE_FONT_NAME - 1);
	(void)snprintf(s->font, sizeof s->font, "%.*s", STR_FMT(x->value));
	return 0;
}

/* A plain number, whatever the locale's point is. */
static int
set_factor(double *to, const struct ini_entry *x, struct err *e)
{
	static const double LEAST = 0.25, MOST = 4;
	double v = 0, unit = 0;
	bool good = x->value.n > 0 && x->value.n < 12;
	for (size_t k = 0; good && k < x->value.n; k++) {
		char c = x->value.p[k];
		good = (c >= '0' && c <= '9') || (c == '.' && unit == 0);
		if (c == '.')
			unit = 1;
		else if (unit > 0)
			v += (unit /= 10) * (c - '0');
		else
			v = v * 10 + (c - '0');
	}
	if (!good || v < LEAST || v > MOST)
		return err_set(e, ERR_CONFIG,
		    "[%.*s] %.*s: '%.60s' is no number from 0.25 to 4",
		    STR_FMT(x->section), STR_FMT(x->key), x->value.p);
	*to = v;
	return 0;
}

static int
set_entry(struct style *s, const struct ini_entry *x, enum style_theme t, struct err *e)
{
	struct {
		const char *section, *key;
		double *to;
	} factors[] = {{"font", "letters", &s->letters}, {"widths", "lines", &s->lines},
	    {"widths", "marks", &s->marks}};
	for (size_t i = 0; i < STYLE_THEMES; i++)
		if (str_eq(x->section, str_from(themes[i])))
			return set_colour(s, x, i == t, e);
	if (str_eq(x->section, STR("colours")))
		return set_colour(s, x, true, e);
	if (str_eq(x->section, STR("font")) && str_eq(x->key, STR("family")))
		return set_family(s, x, e);
	for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
		if (str_eq(x->section, str_from(factors[i].section))
		    && str_eq(x->key, str_from(factors[i].key)))
			return set_factor(factors[i].to, x, e);
	return err_set(e, ERR_CONFIG,
	    "[%.60s] %.60s is not known: there are [colours], [light] and [dark] with "
	    "colours, [font] family and letters, [widths] lines and marks",
	    x->section.n ? x->section.p : "", x->key.p);
}

int
style_read(struct str bytes, struct str name, enum style_theme t, struct style *out,
    struct err *e)
{
	struct arena mem = {NULL};
	struct ini_entry *x = NULL;
	size_t n = 0;
	int rc = ini_file_read(bytes, name, &mem, &x, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = set_entry(out, &x[i], t, e);
		if (rc != 0)
			(void)err_at(e, name, x[i].line);
	}
	arena_release(&mem);
	return rc;
}
