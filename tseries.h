/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TSERIES_H
#define TSERIES_H

/*
 * libtseries: everything of the program but main.  This header pulls in the
 * contracts that another program is likely to want.
 */
#include "series/base/arena.h"
#include "series/base/err.h"
#include "series/base/str.h"
#include "series/catalog.h"
#include "series/fit/fit.h"
#include "series/fit/saved.h"
#include "series/obs.h"
#include "series/series.h"
#include "series/store.h"

#endif
