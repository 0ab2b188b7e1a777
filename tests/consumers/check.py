"""What export wrote of rows.csv, read by pandas and fitted by statsmodels: check.py ROWS.csv, in the
folder with the files.  What is expected is worked out here from the rows, not by tseries."""
import csv, json, sys, warnings
import numpy as np
import pandas as pd
from statsmodels.tsa.statespace.sarimax import SARIMAX

rows = pd.read_csv(sys.argv[1], dtype={"fiscal_period": str})
ID = "Acme Works/gross_margin/actual"
margin = rows[(rows.metric == "gross_margin") & (rows.stance == "actual")].sort_values("as_of")
want = {pd.Period(e, freq="Q"): v for e, v in zip(margin.period_end, margin.low)}  # the later stands
index = pd.period_range(min(want), max(want), freq="Q")
wanted = pd.Series([want.get(p, np.nan) for p in index], index=index)
assert wanted.isna().sum() == 1 and len(wanted) == 20

t = pd.read_csv("all.pandas")
t = t[t.series == ID]
s = pd.Series(t.value.values, index=pd.PeriodIndex(t.period, freq="Q"))
assert len(s) == 19 and (s == wanted.dropna()).all()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    fit = SARIMAX(s.reindex(index), order=(1, 1, 0), trend="t").fit(disp=False)
assert np.isfinite(fit.params).all() and np.isfinite(fit.forecast(4)).all()

cash = pd.read_csv("all.pandas")
cash = cash[cash.series == "Acme Works/cash/actual"]
assert list(pd.PeriodIndex(cash.period, freq="Q")) == list(index), "balances lie on quarters"

n = pd.read_csv("all.nixtla", parse_dates=["ds"])
assert list(n.columns) == ["unique_id", "ds", "y"] and str(n.ds.dtype) == "datetime64[ns]"
assert (n.ds == n.ds + pd.offsets.QuarterEnd(0)).all() and not n.duplicated(["unique_id", "ds"]).any()
assert n.y.notna().all() and (n[n.unique_id == ID].y.values == wanted.dropna().values).all()

for line in open("all.gluonts"):
    d = json.loads(line)
    if d["item_id"] == ID:
        target = np.asarray(d["target"], dtype=float)
        at = pd.period_range(d["start"], periods=len(target), freq=d["freq"])
        assert (at == index).all() and np.array_equal(target, wanted.values, equal_nan=True)
        break
else:
    sys.exit("no " + ID)

v = pd.read_csv("margin.alfred", dtype=str)
assert list(v.columns) == ["date", "realtime_start", "realtime_end", "value"]
day = "2015-12-31"  # before the second quarter of 2015 was corrected
known = v[(v.realtime_start <= day) & (v.realtime_end >= day)]
old = margin[margin.as_of <= day].groupby("period_start").low.last()
assert dict(zip(known.date, known.value.astype(float))) == old.to_dict()
assert (v.groupby("date").realtime_end.max() == "9999-12-31").all()
for _, g in v.groupby("date"):
    ends = pd.to_datetime(g.realtime_end[:-1]) + pd.Timedelta(days=1)
    assert list(ends) == list(pd.to_datetime(g.realtime_start[1:])), "no day without, none with two"

package = json.load(open("datapackage.json"))["resources"][0]
tidy = pd.read_csv(package["path"])
assert list(tidy.columns) == [f["name"] for f in package["schema"]["fields"]]
for f in package["schema"]["fields"]:
    if f["type"] in ("number", "integer"):
        assert tidy[f["name"]].dtype.kind in "if", f
    if f["type"] == "date":
        pd.to_datetime(tidy[f["name"]], format="%Y-%m-%d")

safe, exact = (list(csv.reader(open(f, newline=""))) for f in ("safe.csv", "all.csv"))
changed = [(a, b) for x, y in zip(safe, exact) for a, b in zip(x, y) if a != b]
assert len(changed) == 2 and all(a == "'" + b for a, b in changed), changed
