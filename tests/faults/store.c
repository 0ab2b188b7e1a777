/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LD_PRELOAD: what SQLite does to its files, told to others.
 *   FAULT_ACK=F    one byte is written to F, by write(2), after each COMMIT
 *   FAULT_TRACE=F  every write, truncation, sync and deletion, in order, so that the disk
 *                  can be made as a loss of power at any moment may leave it
 *   FAULT_NOSYNC=1 PRAGMA synchronous = OFF, to see that losses are noticed
 * The trace's records: a struct record in the machine's own order, the name (of an
 * opening or deletion) or the bytes (of a write) behind it.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dlfcn.h>

struct record {
	char op; /* O open, W write, T truncate, S sync, D delete, A acknowledged */
	char pad[3];
	uint32_t file, size;
	uint32_t offset; /* or the length that is left */
};

struct file {
	sqlite3_file base;
	uint32_t id;
	sqlite3_io_methods methods;
	sqlite3_file *real;
};

static int trace = -1, acks = -1;
static uint32_t files;
static sqlite3_vfs recorder, *under;

static void
say(char op, uint32_t file, uint64_t offset, const void *p, size_t n)
{
	struct record r = {
	    .op = op, .file = file, .size = (uint32_t)n, .offset = (uint32_t)offset};
	if (trace < 0)
		return;
	if (write(trace, &r, sizeof r) != sizeof r
	    || (n && write(trace, p, n) != (ssize_t)n))
		_exit(127);
}

#define REAL(f) (((struct file *)(f))->real)
#define ID(f) (((struct file *)(f))->id)

static int
file_close(sqlite3_file *f)
{
	return REAL(f)->pMethods->xClose(REAL(f));
}
static int
file_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return REAL(f)->pMethods->xRead(REAL(f), p, n, at);
}
static int
file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	say('W', ID(f), (uint64_t)at, p, (size_t)n);
	return REAL(f)->pMethods->xWrite(REAL(f), p, n, at);
}
static int
file_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	say('T', ID(f), (uint64_t)n, NULL, 0);
	return REAL(f)->pMethods->xTruncate(REAL(f), n);
}
static int
file_sync(sqlite3_file *f, int flags)
{
	int rc = REAL(f)->pMethods->xSync(REAL(f), flags);
	say('S', ID(f), 0, NULL, 0);
	return rc;
}
static int
file_size(sqlite3_file *f, sqlite3_int64 *n)
{
	return REAL(f)->pMethods->xFileSize(REAL(f), n);
}
static int
file_lock(sqlite3_file *f, int how)
{
	return REAL(f)->pMethods->xLock(REAL(f), how);
}
static int
file_unlock(sqlite3_file *f, int how)
{
	return REAL(f)->pMethods->xUnlock(REAL(f), how);
}
static int
file_reserved(sqlite3_file *f, int *out)
{
	return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out);
}
static int
file_control(sqlite3_file *f, int op, void *arg)
{
	return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}
static int
file_sector(sqlite3_file *f)
{
	return REAL(f)->pMethods->xSectorSize(REAL(f));
}
static int
file_traits(sqlite3_file *f)
{
	return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}
static int
file_map(sqlite3_file *f, int region, int size, int extend, void volatile **p)
{
	return REAL(f)->pMethods->xShmMap(REAL(f), region, size, extend, p);
}
static int
file_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return REAL(f)->pMethods->xShmLock(REAL(f), at, n, flags);
}
static void
file_barrier(sqlite3_file *f)
{
	REAL(f)->pMethods->xShmBarrier(REAL(f));
}
static int
file_unmap(sqlite3_file *f, int drop)
{
	return REAL(f)->pMethods->xShmUnmap(REAL(f), drop);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_barrier,
    .xShmUnmap = file_unmap,
};

static int
vfs_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
	struct file *own = (struct file *)f;
	(void)v;
	own->real = (sqlite3_file *)(own + 1);
	own->base.pMethods = NULL;
	int rc = under->xOpen(under, name, own->real, flags, out);
	if (rc != SQLITE_OK)
		return rc;
	own->id = files++;
	own->base.pMethods = &methods;
	if (name)
		say('O', own->id, 0, name, strlen(name));
	return rc;
}

static int
vfs_delete(sqlite3_vfs *v, const char *name, int sync)
{
	(void)v;
	say('D', 0, 0, name, strlen(name));
	return under->xDelete(under, name, sync);
}

static int
out_file(const char *name)
{
	const char *path = getenv(name);
	return path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;
}

__attribute__((constructor)) static void
begin(void)
{
	acks = out_file("FAULT_ACK");
	trace = out_file("FAULT_TRACE");
	if (trace < 0)
		return;
	under = sqlite3_vfs_find(NULL);
	recorder = *under;
	recorder.zName = "recorder";
	recorder.szOsFile = (int)sizeof(struct file) + under->szOsFile;
	recorder.xOpen = vfs_open;
	recorder.xDelete = vfs_delete;
	(void)sqlite3_vfs_register(&recorder, 1);
}

int
sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **),
    void *arg, char **why)
{
	union {
		void *p;
		int (*f)(sqlite3 *, const char *, int (*)(void *, int, char **, char **),
		    void *, char **);
	} real = {dlsym(RTLD_NEXT, "sqlite3_exec")};
	int rc = real.f(db, sql, row, arg, why);
	if (rc == SQLITE_OK && strcmp(sql, "COMMIT") == 0) {
		say('A', 0, 0, NULL, 0);
		if (acks >= 0 && write(acks, "c", 1) != 1)
			_exit(127);
	}
	if (getenv("FAULT_NOSYNC") && strstr(sql, "synchronous"))
		(void)real.f(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	return rc;
}
