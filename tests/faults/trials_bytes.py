# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile bytes: documents, sizes, damaged stores, formulas, escapes; numbers and days."""
import csv
import datetime
import gzip
import io
import os
import pty
import random
import re
import resource
import select
import shutil
import sqlite3
import subprocess
import time
from decimal import Decimal

from lab import BY_NAME, ROOT, Run, Skip, documents, read, write

COLUMNS = ("doc,start,end,metric,kind,segment,stance,low,high,unit,period_start,period_end,"
           "variant,company,as_of,fiscal_period,speaker,rule,text,quote")


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


class Bytes:
    """F10: texts with broken bytes, by the hundred: no crash, and every span is right."""

    EACH = 100
    BAD = (b"\0", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xff",
           b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\x80", b"\xe2\x80\xa8",
           b"\x1b[2J", b"\xc2\x9b", b"\xef\xbf\xbe", b"&#0;", b"&#x110000;")

    def __init__(self, lab):
        self.lab = lab
        folder = lab.fixture("calls")
        self.texts = [read(os.path.join(folder, f)) for f in sorted(os.listdir(folder))
                      if f.endswith(".txt")]

    def total(self):
        return 10000 // self.EACH if self.lab.full else 300 // self.EACH

    def spoil(self, rng):
        text = bytearray(rng.choice(self.texts))
        at = rng.randrange(len(text))
        text = text[at : at + rng.randrange(200, 6000)]
        for _ in range(rng.choice((1, 3, 20, 200))):
            if not text:
                break  # all of it is gone
            at = rng.randrange(len(text))
            how = rng.randrange(4)
            if how == 0:
                text[at] ^= 1 << rng.randrange(8)
            elif how == 1:
                text[at:at] = rng.choice(self.BAD)
            elif how == 2:
                text[at] = rng.randrange(256)
            else:
                del text[at : at + rng.randrange(4)]
        how = rng.randrange(12)
        if how == 0:
            return bytes(text).decode("utf-8", "replace").encode(
                rng.choice(("utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-8-sig")))
        if how == 1:
            return bytes(text).replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\r")))
        return bytes(text)

    def trial(self, i):
        rng = random.Random(i)
        place = self.lab.place()
        folder = os.path.join(place, "texts")
        os.mkdir(folder)
        for k in range(self.EACH):
            write(os.path.join(folder, f"{k:03}.txt"), self.spoil(rng))
        write(os.path.join(folder, "calls.csv"), "doc,company,call_date\n" + "".join(
            f"{k:03}.txt,C,2018-10-24\n" for k in range(self.EACH)))
        r = self.lab.run(["extract", "-q", "--format", "csv", "texts"], place)
        # A text of no words is refused: of some inputs some were bad.
        problem = self.lab.judge_end(r, {0, 65})
        if problem:
            return self.EACH, problem
        for row in rows_of(r.out):
            data = read(os.path.join(folder, row["doc"]))
            a, b = int(row["start"]), int(row["end"])
            digits = set(re.findall(rb"[0-9]", row["text"].encode()))
            if not 0 <= a < b <= len(data) or not digits <= set(
                    re.findall(rb"[0-9]", data[a:b])):
                return self.EACH, f"{row['doc']}: {a}..{b} is not {row['text']!r}"
        r = self.lab.run(["extract", "-q", "--store", "t.db", "texts"], place)
        problem = self.lab.judge_end(r, {0, 65})
        if not problem:
            r = self.lab.run(["verify", "--store", "t.db", "texts"], place)
            problem = self.lab.judge_end(r, {0, 65})
            if not problem and b" 0 values differ" not in r.out:
                problem = r.err.decode()[-300:]
        return self.EACH, problem


class Size:
    """F11: too much of something."""

    workers = 1
    MOST_RSS = 256 << 20

    def __init__(self, lab):
        self.lab = lab
        self.rows = [self.line, self.line_allowed, self.columns, self.html, self.json, self.bomb,
                     self.json_string, self.rows_of_one_document]

    def total(self):
        return len(self.rows)

    def measured(self, words, place):
        """Run; its end and its largest resident size."""
        log = os.path.join(place, "rss")
        p = subprocess.Popen([self.lab.program, *words], cwd=place, env=self.lab.env,
                             stdin=subprocess.DEVNULL, stdout=open(os.devnull, "wb"),
                             stderr=open(log, "wb"))
        end = time.monotonic() + 120
        while True:
            pid, status, usage = os.wait4(p.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > end:
                p.kill()
            time.sleep(0.01)
        p.returncode = os.waitstatus_to_exitcode(status)
        r = Run(p.returncode, b"", read(log), 0)
        problem = self.lab.judge_end(r, {0, 1, 65})
        rss = usage.ru_maxrss << 10
        if not problem and rss > self.MOST_RSS:
            problem = f"takes {rss >> 20} MB (ends with {p.returncode})"
        return problem

    def trial(self, i):
        place = self.lab.place()
        problem = self.rows[i](place)
        return problem and f"{self.rows[i].__name__}: {problem}"

    def line(self, place):
        path = os.path.join(place, "line.txt")
        part = b"We said 5,000 a week and a gross margin of 18.7% in the quarter, and more. " * 1000
        with open(path, "wb") as f:
            while f.tell() < (1 << 30 if self.lab.full else 80 << 20):
                f.write(part)
        problem = self.measured(["extract", "--format", "csv", "line.txt"], place)
        return problem or self.measured(["quantities", "line.txt"], place)

    def line_allowed(self, place):
        """As long as is allowed unless asked for more, 60 MB in full."""
        part = b"It was about what we had said it would be, all in all and so on. " * 1000
        with open(os.path.join(place, "l.txt"), "wb") as f:
            while f.tell() < (60 << 20 if self.lab.full else 4 << 20):
                f.write(part)
        r = self.lab.run(["extract", "-q", "--format", "csv", "l.txt"], place, timeout=600)
        return self.lab.judge_end(r, {0, 1, 65})

    def columns(self, place):
        with open(os.path.join(place, "c.csv"), "w") as f:
            f.write("doc,metric," + ",".join(f"c{k}" for k in range(10**6)) + "\n")
            f.write("a.txt,cash," + ",".join("1" for k in range(10**6)) + "\n")
        return (self.measured(["import", "--store", "n.db", "c.csv"], place)
                or self.measured(["import", "--ignore-columns", "--store", "n.db", "c.csv"], place))

    def html(self, place):
        deep = b"<div>" * 100000
        write(os.path.join(place, "d.html"), b"<html><body>" + deep + b"Our margin was 18.7%."
              + b"</div>" * 100000)
        write(os.path.join(place, "e.html"), b"<html><body>" + b"<b><i><p>" * 100000)
        return (self.measured(["extract", "--format", "csv", "d.html"], place)
                or self.measured(["quantities", "e.html"], place))

    def json(self, place):
        problem = None
        for k, (a, b) in enumerate(((b"[", b"]"), (b'{"a":', b"}"))):
            write(os.path.join(place, f"{k}.json"), a * 100000 + b"1" + b * 100000)
            for words in (["extract", "--format", "csv"],
                          ["import", "--store", "n.db"],
                          ["import", "--store", "n.db", "--format", "companyfacts"]):
                problem = problem or self.measured([*words, f"{k}.json"], place)
        return problem

    def json_string(self, place):
        # In pieces: what this process holds when it starts the program counts as its own.
        with open(os.path.join(place, "s.json"), "wb") as f:
            f.write(b'{"content": "')
            for _ in range(40):
                f.write(b"a " * (1 << 20))
            f.write(b'"}')
        return self.measured(["extract", "--format", "csv", "s.json"], place)

    def bomb(self, place):
        with gzip.open(os.path.join(place, "b.txt.gz"), "wb") as f:
            for _ in range(1024 if self.lab.full else 100):
                f.write(bytes(1 << 20))
        with gzip.open(os.path.join(place, "c.txt.gz"), "wb") as f:
            for _ in range(1024 if self.lab.full else 100):
                f.write(b"word " * (1 << 18))
        return (self.measured(["extract", "--format", "csv", "b.txt.gz"], place)
                or self.measured(["quantities", "c.txt.gz"], place))

    def rows_of_one_document(self, place):
        n = 500000 if self.lab.full else 50000
        with open(os.path.join(place, "r.csv"), "w") as f:
            f.write("doc,metric,low,high,period_end,period_start\n")
            for k in range(n):
                f.write(f"a.txt,cash,{k},{k},2017-12-31,2017-12-31\n")
        r = self.lab.run(["import", "--store", "n.db", "r.csv"], place, timeout=300)
        return self.lab.judge_end(r, {0})


class Damaged:
    """F13: a store with other bytes: right answers or 65 with the reason, never others."""

    def __init__(self, lab):
        self.lab = lab
        store = os.path.join(lab.template, "s.db")
        c = lab.run(["export", "--store", store, "--format", "ndjson"], lab.template)
        self.data, self.rows = read(store), set(c.out.splitlines())
        self.series = {}
        for name in ("series-csv", "list-csv", "track-json"):
            self.series[name] = lab.reference(BY_NAME[name])[0].out

    def total(self):
        return 5000

    def trial(self, i):
        rng = random.Random(i)
        place = self.lab.place()
        data = bytearray(self.data)
        how = rng.randrange(10)
        if how == 0:
            del data[rng.randrange(len(data)) :]
        elif how == 1:
            data += rng.randbytes(rng.choice((1, 100, 4096, 100000)))
        elif how == 2:
            at = rng.randrange(len(data)) & ~4095
            data[at : at + 4096] = bytes(4096) if rng.random() < 0.5 else rng.randbytes(4096)
        elif how == 3:
            a, b = (rng.randrange(len(data)) & ~4095 for _ in "ab")
            data[a : a + 4096], data[b : b + 4096] = data[b : b + 4096], data[a : a + 4096]
        else:
            for _ in range(rng.choice((1, 1, 4, 50))):
                at = rng.randrange(100 if rng.random() < 0.05 else len(data))
                data[at] ^= 1 << rng.randrange(8)
        write(os.path.join(place, "s.db"), bytes(data))
        for name in ("s.db-wal", "s.db-shm"):
            if os.path.exists(os.path.join(place, name)):
                os.unlink(os.path.join(place, name))
        r = self.lab.run(["export", "--store", "s.db", "--format", "ndjson"], place, timeout=30)
        problem = self.lab.judge_end(r, {0, 1, 65, 78})
        if not problem and r.status in (0, 1):
            wrong = set(r.out.splitlines()) - self.rows
            if wrong:
                problem = f"export: a wrong row: {wrong.pop()[:200]}"
            missing = r.status == 0 and len(self.rows - set(r.out.splitlines()))
            if missing:
                problem = f"export: {missing} rows are missing, and it says that all is well"
        for name, want in self.series.items():
            if problem:
                break
            r = self.lab.run(BY_NAME[name].words, place, timeout=30)
            problem = self.lab.judge_end(r, {0, 1, 65, 78})
            if not problem and r.status == 0 and r.out != want:
                problem = f"{name}: another answer, and it says that all is well"
        if not problem:
            r = self.lab.run(["store", "check", "--store", "s.db"], place, timeout=30)
            problem = self.lab.judge_end(r, {0, 1, 65, 78})
        return problem


class Formulas:
    """F16: text that a spreadsheet would take for a formula."""

    BEGINNINGS = ("=", "+", "-", "@", "\t=", "\r=", "=cmd|' /C calc'!", "=HYPERLINK(\"x\")&",
                  "＝", "＋", "－", "＠", "\n=", " =")
    FIELDS = ("company", "segment", "variant", "fiscal_period", "speaker", "rule", "text", "quote")

    def __init__(self, lab):
        self.lab = lab
        self.sheet = shutil.which("ssconvert")
        self.note = "" if self.sheet else "ssconvert is not here: the text was looked at alone"

    def total(self):
        return len(self.BEGINNINGS) * len(self.FIELDS)

    def trial(self, i):
        # A sample has each beginning.
        i = i % len(self.BEGINNINGS) * len(self.FIELDS) + i // len(self.BEGINNINGS)
        begin, field = self.BEGINNINGS[i // len(self.FIELDS)], self.FIELDS[i % len(self.FIELDS)]
        place = self.lab.place()
        row = {"doc": "a.txt", "start": "1", "end": "2", "metric": "cash", "low": "-5",
               "high": "-5", "unit": "USD", "period_start": "2017-03-31",
               "period_end": "2017-03-31", "company": "C", "as_of": "2017-04-20",
               "fiscal_period": "2017-Q1", "stance": "actual", "kind": "level"}
        row[field] = begin + "1+1"
        with open(os.path.join(place, "f.csv"), "w", newline="") as f:
            w = csv.DictWriter(f, COLUMNS.split(","))
            w.writeheader()
            w.writerow(row)
        r = self.lab.run(["import", "-q", "--store", "f.db", "f.csv"], place)
        problem = self.lab.judge_end(r, {0, 65})
        if problem or r.status == 65:  # a fiscal period is no free text
            return problem
        r = self.lab.run(["export", "--store", "f.db", "--format", "csv", "--spreadsheet",
                          "-o", "o.csv"], place)
        problem = self.lab.judge_end(r, {0})
        if problem:
            return problem
        out = list(csv.DictReader(open(os.path.join(place, "o.csv"), newline="")))
        if len(out) != 1 or out[0]["low"] != "-5":
            return f"{begin!r} in {field}: the number is {out and out[0]['low']}"
        value = out[0][field]
        if value.lstrip("\n ")[:1] in "=+-@\t\r＝＋－＠" and value[:1] not in ("'", "\n", " "):
            return f"{begin!r} in {field}: {value!r}"
        if self.sheet:
            subprocess.run([self.sheet, "o.csv", "o.xlsx"], cwd=place, capture_output=True)
            subprocess.run([self.sheet, "-S", "o.xlsx", "back.csv"], cwd=place,
                           capture_output=True)
            names = [f for f in os.listdir(place) if f.startswith("back.csv")]
            if not names:
                return "ssconvert made nothing"
            back = list(csv.DictReader(open(os.path.join(place, names[0]), newline="")))
            if back[0][field].strip() == "2" or "1+1" not in back[0][field]:
                return f"{begin!r} in {field}: evaluated to {back[0][field]!r}"
        return None


class Terminal:
    """F17: what a terminal would obey does not reach it."""

    BODIES = ("\x1b[2J", "\x1b[31m", "\x1b]0;title\x07", "\x1b]52;c;AAAA\x07", "\x1bP1$q\x1b\\",
              "\x1b[6n", "\x1bc", "\x1b(0", "\x1b[?1049h", "\x1b[?25l", "\x9b2J", "\x9d0;x\x9c",
              "\x90x\x9c", "\x85", "\x07", "\x08\x08\x08", "\x7f", "\x0e", "\x0f", "\x05",
              "\x1b[1;1H", "\x1b[1000B", "\x1b]8;;http://x\x1b\\", "\x1b[?1000h", "\x1b[5i",
              "\x1b[20t", "\x1b[!p", "\x1b#8", "\x0b", "\x0c", "\x00", "\r", "‮", "⁦",
              "⁩", "‎", "‏", "؜", "\x1b^x\x1b\\", "\x1b_x\x1b\\")
    COMMANDS = (
        ["series", "cash", "--all", "--store", "e.db"],
        ["list", "--store", "e.db"],
        ["series", "cash", "--store", "e.db", "--company", "{}"],
        ["extract", "--format", "csv", "{}"],
        ["plot", "cash", "--terminal", "--store", "e.db"],
        ["store", "forget", "{}", "--store", "e.db"],
    )
    # What the program itself may send: line ends; colours of plot, of which no more.
    OWN = re.compile(r"\x1b\[[0-9;]*m|\r\n|\n|\t")
    BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f‪-‮⁦-⁩"
                     "‎‏؜]")

    def __init__(self, lab):
        self.lab = lab

    def total(self):
        return len(self.BODIES) * len(self.COMMANDS)

    def trial(self, i):
        body = self.BODIES[i // len(self.COMMANDS)]
        words = self.COMMANDS[i % len(self.COMMANDS)]
        if "{}" in words and "\0" in body:
            return None  # no argument holds it
        place = self.lab.place()
        with open(os.path.join(place, "e.csv"), "w", newline="") as f:
            w = csv.writer(f)
            w.writerow("doc,metric,segment,low,high,unit,period_start,period_end,company,as_of,"
                       "speaker,rule,text,quote".split(","))
            for k in range(5):
                b = body.replace("\0", "")
                w.writerow([f"d{b}.txt", "cash", f"s{b}", k + 1, k + 1, "USD", f"201{k}-03-31",
                            f"201{k}-03-31", f"C{b}o", f"201{k}-04-20", f"p{b}", f"r{b}",
                            f"t{b}", f"q{b}x"])
        r = self.lab.run(["import", "-q", "--store", "e.db", "e.csv"], place)
        problem = self.lab.judge_end(r, {0, 65})
        if problem or r.status:
            return problem
        words = [w.replace("{}", f"x{body}y") for w in words]
        if words[0] == "extract":
            write(os.path.join(place, words[-1].replace("/", "_")),
                  f"Ann{body}: Our gross margin was {body} 18.7%{body} in the quarter.\n")
        seen, status = self.on_terminal(words, place)
        if status not in (0, 1, 65, 66, 64):
            return f"{words}: ends with {status}"
        left = self.OWN.sub("", seen)
        bad = self.BAD.search(left)
        # What colours are the program's own, plot alone has.
        if not bad and "\x1b" in seen and words[0] != "plot":
            bad = re.search("\x1b", seen)
        return f"{words[0]} sends {bad.group()!r}: {left[max(0, bad.start() - 40):][:90]!r}" \
            if bad else None

    def on_terminal(self, words, place):
        master, slave = pty.openpty()
        p = subprocess.Popen([self.lab.program, *words], cwd=place, stdin=slave, stdout=slave,
                             stderr=slave, env={**self.lab.env, "TERM": "xterm",
                                                "LC_ALL": "C.UTF-8"})
        os.close(slave)
        seen, end = b"", time.monotonic() + 60
        while time.monotonic() < end:
            ready, _, _ = select.select([master], [], [], 0.2)
            if ready:
                try:
                    part = os.read(master, 65536)
                except OSError:
                    break
                if not part:
                    break
                seen += part
            elif p.poll() is not None:
                break
        os.close(master)
        return seen.decode("utf-8", "replace"), p.wait()


class Numbers:
    """F21: a thousand numbers or days a trial; the last trials are years of weeks."""

    EACH = 1000
    # Of each: how it is written, what it is worth.
    FORMS = (
        ("{}%", 1, "percent"), ("{} percent", 1, "percent"), ("${}", 1, "USD"),
        ("${} million", 10**6, "USD"), ("${} billion", 10**9, "USD"),
        ("{} GWh", 1, "GWh"), ("{} vehicles", 1, None), ("{} million vehicles", 10**6, None),
        ("{} cars a week", 1, None), ("€{}", 1, "EUR"), ("{}", 1, None),
        ("${}B", 10**9, "USD"), ("${}M", 10**6, "USD"), ("£{} million", 10**6, "GBP"),
        ("{} basis points", Decimal("0.01"), None), ("{}x", 1, None),
        ("{} thousand", 1000, None), ("RMB {} million", 10**6, "CNY"),
    )
    DAYS = ("%Y-%m-%d", "%B %-d, %Y", "%-d %B %Y", "%b %-d, %Y", "%A, %B %-d, %Y",
            "%A, %-d %B %Y", "%a. %-d %b %Y", "%A the %-dth of %B, %Y", "%B %-d, %Y (%A)",
            "%A, %Y-%m-%d", "%-d-%b-%Y", "%B the %-dth, %Y")

    def __init__(self, lab):
        self.lab = lab

    def total(self):
        return 1101

    def trial(self, i):
        rng = random.Random(i)
        if self.lab.full:
            kind = self.number if i < 1000 else self.day if i < 1100 else None
        else:
            kind = (self.number, self.day)[i // 55 % 2] if i < 1045 else None
        if kind is None:
            return self.weeks(i)
        return self.EACH, self.many(kind, rng)

    def number(self, rng):
        digits = rng.randrange(1, 7)
        n = Decimal(rng.randrange(1, 10**digits))
        if rng.random() < 0.5:
            n = n.scaleb(-rng.randrange(1, min(digits, 3) + 1))
        form, worth, unit = rng.choice(self.FORMS)
        if "x" in form or "points" in form:
            n = min(n, Decimal("499.5"))
        whole = f"{n:,f}" if rng.random() < 0.7 else f"{n:f}"
        if form == "{}" and 1900 <= n <= 2100:
            n, whole = Decimal("3.5"), "3.5"  # a year is no number
        return form.format(whole), float(n * worth), unit

    def day(self, rng):
        d = datetime.date(1990, 1, 1) + datetime.timedelta(rng.randrange(20000))
        form = rng.choice(self.DAYS)
        text = d.strftime(form)
        return text, d.isoformat(), "date"

    def many(self, kind, rng):
        items, text, at = [], "", []
        for _ in range(self.EACH):
            said, want, unit = kind(rng)
            text += "What it came to was "
            at.append(len(text.encode()))
            text += said + " there.\n\n"
            items.append((said, want, unit))
        place = self.lab.place()
        write(os.path.join(place, "n.txt"), text)
        r = self.lab.run(["quantities", "--date", "2018-01-02", "n.txt"], place)
        problem = self.lab.judge_end(r, {0})
        if problem:
            return problem
        found = rows_of(r.out)
        starts = {int(row["start"]): row for row in found}
        data = text.encode()
        for row in found:
            if data[int(row["start"]) : int(row["end"])].decode() != row["text"]:
                return f"{row['start']}..{row['end']} is not {row['text']!r}"
        for (said, want, unit), start in zip(items, at):
            row = starts.get(start)
            if row is None or int(row["end"]) != start + len(said.encode()):
                return f"{said!r} is read as {row and row['text']!r}"
            low, high = row["low"], row["high"]
            if unit == "date":
                if low != want or high != want:
                    return f"{said!r} is {low} to {high}"
            elif low != high or float(low) != want and abs(float(low) - want) > 1e-15 * want:
                return f"{said!r} is {low} to {high}, not {want!r}"
            elif unit and row["unit"] != unit:
                return f"{said!r} has the unit {row['unit']!r}"
        return None

    def weeks(self, i):
        """Forty years that end on the last Saturday of a month, or the one nearest its end."""
        tried, place = 0, self.lab.place()
        rows = [COLUMNS]
        fiscal, want = ["company,label,start,end,weeks"], []
        for company, month, near in (("A", 9, False), ("B", 12, False), ("C", 1, True)):
            ends = []
            for year in range(1995, 2036):
                last = (datetime.date(year + month // 12, month % 12 + 1, 1)
                        - datetime.timedelta(1))
                back = (last.weekday() - 5) % 7
                end = last - datetime.timedelta(back)
                ends.append(end + datetime.timedelta(7) if near and back > 3 else end)
            for (a, b), year in zip(zip(ends, ends[1:]), range(1996, 2036)):
                weeks = (b - a).days // 7
                if weeks not in (52, 53):
                    return 1, f"the trial itself makes a year of {weeks} weeks"
                start = a + datetime.timedelta(1)
                for q in range(4):
                    n = 14 if weeks == 53 and q == 3 else 13
                    end = start + datetime.timedelta(7 * n - 1)
                    label = f"{year}-Q{q + 1}"
                    fiscal.append(f"{company},{label},{start},{end},{n}")
                    rows.append(f"{company}{year}{q}.txt,1,2,revenue,level,,actual,{year},{year},"
                                f"USD,{start},{end},,{company},{end},,,,{year},x")
                    want.append((company, label, f"{start}", f"{end}"))
                    start = end + datetime.timedelta(1)
                    tried += 1
        write(os.path.join(place, "w.csv"), "\n".join(rows) + "\n")
        write(os.path.join(place, "fiscal.csv"), "\n".join(fiscal) + "\n")
        r = self.lab.run(["import", "-q", "--store", "w.db", "w.csv"], place)
        problem = self.lab.judge_end(r, {0})
        got = []
        for company in "ABC":
            if problem:
                return tried, problem
            r = self.lab.run(["series", "revenue", "--store", "w.db", "--company", company,
                              "--format", "csv", "--fiscal", "fiscal.csv"], place)
            problem = self.lab.judge_end(r, {0})
            got += [(company, x["period"], x["period_start"], x["period_end"])
                    for x in rows_of(r.out)]
        if not problem and got != want:
            problem = next((f"{g} for {w}" for g, w in zip(got, want) if g != w),
                           f"{len(got)} quarters for {len(want)}")
        return tried, problem


class Upgrade:
    """F24: stores of other versions."""

    def __init__(self, lab):
        self.lab = lab
        self.sql = [os.path.join(ROOT, "tests", "golden", d, "store.sql")
                    for d in sorted(os.listdir(os.path.join(ROOT, "tests", "golden")))
                    if d.startswith("store_of_version_")]
        self.rows = [(self.migrated, p) for p in self.sql] + [
            (self.killed, p) for p in self.sql for _ in range(20)] + [
            (self.newer, n) for n in (3, 4, 1000, 2**31 - 1)]

    def total(self):
        return len(self.rows)

    def make(self, place, sql):
        db = sqlite3.connect(os.path.join(place, "o.db"))
        db.executescript(read(sql).decode())
        db.close()

    def trial(self, i):
        how, what = self.rows[i]
        return how(self.lab.place(), what, i)

    def migrated(self, place, sql, _):
        self.make(place, sql)
        before = documents(os.path.join(place, "o.db"))
        r = self.lab.run(["list", "--store", "o.db"], place)
        problem = self.lab.judge_end(r, {0}) or self.lab.check_store(place, "o.db")
        after = documents(os.path.join(place, "o.db"))
        if not problem and set(before) != set(after):
            problem = "documents differ"
        return problem

    def killed(self, place, sql, i):
        self.make(place, sql)
        p = subprocess.Popen([self.lab.program, "list", "--store", "o.db"], cwd=place,
                             stdout=subprocess.DEVNULL, env=self.lab.env)
        time.sleep(random.Random(i).random() * 0.03)
        p.kill()
        p.wait()
        r = self.lab.run(["list", "--store", "o.db"], place)
        return self.lab.judge_end(r, {0}) or self.lab.check_store(place, "o.db")

    def newer(self, place, version, _):
        path = os.path.join(place, "s.db")
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute(f"PRAGMA user_version = {version}")
        db.close()
        was = read(path)
        for words in (["list"], ["series", "margin"], ["import", "rows.csv"],
                      ["extract", "calls"], ["store", "check"], ["store", "compact"],
                      ["store", "forget", "x"], ["store", "backup", "b.db"]):
            r = self.lab.run([*words, "--store", "s.db"], place)
            if r.status != 78:
                return f"{words}: ends with {r.status}: {r.err.decode()[-200:]}"
        return None if read(path) == was else "the file was touched"


class Spans:
    """F26: every stored span of the calls that are here, read again."""

    def __init__(self, lab):
        self.lab = lab
        shared = os.path.abspath(os.path.join(ROOT, "..", "shared", "calls"))
        self.folders = [lab.fixture("calls")] + [f for f in (shared,) if os.path.isdir(f)]
        if len(self.folders) == 1:
            self.note = "the shared calls are not here"

    def total(self):
        return len(self.folders)

    def trial(self, i):
        place = self.lab.place()
        r = self.lab.run(["extract", "-q", "--store", "v.db", self.folders[i]], place)
        problem = self.lab.judge_end(r, {0, 65})
        if problem:
            return problem
        r = self.lab.run(["verify", "--store", "v.db", self.folders[i]], place)
        n = int(r.out.split()[3]) if r.status == 0 else 1
        return n, self.lab.judge_end(r, {0}) or (None if n else "nothing was read")
