"""Fixture of src/spatial/{weights,moran,local_moran,getis_ord}.rs: run once, `python3 tests/oracles/autocorrelation.py`.

esda 2.9.0, libpysal 4.14.1 (any with W objects), geopandas 1.2.0, numpy 2.4.6, numba 0.68.1.

Statistics are esda's. Exceedances are of esda's own reference distributions, its compiled functions fed with the
permutations in the fixture: a row of `table` is an ordering of all cells; cell i with k neighbours takes the first k
of it that are not i. Ties count on both sides.
"""
import sys

sys.path.pop(0)  # statistics.py beside this file is not Python's own

import json
import pathlib
import warnings

import geopandas
import numpy as np
from esda.getisord import G_Local, _g_local_crand, _g_local_star_crand
from esda.moran import Moran, Moran_Local, _moran_local_crand
from libpysal.weights import DistanceBand, Queen, Rook
from shapely.geometry import box

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20240603)
CELL, X0, Y0, R, TIE = 500.0, 640000.0, 3457000.0, 99, 1e-9

# 15 by 14 cells with a hole of 3 by 3 and an island two columns off.
places = [(c, r) for r in range(14) for c in range(18)
          if (c < 15 and not (5 <= c < 8 and 6 <= r < 9)) or (c, r) == (17, 9)]
n = len(places)
centres = np.array([(X0 + (c + 0.5) * CELL, Y0 + (r + 0.5) * CELL) for c, r in places])
cells = geopandas.GeoDataFrame(geometry=[box(x - 250, y - 250, x + 250, y + 250) for x, y in centres], crs=4549)

bump = np.exp(-(((centres - centres[40]) / 1500) ** 2).sum(1))
intensity = 0.4 + 6 * bump
fields = {
    "counts": rng.poisson(intensity).astype(float),
    "rates": np.round(50 + 8 * bump + rng.normal(0, 4, n), 3),
}
table = np.array([rng.permutation(n) for _ in range(R)])


def weights(name):
    if name == "queen":
        return Queen.from_dataframe(cells, use_index=False)
    if name == "rook":
        return Rook.from_dataframe(cells, use_index=False)
    return DistanceBand(centres, threshold=1000.0, binary=True, silence_warnings=True)


def exceedances(simulated, observed):
    return [int((simulated >= observed - TIE).sum()), int((simulated <= observed + TIE).sum())]


def others(i, k):
    """Ids of the first k of every ordering that are not i, in esda's numbering, which skips i."""
    rows = table[table != i].reshape(R, n - 1)[:, :k]
    return rows - (rows > i)


def local(function, x, observed, w, scaling, self_weights):
    found = []
    for i in range(n):
        k = len(w.neighbors[i])
        if k == 0:
            found.append(None)
            continue
        row = w.weights[i][0]
        weights_i = np.concatenate([[self_weights[i]], np.full(k, row)])
        # esda looks up one id more than it needs where the diagonal is empty.
        simulated = function(i, x, others(i, k), weights_i, scaling)
        found.append(exceedances(simulated, observed[i]))
    return found


def ord_getis(x, w, star):
    """Ord & Getis 1995, eqs. 14 and 15, by the letter; without the square of unequal weights esda is only good for
    binary ones."""
    out = []
    for i in range(n):
        js = list(w.neighbors[i])
        if not js:
            out.append(None)
            continue
        k = len(js) + star
        row = 1.0 if w.transform == "B" else 1.0 / k
        ids = js + [i] * star
        base = x if star else np.delete(x, i)
        m, big = len(base), row * k
        s = np.sqrt((base**2).mean() - base.mean() ** 2)
        out.append(float((row * x[ids].sum() - big * base.mean()) / (s * np.sqrt((m * row**2 * k - big**2) / (m - 1)))))
    return out


def case(name, transform, field):
    x = fields[field]
    w = weights(name)
    assert sorted(w.neighbors) == list(range(n))
    w.transform = transform
    m = Moran(x, w, transformation=transform, permutations=0)
    z = x - x.mean()
    full, s0 = w.sparse.toarray(), w.s0
    global_sim = np.array([n / s0 * (z[p] @ full @ z[p]) / (z @ z) for p in table])
    ml = Moran_Local(x, w, transformation=transform, permutations=0)
    zs = z / x.std()
    out = dict(
        weights=name, row=transform == "R", values=x.tolist(),
        neighbours=[sorted(int(j) for j in w.neighbors[i]) for i in range(n)],
        moran=dict(value=m.I, expected=m.EI, variance_normal=m.VI_norm, variance_random=m.VI_rand, z_normal=m.z_norm,
                   z_random=m.z_rand, exceedances=exceedances(global_sim, m.I)),
        local=dict(values=ml.Is.tolist(), quadrants=[int(q) for q in ml.q],
                   exceedances=local(_moran_local_crand, zs, ml.Is, w, (n - 1) / (zs @ zs), np.zeros(n))),
    )
    for star in [False, True]:
        g = G_Local(x, weights(name), transform=transform, permutations=0, star=star)
        zg = ord_getis(x, w, int(star))
        if transform == "B":
            mine = np.array([np.nan if v is None else v for v in zg])
            ok = ~np.isnan(mine)
            assert np.abs(mine[ok] - np.asarray(g.Zs)[ok]).max() < 1e-10
        own = g.w.sparse.diagonal()
        crand = local(_g_local_star_crand if star else _g_local_crand, x, g.Gs, without_self(g.w), x.sum(), own)
        out["gi_star" if star else "gi"] = dict(values=zg, exceedances=crand)
    return out


def without_self(w):
    class Plain:
        neighbors = {i: [j for j in w.neighbors[i] if j != i] for i in range(n)}
        weights = {i: [v for j, v in zip(w.neighbors[i], w.weights[i]) if j != i] for i in range(n)}
    return Plain


cases = [case("queen", "R", "counts"), case("queen", "R", "rates"), case("rook", "B", "rates"),
         case("band", "B", "counts"), case("band", "R", "rates")]
islands = [i for i in range(n) if not cases[0]["neighbours"][i]]
value = dict(cell_m=CELL, origin=[X0, Y0], places=places, islands=islands, table=table.tolist(), cases=cases)
(HERE / "autocorrelation.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")
print(n, islands)
