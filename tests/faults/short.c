/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The K-th read or write of a program moves half of what it was asked to, as the kernel
 * may do at any time:
 *   short read|pread64|write|pwrite64 K PROGRAM ARGUMENT...
 * Ends as the program does.  For x86-64 and aarch64.
 */
#include <elf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined __x86_64__
#define LENGTH(r) ((r).rdx)
#define NUMBER(r) ((r).orig_rax)
#elif defined __aarch64__
#define LENGTH(r) ((r).regs[2])
#define NUMBER(r) ((r).regs[8])
#else
#error "which registers hold a call's number and third argument?"
#endif

static const struct {
	const char *name;
	long number;
} calls[] = {
    {"read", SYS_read},
    {"pread64", SYS_pread64},
    {"write", SYS_write},
    {"pwrite64", SYS_pwrite64},
};

/* Halve the length if this is the call; whether it is. */
static int
halve(pid_t pid, long number)
{
	struct user_regs_struct r;
	struct iovec all = {&r, sizeof r};
	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all) != 0
	    || (long)NUMBER(r) != number)
		return 0;
	if (LENGTH(r) > 1)
		LENGTH(r) /= 2;
	return ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &all) == 0;
}

int
main(int argc, char **argv)
{
	long number = -1, left = argc > 3 ? atol(argv[2]) : 0;
	int status, entering = 1, sig = 0;
	for (size_t i = 0; argc > 3 && i < sizeof calls / sizeof *calls; i++)
		if (strcmp(argv[1], calls[i].name) == 0)
			number = calls[i].number;
	if (number < 0) {
		(void)fputs("usage: short CALL K PROGRAM ARGUMENT...\n", stderr);
		return 64;
	}
	pid_t pid = fork();
	if (pid == 0) {
		(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		(void)execvp(argv[3], argv + 3);
		_exit(127);
	}
	(void)waitpid(pid, &status, 0); /* stopped by exec */
	(void)ptrace(PTRACE_SETOPTIONS, pid, NULL,
	    PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	for (;;) {
		int how = left > 0 ? PTRACE_SYSCALL : PTRACE_CONT;
		(void)ptrace((enum __ptrace_request)how, pid, NULL, (long)sig);
		sig = 0;
		if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
			break;
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			if (entering && left > 0) {
				struct user_regs_struct r;
				struct iovec all = {&r, sizeof r};
				(void)ptrace(
				    PTRACE_GETREGSET, pid, NT_PRSTATUS, &all);
				if ((long)NUMBER(r) == number && --left == 0)
					(void)halve(pid, number);
			}
			entering = !entering;
		} else {
			sig = WSTOPSIG(status);
		}
	}
	if (WIFSIGNALED(status)) {
		(void)signal(WTERMSIG(status), SIG_DFL);
		(void)raise(WTERMSIG(status));
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 70;
}
