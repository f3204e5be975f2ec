"""Clusters of differing density, by scikit-learn 1.9's HDBSCAN and scipy 1.17's spanning tree: hdbscan.json.

    pip install scikit-learn==1.9.1 scipy==1.17.1 && python tests/oracles/hdbscan.py

Heaps of several widths and strewn points, coordinates in metres; min_samples counts the point itself, as
scikit-learn does. `edges` are the lengths of the minimum spanning tree under mutual reachability, which are the same
however ties fall. From min_samples = 3 on many merges tie (points that share a core distance), and scikit-learn's own
labels change with the order of the points: `own` is how many at most of 40 orders label otherwise than the first
(each cluster with the one it shares most with; noise with noise).
"""
import json
import pathlib
import sys

sys.path.pop(0)
import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import pdist, squareform
from sklearn.cluster import HDBSCAN


def differing(a, b):
    same = 0
    for label in set(b):
        among = a[b == label]
        among = among[(among < 0) == (label < 0)]
        same += max(np.unique(among, return_counts=True)[1], default=0)
    return len(a) - int(same)


def labelled(points, size, samples):
    return HDBSCAN(min_cluster_size=size, min_samples=samples, copy=True).fit_predict(points)


cases = []
for seed in range(24):
    rng = np.random.default_rng(seed)
    heaps = [rng.normal(rng.uniform(0, 30_000, 2), rng.uniform(150, 1500), (rng.integers(15, 60), 2))
             for _ in range(rng.integers(2, 7))]
    points = np.vstack([*heaps, rng.uniform(0, 30_000, (rng.integers(0, 60), 2))]).round(3)
    rng.shuffle(points)
    size = int(rng.integers(5, 15))
    samples = int(rng.integers(3, size + 1)) if seed % 2 else 2
    labels = labelled(points, size, samples)
    own = 0
    for _ in range(40):
        order = rng.permutation(len(points))
        again = np.empty_like(labels)
        again[order] = labelled(points[order], size, samples)
        own = max(own, differing(again, labels))
    distances = squareform(pdist(points))
    core = np.sort(distances, axis=1)[:, samples - 1]
    reach = np.maximum(distances, np.maximum(core[:, None], core[None, :]))
    edges = np.sort(minimum_spanning_tree(reach).data)
    cases.append({"points": points.tolist(), "min_cluster_size": size, "min_samples": samples, "own": own,
                  "labels": labels.tolist(), "edges": edges.tolist()})
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
