/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/obs.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* clang-format off */
static const char *const kinds[] = {
	[OBS_LEVEL] = "level", [OBS_DELTA] = "delta", [OBS_GROWTH] = "growth",
	[OBS_CONTRIBUTION] = "contribution",
};
static const char *const stances[] = {
	[OBS_ACTUAL] = "actual", [OBS_GUIDANCE] = "guidance", [OBS_HYPOTHETICAL] = "hypothetical",
};
static const char *const roles[] = {
	[OBS_NOROLE] = "", [OBS_COMPANY] = "company", [OBS_ANALYST] = "analyst",
	[OBS_OPERATOR] = "operator",
};
static const char *const bases[] = {
	[OBS_NOBASIS] = "", [OBS_GAAP] = "gaap", [OBS_ADJUSTED] = "adjusted",
};
static const char *const measures[] = {
	[OBS_NOMEASURE] = "", [OBS_AVERAGE] = "average", [OBS_EXIT] = "exit", [OBS_PEAK] = "peak",
	[OBS_CAPABILITY] = "capability",
};
static const char *const scopes[] = { [OBS_WHOLE] = "", [OBS_PART] = "part" };
static const char *const acts[] = {
	[OBS_NOACT] = "", [OBS_ISSUE] = "issue", [OBS_REPEAT] = "repeat", [OBS_RECALL] = "recall",
};
static const char *const sections[] = {
	[OBS_NOSECTION] = "", [OBS_PREPARED] = "prepared", [OBS_QA] = "qa",
};
static const char *const precisions[] = {
	[OBS_NOPRECISION] = "", [OBS_EXACT] = "exact", [OBS_ROUNDED] = "rounded",
	[OBS_HEDGED] = "hedged", [OBS_VAGUE] = "vague",
};
static const char *const events[] = {
	[OBS_NOEVENT] = "", [OBS_REAFFIRMED] = "reaffirmed", [OBS_WITHDRAWN] = "withdrawn",
	[OBS_DECLINED] = "declined",
};

#define AT(m) offsetof(struct obs, m)
#define NAMES(t) t, sizeof(t) / sizeof *(t)
const struct obs_column obs_columns[OBS_COLUMNS] = {
	{"doc",             OBS_T_STR,  AT(doc),             NULL, 0},
	{"start",           OBS_T_UINT, AT(start),           NULL, 0},
	{"end",             OBS_T_UINT, AT(end),             NULL, 0},
	{"metric",          OBS_T_STR,  AT(metric),          NULL, 0},
	{"kind",            OBS_T_ENUM, AT(kind),            NAMES(kinds)},
	{"segment",         OBS_T_STR,  AT(segment),         NULL, 0},
	{"stance",          OBS_T_ENUM, AT(stance),          NAMES(stances)},
	{"role",            OBS_T_ENUM, AT(role),            NAMES(roles)},
	{"low",             OBS_T_NUM,  AT(low),             NULL, 0},
	{"high",            OBS_T_NUM,  AT(high),            NULL, 0},
	{"unit",            OBS_T_STR,  AT(unit),            NULL, 0},
	{"period_start",    OBS_T_DATE, AT(period.start),    NULL, 0},
	{"period_end",      OBS_T_DATE, AT(period.end),      NULL, 0},
	{"vague",           OBS_T_BOOL, AT(vague),           NULL, 0},
	{"basis",           OBS_T_ENUM, AT(basis),           NAMES(bases)},
	{"variant",         OBS_T_STR,  AT(variant),         NULL, 0},
	{"measure",         OBS_T_ENUM, AT(measure),         NAMES(measures)},
	{"scope",           OBS_T_ENUM, AT(scope),           NAMES(scopes)},
	{"act",             OBS_T_ENUM, AT(act),             NAMES(acts)},
	{"base_start",      OBS_T_DATE, AT(base.start),      NULL, 0},
	{"base_end",        OBS_T_DATE, AT(base.end),        NULL, 0},
	{"company",         OBS_T_STR,  AT(company),         NULL, 0},
	{"as_of",           OBS_T_DATE, AT(as_of),           NULL, 0},
	{"as_of_estimated", OBS_T_BOOL, AT(as_of_estimated), NULL, 0},
	{"fiscal_period",   OBS_T_STR,  AT(fiscal_period),   NULL, 0},
	{"source",          OBS_T_STR,  AT(source),          NULL, 0},
	{"section",         OBS_T_ENUM, AT(section),         NAMES(sections)},
	{"speaker",         OBS_T_STR,  AT(speaker),         NULL, 0},
	{"line",            OBS_T_UINT, AT(line),            NULL, 0},
	{"precision",       OBS_T_ENUM, AT(precision),       NAMES(precisions)},
	{"confidence",      OBS_T_NUM,  AT(confidence),      NULL, 0},
	{"rule",            OBS_T_STR,  AT(rule),            NULL, 0},
	{"text",            OBS_T_STR,  AT(text),            NULL, 0},
	{"quote",           OBS_T_STR,  AT(quote),           NULL, 0},
	{"event",           OBS_T_ENUM, AT(event),           NAMES(events)},
};
/* clang-format on */

static_assert(sizeof kinds / sizeof *kinds == OBS_KINDS, "a name each");
static_assert(sizeof stances / sizeof *stances == OBS_STANCES, "a name each");
static_assert(sizeof roles / sizeof *roles == OBS_ROLES, "a name each");
static_assert(sizeof bases / sizeof *bases == OBS_BASES, "a name each");
static_assert(sizeof measures / sizeof *measures == OBS_MEASURES, "a name each");
static_assert(sizeof scopes / sizeof *scopes == OBS_SCOPES, "a name each");
static_assert(sizeof acts / sizeof *acts == OBS_ACTS, "a name each");
static_assert(sizeof sections / sizeof *sections == OBS_SECTIONS, "a name each");
static_assert(sizeof precisions / sizeof *precisions == OBS_PRECISIONS, "a name each");
static_assert(sizeof events / sizeof *events == OBS_EVENTS, "a name each");
static_assert(sizeof(enum obs_kind) == sizeof(unsigned), "enums are read as unsigned");

const char *
obs_kind_name(enum obs_kind k)
{
	return kinds[k];
}

const char *
obs_stance_name(enum obs_stance s)
{
	return stances[s];
}

const char *
obs_role_name(enum obs_role r)
{
	return roles[r];
}

const char *
obs_basis_name(enum obs_basis b)
{
	return bases[b];
}

const char *
obs_measure_name(enum obs_measure m)
{
	return measures[m];
}

const char *
obs_event_name(enum obs_event v)
{
	return events[v];
}

/* What most values are: whole, or with up to three decimals; false for others.  The same
 * digits as below, found without trying. */
static bool
short_number(double v, char *out)
{
	const double most = 1e12, thousandths = 1000;
	char digits[24];
	double a = fabs(v), k = rint(a * thousandths);
	if (!(a >= 1e-3 && a < most) || k / thousandths != a)
		return false;
	unsigned long long whole = (unsigned long long)k / 1000;
	unsigned rest = (unsigned)((unsigned long long)k % 1000);
	size_t n = 0;
	if (v < 0)
		*out++ = '-';
	do
		digits[n++] = (char)('0' + whole % 10);
	while (whole /= 10);
	while (n)
		*out++ = digits[--n];
	if (rest)
		*out++ = '.';
	for (unsigned unit = 100; rest; rest %= unit, unit /= 10)
		*out++ = (char)('0' + rest / unit);
	*out = '\0';
	return true;
}

void
obs_number(double v, char out[OBS_FIELD_TEXT])
{
	out[0] = '\0';
	if (isnan(v) || short_number(v, out))
		return;
	double a = fabs(v);
	if (a >= 1e-6 && a < 1e17) {
		/* Plain notation: as few decimals as read back the same. */
		for (int d = 0; d <= 22; d++) {
			int n = snprintf(out, OBS_FIELD_TEXT, "%.*f", d, v);
			if (n >= OBS_FIELD_TEXT)
				break;
			if (strtod(out, NULL) == v)
				return;
		}
	}
	for (int d = 15; d <= 17; d++) {
		(void)snprintf(out, OBS_FIELD_TEXT, "%.*g", d, v);
		if (strtod(out, NULL) == v)
			return;
	}
}

struct str
obs_get(const struct obs *o, const struct obs_column *c, char buf[OBS_FIELD_TEXT])
{
	const char *at = (const char *)o + c->offset;
	buf[0] = '\0';
	switch (c->type) {
	case OBS_T_STR:
		return *(const struct str *)(const void *)at;
	case OBS_T_UINT: {
		uint64_t v = *(const uint64_t *)(const void *)at;
		if (v || c->offset != AT(line))
			(void)snprintf(
			    buf, OBS_FIELD_TEXT, "%llu", (unsigned long long)v);
		break;
	}
	case OBS_T_NUM:
		obs_number(*(const double *)(const void *)at, buf);
		break;
	case OBS_T_DATE:
		date_format(*(const int32_t *)(const void *)at, buf);
		break;
	case OBS_T_BOOL:
		if (*(const bool *)(const void *)at)
			return STR("1");
		return c->offset == AT(vague) ? STR("0") : STR("");
	case OBS_T_ENUM:
		return str_from(c->names[*(const unsigned *)(const void *)at]);
	case OBS_TYPES:
		break;
	}
	return str_from(buf);
}

static int
bad(struct err *e, const struct obs_column *c, struct str text, const char *want)
{
	return err_set(e, ERR_DATA, "%s '%.*s' is not %s", c->name,
	    text.n > 60 ? 60 : (int)text.n, text.n ? text.p : "", want);
}

static int
set_number(double *v, const struct obs_column *c, struct str text, struct err *e)
{
	char copy[64], *end;
	*v = (double)NAN;
	if (text.n == 0)
		return 0;
	if (text.n >= sizeof copy)
		return bad(e, c, text, "a number");
	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	*v = strtod(copy, &end);
	if (*end || !isfinite(*v))
		return bad(e, c, text, "a number");
	return 0;
}

static int
set_uint(uint64_t *v, const struct obs_column *c, struct str text, struct err *e)
{
	*v = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || *v > (UINT64_MAX - 9) / 10)
			return bad(e, c, text, "a whole number");
		*v = *v * 10 + (uint64_t)(text.p[i] - '0');
	}
	return 0;
}

static int
set_enum(unsigned *v, const struct obs_column *c, struct str text, struct err *e)
{
	*v = 0;
	if (text.n == 0)
		return 0;
	for (size_t k = 0; k < c->n_names; k++)
		if (str_eq(text, str_from(c->names[k]))) {
			*v = (unsigned)k;
			return 0;
		}
	return bad(e, c, text, "one of its words");
}

int
obs_set(struct obs *o, const struct obs_column *c, struct str text, struct err *e)
{
	void *at = (char *)o + c->offset;
	switch (c->type) {
	case OBS_T_STR:
		*(struct str *)at = text;
		return 0;
	case OBS_T_UINT:
		return set_uint(at, c, text, e);
	case OBS_T_NUM:
		return set_number(at, c, text, e);
	case OBS_T_DATE:
		*(int32_t *)at = DATE_NONE;
		if (text.n && !date_parse(text, at))
			return bad(e, c, text, "a date (YYYY-MM-DD)");
		return 0;
	case OBS_T_BOOL:
		if (text.n > 1 || (text.n == 1 && text.p[0] != '0' && text.p[0] != '1'))
			return bad(e, c, text, "1, 0 or empty");
		*(bool *)at = text.n == 1 && text.p[0] == '1';
		return 0;
	case OBS_T_ENUM:
		return set_enum(at, c, text, e);
	case OBS_TYPES:
		break;
	}
	return err_set(e, ERR_INTERNAL, "column %s has no type", c->name);
}

const struct obs_column *
obs_column(struct str name)
{
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (str_eq(name, str_from(obs_columns[i].name)))
			return &obs_columns[i];
	return NULL;
}

int
obs_cmp_place(const struct obs *a, const struct obs *b)
{
	int c = str_cmp(a->doc, b->doc);
	if (c)
		return c;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	c = str_cmp(a->metric, b->metric);
	return c ? c : (a->kind > b->kind) - (a->kind < b->kind);
}

void
obs_label(const struct obs *o, char out[OBS_LABEL])
{
	if (o->note && o->note->label.n)
		(void)snprintf(out, OBS_LABEL, "%.*s", STR_FMT(o->note->label));
	else
		period_label(o->period, out);
}

bool
obs_is_break(const struct obs *a, const struct obs *b)
{
	return (a->note ? a->note->definition : 0)
	       != (b->note ? b->note->definition : 0);
}
