/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_FIT_TEXT_H
#define SERIES_FIT_FIT_TEXT_H

#include <stdio.h>

#include "series/fit/derived.h"
#include "series/fit/outlook.h"
#include "series/fit/report.h"

/*
 * Fits and forecasts as people read them, and curves as CSV.  Write errors stay in f.
 */
/** Parameters with their profile intervals, what follows from the curve, the values used.
 *  reach: a value whose day is asked for, or NAN.  -1 with *e: no memory. */
MUST_CHECK int fit_text_write(FILE *f, const struct report *r, const struct draws *d,
    double reach, struct arena *a, struct err *e);

void fit_text_outlook(
    FILE *f, const struct report *r, const struct outlook *o, struct arena *a);
void fit_text_backtest(
    FILE *f, const struct report *r, const struct backtest *b, struct arena *a);

/** All families: what they are, formulas, sources. */
void fit_text_models(FILE *f);

/** date,fitted,low80,high80,low95,high95 over the fitted time and a quarter of it on;
 *  the bands from draws.  -1 with *e: no memory. */
MUST_CHECK int fit_text_curve(FILE *f, const struct report *r, const struct draws *d,
    struct arena *a, struct err *e);

/** date,label,forecast,low80,high80,low95,high95 and one column of each method. */
void fit_text_forecast_csv(FILE *f, const struct outlook *o, struct arena *a);

#endif
