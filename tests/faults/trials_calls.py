# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory and system calls that fail, outputs that cannot be made, signals, full disks."""
import os
import random
import resource
import shutil
import signal
import subprocess
import time

from lab import BY_NAME, COMMANDS, NOBODY, Run, Skip, documents, write


class Memory:
    """F1: allocation k, for each command, until it passes; once and for ever."""

    # Those with few enough allocations that every one can fail, then the large ones, of
    # which so many are tried, evenly.
    EVERY = ("extract", "extract-file", "quantities", "import", "list", "series",
             "export-sqlite", "plot", "verify", "backup", "track")
    LARGE = ("import-facts", "fit", "report")
    MOST = 2000
    OK = {0, 71}
    # GSL does not free what it has when it gets no more.
    LOSES = ("fit", "report")

    def __init__(self, lab):
        self.lab, self.rows, self.clean = lab, [], {}
        for name in self.EVERY + self.LARGE:
            c = BY_NAME[name]
            lab.reference(c)
            place = lab.place()
            r = self.run(c, place, {})
            n, live = self.report(place)
            self.clean[name] = live
            if r.status != 0:
                raise SystemExit(f"faults: {name} ends with {r.status} when counted")
            few = n if name in self.EVERY else min(n, self.MOST)
            for i in range(few):
                k = 1 + i * n // few
                self.rows += [(c, f"{k}"), (c, f"{k}+")]
        # In another order, so that a sample has something of each.
        random.Random(1).shuffle(self.rows)

    def total(self):
        return len(self.rows)

    def run(self, c, place, env):
        return self.lab.run(c.words, place, {"LD_PRELOAD": self.lab.shim("alloc.so"),
                            "FAULT_REPORT": "report.txt", **env}, timeout=60)

    def report(self, place):
        try:
            with open(os.path.join(place, "report.txt")) as f:
                return map(int, f.read().split())
        except (OSError, ValueError):
            return 0, 0

    def trial(self, i):
        c, k = self.rows[i]
        place = self.lab.place()
        r = self.run(c, place, {"FAULT_ALLOC": k})
        _, live = self.report(place)
        problem = self.lab.judge(c, place, r, self.OK)
        if not problem and c.name not in self.LOSES and live > self.clean[c.name]:
            problem = f"{live} blocks are still allocated ({self.clean[c.name]} else)"
        return problem and f"{c.name}, allocation {k}: {problem}"


class Calls:
    """F2: one system call fails."""

    NAMES = ("extract", "import", "export-sqlite", "extract-file", "backup", "list", "plot")
    CALLS = ("openat", "read", "pread64", "write", "pwrite64", "fsync", "fdatasync",
             "ftruncate", "rename", "close", "mmap")
    ERRORS = ("EIO", "ENOSPC", "EINTR", "EDQUOT", "short")
    SHORT = ("read", "pread64", "write", "pwrite64")
    MOST = 100

    def __init__(self, lab):
        if not shutil.which("strace"):
            raise Skip("strace is not here")
        self.lab, self.rows = lab, []
        for name in self.NAMES:
            lab.reference(BY_NAME[name])
            for call in self.CALLS:
                n, first = self.count(BY_NAME[name], call)
                for error in self.ERRORS:
                    if error == "short" and call not in self.SHORT:
                        error = "ENOMEM"
                    if call in ("close", "mmap") and error == "EINTR":
                        error = "EACCES"
                    for k in range(first + 1, min(n, first + self.MOST) + 1):
                        self.rows.append((BY_NAME[name], call, error, k))
        random.Random(2).shuffle(self.rows)

    def total(self):
        return len(self.rows)

    def count(self, c, call):
        """How many of them there are, and how many before the program's own begin."""
        place = self.lab.place()
        log = os.path.join(place, "report.txt")
        r = self.lab.run(c.words, place,
                         before=["strace", "-e", f"trace={call},brk,prlimit64,getrandom",
                                 "-o", log])
        if r.status != 0:
            raise Skip(f"strace cannot trace here: {r.err.decode()[-100:]}")
        seen, own = 0, None
        for line in open(log, errors="replace"):
            if line.startswith(f"{call}("):
                seen += 1
            # What the loader does is over when memory is first asked for.
            if line.startswith("getrandom(") and own is None:
                own = seen
        return seen, own or 0

    def trial(self, i):
        c, call, error, k = self.rows[i]
        place = self.lab.place()
        if error == "short":
            before = [self.lab.shim("short"), call, str(k)]
        else:
            before = ["strace", "-qq", "-e", f"trace={call}", "-e",
                      f"inject={call}:error={error}:when={k}", "-o", "/dev/null"]
        r = self.lab.run(c.words, place, before=before, timeout=90)
        problem = self.lab.judge(c, place, r)
        if not problem and error == "short" and r.status != 0:
            problem = f"a short {call} is a failure: {r.err.decode()[-200:]}"
        return problem and f"{c.name}, {call} {k} {error}: {problem}"


class Unwritable:
    """F3: nowhere to write to."""

    OK = {73, 74, 77}

    def __init__(self, lab):
        self.lab, self.rows = lab, []
        for c in COMMANDS:
            told = not (c.writes or "-o" in c.words or c.words[0] == "store")
            # Those that have nothing to say there, or find nothing, lose nothing.
            if lab.reference(c)[0].out and lab.reference(c)[0].status == 0:
                self.rows += [(c, "full"), (c, "closed")]
            if c.makes:
                self.rows += [(c, "folder"), (c, "kept"), (c, "nowhere"), (c, "in the way")]
            elif told and c.name not in ("help", "version", "restated"):
                self.rows += [(c, "kept")]

    def total(self):
        return len(self.rows)

    def trial(self, i):
        c, how = self.rows[i]
        place = self.lab.place()
        problem = getattr(self, how.replace(" ", "_"))(c, place)
        return problem and f"{c.name}, {how}: {problem}"

    def failed(self, c, place, r):
        if r.status == 0:
            return "it says that all is well"
        return (self.lab.judge_end(r, self.OK) or self.lab.judge_files(c, place)
                or self.lab.check_store(place))

    def full(self, c, place):
        self.lab.reference(c)
        with open("/dev/full", "wb") as f:
            r = self.lab.run(c.words, place, stdout=f)
        if c.makes or c.writes:  # stdout has only a message
            return None if r.status == 74 else f"ends with {r.status}"
        return self.failed(c, place, r)

    def closed(self, c, place):
        r = self.lab.run(c.words, place, stdout=None, preexec_fn=lambda: os.close(1))
        if c.makes or c.writes:
            return self.lab.judge(c, place, r, stdout=False)
        return self.failed(c, place, r)

    def with_output(self, c, where):
        """The command with its output there: in the place of the file it makes, or -o."""
        words = [where if w == c.makes[0] else w for w in c.words] if c.makes else [
            *c.words, "-o", where]
        return words

    def as_nobody(self, words, place):
        if os.geteuid() != 0:
            return self.lab.run(words, place)

        def drop():
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return self.lab.run(words, place, preexec_fn=drop)

    def folder(self, c, place):
        """A folder that nobody may write."""
        os.mkdir(os.path.join(place, "d"), 0o555)
        r = self.as_nobody(self.with_output(c, "d/" + (c.makes or ["o.txt"])[0]), place)
        left = os.listdir(os.path.join(place, "d"))
        os.chmod(os.path.join(place, "d"), 0o755)
        os.rmdir(os.path.join(place, "d"))
        return f"left {left}" if left else self.failed(c, place, r)

    def kept(self, c, place):
        """A disk that is full from the start: the old file stays."""
        name = (c.makes or ["o.txt"])[0]
        words = self.with_output(c, name)
        was = b"what was there before\n"
        write(os.path.join(place, name), was)

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))
        if c.name in ("backup",):
            return None  # never over another file
        r = self.lab.run(words, place, preexec_fn=limit)
        with open(os.path.join(place, name), "rb") as f:
            now = f.read()
        if now != was:
            return f"the old file is gone ({len(now)} bytes)"
        os.unlink(os.path.join(place, name))
        return self.failed(c, place, r)

    def nowhere(self, c, place):
        r = self.lab.run(self.with_output(c, "none/" + c.makes[0]), place)
        return self.failed(c, place, r)

    def in_the_way(self, c, place):
        os.mkdir(os.path.join(place, c.makes[0]))
        r = self.lab.run(c.words, place)
        return self.failed(c, place, r)


class Pipe:
    """F4: the reader has what it wants."""

    workers = 1  # what is measured is time
    SECONDS, TRIES = 0.1, 5

    def __init__(self, lab):
        self.lab = lab
        self.commands = [c for c in COMMANDS if c.streams]
        # Ten GB, or a part of it, as many names of two files.
        self.big = os.path.join(lab.work, "big")
        if not os.path.isdir(self.big):
            os.mkdir(self.big)
            text = lab.fixture("calls", "calder_2018q3.txt")
            own = shutil.copy(text, lab.work)
            for i in range(60000 if lab.full else 2000):
                if i % 30000 == 0:
                    own = shutil.copy(text, os.path.join(lab.work, f"big{i}.txt"))
                os.link(own, os.path.join(self.big, f"{i}.txt"))

    def total(self):
        return len(self.commands) * 10

    def trial(self, i):
        c = self.commands[i % len(self.commands)]
        # Others use the machine: what hangs, hangs each time.
        for _ in range(self.TRIES):
            place = self.lab.place()
            seconds, problem = self.once(c, place)
            if problem:
                return f"{c.name}: {problem}"
            if seconds <= self.SECONDS:
                return self.lab.judge_files(c, place)
        return f"{c.name}: ended after {seconds:.2f} s, each of {self.TRIES} times too late"

    def once(self, c, place):
        """How long it went on without a reader, and what was wrong."""
        if c.name.startswith(("extract", "quantities")):
            words = [self.big if w.startswith("calls") else w for w in c.words] + ["-q"]
        else:
            words = c.words
        p = subprocess.Popen([self.lab.program, *words], cwd=place, env=self.lab.env,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        line = p.stdout.readline()
        p.stdout.close()
        t0 = time.monotonic()
        try:
            p.wait(30)
        except subprocess.TimeoutExpired:
            p.kill()
            p.wait()
            return 30, "goes on for 30 seconds"
        seconds = time.monotonic() - t0
        said = p.stderr.read()
        p.stderr.close()
        small = p.returncode == 0  # all of it fitted into the pipe
        if not line:
            return seconds, "no line came"
        if said and not (small and said == self.lab.reference(c)[0].err):
            return seconds, f"says {said[-200:]}"
        if p.returncode not in (-signal.SIGPIPE, 141) and not small:
            return seconds, f"ends with {p.returncode}"
        if "extract" in c.name and small:
            return seconds, "wrote all, and nobody read it"
        return seconds, None


class Signalled:
    """F7: asked to end at any moment."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    SECONDS, TRIES = 1, 5

    def __init__(self, lab):
        self.lab = lab
        self.commands = [c for c in COMMANDS if c.name not in ("help", "version")]

    def total(self):
        return len(self.commands) * 30

    def trial(self, i):
        c = self.commands[i % len(self.commands)]
        sig = self.SIGNALS[i // len(self.commands) % 3]
        for _ in range(self.TRIES):
            seconds, problem = self.once(i, c, sig)
            if problem or seconds <= self.SECONDS:
                return problem and f"{c.name}, {sig.name}: {problem}"
        return f"{c.name}, {sig.name}: ended after {seconds:.2f} s, each time too late"

    def once(self, i, c, sig):
        """How long it went on when asked to end, and what was wrong."""
        whole = self.lab.reference(c)[0].seconds
        place = self.lab.place()
        p = subprocess.Popen([self.lab.program, *c.words], cwd=place, env=self.lab.env,
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, restore_signals=True)
        time.sleep(random.Random(i).random() * whole)
        p.send_signal(sig)
        t0 = time.monotonic()
        try:
            p.wait(20)
        except subprocess.TimeoutExpired:
            p.kill()
            p.wait()
            return 20, "goes on for 20 s"
        seconds = time.monotonic() - t0
        said = p.stderr.read()
        p.stderr.close()
        if p.returncode not in (0, 1, -sig):
            return seconds, f"ends with {p.returncode}: {said[-200:]}"
        r = Run(self.lab.reference(c)[0].status if p.returncode >= 0 else 74, b"",
                b"tseries: x", 0)
        return seconds, self.lab.judge(c, place, r, stdout=False)


class Disk:
    """F8: a small disk, and then room."""

    SIZES = 50
    workers = 1

    def __init__(self, lab):
        self.lab = lab
        self.rows = os.path.join(lab.work, "many.csv")
        if not os.path.exists(self.rows):
            with open(self.rows, "w") as f:
                f.write("doc,metric,low,high,period_start,period_end,company,as_of,quote\n")
                for d in range(600 if lab.full else 100):
                    for k in range(400):
                        f.write(f"d{d}.txt,cash,{k},{k},2017-01-01,2017-03-31,C,2017-04-20,"
                                f"And so it came to {k} in the end as we had said in {d}\n")

    def total(self):
        return self.SIZES

    def trial(self, i):
        place = self.lab.place()
        disk = os.path.join(place, "disk")
        os.mkdir(disk)
        size = int(256 * (64 * 4) ** (i / (self.SIZES - 1)))  # kB
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", disk],
                          capture_output=True).returncode:
            raise Skip("a small disk cannot be mounted here")
        try:
            return self.fill(place, disk, size)
        finally:
            subprocess.run(["umount", disk], check=False)

    def fill(self, place, disk, size):
        words = ["import", "-q", "--store", "disk/s.db", self.rows]
        r = self.lab.run(words, place)
        problem = self.lab.judge_end(r, {0, 73, 74})
        if not problem and os.path.exists(os.path.join(disk, "s.db")):
            have = documents(os.path.join(disk, "s.db"))
            problem = self.lab.check_store(place, "disk/s.db")
        else:
            have = {}
        if not problem and [f for f in os.listdir(disk) if not f.startswith("s.db")]:
            problem = f"left behind: {os.listdir(disk)}"
        if not problem and r.status == 0:
            out = self.lab.run(["export", "--store", "disk/s.db", "--format", "ndjson", "-o",
                                "disk/e.json"], place)
            problem = self.lab.judge_end(out, {0, 73, 74})
            if not problem and out.status != 0 and os.path.exists(f"{disk}/e.json"):
                problem = "half an export"
        if not problem and r.status != 0:
            subprocess.run(["mount", "-o", "remount,size=400m", disk], check=True)
            r = self.lab.run(words, place)
            now = documents(os.path.join(disk, "s.db"))
            if r.status != 0:
                problem = f"with room it ends with {r.status}: {r.err.decode()[-200:]}"
            elif any(now.get(d) != have[d] for d in have):
                problem = "what was stored is lost"
        return problem and f"{size} kB: {problem}"


class Odd:
    """F27: surroundings that a program may find itself in."""

    def __init__(self, lab):
        self.lab, self.rows = lab, []
        for c in COMMANDS:
            if c.name in ("help", "version"):
                continue
            self.rows += [(c, "small_stack"), (c, "clocks"), (c, "no_environment"),
                          (c, "closed_input"), (c, "closed_all"), (c, "few_files"),
                          (c, "folders"), (c, "empty_files"), (c, "devices")]

    def total(self):
        return len(self.rows)

    def trial(self, i):
        c, how = self.rows[i]
        place = self.lab.place()
        problem = getattr(self, how)(c, place)
        return problem and f"{c.name}, {how}: {problem}"

    def small_stack(self, c, place):
        """So small that nothing may lie on it whole."""
        kb = 256 if "plot" in c.name or c.name == "report" else 192

        def limit():
            resource.setrlimit(resource.RLIMIT_STACK, (kb << 10, kb << 10))
        return self.lab.judge(c, place, self.lab.run(c.words, place, preexec_fn=limit))

    def clocks(self, c, place):
        env = {"LD_PRELOAD": self.lab.shim("clock.so"), "FAULT_CLOCK": "-1000000000"}
        return self.lab.judge(c, place, self.lab.run(c.words, place, env))

    def no_environment(self, c, place):
        p = subprocess.run(["env", "-i", self.lab.program, *c.words], cwd=place,
                           stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        return self.lab.judge(c, place, Run(p.returncode, p.stdout, p.stderr, 0))

    def closed_input(self, c, place):
        r = self.lab.run(c.words, place, stdin=None, preexec_fn=lambda: os.close(0))
        return self.lab.judge(c, place, r)

    def closed_all(self, c, place):
        """Whatever is opened first becomes 0, 1 or 2: no message may go into it."""
        r = self.lab.run(c.words, place, stdin=None, stdout=None, stderr=None,
                         preexec_fn=lambda: os.closerange(0, 3))
        r.err = b"tseries: nothing can be said"
        if r.status in (0, 1):
            r.status = 0 if c.makes or c.writes else 74
        return self.lab.judge(c, place, r, stdout=False)

    def few_files(self, c, place):
        problem = None
        for n in (3, 4, 5, 6, 8, 12):
            def limit(n=n):
                resource.setrlimit(resource.RLIMIT_NOFILE, (n, n))
            # The loader needs one for its libraries.
            r = self.lab.run(c.words, place, preexec_fn=limit)
            if r.status == 127:
                continue
            problem = problem or self.lab.judge(c, place, r)
            place = self.lab.place()
        return problem

    def swap(self, c, place, make):
        """Each thing that is read is something else instead."""
        for w in dict.fromkeys(c.words):
            path = os.path.join(place, w)
            if not os.path.exists(path):
                continue
            place = self.lab.place()
            path = os.path.join(place, w)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
            make(path)
            r = self.lab.run(c.words, place, timeout=30)
            problem = self.lab.judge_end(r, {0, 1, 65, 66, 77, 78})
            if problem:
                return f"{w}: {problem}"
            if r.status == 0 and w == "s.db":
                return f"{w}: it says that all is well"
        return None

    def folders(self, c, place):
        return self.swap(c, place, os.mkdir)

    def empty_files(self, c, place):
        return self.swap(c, place, lambda path: write(path, b""))

    def devices(self, c, place):
        return self.swap(c, place, lambda path: os.symlink("/dev/null", path))
