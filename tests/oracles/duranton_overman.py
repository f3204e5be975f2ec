"""Duranton & Overman's K-density by scipy 1.17's gaussian_kde: duranton_overman.json.

    pip install scipy==1.17.1 && python tests/oracles/duranton_overman.py

The density of pair distances, bandwidth 0.9·min(σ, IQR/1.34)·n^(-1/5) over the n pairs (R's bw.nrd0), reflected at 0.
"""
import json
import pathlib
import sys

sys.path.pop(0)
import numpy as np
from scipy.spatial.distance import pdist
from scipy.stats import gaussian_kde

cases = []
for seed in range(6):
    rng = np.random.default_rng(seed)
    heaps = [rng.normal(rng.uniform(0, 20_000, 2), rng.uniform(200, 3000), (rng.integers(5, 25), 2)) for _ in range(3)]
    points = np.vstack(heaps).round(3)
    points[1] = points[0]
    d = pdist(points)
    h = 0.9 * min(d.std(ddof=1), np.subtract(*np.percentile(d, [75, 25])) / 1.34) * len(d) ** -0.2
    kde = gaussian_kde(d, bw_method=h / d.std(ddof=1))
    radii = np.array([0, 300, 800, 2000, 5000, 10_000, 18_000.0])
    cases.append({"points": points.tolist(), "radii_m": radii.tolist(), "bandwidth_m": float(h),
                  "per_km": ((kde(radii) + kde(-radii)) * 1000).tolist()})
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
