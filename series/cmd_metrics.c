/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "series/base/out.h"
#include "series/catalog.h"
#include "series/cmd.h"
#include "series/csv.h"
#include "series/options.h"

static void
print_units(FILE *f, unsigned units)
{
	const char *sep = "";
	for (unsigned bit = 1; bit <= CATALOG_ENERGY; bit <<= 1)
		if (units & bit) {
			(void)fprintf(
			    f, "%s%s", sep, catalog_unit_name((enum catalog_unit)bit));
			sep = " ";
		}
}

static void
print_row(FILE *f, const struct catalog_metric *m)
{
	(void)fprintf(f, "%.*s%*s %-8s %.*s\n", STR_FMT(m->name),
	    m->name.n < 19 ? 19 - (int)m->name.n : 1, "", catalog_type_name(m->type),
	    STR_FMT(m->what));
	(void)fputs("                    units: ", f);
	print_units(f, m->units);
	(void)fprintf(f, "; else of the %s", catalog_period_name(m->period));
	if (m->n_aliases) {
		(void)fputs("; also:", f);
		for (size_t k = 0; k < m->n_aliases; k++)
			(void)fprintf(f, " %.*s", STR_FMT(m->aliases[k]));
	}
	(void)fprintf(f, "; %zu phrases, %.*s\n", m->n_cues, STR_FMT(m->source));
}

static void
print_csv(FILE *f, const struct catalog *c)
{
	(void)fputs("metric,type,title,what,aliases,phrases,source,period\n", f);
	for (size_t i = 0; i < c->n; i++) {
		const struct catalog_metric *m = &c->metrics[i];
		if (catalog_is_none(m))
			continue;
		csv_write_field(f, m->name, false);
		csv_write_field(f, str_from(catalog_type_name(m->type)), false);
		csv_write_field(f, m->title, false);
		csv_write_field(f, m->what, false);
		for (size_t k = 0; k < m->n_aliases; k++)
			(void)fprintf(
			    f, "%s%.*s", k ? " " : "", STR_FMT(m->aliases[k]));
		(void)fprintf(f, ",%zu,", m->n_cues);
		csv_write_field(f, m->source, false);
		csv_write_field(f, str_from(catalog_period_name(m->period)), true);
	}
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_child children[] = {
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {NULL, NULL, "",
	    "List the metrics of the catalog, their aliases and where each comes "
	    "from.\v"
	    "  tseries metrics\n  tseries metrics --catalog mine.ini --format csv",
	    children, NULL, NULL};
	struct options o = options_default();
	int rc = options_parse(&argp, argc, argv, &o, e);
	if (rc != 0)
		return rc > 0 ? 0 : o.err.code ? (*e = o.err, -1) : -1;
	bool csv = o.format && strcmp(o.format, "csv") == 0;
	if (o.format && !csv && strcmp(o.format, "table") != 0)
		return err_set(
		    e, ERR_USAGE, "--format '%s' is not among table, csv", o.format);
	struct catalog *c = catalog_new(o.catalogs, o.n_catalogs, e);
	if (!c)
		return -1;
	struct out out;
	rc = out_open(&out, o.output, e);
	if (rc == 0) {
		if (csv)
			print_csv(out.f, c);
		else
			for (size_t i = 0; i < c->n; i++)
				if (!catalog_is_none(&c->metrics[i]))
					print_row(out.f, &c->metrics[i]);
		rc = out_commit(&out, e);
	}
	catalog_free(c);
	return rc;
}

const struct cmd cmd_metrics = {
    "metrics", "", "the catalog of metrics, with their aliases", run};
