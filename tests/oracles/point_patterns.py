"""Fixture of src/spatial/{colocation,marcon_puech}.rs by brute force over all pairs; numpy 2.

Writes point_patterns.json beside itself. Each sum is written out as in the papers, without any index.
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(20101201)


def pattern(n, ties):
    xy = np.round(np.vstack([rng.normal(0, 600, (n // 2, 2)), rng.uniform(-3000, 3000, (n - n // 2, 2))]), 1)
    if ties:
        xy[n // 3 : n // 2] = xy[: n // 2 - n // 3]  # whole parks at one address
        xy = np.round(xy / 100) * 100
    return xy + [640_000.0, 3_457_000.0]


def clq(xy, a, b, k):
    n, total, expected = len(xy), 0.0, 0.0
    for i in np.flatnonzero(a):
        d = ((xy - xy[i]) ** 2).sum(1)
        others = np.delete(np.arange(n), i)
        last = np.sort(d[others])[k - 1]
        nearer, tied = others[d[others] < last], others[d[others] == last]
        part = (k - len(nearer)) / len(tied)
        total += (b[nearer].sum() + part * b[tied].sum()) / k
        expected += (b.sum() - b[i]) / (n - 1)
    return total / expected


def m(xy, a, b, r):
    n, local, whole = len(xy), 0.0, 0.0
    for i in np.flatnonzero(a):
        near = np.hypot(*(xy - xy[i]).T) <= r
        near[i] = False
        if near.any():
            local += b[near].sum() / near.sum()
            whole += (b.sum() - b[i]) / (n - 1)
    return local / whole if whole else None


cases = []
for n, ties in [(60, False), (90, True), (150, False)]:
    xy = pattern(n, ties)
    a = rng.random(n) < 0.3
    for b in (a, rng.random(n) < 0.4):
        radii = [100.0, 250.0, 500.0, 1000.0, 2500.0]
        cases.append(dict(points=xy.round(1).tolist(), a=a.tolist(), b=b.tolist(), radii_m=radii,
                          m=[m(xy, a, b, r) for r in radii], clq={str(k): clq(xy, a, b, k) for k in (1, 3, 8)}))
out = dict(made_by=f"numpy {np.__version__}", cases=cases)
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
