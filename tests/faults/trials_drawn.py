# SPDX-License-Identifier: GPL-3.0-or-later
"""gnuplot as it should not be, texts that it must not obey, and fits of odd data."""
import csv
import html
import math
import os
import random
import re
import subprocess

from lab import BY_NAME, ROOT, Skip, read, write


class Inject:
    """F14: 24 payloads in 8 slots, then random strings in all slots at once; drawn under
    seccomp, and the script alone by a gnuplot that may start what it likes."""

    PAYLOADS = (
        "`touch {m}`", "\"; system(\"touch {m}\") #", "'; system('touch {m}') #",
        "\n!touch {m}\n", "\nsystem('touch {m}')\n", "@m", "< touch {m}", "|touch {m}",
        "\\140touch {m}\\140", "\\", "\"", "'", "#`touch {m}`", "${{m}}", "$(touch {m})",
        "%s%n%d", "{{/:Bold x}}^a_b", "TSERIES_END_", "\nEOD\nsystem('touch {m}')\n$T << EOD",
        "\"\\n!touch {m}\"", "set output '|touch {m}'", "eval \"system('touch {m}')\"",
        "sprintf('%c', 96)", "\x00\x01\x1b\nload '<touch {m}'",
    )
    SLOTS = ("title", "exhibit", "source", "company", "segment", "variant", "speaker", "quote")
    EACH = 4

    def __init__(self, lab):
        self.lab = lab
        if subprocess.run(["sh", "-c", "command -v gnuplot"], capture_output=True).returncode:
            raise Skip("gnuplot is not here")

    def total(self):
        return len(self.PAYLOADS) * len(self.SLOTS) + 10000 // self.EACH

    def trial(self, i):
        place = self.lab.place()
        marker = os.path.join(place, "MARKER")
        rng = random.Random(i)
        # A sample has payloads and random strings.
        n = len(self.PAYLOADS) * len(self.SLOTS)
        if i < n:
            payload = self.PAYLOADS[i // len(self.SLOTS)].format(m=marker)
            texts = {self.SLOTS[i % len(self.SLOTS)]: payload}
            tried = 2
        else:
            texts = {}
            for slot in self.SLOTS[: self.EACH]:
                texts[slot] = "".join(
                    rng.choice("`'\"\\@$!|<>#{}^_&%;\n\r\t()[]~*?=,. abc0\u00e9\u202e\u2028\U0001f600")
                    for _ in range(rng.randrange(1, 40)))
            tried = 2 * self.EACH
        problem = self.draw(place, texts, marker)
        return tried, problem and f"{texts!r}: {problem}"

    def draw(self, place, texts, marker):
        row = {"company": "Acme", "segment": "S", "variant": "", "speaker": "", "quote": ""}
        row.update({k: v.replace("\0", "") for k, v in texts.items() if k in row})
        with open(os.path.join(place, "p.csv"), "w", newline="") as f:
            w = csv.writer(f)
            w.writerow(["doc", "metric", "low", "high", "unit", "period_start", "period_end",
                        "as_of", *row])
            for k in range(4):
                w.writerow([f"{k}.txt", "cash", k + 1, k + 1, "USD", f"201{k}-03-31",
                            f"201{k}-03-31", f"201{k}-04-20", *row.values()])
        r = self.lab.run(["import", "-q", "--store", "p.db", "p.csv"], place)
        if r.status == 65:
            return None  # refused
        problem = self.lab.judge_end(r, {0})
        if problem:
            return problem
        words = ["plot", "cash", "--store", "p.db", "--segment", "*", "--variant", "*"]
        for slot in ("title", "exhibit", "source"):
            if slot in texts and slot != "source":
                words += [f"--{slot}", texts[slot].replace("\0", "")]
            elif slot in texts:
                words.append("--source=" + texts[slot].replace("\0", ""))
        r = self.lab.run([*words, "-o", "p.svg"], place)
        problem = self.lab.judge_end(r, {0, 64})
        if not problem and r.status == 0:
            problem = self.drawn(read(os.path.join(place, "p.svg")).decode(), texts)
        s = self.lab.run([*words, "--emit-script", "-o", "p.gp"], place)
        problem = problem or self.lab.judge_end(s, {0, 64})
        if not problem and s.status == 0:
            g = subprocess.run(["gnuplot", "-d", "p.gp"], cwd=place, capture_output=True,
                               env=self.lab.env, timeout=60)
            if g.returncode or not g.stdout.startswith(b"\x89PNG"):
                problem = f"its script fails: {g.stderr.decode('utf-8', 'replace')[-200:]}"
        if os.path.exists(marker):
            problem = "a command was run"
        return problem

    def drawn(self, svg, texts):
        """The title is drawn as it is: wrapped where it is long, blanks for controls."""
        if "title" not in texts:
            return None

        def bare(t):
            # How blanks fall where lines are broken is the page's; controls are blanks.
            return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", "", t)
        want = bare(texts["title"].replace("\0", ""))
        seen = bare(html.unescape(re.sub(r"<[^>]*>", "", svg)))
        return None if want in seen else f"the title is not drawn: {want!r}"


class Gnuplot:
    """F15: a gnuplot that does not do its work; the old picture stays."""

    PROGRAMS = {
        "absent": (None, {69}),
        "fails": ("exit 3", {69}),
        "killed": ("kill -9 $$", {69}),
        "empty": ("exit 0", {74}),
        "other": ("echo hello", {74}),
        "cut off": ("exec cat CUT", {74}),
        "wrong": ("exec cat WRONG", {74}),
        "hangs": ("exec sleep 1000", {69}),
        "full disk": ("FULL", {74}),
    }

    def __init__(self, lab):
        self.lab = lab
        self.rows = [(n, c) for n in self.PROGRAMS for c in ("plot", "plot-svg")
                     if lab.full or n != "hangs" or c == "plot"]

    def total(self):
        return len(self.rows)

    def trial(self, i):
        name, c = self.rows[i]
        body, allowed = self.PROGRAMS[name]
        command = BY_NAME[c]
        place = self.lab.place()
        bin_ = os.path.join(place, "bin")
        os.mkdir(bin_)
        old = b"the old picture"
        write(os.path.join(place, command.makes[0]), old)
        more, env = {}, {"PATH": bin_}
        if body == "FULL":
            import resource
            env = {}
            more["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        elif body:
            # The filter lets it start no other program: what it says is there already.
            picture = self.lab.reference(command)[1][command.makes[0]]
            for word, data in (("CUT", picture[: len(picture) // 2]),
                               ("WRONG", picture.translate(bytes(range(1, 256)) + b"\0"))):
                write(os.path.join(bin_, word), data)
                body = body.replace(word, os.path.join(bin_, word))
            write(os.path.join(bin_, "gnuplot"), f"#!/bin/sh\nPATH=/usr/bin:/bin\n{body}\n")
            os.chmod(os.path.join(bin_, "gnuplot"), 0o755)
        r = self.lab.run(command.words, place, env, timeout=60, **more)
        problem = self.lab.judge_end(r, allowed | ({69} if body == "FULL" else set()))
        # Fewer bytes that are a whole picture all the same are none of this.
        if read(os.path.join(place, command.makes[0])) != old:
            problem = problem or "the old picture is gone"
        problem = problem or self.lab.judge_files(command, place, ["bin"])
        return problem and f"{name}, {c}: {problem}"


class Fits:
    """F22: NIST's problems by the unit tests, then data that no curve suits."""

    SHAPES = ("flat", "two", "one", "same day", "zero", "tiny", "huge", "both", "negative",
              "noise", "exact", "outlier", "step", "alternating", "far future", "far past",
              "growing", "denormal", "nearly flat", "many")
    MODELS = ("logistic", "auto", "exp", "linear", "gompertz")

    def __init__(self, lab):
        self.lab = lab
        r = lab.run(["fit", "--list-models"], lab.template)
        self.models = [line.split()[0] for line in r.out.decode().splitlines()
                       if re.match(r"^ *[a-z]", line)]
        self.unit = os.environ.get("UNIT", "")

    def total(self):
        return 27 + 200

    def trial(self, i):
        if i < 27:
            # The unit tests hold all 27 at once, so it is the first of these that runs them.
            if i:
                return 0, None
            if not os.path.exists(self.unit):
                raise Skip("UNIT does not name the unit tests' program")
            p = subprocess.run([os.path.abspath(self.unit), "--filter", "nist/*"], cwd=ROOT,
                               capture_output=True, env=self.lab.env)
            return 27, None if p.returncode == 0 else p.stderr.decode()[-300:]
        rng = random.Random(i)
        place = self.lab.place()
        shape = self.SHAPES[i % len(self.SHAPES)]
        values = self.values(shape, rng)
        with open(os.path.join(place, "f.csv"), "w") as f:
            f.write("doc,metric,low,high,unit,period_start,period_end,company,as_of,measure\n")
            for k, (day, v) in enumerate(values):
                f.write(f"{k}.txt,production_rate,{v!r},{v!r},vehicles/week,{day},{day},A,{day},"
                        "exit\n")
        r = self.lab.run(["import", "-q", "--store", "f.db", "f.csv"], place)
        problem = self.lab.judge_end(r, {0, 65})
        model = rng.choice([m for m in self.models if m] + ["auto"])
        if not problem and r.status == 0:
            r = self.lab.run(["fit", "rate", "--store", "f.db", "--model", model, "--format",
                              "json", *rng.choice(([], ["--horizon", "4q"], ["--backtest"]))],
                             place, timeout=120)
            problem = self.lab.judge_end(r, {0, 1, 65, 64})
            if not problem and r.status == 0 and re.search(rb"\b(nan|inf)\b", r.out, re.I):
                problem = "a value is no number"
            if not problem and r.status == 1 and not (r.err or r.out):
                problem = "no word of why"
        return problem and f"{shape}, {model}: {problem}"

    def values(self, shape, rng):
        def day(k, year=2010):
            return f"{year + k // 4:04}-{(3, 6, 9, 12)[k % 4]:02}-{(31, 30, 30, 31)[k % 4]:02}"
        n = rng.randrange(5, 25)
        curve = [1000 / (1 + math.exp(-(k - n / 2) / 2)) for k in range(n)]
        v = {
            "flat": [5.0] * n, "two": curve[:2], "one": curve[:1], "same day": curve,
            "zero": [0.0] * n, "tiny": [c * 1e-300 for c in curve],
            "huge": [c * 1e300 for c in curve],
            "both": [c * 10.0 ** rng.randrange(-250, 250) for c in curve],
            "negative": [-c for c in curve], "noise": [rng.random() * 100 for _ in curve],
            "exact": curve, "outlier": curve[:-1] + [1e12],
            "step": [1.0] * (n // 2) + [1000.0] * (n - n // 2),
            "alternating": [1.0 + 999 * (k % 2) for k in range(n)],
            "far future": curve, "far past": curve, "growing": [math.exp(3.0 * k) for k in range(n)],
            "denormal": [5e-324 * (k + 1) for k in range(n)],
            "nearly flat": [1e9 + k * 1e-6 for k in range(n)], "many": curve * 20,
        }[shape]
        year = {"far future": 2900, "far past": 1000}.get(shape, 2010)
        if shape == "same day":
            return [(day(0), x) for x in v]
        return [(day(k, year), x) for k, x in enumerate(v)]
