/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_WEIGHTS_ID_H
#define EXTRACT_WEIGHTS_ID_H

/** Sixteen hex digits that tell the weights that the program was built with from others;
 *  kept with every call that is read, so that tseries list can name those that would now
 *  be read otherwise.  Made of extract/catalogs/weights.txt, by the Makefile. */
extern const char weights_id[];

#endif
