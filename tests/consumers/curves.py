"""The pandas and nixtla forms of a fit, read by pandas; statsmodels' SARIMAX with the curve as exog and
without.  Run in the folder with the files."""
import json, sys, warnings
import numpy as np
import pandas as pd
from statsmodels.tsa.statespace.sarimax import SARIMAX

SEEDS, SEEN, AHEAD = range(1, 9), 16, 8
warnings.simplefilter("ignore")
errors = {"without": [], "with": []}
for seed in SEEDS:
    stated, truth = pd.read_csv(f"stated.{seed}"), pd.read_csv(f"truth.{seed}")
    d = pd.read_csv(f"pandas.{seed}")
    history, future = d[d.part == "history"], d[d.part == "future"]
    index = pd.PeriodIndex(d.period, freq="Q")
    assert list(d.columns) == ["series", "period", "period_start", "period_end", "value", "curve", "part"]
    assert (index == pd.period_range("2012Q1", periods=SEEN + AHEAD, freq="Q")).all()
    assert (history.value.values == stated.low.values).all() and future.value.isna().all()

    # The curve is the saved fit's: its own formula here, and tseries curve's value on the days.
    fit = json.load(open(f"fit.{seed}"))
    p = {q["name"]: q["value"] for q in fit["parameters"]}
    start, end = pd.to_datetime(d.period_start), pd.to_datetime(d.period_end)
    t = ((start - pd.Timestamp(0)).dt.days + (end - pd.Timestamp(0)).dt.days) / 2
    own = p["ceiling"] / (1 + np.exp(-p["rate"] * (t - p["midpoint"])))
    assert np.allclose(d.curve, own, rtol=1e-12, atol=0)
    assert np.allclose([q["fitted"] for q in fit["points"]], history.curve, rtol=1e-12, atol=0)
    c = pd.read_csv(f"curve.{seed}")
    days = (pd.to_datetime(c.date) - pd.Timestamp(0)).dt.days
    own = p["ceiling"] / (1 + np.exp(-p["rate"] * (days - p["midpoint"])))
    assert np.allclose(c.value, own, rtol=1e-12, atol=0) and (c.low95 < c.high95).all()

    n = pd.read_csv(f"nixtla.{seed}", parse_dates=["ds"])
    assert list(n.columns) == ["unique_id", "ds", "y", "curve"] and str(n.ds.dtype) == "datetime64[ns]"
    assert (n.ds == n.ds + pd.offsets.QuarterEnd(0)).all() and n.unique_id.nunique() == 1
    df, X_df = n[n.y.notna()], n[n.y.isna()].drop(columns="y")
    assert (df.y.values == stated.low.values).all() and len(X_df) == AHEAD
    assert (n.curve.values == d.curve.values).all() and (X_df.ds > df.ds.max()).all()

    y = pd.Series(history.value.values, index=index[:SEEN])
    x = pd.DataFrame({"curve": d.curve.values}, index=index)
    # Drift is what such a model has without a curve; with it the curve is its growth.
    plain = SARIMAX(y, order=(1, 1, 0), trend="c").fit(disp=False, maxiter=200)
    curve = SARIMAX(y, x[:SEEN], order=(1, 1, 0)).fit(disp=False, maxiter=200)
    ahead = {"without": plain.forecast(AHEAD), "with": curve.forecast(AHEAD, exog=x[SEEN:])}
    for way, f in ahead.items():
        assert np.isfinite(f).all(), f"{way} the curve, ramp {seed}: {f.values}"
        errors[way].append(np.abs(f.values - truth.low.values[SEEN:]).mean())
mean = {way: np.mean(e) for way, e in errors.items()}
better = sum(a < b for a, b in zip(errors["with"], errors["without"]))
print(f"curves: SARIMAX(1,1,0): mean absolute error {mean['without']:.0f} without the curve, "
      f"{mean['with']:.0f} with it; better on {better} of {len(SEEDS)} ramps")
if not mean["with"] < mean["without"]:
    sys.exit("no better with the curve")
