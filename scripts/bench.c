/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measure commands beside others (scripts/bench writes the rows):
 *
 *	bench RUNS OUT.json < ROWS
 *
 * A row is NAME, WHAT, UNITS, UNIT, COMMAND, NAME OF THE REFERENCE, COMMAND OF THE
 * REFERENCE, parted by tabs; WHAT is cpu (user and system time) or wall.  Both commands are run RUNS times in turn,
 * and the fastest run of each counts: on a machine that others use, the others only make
 * a run slower.  Prints a table, and writes the same to OUT.json, a row on a line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FIELDS = 7, LINE = 8192 };
enum field { NAME, WHAT, UNITS, UNIT, COMMAND, BESIDE, REFERENCE };

struct cost {
	double seconds; /* of the fastest run; below 0: it failed */
	long kilobytes; /* at most resident, of the largest run */
};

static double
now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* One run by the shell; what it prints goes nowhere. */
static struct cost
run(const char *command, int wall)
{
	struct rusage used;
	int status;
	double start = now();
	(void)fflush(stdout); /* not once more from the child */
	pid_t pid = fork();
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout)
		    || !freopen("/dev/null", "w", stderr))
			_exit(127);
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && wait4(pid, &status, 0, &used) < 0)
		if (errno != EINTR)
			pid = -1;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return (struct cost){-1, 0};
	double cpu = seconds(used.ru_utime) + seconds(used.ru_stime);
	return (struct cost){wall ? now() - start : cpu, used.ru_maxrss};
}

static void
take(struct cost *best, struct cost one)
{
	if (best->seconds < 0 || one.seconds < 0) {
		best->seconds = -1;
		return;
	}
	if (best->seconds == 0 || one.seconds < best->seconds)
		best->seconds = one.seconds;
	if (one.kilobytes > best->kilobytes)
		best->kilobytes = one.kilobytes;
}

static void
print_speed(FILE *f, double units, const char *unit, double s)
{
	if (s < 0)
		fprintf(f, " %18s", "failed");
	else if (s == 0)
		fprintf(f, " %18s", "-");
	else if (strcmp(unit, "s") == 0)
		fprintf(f, " %14.3f s  ", s);
	else if (strcmp(unit, "ms/MB")
		 == 0) /* what grows, and how much does each cost */
		fprintf(f, " %11.1f %-6s", units > 0 ? 1000 * s / units : 0, unit);
	else
		fprintf(f, " %11.1f %-6s", units / s, unit);
}

/* Strings here are ours: no quotes, no backslashes. */
static void
print_json(FILE *f, char *const v[FIELDS], struct cost a, struct cost b, int first)
{
	fprintf(f,
	    "%s\n  {\"name\":\"%s\",\"what\":\"%s\",\"units\":%s,\"unit\":\"%s\",",
	    first ? "[" : ",", v[NAME], v[WHAT], v[UNITS], v[UNIT]);
	fprintf(f, "\"seconds\":%.4f,\"kilobytes\":%ld,", a.seconds, a.kilobytes);
	if (!*v[REFERENCE])
		fprintf(f, "\"reference\":null,\"ratio\":null}");
	else
		fprintf(f,
		    "\"reference\":\"%s\",\"reference_seconds\":%.4f,"
		    "\"reference_kilobytes\":%ld,\"ratio\":%.4f}",
		    v[BESIDE], b.seconds, b.kilobytes,
		    a.seconds > 0 ? b.seconds / a.seconds : 0);
}

static int
split(char *line, char *v[FIELDS])
{
	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < FIELDS; i++) {
		v[i] = line;
		if (!line)
			return -1;
		char *tab = i + 1 < FIELDS ? strchr(line, '\t') : NULL;
		if (tab)
			*tab++ = '\0';
		line = tab;
	}
	return 0;
}

static int
measure(char *const v[FIELDS], int runs, FILE *json, int first)
{
	struct cost a = {0, 0}, b = {0, 0};
	int wall = strcmp(v[WHAT], "wall") == 0;
	for (int i = 0; i < runs; i++) {
		take(&a, run(v[COMMAND], wall));
		if (*v[REFERENCE])
			take(&b, run(v[REFERENCE], wall));
	}
	double units = strtod(v[UNITS], NULL);
	printf("%-34s", v[NAME]);
	print_speed(stdout, units, v[UNIT], a.seconds);
	printf(" %7.1f MB  %-24s", (double)a.kilobytes / 1024, v[BESIDE]);
	print_speed(stdout, units, v[UNIT], b.seconds);
	if (a.seconds > 0 && b.seconds > 0)
		printf(" %9.3f", b.seconds / a.seconds);
	puts("");
	(void)fflush(stdout);
	print_json(json, v, a, b, first);
	return a.seconds < 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	char line[LINE], *v[FIELDS];
	int runs = argc == 3 ? (int)strtol(argv[1], NULL, 10) : 0, rc = 0, n = 0;
	FILE *json = runs > 0 ? fopen(argv[2], "w") : NULL;
	if (!json) {
		fputs("usage: bench RUNS OUT.json < ROWS\n", stderr);
		return 64;
	}
	printf("%-34s %-18s %7s     %-24s %-18s %9s\n", "figure", "", "memory",
	    "reference", "", "ratio");
	while (fgets(line, sizeof line, stdin)) {
		if (split(line, v) != 0) {
			fprintf(stderr, "bench: not a row: %s\n", line);
			rc = 65;
			break;
		}
		rc |= measure(v, runs, json, n++ == 0) != 0;
	}
	fputs(n ? "\n]\n" : "[]\n", json);
	return fclose(json) != 0 ? 74 : rc;
}
