"""bar.py FIGURES.csv FOLDER: of the actual points by quarter in FOLDER's cash, capex, deliveries and
gross_margin (series --format csv), how many differ from the filed figure and are not flagged.  The
rounding is worked out here anew: half a unit of the last digit of the value as shown, but at least
two digits count as said; what lies within one unit may have been hedged and is let pass."""
import csv, math, sys

METRICS = {"cash_and_equivalents": "cash", "cash_and_investments": "cash", "capex": "capex",
           "deliveries": "deliveries", "gross_margin_pct": "gross_margin"}
SEGMENTS = {"total": "", "automotive": "Automotive", "Model3": "Model 3", "ModelS": "Model S", "ModelX": "Model X"}
filed = {}
for r in csv.DictReader(open(sys.argv[1])):
    if r["metric"] in METRICS and r["value"] and r["segment"] in SEGMENTS:
        key = METRICS[r["metric"]], SEGMENTS[r["segment"]], r["quarter"]
        filed.setdefault(key, []).append(float(r["value"]))


def unit_of(text):
    """The unit of the last digit of a plain number."""
    if "." in text:
        return 10.0 ** -len(text.split(".")[1])
    digits = text.lstrip("-")
    zeros = len(digits) - len(digits.rstrip("0"))
    return 10.0 ** min(zeros, max(len(digits) - 2, 0))


def quarter(r):
    """2018Q3 of a point about all of it or its last day, else None."""
    y, m, d = map(int, r["period_end"].split("-"))
    if {3: 31, 6: 30, 9: 30, 12: 31}.get(m) != d or r["period_start"] not in (r["period_end"], f"{y}-{m - 2:02d}-01"):
        return None
    return f"{y}Q{m // 3}"


held = flagged = differ = 0
for metric in sorted(set(METRICS.values())):
    for r in csv.DictReader(open(f"{sys.argv[2]}/{metric}.csv")):
        want = filed.get((metric, r["segment"], quarter(r)))
        if not want or r["stance"] != "actual" or r["kind"] != "level" or r["basis"] == "adjusted" or r["variant"]:
            continue
        if "/" in r["unit"]:  # "at a rate of 2 million a year" is not what was filed
            continue
        low, high = (float(r[k]) if r[k] else s * math.inf for k, s in (("low", -1), ("high", 1)))
        slack = max(unit_of(r[k]) for k in ("low", "high") if r[k])
        agrees = any(low - slack <= v <= high + slack for v in want)
        held += 1
        flagged += r["filed"] == "contradicts"
        if not agrees and r["filed"] != "contradicts":
            differ += 1
            print("filed: not flagged:", metric, r["period"], r["value"], want)
share = differ / held if held else 0
print(f"filed: {held} points held against filed figures, {flagged} flagged, {differ} differ unflagged ({share:.1%})")
sys.exit(0 if held and share <= 0.03 else 1)
