/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/crew.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

/* Items are numbered in their order and stand in a ring.  Those from done on are filled,
 * those before taken are somebody's or finished. */
struct crew {
	const struct crew_work *work;
	char *items;
	bool *finished;
	size_t size, done, taken, filled;
	bool closed; /* nothing will be filled any more */
	pthread_mutex_t lock;
	pthread_cond_t some_filled, some_finished;
};

static void *
item_of(const struct crew *c, size_t i)
{
	return c->items + i % c->size * c->work->item_size;
}

/* Work on the next item that nobody has; false when there is none.  Locked before and
 * behind. */
static bool
work_on_one(struct crew *c)
{
	if (c->taken == c->filled)
		return false;
	size_t i = c->taken++;
	(void)pthread_mutex_unlock(&c->lock);
	c->work->run(c->work->data, item_of(c, i));
	(void)pthread_mutex_lock(&c->lock);
	c->finished[i % c->size] = true;
	(void)pthread_cond_signal(&c->some_finished);
	return true;
}

static void *
help(void *crew)
{
	struct crew *c = crew;
	(void)pthread_mutex_lock(&c->lock);
	while (work_on_one(c) || !c->closed)
		if (c->taken == c->filled && !c->closed)
			(void)pthread_cond_wait(&c->some_filled, &c->lock);
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* Take what is finished, in order, while the next is; locked before and behind. */
static int
take(struct crew *c, struct err *e)
{
	int rc = 0;
	while (rc == 0 && c->done < c->filled && c->finished[c->done % c->size]) {
		(void)pthread_mutex_unlock(&c->lock);
		rc = c->work->done(c->work->data, item_of(c, c->done), e);
		(void)pthread_mutex_lock(&c->lock);
		c->finished[c->done % c->size] = false;
		c->done++;
	}
	return rc;
}

/* The calling thread: bring, take, and work where there is nothing of both to do. */
static int
lead(struct crew *c, struct err *e)
{
	int rc = 0, more = 1;
	(void)pthread_mutex_lock(&c->lock);
	while (rc == 0 && (more > 0 || c->done < c->filled)) {
		rc = take(c, e);
		if (rc == 0 && more > 0 && c->filled - c->done < c->size) {
			(void)pthread_mutex_unlock(&c->lock);
			more = c->work->next(c->work->data, item_of(c, c->filled), e);
			(void)pthread_mutex_lock(&c->lock);
			rc = more < 0 ? -1 : 0;
			c->filled += more > 0;
			if (more > 0)
				(void)pthread_cond_signal(&c->some_filled);
		} else if (rc == 0 && c->done < c->filled && !work_on_one(c)
			   && !c->finished[c->done % c->size]) {
			(void)pthread_cond_wait(&c->some_finished, &c->lock);
		}
	}
	c->closed = true;
	c->taken = rc == 0 ? c->taken : c->filled; /* nothing more is begun */
	(void)pthread_cond_broadcast(&c->some_filled);
	(void)pthread_mutex_unlock(&c->lock);
	return rc;
}

int
crew_run(const struct crew_work *w, size_t jobs, struct err *e)
{
	enum { AHEAD = 4 }; /* items under way for each thread */
	struct crew c = {.work = w, .size = jobs > 1 ? AHEAD * jobs : 1};
	size_t started = 0;
	c.items = calloc(c.size, w->item_size);
	c.finished = calloc(c.size, sizeof *c.finished);
	pthread_t *threads = calloc(jobs, sizeof *threads);
	int rc = -1;
	if (!c.items || !c.finished || !threads) {
		(void)err_nomem(e);
		goto done;
	}
	(void)pthread_mutex_init(&c.lock, NULL);
	(void)pthread_cond_init(&c.some_filled, NULL);
	(void)pthread_cond_init(&c.some_finished, NULL);
	while (started + 1 < jobs
	       && pthread_create(&threads[started], NULL, help, &c) == 0)
		started++;
	rc = lead(&c, e);
	for (size_t i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_cond_destroy(&c.some_finished);
	(void)pthread_cond_destroy(&c.some_filled);
	(void)pthread_mutex_destroy(&c.lock);
	for (size_t i = 0; i < c.size; i++)
		w->release(item_of(&c, i));
done:
	free(threads);
	free(c.finished);
	free(c.items);
	return rc;
}

size_t
crew_processors(void)
{
	cpu_set_t set;
	return sched_getaffinity(0, sizeof set, &set) == 0 ? (size_t)CPU_COUNT(&set)
							   : 1;
}
