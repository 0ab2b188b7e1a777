"""limits.py LIMITS.csv CONFLICTS.csv: are the contradicted points (series --conflicts --format csv) those
of LIMITS.csv, whose last column says why?  Others fail."""
import csv, sys

known = {tuple(r[:4]) for r in list(csv.reader(open(sys.argv[1])))[1:]}
found = {(r["doc"], r["metric"], r["segment"], r["period"]) for r in csv.DictReader(open(sys.argv[2]))}
for key in sorted(found - known):
    print("labels: contradict each other:", *key)
print(f"labels: {len(found)} points contradicted, {len(found & known)} of them for what labels cannot say (tests/filed/limits.csv)")
sys.exit(0 if found <= known else 1)
