/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/style.h"

#include <assert.h>

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

bool
style_theme_find(const char *word, enum style_theme *out)
{
	static const char *const names[STYLE_THEMES] = {"light", "dark"};
	for (size_t i = 0; i < STYLE_THEMES; i++)
		if (strcmp(word, names[i]) == 0) {
			*out = (enum style_theme)i;
			return true;
		}
	return false;
}
