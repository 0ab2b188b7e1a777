# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills and losses of power while a store is written, and many at once."""
import os
import random
import shutil
import signal
import struct
import subprocess
import threading
import time

from lab import ROOT, Skip, documents, read, write

HEAD = "doc,start,end,metric,low,high,unit,period_start,period_end,company,as_of,rule,quote\n"


def rows_of(doc, edition):
    return 1 + doc * 7 % 40 + (5 if edition == 2 else 0)


def make_csv(path, docs, edition=1):
    """Documents in order; how many rows each has its number and the edition tell."""
    with open(path, "w") as f:
        f.write(HEAD)
        for d in docs:
            for i in range(rows_of(d, edition)):
                f.write(f"d{d:04}.txt,{10 * i},{10 * i + 4},m{i % 9},{edition},{edition},USD,"
                        f"2017-01-01,2017-03-31,C {d % 5},2017-04-20,e{edition},"
                        f'"And, well, it came to {edition} in the end."\n')


class Stored:
    """What an import of one edition over another leaves: each file is one commit."""

    FILES, EACH = 25, 8

    def __init__(self, lab):
        self.lab = lab
        self.folder = os.path.join(lab.work, type(self).__name__)
        os.makedirs(self.folder, exist_ok=True)
        for edition in (1, 2):
            for k, path in enumerate(self.files(edition)):
                make_csv(path, range(k * self.EACH, (k + 1) * self.EACH), edition)
            self.imported(edition, os.path.join(self.folder, f"{edition}.db"))
        self.want = {e: documents(os.path.join(self.folder, f"{e}.db")) for e in (1, 2)}

    def files(self, edition):
        return [os.path.join(self.folder, f"{edition}-{k:02}.csv") for k in range(self.FILES)]

    def imported(self, edition, store, env=None):
        r = self.lab.run(["import", "-q", "--store", store, *self.files(edition)],
                         self.folder, env)
        if r.status != 0:
            raise SystemExit(f"faults: import ends with {r.status}: {r.err.decode()}")

    def judge(self, place, name, acknowledged, edition, over):
        """Documents come in order: those acknowledged are there, each is whole."""
        path = os.path.join(place, name)
        if not os.path.exists(path):
            return f"{acknowledged} acknowledged, and no store" if acknowledged else None
        problem = self.lab.check_store(place, name)
        if problem:
            return problem
        now = documents(path)
        old = self.want[over] if over else {}
        for k, d in enumerate(sorted(self.want[edition])):
            new = self.want[edition][d]
            if now.get(d) not in (new, old.get(d)):
                return f"half of {d}"
            if k < acknowledged * self.EACH and now.get(d) != new:
                return f"{d} is lost, of {acknowledged} files acknowledged"
        return None


class Killed(Stored):
    """F5: kill -9; what write(2) acknowledged is there."""

    def total(self):
        return 2000

    def trial(self, i):
        place = self.lab.place()
        over = i % 2
        if over:
            shutil.copy(os.path.join(self.folder, "1.db"), os.path.join(place, "k.db"))
        edition = 2 if over else 1
        p = subprocess.Popen(
            [self.lab.program, "import", "-q", "--store", "k.db", *self.files(edition)],
            cwd=place, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**self.lab.env, "LD_PRELOAD": self.lab.shim("store.so"), "FAULT_ACK": "acks"})
        time.sleep(random.Random(i).random() * 0.2)
        p.send_signal(signal.SIGKILL)
        p.wait()
        acks = os.path.join(place, "acks")
        n = os.path.getsize(acks) if os.path.exists(acks) else 0
        return self.judge(place, "k.db", n, edition, 1 if over else 0)


class Power(Stored):
    """F6: the disk as it may be after the power went at any moment of an import."""

    RECORD = struct.Struct("=c3xIII")
    SECTOR = 512

    def __init__(self, lab):
        super().__init__(lab)
        store = os.path.join(self.folder, "p.db")
        shutil.copy(os.path.join(self.folder, "1.db"), store)
        trace = os.path.join(self.folder, "trace")
        if os.path.exists(trace):
            os.unlink(trace)
        self.imported(2, store, {"LD_PRELOAD": lab.shim("store.so"), "FAULT_TRACE": trace,
                                 **({"FAULT_NOSYNC": "1"} if os.environ.get("FAULT_NOSYNC")
                                    else {})})
        self.ops = list(self.parse(read(trace)))
        self.syncs = [i for i, op in enumerate(self.ops) if op[0] in "SA"]
        self.first = read(os.path.join(self.folder, "1.db"))
        self.note = f"{len(self.ops)} steps, {len(self.syncs)} syncs and commits"
        if sum(op[0] == "A" for op in self.ops) != self.FILES:
            raise SystemExit("faults: the trace of SQLite's files has not every commit")

    def parse(self, data):
        at, names = 0, {}
        while at < len(data):
            op, file, size, offset = self.RECORD.unpack_from(data, at)
            at += self.RECORD.size
            body = data[at : at + size]
            at += size
            op = op.decode()
            if op == "O":
                names[file] = os.path.basename(body.decode())
            elif op == "D":
                yield op, os.path.basename(body.decode()), 0, b""
            elif op == "A" or file in names:
                yield op, names.get(file, ""), offset, body

    def total(self):
        return max(1000, len(self.syncs))

    def trial(self, i):
        rng = random.Random(i)
        # Just before a sync, just after it, or between two.
        k = self.syncs[i * len(self.syncs) // self.total()]
        stop = min(len(self.ops), max(0, k + rng.choice((0, 0, 1, 1, rng.randrange(-8, 9)))))
        files, waiting, acks = {"p.db": bytearray(self.first)}, {}, 0
        for op, name, offset, body in self.ops[:stop]:
            if op == "A":
                acks += 1
            elif op == "S":
                for part in waiting.pop(name, []):
                    self.apply(files, name, part)
            elif op == "D":
                waiting.setdefault(name, []).append(("D", 0, b""))
            else:
                waiting.setdefault(name, []).append((op, offset, body))
        place = self.lab.place()
        for name, parts in waiting.items():
            for part in self.torn(parts, rng):
                self.apply(files, name, part)
        for name, data in files.items():
            if data is not None:
                write(os.path.join(place, name), bytes(data))
        problem = self.judge(place, "p.db", acks, 2, 1)
        return problem and f"step {stop} of {len(self.ops)}: {problem}"

    def torn(self, parts, rng):
        """Some of what was not synced, sector by sector, in any order."""
        if rng.random() < 0.2:
            return []
        pieces = []
        for op, offset, body in parts:
            if op != "W":
                pieces.append((op, offset, body))
                continue
            at = 0
            while at < len(body):
                n = self.SECTOR - (offset + at) % self.SECTOR
                pieces.append(("W", offset + at, body[at : at + n]))
                at += n
        keep = rng.choice((0.1, 0.5, 0.9))
        pieces = [p for p in pieces if rng.random() < keep]
        if rng.random() < 0.5:
            rng.shuffle(pieces)
        return [(op, at, rng.randbytes(len(body)) if op == "W" and rng.random() < 0.02 else body)
                for op, at, body in pieces]

    @staticmethod
    def apply(files, name, part):
        op, offset, body = part
        data = files.get(name)
        if op == "D":
            files[name] = None
            return
        if data is None:
            data = files[name] = bytearray()
        if op == "T":
            del data[offset:]
            data.extend(bytes(max(0, offset - len(data))))
            return
        data.extend(bytes(max(0, offset + len(body) - len(data))))
        data[offset : offset + len(body)] = body


class Together:
    """F9: readers and writers of one store."""

    workers = 1
    READERS, WRITERS, DOCS = 8, 4, 60

    def __init__(self, lab):
        self.lab = lab
        self.seconds = 600 if lab.full else 8

    def total(self):
        return 5

    def trial(self, i):
        place = self.lab.place()
        end = time.monotonic() + self.seconds
        problems, runs = [], [0, 0]
        for w in range(self.WRITERS):
            for edition in (1, 2):
                make_csv(os.path.join(place, f"w{w}-{edition}.csv"),
                         range(w * self.DOCS, (w + 1) * self.DOCS), edition)
        editions = [1] * self.WRITERS

        def loop(kind, which):
            n = 0
            while time.monotonic() < end and not problems:
                if kind == "w":
                    editions[which] = 1 + n % 2
                    words = ["import", "-q", "--store", "t.db",
                             f"w{which}-{editions[which]}.csv"]
                else:
                    words = (["list", "--store", "t.db"],
                             ["series", "--conflicts", "--store", "t.db"],
                             ["export", "--store", "t.db", "--format", "ndjson"])[n % 3]
                r = self.lab.run(words, place)
                n += 1
                problem = self.lab.judge_end(r, {0} if kind == "w" else {0, 1, 66})
                if not problem and b"locked" in r.err:
                    problem = r.err.decode()[-200:]
                if problem:
                    problems.append(f"{kind}{which}, run {n}: {problem}")
            runs["wr".index(kind)] += n

        threads = [threading.Thread(target=loop, args=("w", w)) for w in range(self.WRITERS)]
        threads += [threading.Thread(target=loop, args=("r", r)) for r in range(self.READERS)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.note = f"{runs[0]} imports and {runs[1]} reads in {self.seconds} s"
        if problems:
            return problems[0]
        problem = self.lab.check_store(place, "t.db")
        if problem:
            return problem
        for w in range(self.WRITERS):
            make_csv(os.path.join(place, "all.csv"), range(w * self.DOCS, (w + 1) * self.DOCS),
                     editions[w])
            r = self.lab.run(["import", "-q", "--store", "want.db", "all.csv"], place)
            if r.status != 0:
                return f"the same alone ends with {r.status}"
        have, want = (documents(os.path.join(place, f)) for f in ("t.db", "want.db"))
        return None if have == want else "the store is not what was written last"


class Kills:
    """F12: the counts that matter, by the unit test that keeps them."""

    workers = 1

    def __init__(self, lab):
        self.lab = lab
        self.unit = os.environ.get("UNIT", "")
        if not os.path.exists(self.unit):
            raise Skip("UNIT does not name the unit tests' program")

    def total(self):
        return 1

    def trial(self, i):
        n = 200 if self.lab.full else 10
        p = subprocess.run(
            [os.path.abspath(self.unit), "--filter", "faults/killed_at_any_moment", "--verbose=1"],
            cwd=ROOT, capture_output=True,
            env={**self.lab.env, "TSERIES": self.lab.program, "KILLS": str(n)})
        if p.returncode == 0:
            self.note = f"{n} stores whole of {n} in extract, {n} of {n} in import"
        return None if p.returncode == 0 else p.stderr.decode()[-600:]
