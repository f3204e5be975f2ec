"""Ripley's K with translation correction, by clipping polygons with shapely 2.1: ripley.json.

    pip install shapely==2.1.2 numpy && python tests/oracles/ripley.py

Cities are unions of cells, with bays and islands. Each ordered pair within r weighs |A| / |A ∩ (A + h)|, the area of
the intersection of the polygon with itself moved.
"""
import json
import pathlib

import numpy as np
from shapely import affinity, box, unary_union

cases = []
for seed in range(6):
    rng = np.random.default_rng(seed)
    width, height, cell = int(rng.integers(8, 14)), int(rng.integers(8, 14)), float(rng.choice([250, 400, 1000]))
    inside = np.ones((height, width), bool)
    for _ in range(4):
        y, x = rng.integers(0, height - 2), rng.integers(0, width - 2)
        inside[y:y + rng.integers(1, 4), x:x + rng.integers(1, 4)] = False
    city = unary_union([box(x * cell, y * cell, (x + 1) * cell, (y + 1) * cell) for y, x in np.argwhere(inside)])
    cells = np.argwhere(inside)
    at = cells[rng.integers(0, len(cells), 60)]
    points = ((at[:, ::-1] + rng.uniform(0, 1, (60, 2))) * cell).round(3)
    points[1] = points[0]
    track = rng.uniform(size=60) < 0.4
    track[:2] = True
    radii = np.array([0.5, 1.2, 2.0, 3.1]) * cell
    delta = points[None] - points[:, None]
    distance = np.hypot(delta[..., 0], delta[..., 1])
    weight = np.zeros((60, 60))
    for i in range(60):
        for j in range(60):
            if i != j and distance[i, j] <= radii[-1]:
                weight[i, j] = city.area / city.intersection(affinity.translate(city, *delta[i, j])).area

    def k(chosen):
        n = chosen.sum()
        pairs = np.outer(chosen, chosen)
        return np.array([city.area / (n * (n - 1)) * (weight * pairs * (distance <= r)).sum() for r in radii])

    of_track, before = k(track), np.concatenate([[0], radii[:-1]])
    rise = np.diff(np.concatenate([[0], of_track]))
    cases.append({"cell_m": cell, "width": width, "inside": inside.astype(int).ravel().tolist(),
                  "points": points.tolist(), "track": track.astype(int).tolist(), "radii_m": radii.tolist(),
                  "k_km2": (of_track / 1e6).tolist(), "k_all_km2": (k(np.ones(60, bool)) / 1e6).tolist(),
                  "pair_correlation": (rise / (np.pi * (radii**2 - before**2))).tolist()})
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
