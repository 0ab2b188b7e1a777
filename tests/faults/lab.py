# SPDX-License-Identifier: GPL-3.0-or-later
"""What the faults' trials share: the program, places to run it in, what is right."""
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
NOBODY = 65534
STATUSES = {0, 1, 64, 65, 66, 69, 70, 71, 73, 74, 75, 77, 78, 141}


class Skip(Exception):
    """This cannot be tried here, and why."""


class Run:
    """How a program ended and what it wrote."""

    def __init__(self, status, out, err, seconds):
        self.status, self.out, self.err, self.seconds = status, out, err, seconds


class Command:
    """A way to call the program: its words, the files it makes, what it does to the store."""

    def __init__(self, name, words, makes=(), writes=False, streams=False):
        self.name, self.words, self.makes = name, words.split(), tuple(makes)
        self.writes, self.streams = writes, streams


S = "--store s.db"
C = "--company Calder*"
COMMANDS = [
    Command("extract", f"extract -q {S} --force calls", writes=True),
    Command("extract-csv", "extract --format csv calls", streams=True),
    Command("extract-ndjson", "extract --format ndjson calls", streams=True),
    Command("extract-file", "extract --format csv -o x.csv calls", ["x.csv"]),
    Command("extract-2", "extract --format csv --jobs 2 calls", streams=True),
    Command("quantities", "quantities calls/calder_2018q3.txt", streams=True),
    Command("quantities-ndjson", "quantities --format ndjson calls", streams=True),
    Command("import", f"import {S} --force rows.csv", writes=True),
    Command("import-facts", f"import {S} --force --company Acme facts.json", writes=True),
    Command("verify", f"verify {S} all"),
    Command("metrics", "metrics"),
    Command("metrics-csv", "metrics --format csv"),
    Command("list", f"list {S}"),
    Command("list-csv", f"list {S} --format csv"),
    Command("list-json", f"list {S} --format json"),
    Command("coverage", f"list --coverage {S} --format ndjson"),
    Command("segments", f"segments {S}"),
    Command("series", f"series margin {S} {C}"),
    Command("series-csv", f"series margin {S} {C} --format csv"),
    Command("series-json", f"series margin {S} {C} --all --format json"),
    Command("vintages", f"series capex {S} {C} --vintages"),
    Command("conflicts", f"series --conflicts {S} --format ndjson", streams=True),
    Command("track", f"track rate {S} {C}"),
    Command("track-json", f"track rate {S} {C} --format json"),
    Command("fit", f"fit rate {S} {C} --segment Model?C --model logistic --robust"),
    Command("fit-json", f"fit rate {S} {C} --segment Model?C --model logistic --robust --format json"),
    Command("fit-csv", f"fit rate {S} {C} --segment Model?C --model logistic --robust --format csv"),
    Command("plot", f"plot margin {S} {C} -o m.png", ["m.png"]),
    Command("plot-svg", f"plot margin {S} {C} -o m.svg", ["m.svg"]),
    Command("plot-script", f"plot margin {S} {C} --emit-script -o m.gp", ["m.gp"]),
    Command("plot-terminal", f"plot margin {S} {C} --terminal"),
    Command("report", f"report {S} --company Acme* -o r.html", ["r.html"]),
    Command("restated", f"restated {S} --format csv"),
    Command("export-csv", f"export {S} --format csv", streams=True),
    Command("export-ndjson", f"export {S} --format ndjson", streams=True),
    Command("export-json", f"export {S} --format json", streams=True),
    Command("export-tidy", f"export {S} --format tidy -o t.csv", ["t.csv"]),
    Command("export-pandas", f"export {S} --format pandas", streams=True),
    Command("export-r", f"export {S} --format r", streams=True),
    Command("export-nixtla", f"export {S} --format nixtla", streams=True),
    Command("export-gluonts", f"export {S} --format gluonts", streams=True),
    Command("export-prophet", f"export margin {S} {C} --format prophet"),
    Command("export-alfred", f"export margin {S} {C} --format alfred"),
    Command("export-pack", f"export {S} --format frictionless -o p.json", ["p.json", "p.csv"]),
    Command("export-sqlite", f"export {S} --format sqlite -o e.db", ["e.db"]),
    Command("check", f"store check {S}"),
    Command("compact", f"store compact {S}", writes=True),
    Command("forget", f"store forget calder_2018q3.txt {S}", writes=True),
    Command("backup", f"store backup b.db {S}", ["b.db"]),
    Command("help", "extract --help"),
    Command("version", "--version"),
]
BY_NAME = {c.name: c for c in COMMANDS}


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


def documents(store):
    """Each document of a store with a hash of all that is said of it."""
    db = sqlite3.connect(store, timeout=30)
    try:
        all_ = {}
        for row in db.execute("SELECT doc, * FROM v_obs ORDER BY doc, start, end, metric, id"):
            # The id is where a row happens to stand.
            h = all_.setdefault(row[0], hashlib.sha256())
            h.update(repr(row[2:]).encode())
        return {d: h.hexdigest() for d, h in all_.items()}
    except sqlite3.DatabaseError as why:
        return {"not to be read": str(why)}
    finally:
        db.close()


class Lab:
    """The program, its shims and a template of the folder that each trial gets a copy of."""

    def __init__(self, program, shims, work, full):
        self.program, self.shims, self.work, self.full = program, shims, work, full
        self.own = threading.local()
        self.lock = threading.Lock()
        self.places = 0
        self.references = {}
        self.env = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": os.environ.get("HOME", "/"),
            "LC_ALL": "C",
            "TZ": "UTC",
        }
        os.makedirs(work, exist_ok=True)
        os.chmod(work, 0o755)
        self.template = os.path.join(work, "template")
        self.make_template()

    def fixture(self, *parts):
        return os.path.join(ROOT, "fixtures", *parts)

    def make_template(self):
        t = self.template
        shutil.rmtree(t, ignore_errors=True)
        os.makedirs(os.path.join(t, "calls"))
        for name in ("calder_2018q3.txt", "brandreth_2019q1.txt", "calls.csv"):
            shutil.copy(self.fixture("calls", name), os.path.join(t, "calls"))
        shutil.copy(self.fixture("series", "observations.csv"), os.path.join(t, "rows.csv"))
        shutil.copy(self.fixture("series", "companyfacts.json"), os.path.join(t, "facts.json"))
        os.symlink(self.fixture("calls"), os.path.join(t, "all"))
        for words in (
            ["extract", "-q", "--store", "s.db", "all"],
            ["import", "-q", "--store", "s.db", "rows.csv"],
        ):
            r = self.run(words, t)
            if r.status != 0:
                raise SystemExit(f"faults: cannot make a store: {r.err.decode()}")

    # ---- places ----

    def place(self, kind="place"):
        """A fresh copy of the template, this thread's own."""
        if not hasattr(self.own, kind):
            with self.lock:
                setattr(self.own, kind, os.path.join(self.work, f"{kind}{self.places}"))
                self.places += 1
        path = getattr(self.own, kind)
        if os.path.isdir(path):
            subprocess.run(["chmod", "-R", "u+rwx", path], check=False)
            shutil.rmtree(path)
        shutil.copytree(self.template, path, symlinks=True)
        return path

    # ---- running ----

    def shim(self, name):
        return os.path.join(self.shims, name)

    def run(self, words, cwd, env=None, before=(), timeout=120, **more):
        """Run the program with the words, to its end."""
        t0 = time.monotonic()
        p = subprocess.Popen(
            [*before, self.program, *words],
            cwd=cwd,
            env={**self.env, **(env or {})},
            **{
                "stdin": subprocess.DEVNULL,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                **more,
            },
            start_new_session=True,
        )
        try:
            out, err = p.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            # With whom it started (strace starts the program).
            os.killpg(p.pid, signal.SIGKILL)
            out, err = p.communicate()
            return Run(-999, out or b"", err or b"", time.monotonic() - t0)
        return Run(p.returncode, out or b"", err or b"", time.monotonic() - t0)

    def reference(self, command):
        """What a command writes and makes when nothing goes wrong, in the order
        (run, files, documents)."""
        with self.lock:
            got = self.references.get(command.name)
        if got:
            return got
        place = self.place("reference")
        r = self.run(command.words, place)
        if r.status not in (0, 1) or (r.status == 1 and command.name != "restated"):
            raise SystemExit(f"faults: {command.name} fails by itself: {r.err.decode()}")
        files = {f: self.content(os.path.join(place, f)) for f in command.makes}
        got = (r, files, documents(os.path.join(place, "s.db")))
        with self.lock:
            self.references[command.name] = got
        return got

    def content(self, path):
        """What a file says; of a store what it holds, not how."""
        if not os.path.exists(path):
            return None
        return documents(path) if path.endswith(".db") else read(path)

    # ---- judging ----

    def judge_end(self, r, allowed=STATUSES):
        """What is wrong with how a run ended, or None."""
        said = r.err.decode("utf-8", "replace")
        if r.status == -999:
            return "it hangs"
        if r.status < 0:
            return f"killed by {signal.Signals(-r.status).name}: {said[-200:]}"
        if r.status not in allowed:
            return f"ends with {r.status}: {said[-200:]}"
        if r.status not in (0, 1, 141) and not re.search(r"^tseries: \S", said, re.M):
            return f"ends with {r.status} and no message: {said[-200:]}"
        if "(null)" in said:
            return f"says (null): {said[-200:]}"
        return None

    def check_store(self, place, name="s.db"):
        if not os.path.exists(os.path.join(place, name)):
            return None
        r = self.run(["store", "check", "--store", name], place)
        return None if r.status == 0 else f"store check: {r.status}: {r.err.decode()[-300:]}"

    def judge(self, command, place, r, allowed=STATUSES, stdout=True):
        """What is wrong after a run that may have failed, or None: its end, half files,
        what it wrote when it says that all is well, the store."""
        want, files, after = self.reference(command)
        problem = self.judge_end(r, allowed)
        if problem:
            return problem
        done = r.status == want.status
        if done and stdout and r.out != want.out:
            return "it says that all is well and wrote something else"
        for name in command.makes:
            got = self.content(os.path.join(place, name))
            if got is not None and got != files[name] and not (
                not done and command.name == "extract-file" and self.parts(got, files[name])
            ):
                return f"half of {name}"
            if done and got is None:
                return f"it says that all is well, and {name} is missing"
        problem = self.judge_files(command, place) or self.check_store(place)
        if problem or not os.path.exists(os.path.join(place, "s.db")):
            return problem
        before, now = self.before(), documents(os.path.join(place, "s.db"))
        if done and now != after:
            return "it says that all is well, and the store is not what it should be"
        for d in set(before) | set(now) | set(after):
            if now.get(d) not in (before.get(d), after.get(d)):
                return f"half of {d} in the store"
        return None

    @staticmethod
    def parts(got, want):
        """Of several documents some could not be read: the others are there, whole."""
        def by_document(data):
            lines = data.decode().splitlines()
            return {d: [x for x in lines if x.startswith(d)]
                    for d in {x.split(",")[0] for x in lines}}
        got, want = by_document(got), by_document(want)
        return all(want.get(d) == rows for d, rows in got.items())

    def before(self):
        with self.lock:
            if "before" not in self.references:
                self.references["before"] = documents(os.path.join(self.template, "s.db"))
            return self.references["before"]

    def judge_files(self, command, place, also=()):
        """Files that nobody asked for."""
        expected = set(os.listdir(self.template)) | set(command.makes) | set(also)
        expected |= {"s.db-wal", "s.db-shm", "report.txt"}
        left = sorted(set(os.listdir(place)) - expected)
        return f"left behind: {' '.join(left)}" if left else None
