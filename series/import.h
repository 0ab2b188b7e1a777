/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_IMPORT_H
#define SERIES_IMPORT_H

#include "series/store.h"

/*
 * What a file of observations or of filed figures is read into: documents (a call, a
 * filing, a forecaster's sheet) and their observations, each naming its document.
 */
struct import_set {
	struct store_call *calls; /* each doc once, in the order of the file */
	size_t n_calls;
	struct obs *obs; /* in the order of the file */
	size_t n;
};

#endif
