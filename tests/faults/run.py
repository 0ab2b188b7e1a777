# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults tried and survived:  run.py [--full] [--only F1,F2] [--state FILE] PROGRAM SHIMS

Each row of faults.csv names a class of trials, numbered from 0; trial i is the same each
time.  --full takes the amounts of the column `full`, goes on where an earlier run stopped
(the state file, for this very program) and may take hours; else `sample` is tried, spread
over what there is.  Exit status 1 when something did not survive."""
import argparse
import csv
import hashlib
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import trials_bytes
import trials_calls
import trials_drawn
import trials_power
import trials_same
from lab import Lab, Skip, read

MODULES = (trials_calls, trials_power, trials_bytes, trials_drawn, trials_same)
CHUNK = 40
MOST_TOLD = int(os.environ.get("FAULTS_TOLD", "5"))


def find(name):
    for m in MODULES:
        if hasattr(m, name):
            return getattr(m, name)
    raise SystemExit(f"faults: faults.csv names {name}, and there are no such trials")


def numbers(row, full, total):
    """Which of the trials 0 .. total - 1."""
    want = row["full" if full else "sample"]
    n = total if want == "every" else min(int(want), total)
    return [i * total // n for i in range(n)] if n else []


class Tally:
    def __init__(self, state=None):
        s = state or {}
        self.next, self.tried = s.get("next", 0), s.get("tried", 0)
        self.failed, self.told = s.get("failed", 0), s.get("told", [])
        self.seconds, self.skipped = s.get("seconds", 0.0), s.get("skipped")
        self.note = s.get("note", "")

    def add(self, i, result):
        tried, problem = result if isinstance(result, tuple) else (1, result)
        self.tried += tried
        if problem:
            self.failed += 1
            if len(self.told) < MOST_TOLD:
                self.told.append(f"trial {i}: {problem}")


def attempt(trials, i):
    try:
        return trials.trial(i)
    except Skip as why:
        return why


def run_fault(row, lab, tally, save):
    t0 = time.monotonic()
    before = tally.seconds
    try:
        trials = find(row["trial"])(lab)
        todo = numbers(row, lab.full, trials.total())
        if not todo and row["sample"] != "every":
            tally.skipped = "not in the sample"
        with ThreadPoolExecutor(getattr(trials, "workers", 2)) as pool:
            while tally.next < len(todo):
                part = todo[tally.next : tally.next + CHUNK]
                for i, result in zip(part, pool.map(lambda i: attempt(trials, i), part)):
                    if isinstance(result, Skip):
                        tally.skipped = str(result)
                    else:
                        tally.add(i, result)
                tally.next += len(part)
                tally.seconds = before + time.monotonic() - t0
                save()
        tally.note = getattr(trials, "note", "")
    except Skip as why:
        tally.skipped = str(why)
    tally.seconds = before + time.monotonic() - t0
    save()


def print_row(row, t):
    what = f"{row['fault']}: {row['how']}"
    if t.tried == 0:
        outcome = f"skipped: {t.skipped}"
    else:
        outcome = f"{t.tried - t.failed} of {t.tried}"
        if t.skipped:
            outcome += f"; some skipped: {t.skipped}"
    if t.note:
        outcome += f"; {t.note}"
    print(f"{row['id']:<4} {what[:78]:<78} {t.seconds:6.0f} s  {outcome}", flush=True)
    for line in t.told:
        print(f"     FAILED {line}", flush=True)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--full", action="store_true")
    ap.add_argument("--only", default="")
    ap.add_argument("--state")
    ap.add_argument("program")
    ap.add_argument("shims")
    a = ap.parse_args()
    rows = list(csv.DictReader(open(os.path.join(os.path.dirname(__file__), "faults.csv"))))
    only = set(filter(None, a.only.split(",")))
    if only - {r["id"] for r in rows}:
        raise SystemExit(f"faults: no such fault: {' '.join(only - {r['id'] for r in rows})}")
    program = os.path.abspath(a.program)
    ours = hashlib.sha256(read(program)).hexdigest()
    states = {}
    if a.state and os.path.exists(a.state):
        old = json.loads(read(a.state))
        if old.get("program") == ours:
            states = old["faults"]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="tseries-faults.") as work:
        os.chmod(work, 0o755)
        # A name that everybody may reach: some trials are nobody's.
        copy = os.path.join(work, "tseries")
        with open(copy, "wb") as f:
            f.write(read(program))
        os.chmod(copy, 0o755)
        lab = Lab(copy, os.path.abspath(a.shims), os.path.join(work, "lab"), a.full)
        for row in rows:
            if only and row["id"] not in only:
                continue
            tally = Tally(states.get(row["id"]))

            def save():
                if a.state:
                    states[row["id"]] = vars(tally)
                    with open(a.state + ".new", "w") as f:
                        json.dump({"program": ours, "faults": states}, f, indent=1)
                    os.replace(a.state + ".new", a.state)

            run_fault(row, lab, tally, save)
            print_row(row, tally)
            failed += tally.failed
    print("faults: " + (f"{failed} did not survive" if failed else "all survived"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
