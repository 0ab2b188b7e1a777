/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_WITHDRAWN_H
#define SERIES_WITHDRAWN_H

#include "series/obs.h"

/*
 * Guidance that was taken back: of a metric or of all, of a time or of all times, without a
 * value ("we withdraw our outlook for the year").  It stood until that day.
 */

/** Whether a row with an event speaks of a segment's guidance for a period: it came before
 *  the period was over, and names neither another segment nor another time. */
bool withdrawn_covers(
    const struct obs *event, struct str segment, struct period period);

/**
 * Tell each of n statements that is the company's own guidance by what it was withdrawn
 * (obs->withdrawn): the first such row on a later day, of its company, its metric or all.
 * The events are sorted, and borrowed: obs->withdrawn points to them.  n log n_events.
 */
void withdrawn_mark(struct obs *obs, size_t n, struct obs *events, size_t n_events);

#endif
