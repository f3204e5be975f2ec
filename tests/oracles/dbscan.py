"""Fixture for src/spatial/dbscan.rs: scikit-learn's labels and core points on several patterns.

numpy 2, scikit-learn 1.7 or later; writes dbscan.json beside itself.
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.cluster import DBSCAN

rng = np.random.default_rng(20241213)
X0, Y0 = 640_000.0, 3_457_000.0


def blobs(n, k, sd):
    centres = rng.uniform(-4000, 4000, (k, 2))
    return centres[rng.integers(0, k, n)] + rng.normal(0, sd, (n, 2))


patterns = {
    "blobs and noise": np.vstack([blobs(300, 5, 150), rng.uniform(-5000, 5000, (120, 2))]),
    "duplicates": np.repeat(blobs(60, 4, 400), rng.integers(1, 6, 60), axis=0),
    "a line": np.column_stack([np.arange(80) * 100.0, np.zeros(80)]),
    "uniform": rng.uniform(-2000, 2000, (400, 2)),
    "lattice with ties": np.stack(np.meshgrid(np.arange(12) * 50.0, np.arange(12) * 50.0), -1).reshape(-1, 2),
}
cases = []
for name, xy in patterns.items():
    xy = np.round(xy, 1) + [X0, Y0]
    for eps, least in [(200.0, 5), (100.0, 3), (500.0, 20), (50.0, 1)]:
        fit = DBSCAN(eps=eps, min_samples=least, algorithm="brute").fit(xy)
        core = np.zeros(len(xy), bool)
        core[fit.core_sample_indices_] = True
        cases.append(dict(name=name, eps_m=eps, min_points=least, labels=fit.labels_.tolist(), core="".join("01"[int(c)] for c in core)))
points = {name: (np.round(xy, 1) + [X0, Y0]).round(1).tolist() for name, xy in patterns.items()}
out = dict(made_by=f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", points=points, cases=cases)
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, separators=(",", ":")))
