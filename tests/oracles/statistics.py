"""Fixtures of src/statistics: run once, `python3 tests/oracles/statistics.py`, with numpy and scipy.

The values here do not come from the program: scipy's hypergeom, fisher_exact, nchypergeom_fisher and
false_discovery_control, formulas typed out anew, and enumeration of every choice for small cases.
"""
import itertools
import json
import math
import pathlib
from fractions import Fraction

import numpy as np
from scipy import stats
from scipy.optimize import brentq

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20240601)


def write(name, value):
    (HERE / f"{name}.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")


def hypergeometric():
    """Tails in exact rational arithmetic; fisher_exact is asked where it agrees in definition."""
    cases = []
    for _ in range(160):
        n_all = int(rng.integers(1, 300))
        marked, drawn = (int(v) for v in rng.integers(0, n_all + 1, 2))
        low, high = max(0, marked + drawn - n_all), min(marked, drawn)
        x = int(rng.integers(low, high + 1))
        total = math.comb(n_all, drawn)
        pmf = {k: Fraction(math.comb(marked, k) * math.comb(n_all - marked, drawn - k), total) for k in range(low, high + 1)}
        two = sum(p for p in pmf.values() if p <= pmf[x])
        table = [[x, marked - x], [drawn - x, n_all - marked - drawn + x]]
        assert abs(stats.fisher_exact(table).pvalue - float(two)) < 1e-9, (table,)
        upper = sum(p for k, p in pmf.items() if k >= x)
        assert abs(stats.hypergeom.sf(x - 1, n_all, marked, drawn) - float(upper)) < 1e-9
        lower = sum(p for k, p in pmf.items() if k <= x)
        cases.append(dict(population=n_all, marked=marked, drawn=drawn, observed=x, upper=float(upper), lower=float(lower), two_sided=float(two)))
    for n_all, marked, drawn, x in [(5000, 400, 700, 80), (20000, 1500, 900, 66), (20000, 1500, 900, 90)]:
        h = stats.hypergeom(n_all, marked, drawn)
        total = math.comb(n_all, drawn)
        ks = range(max(0, marked + drawn - n_all), min(marked, drawn) + 1)
        counts = {k: math.comb(marked, k) * math.comb(n_all - marked, drawn - k) for k in ks}
        cases.append(dict(population=n_all, marked=marked, drawn=drawn, observed=x,
                          upper=float(Fraction(sum(c for k, c in counts.items() if k >= x), total)),
                          lower=float(Fraction(sum(c for k, c in counts.items() if k <= x), total)),
                          two_sided=float(Fraction(sum(c for c in counts.values() if c <= counts[x]), total))))
        assert abs(h.sf(x - 1) - cases[-1]["upper"]) < 1e-9
    write("hypergeometric", cases)


def randomisation():
    """Every choice of the district's enterprises, in fractions."""
    cases = []
    pools = [[1, Fraction(1, 2)], [1, Fraction(1, 2), Fraction(1, 3)], [Fraction(1, 4), Fraction(1, 3)],
             [Fraction(3, 5), Fraction(2, 5), 1], [Fraction(1, 2)], [1]]
    for i in range(30):
        n_all = int(rng.integers(6, 14))
        drawn = int(rng.integers(1, n_all))
        pool = pools[i % len(pools)]
        w = [pool[int(rng.integers(len(pool)))] if rng.random() < 0.55 else Fraction(0) for _ in range(n_all)]
        sums = [sum(c) for c in itertools.combinations(w, drawn)]
        values = sorted(set(sums))
        cases.append(dict(population=n_all, weights=[float(v) for v in w], drawn=drawn, values=[float(v) for v in values],
                          upper=[sum(s >= v for s in sums) / len(sums) for v in values],
                          lower=[sum(s <= v for s in sums) / len(sums) for v in values]))
    write("randomisation", cases)


def detectable():
    """Critical value from hypergeom, power from nchypergeom_fisher."""
    cases = []
    for n_all, marked, drawn in [(150, 26, 22), (150, 10, 40), (150, 3, 5), (500, 60, 30), (60, 8, 12), (198, 20, 16),
                                 (20, 1, 19), (1000, 120, 90), (40, 20, 20), (30, 2, 6)]:
        null = stats.hypergeom(n_all, marked, drawn)
        high = min(marked, drawn)
        critical = next((c for c in range(high + 1) if null.sf(c - 1) <= 0.05), None)
        if critical is None:
            cases.append(dict(population=n_all, marked=marked, drawn=drawn, detectable_lq=None))
            continue
        ks = np.arange(max(0, marked + drawn - n_all), high + 1)
        logs = null.logpmf(ks)

        def tilted(theta):
            w = np.exp(logs + theta * ks - (logs + theta * ks).max())
            return w / w.sum()

        theta = brentq(lambda t: tilted(t)[ks >= critical].sum() - 0.8, 0, 60, xtol=1e-14, rtol=1e-14)
        mean = float((tilted(theta) * ks).sum())
        assert abs(stats.nchypergeom_fisher(n_all, marked, drawn, math.exp(theta)).sf(critical - 1) - 0.8) < 1e-6
        cases.append(dict(population=n_all, marked=marked, drawn=drawn, detectable_lq=mean / (marked * drawn / n_all)))
    write("detectable", cases)


def location_quotient():
    cases = []
    for x, n, xc, nc in [(5, 22, 26, 150), (1, 3, 26, 150), (6.5, 30, 20.25, 150), (12, 40, 50, 500), (0, 7, 26, 150), (3, 3, 26, 150),
                         (0, 1, 1, 2), (0.5, 1, 3, 90)]:
        p, q = x / n, xc / nc
        lq = p / q
        if x == 0:
            low, high = 0.0, stats.beta.ppf(0.975, 1, n) / q
        elif x == n:
            low, high = stats.beta.ppf(0.025, n, 1) / q, 1 / q
        else:
            se = math.sqrt((1 - p) / (n * p) + (1 - q) / (nc * q) - 2 * (1 - p) / (nc * q))
            low, high = lq * math.exp(-stats.norm.ppf(0.975) * se), lq * math.exp(stats.norm.ppf(0.975) * se)
        cases.append(dict(x=x, n=n, x_city=xc, n_city=nc, lq=lq, low=float(low), high=float(high)))
    write("location_quotient", cases)


def false_discovery():
    cases = []
    for m in [1, 2, 5, 40]:
        p = np.round(rng.random(m) ** 2, 3)
        cases.append(dict(p=p.tolist(), q=stats.false_discovery_control(p).tolist()))
    write("false_discovery", cases)


def ellison_glaeser(x, n):
    """Ellison & Glaeser 1997, eq. 5, with X plants of one size: H = 1/X."""
    if x.sum() < 2 or (n > 0).sum() < 2:
        return None
    s, a, h = x / x.sum(), n / n.sum(), 1 / x.sum()
    g = ((s - a) ** 2).sum()
    return float((g - (1 - (a ** 2).sum()) * h) / ((1 - (a ** 2).sum()) * (1 - h)))


def concentration():
    """HHI, Krugman, Gini from their definitions; expectations by enumeration of all labellings."""
    cases = []
    for _ in range(8):
        d, t = int(rng.integers(2, 6)), int(rng.integers(2, 5))
        x = rng.integers(0, 9, (d, t))
        x[:, 0] += 1
        n, xt, total = x.sum(1), x.sum(0), x.sum()
        hhi = [float(((r / r.sum()) ** 2).sum()) for r in x]
        unbiased = [float((r * (r - 1)).sum() / (r.sum() * (r.sum() - 1))) if r.sum() > 1 else None for r in x]
        krugman = [float(np.abs(r / r.sum() - xt / total).sum()) for r in x]
        gini, gamma = [], []
        for k in range(t):
            if xt[k] == 0:
                gini.append(None)
                gamma.append(None)
                continue
            # The mean absolute difference form, not the trapezoids of the program.
            a, s = n / total, x[:, k] / xt[k]
            lq = s / a
            gini.append(float(0.5 * sum(a[i] * a[j] * abs(lq[i] - lq[j]) for i in range(d) for j in range(d))))
            gamma.append(ellison_glaeser(x[:, k], n))
        cases.append(dict(x=x.tolist(), hhi=hhi, unbiased=unbiased, krugman=krugman, gini=gini, ellison_glaeser=gamma))
    write("concentration", cases)
    expected = []
    for w, n_first in [([1, 1, 1, 0, 0, 0, 0, 0], 3), ([1, 1, 1, 1, 0, 0, 0], 2)]:
        # Two tracks: w and its complement.
        m, hh, kk, gg, eg = len(w), [], [], [], []
        for c in itertools.combinations(range(m), n_first):
            x = sum(w[i] for i in c)
            s = np.array([x, n_first - x]) / n_first
            city = np.array([sum(w), m - sum(w)]) / m
            hh.append((s ** 2).sum())
            kk.append(np.abs(s - city).sum())
            a = np.array([n_first, m - n_first]) / m
            share = np.array([x, sum(w) - x]) / sum(w)
            gg.append(abs(a[0] * share[1] - a[1] * share[0]))
            eg.append(ellison_glaeser(np.array([x, sum(w) - x]), np.array([n_first, m - n_first])))
        expected.append(dict(population=m, marked=sum(w), drawn=n_first, hhi=float(np.mean(hh)), krugman=float(np.mean(kk)), gini=float(np.mean(gg)),
                             ellison_glaeser=float(np.mean(eg))))
    write("concentration_expected", expected)


def share_interval():
    """scipy's Wilson interval where the count is whole; else the two ends at which the score test has p = 0.05."""
    cases = []
    z = stats.norm.ppf(0.975)
    for n in [1, 2, 3, 7, 14, 29, 150, 4000]:
        for part in sorted({0, n, *(float(v) for v in rng.uniform(0, n, 3).round(2)), *(int(v) for v in rng.integers(0, n + 1, 2))}):
            p = part / n
            score = lambda q: (p - q) ** 2 - z * z * q * (1 - q) / n
            low = 0.0 if p == 0 else brentq(score, 0.0, min(p, 1 - 1e-12), xtol=1e-15)
            high = 1.0 if p == 1 else brentq(score, max(p, 1e-12), 1.0, xtol=1e-15)
            if float(part).is_integer():
                ends = stats.binomtest(int(part), n).proportion_ci(0.95, method="wilson")
                assert abs(ends.low - low) < 1e-9 and abs(ends.high - high) < 1e-9
                low, high = float(ends.low), float(ends.high)
            cases.append(dict(part=part, whole=n, low=low, high=high))
    write("share_interval", cases)


for make in [hypergeometric, randomisation, detectable, location_quotient, false_discovery, concentration, share_interval]:
    make()
