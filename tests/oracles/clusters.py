"""Fixtures for src/spatial/stability.rs and alpha_shape.rs: scikit-learn's DBSCAN over the same bootstrap draws, and
α-shapes of scipy's Delaunay triangulation. numpy, scipy, scikit-learn; writes beside itself."""
import json
import pathlib

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.sparse import coo_matrix
from scipy.spatial import Delaunay
from sklearn.cluster import DBSCAN

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20241214)
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def below(bound, seed, stream, index):
    """SplitMix64 by counter, as src/spatial/random.rs."""
    z = mix((mix(mix((seed + GOLDEN) & MASK) ^ (stream * GOLDEN & MASK)) + index * GOLDEN) & MASK)
    return (z * bound) >> 64


def stability():
    cases = []
    for sd, noise, eps, least in [(120, 15, 250.0, 4), (300, 30, 350.0, 4)]:
        xy = np.vstack([rng.normal((x, y), sd, (n, 2)) for x, y, n in [(0, 0, 25), (1500, 200, 18), (600, 1400, 10)]] + [rng.uniform(-800, 2500, (noise, 2))])
        xy = np.round(xy, 1)
        n, resamples, seed = len(xy), 40, 9
        fit = lambda p: DBSCAN(eps=eps, min_samples=least, algorithm="brute").fit(p).labels_
        original = fit(xy)
        sums, known = np.zeros(original.max() + 1), np.zeros(original.max() + 1)
        for r in range(resamples):
            drawn = [below(n, seed, r, i) for i in range(n)]
            labels = fit(xy[drawn])
            found = [{drawn[k] for k in np.flatnonzero(labels == d)} for d in range(labels.max() + 1)]
            for c in range(original.max() + 1):
                mine = {i for i in drawn if original[i] == c}
                if mine:
                    known[c] += 1
                    sums[c] += max([len(mine & d) / len(mine | d) for d in found], default=0)
        cases.append(dict(points=xy.tolist(), eps_m=eps, min_points=least, resamples=resamples, seed=seed, stability=(sums / known).tolist()))
    (HERE / "stability.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


def alpha_shape():
    cases = []
    angle = rng.uniform(0, 2 * np.pi, 80)
    crescent = np.c_[np.cos(angle), np.sin(angle)] * rng.uniform(700, 1000, 80)[:, None]
    for xy in [rng.normal(0, 400, (40, 2)), crescent, rng.uniform(0, 3000, (150, 2)), np.repeat(rng.uniform(0, 900, (12, 2)), 3, axis=0)]:
        xy = np.round(xy, 2)
        sites = np.unique(xy, axis=0)
        t = Delaunay(sites).simplices
        a, b, c = (sites[t[:, k]] for k in range(3))
        area = 0.5 * np.abs((b - a)[:, 0] * (c - a)[:, 1] - (c - a)[:, 0] * (b - a)[:, 1])
        side = lambda p, q: np.hypot(*(p - q).T)
        radius = side(a, b) * side(b, c) * side(c, a) / (4 * area)
        for alpha in np.sort(radius):
            kept = t[radius <= alpha]
            edges = np.vstack([kept[:, [0, 1]], kept[:, [0, 2]]])
            graph = coo_matrix((np.ones(len(edges)), edges.T), shape=(len(sites), len(sites)))
            if connected_components(graph, directed=False)[0] == 1:
                break
        cases.append(dict(points=xy.tolist(), alpha_m=float(alpha), area_km2=float(area[radius <= alpha].sum() / 1e6)))
    (HERE / "alpha_shape.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


stability()
alpha_shape()
