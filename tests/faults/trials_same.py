# SPDX-License-Identifier: GPL-3.0-or-later
"""The same input gives the same bytes: in any order, in parts, anywhere, for long."""
import glob
import os
import random
import re
import shutil
import subprocess
import threading
import time

from lab import BY_NAME, ROOT, Skip, documents, read, write


class Same:
    """F18: threads, orders, locales, time zones."""

    THREADS = ("1", "2", "8", "0")
    ZONES = ("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "XXX+23:59:59")
    LOCALES = (("de_DE", "UTF-8"), ("tr_TR", "UTF-8"), ("ar_SA", "UTF-8"), ("C", None))
    COMMANDS = ("extract-csv", "extract-ndjson", "series-json", "export-csv", "export-json",
                "export-alfred", "plot", "report", "fit-json", "track-json", "list-csv",
                "metrics-csv", "quantities", "plot-svg", "coverage")

    def __init__(self, lab):
        self.lab = lab
        self.folder = lab.fixture("calls")
        self.names = sorted(f for f in os.listdir(self.folder) if f.endswith(".txt"))
        r = lab.run(["extract", "--format", "csv", self.folder], lab.template)
        self.want = r.out
        place = lab.place()
        lab.run(["extract", "-q", "--store", "w.db", self.folder], place)
        self.stored = documents(os.path.join(place, "w.db"))
        self.locales = self.make_locales()

    def make_locales(self):
        """Locales with other commas and letters, where they can be made."""
        path, have = os.path.join(self.lab.work, "locales"), ["C"]
        os.makedirs(path, exist_ok=True)
        for name, charset in self.LOCALES:
            if charset and shutil.which("localedef"):
                p = subprocess.run(["localedef", "-i", name, "-f", charset,
                                    os.path.join(path, f"{name}.{charset}")],
                                   capture_output=True)
                if os.path.isdir(os.path.join(path, f"{name}.{charset}")):
                    have.append(f"{name}.{charset}")
        self.note = f"locales {' '.join(have)}"
        return have

    def total(self):
        return 300

    def trial(self, i):
        rng = random.Random(i)
        place = self.lab.place()
        env = {"TZ": rng.choice(self.ZONES), "LC_ALL": rng.choice(self.locales),
               "LOCPATH": os.path.join(self.lab.work, "locales")}
        what = i % 3
        if what == 0:
            jobs = rng.choice(self.THREADS)
            r = self.lab.run(["extract", "--jobs", jobs, "--format", "csv", self.folder], place, env)
            return None if r.out == self.want and r.status == 0 else f"{jobs} threads, {env}"
        if what == 1:
            names = self.names[:]
            rng.shuffle(names)
            at = rng.randrange(1, len(names))
            for part in (names[:at], names[at:]):
                r = self.lab.run(["extract", "-q", "--jobs", rng.choice(self.THREADS), "--store",
                                  "o.db", *(os.path.join(self.folder, n) for n in part)],
                                 place, env)
                problem = self.lab.judge_end(r, {0})
                if problem:
                    return problem
            same = documents(os.path.join(place, "o.db")) == self.stored
            return None if same else f"another order, another store: {names}"
        c = BY_NAME[rng.choice(self.COMMANDS)]
        want, files, _ = self.lab.reference(c)
        r = self.lab.run(c.words, place, env)
        if r.out != want.out or any(
                self.lab.content(os.path.join(place, f)) != files[f] for f in files):
            return f"{c.name} writes something else in {env}"
        return None


class Merge:
    """F19: parts of a corpus in any order, each twice, and one cut off."""

    def __init__(self, lab):
        self.lab = lab
        self.folder = lab.fixture("calls")
        self.names = sorted(f for f in os.listdir(self.folder) if f.endswith(".txt"))
        self.shards = b"--shard" in lab.run(["extract", "--help"], lab.template).out
        self.rows = {}
        for n in self.names:
            r = lab.run(["extract", "--format", "ndjson", os.path.join(self.folder, n)],
                        lab.template)
            self.rows[n] = r.out
        place = lab.place()
        for n in self.names:
            write(os.path.join(place, f"{n}.ndjson"), self.rows[n])
        # A shard is what extract stores of its documents.
        words = (["extract", "-q", "--store", "w.db", self.folder] if self.shards else
                 ["import", "-q", "--store", "w.db", *(f"{n}.ndjson" for n in self.names)])
        r = lab.run(words, place)
        if r.status:
            raise SystemExit(f"faults: {words[0]} ends with {r.status}: {r.err.decode()}")
        self.want = documents(os.path.join(place, "w.db"))
        if not self.shards:
            self.note = "parts as files: this extract has no --shard"

    def total(self):
        return 200

    def trial(self, i):
        rng = random.Random(i)
        place = self.lab.place()
        parts = rng.randrange(1, 65)
        if self.shards:
            files = []
            for k in range(parts):
                r = self.lab.run(["extract", "--format", "ndjson", "--shard", f"{k}/{parts}", "-o",
                                  f"{k}.ndjson", self.folder], place)
                problem = self.lab.judge_end(r, {0, 1})
                if problem:
                    return problem
                files.append(f"{k}.ndjson")
        else:
            groups = [[] for _ in range(min(parts, len(self.names)))]
            for k, n in enumerate(self.names):
                groups[k % len(groups)].append(n)
            files = []
            for k, group in enumerate(groups):
                write(os.path.join(place, f"{k}.ndjson"), b"".join(self.rows[n] for n in group))
                files.append(f"{k}.ndjson")
        files = [f for f in files if os.path.exists(os.path.join(place, f))] * 2
        rng.shuffle(files)
        # One is cut off within a line: it adds nothing.
        whole = read(os.path.join(place, files[0]))
        if len(whole) > 2:
            at = rng.randrange(1, len(whole) - 1)
            while whole[at - 1 : at] in (b"\n", b"}"):
                at += 1
            write(os.path.join(place, "cut.ndjson"), whole[:at])
            r = self.lab.run(["import", "-q", "--store", "m.db", "cut.ndjson"], place)
            if at < len(whole) and r.status != 65:
                return f"a part cut off at {at} of {len(whole)}: ends with {r.status}"
        # Some alone, which lack the others; then all of them, which lack none.
        for some in (files[:1], files[1:3], files):
            r = self.lab.run(["import", "-q", "--store", "m.db", *some], place)
            lacks = r.status == 65 and b" is missing; extract it" in r.err
            if lacks and some is not files:
                continue
            problem = self.lab.judge_end(r, {0, 1})
            if problem:
                return f"{some}: {problem}"
        have = documents(os.path.join(place, "m.db"))
        return None if have == self.want else "the merged store is another"


class Cluster:
    """F20: by the cluster's own test, where there is one."""

    workers = 1

    def __init__(self, lab):
        self.lab = lab
        self.test = os.path.join(ROOT, "tests", "cluster", "run")
        if not os.path.exists(self.test):
            raise Skip("tests/cluster/run is not here")

    def total(self):
        return 20

    def trial(self, i):
        p = subprocess.run([self.test, self.lab.program], cwd=ROOT, capture_output=True)
        if p.returncode == 99:
            raise Skip(p.stderr.decode()[-100:].strip())
        return None if p.returncode == 0 else p.stderr.decode()[-300:]


class Long:
    """F23: memory and descriptors over a long run, as the system counts them."""

    workers = 1

    def __init__(self, lab):
        self.lab = lab
        self.seconds = 3600 if lab.full else 10

    def total(self):
        return 1

    def trial(self, i):
        place = self.lab.place()
        lists = os.path.join(place, "many")
        os.mkdir(lists)
        names = [n for n in os.listdir(self.lab.fixture("calls")) if n.endswith(".txt")]
        own = [shutil.copy(self.lab.fixture("calls", n), place) for n in names]
        # One name for each document; 60,000 names of one file at most.
        for k in range(60000 if self.lab.full else 20000):
            os.link(own[k % len(own)], os.path.join(lists, f"{k:06}.txt"))
        end = None
        seen = []
        while end is None or time.monotonic() < end:
            # The names are given many times over, as so many more documents.
            p = subprocess.Popen(
                [self.lab.program, "extract", "-q", "--format", "csv", *(["many"] * 20)],
                cwd=place, env=self.lab.env, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            # The names are many, and listed before the first is read.
            p.stdout.read(1)
            threading.Thread(target=self.drain, args=(p.stdout,)).start()
            end = end or time.monotonic() + self.seconds
            while p.poll() is None and time.monotonic() < end:
                time.sleep(min(2.0, self.seconds / 20))
                try:
                    status = open(f"/proc/{p.pid}/status").read()
                    seen.append((int(re.search(r"VmRSS:\s*(\d+)", status)[1]),
                                 len(os.listdir(f"/proc/{p.pid}/fd"))))
                except (OSError, TypeError):
                    pass
            if p.poll() is None:
                p.kill()
            p.wait()
            if p.returncode not in (0, -9):
                return f"ends with {p.returncode}: {p.stderr.read().decode()[-200:]}"
            p.stderr.close()
        half = seen[len(seen) // 4 : len(seen) // 2], seen[-(len(seen) // 4 or 1) :]
        rss = [sum(x[0] for x in h) / max(1, len(h)) for h in half]
        fds = [max((x[1] for x in h), default=0) for h in half]
        self.note = (f"{self.seconds} s: {rss[0] / 1024:.1f} then {rss[1] / 1024:.1f} MB, "
                     f"{fds[0]} then {fds[1]} descriptors")
        if rss[1] > rss[0] * 1.05 + 1024:
            return f"memory grows from {rss[0]:.0f} to {rss[1]:.0f} kB"
        return None if fds[1] <= fds[0] else f"descriptors grow from {fds[0]} to {fds[1]}"

    @staticmethod
    def drain(f):
        while f.read(1 << 20):
            pass
        f.close()


class Coverage:
    """F25: lines by gcov, over what `make coverage` runs; in the sample, what it last counted."""

    workers = 1
    LEAST = 90

    def __init__(self, lab):
        self.lab = lab
        self.target = "coverage" if lab.full else "coverage-told"
        if not lab.full and not glob.glob(os.path.join(ROOT, "build/*-cov/*/*.gcda")):
            raise Skip("make coverage has not been run, which takes minutes")

    def total(self):
        return 1

    def trial(self, i):
        p = subprocess.run(["make", "--no-print-directory", self.target], cwd=ROOT,
                           capture_output=True, text=True)
        rooms = re.findall(r"^coverage: (\w+) +([\d.]+)% of (\d+) lines$", p.stdout, re.M)
        if p.returncode or not rooms:
            return f"make {self.target} ends with {p.returncode}: {p.stdout[-200:]}"
        self.note = ", ".join(f"{room} {share}%" for room, share, _ in sorted(rooms))
        return None if all(float(r[1]) >= self.LEAST for r in rooms) else self.note
