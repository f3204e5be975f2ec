"""Fixtures of src/spatial: run once, `python3 tests/oracles/spatial.py`, with numpy and scipy."""
import json
import pathlib

import numpy as np
from scipy import stats
from scipy.optimize import brentq, minimize_scalar

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20240602)


def write(name, value):
    (HERE / f"{name}.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")


def bell(centre, sd, n):
    return np.round(rng.normal(centre, sd, (n, 2)), 2)


def kernel_density():
    points = np.vstack([bell((-800, 300), 500, 60), bell((1200, -900), 350, 40)])
    h = 300.0
    at = np.stack(np.meshgrid(np.arange(-2490, 2500, 500), np.arange(-2490, 2500, 500)), -1).reshape(-1, 2)

    class Isotropic(stats.gaussian_kde):
        """gaussian_kde scales the covariance of the data; a kernel of fixed width sets its own."""

        def _compute_covariance(self):
            self.factor = 1.0
            self.covariance = np.eye(2) * h * h
            self.cho_cov = np.eye(2) * h
            self.log_det = 2 * np.log(h * np.sqrt(2 * np.pi)) * 2

    values = Isotropic(points.T)(at.T) * len(points)
    by_hand = sum(stats.multivariate_normal(p, np.eye(2) * h * h).pdf(at) for p in points)
    assert np.allclose(values, by_hand, rtol=1e-9, atol=1e-18)
    write("kernel_density", dict(points=points.tolist(), bandwidth_m=h, at=at.tolist(), per_km2=(values * 1e6).tolist()))


def score(points, h):
    sites, m = np.unique(points, axis=0, return_counts=True)
    d2 = ((sites[:, None] - sites[None]) ** 2).sum(-1)
    k = np.exp(-d2 / (2 * h * h)) / (2 * np.pi * h * h)
    np.fill_diagonal(k, 0)
    n = m.sum()
    return float((m * np.log(k @ m / (n - m))).sum() / n)


def sheather_jones(v):
    """Sheather & Jones 1991, all pairs; constants as in R's bw.SJ."""
    n = len(v)
    d2 = (v[:, None] - v[None]) ** 2

    def phi(h, order):
        t = d2 / h ** 2
        poly = t ** 2 - 6 * t + 3 if order == 4 else t ** 3 - 15 * t ** 2 + 45 * t - 15
        return (np.exp(-t / 2) * poly).sum() / (n * (n - 1) * h ** (order + 1) * np.sqrt(2 * np.pi))

    scale = min(v.std(ddof=1), np.subtract(*np.percentile(v, [75, 25])) / 1.349)
    sd, td = phi(1.24 * scale * n ** (-1 / 7), 4), -phi(1.23 * scale * n ** (-1 / 9), 6)
    alpha = lambda h: 1.357 * (sd / td) ** (1 / 7) * h ** (5 / 7)
    top = 1.144 * scale * n ** -0.2
    return float(brentq(lambda h: (1 / (2 * np.sqrt(np.pi) * n * phi(alpha(h), 4))) ** 0.2 - h, top * 1e-3, top * 4, xtol=1e-12 * top))


def solve_the_equation():
    cases = [np.round(rng.normal(0, 800, 60), 3), np.round(rng.exponential(500, 120), 3),
             np.round(np.r_[rng.normal(-3000, 300, 50), rng.normal(2000, 700, 80)], 3), np.round(rng.uniform(0, 1e4, 40), 3)]
    write("sheather_jones", [dict(values=v.tolist(), h=sheather_jones(v)) for v in cases])


def bandwidth():
    cases = []
    for parts in [[((0, 0), 800, 50)], [((-3000, 0), 300, 40), ((3000, 1000), 500, 30)]]:
        points = np.vstack([bell(*p) for p in parts])
        points = np.vstack([points, points[:6], points[:6]])  # shared addresses
        hs = [200.0, 300.0, 450.0, 900.0, 2000.0]
        grid = np.geomspace(120, 4000, 400)
        start = grid[np.argmax([score(points, h) for h in grid])]
        best = minimize_scalar(lambda h: -score(points, h), bounds=(start * 0.95, start * 1.05), method="bounded", options=dict(xatol=1e-6)).x
        scott = np.sqrt(points.var(axis=0, ddof=1).mean()) * len(points) ** (-1 / 6)
        sites = np.unique(points, axis=0)
        sj = np.sqrt(sheather_jones(sites[:, 0]) * sheather_jones(sites[:, 1])) * len(sites) ** (1 / 5 - 1 / 6)
        cases.append(dict(points=points.tolist(), h=hs, score=[score(points, h) for h in hs], best=float(best), scott=float(scott), sheather_jones=sj))
    write("bandwidth", cases)


kernel_density()
bandwidth()
solve_the_equation()


def gauss(d2, h):
    return np.exp(-d2 / (2 * h * h)) / (2 * np.pi * h * h)


def adaptive_density():
    """Abramson's square-root law summed point by point; pilot without edge correction, factors cut at 4."""
    points = np.vstack([bell((-1500, 300), 300, 60), bell((1500, -900), 1100, 40)])
    h = 500.0
    d2 = ((points[:, None] - points[None]) ** 2).sum(-1)
    pilot = gauss(d2, h).sum(1)
    own = h * np.minimum(np.exp(0.5 * (np.log(pilot).mean() - np.log(pilot))), 4)
    at = np.stack(np.meshgrid(np.arange(-3990, 4000, 500), np.arange(-3990, 4000, 500)), -1).reshape(-1, 2)
    values = gauss(((at[:, None] - points[None]) ** 2).sum(-1), own[None]).sum(1)
    write("adaptive_density", dict(points=points.tolist(), bandwidth_m=h, at=at.tolist(), per_km2=(values * 1e6).tolist()))


def relative_risk():
    """Two densities with Diggle's correction on a square, the kernel's part inside from the normal distribution."""
    side, cell, h = 6000.0, 100.0, 700.0
    points = np.round(np.vstack([rng.uniform(0, side, (60, 2)), np.clip(bell((1500, 1500), 500, 40), 1, side - 1)]), 2)
    track = np.r_[rng.random(60) < 0.2, rng.random(40) < 0.6]
    centres = np.arange(cell / 2, side, cell)
    gx, gy = np.meshgrid(centres, centres)
    inside = np.prod(stats.norm.cdf((side - points) / h) - stats.norm.cdf(-points / h), axis=1)

    def f(which):
        d2 = (gx.ravel()[:, None] - points[which, 0]) ** 2 + (gy.ravel()[:, None] - points[which, 1]) ** 2
        return (gauss(d2, h) / inside[which]).sum(1) / which.sum()

    ratio = f(track) / f(np.ones(len(points), bool))
    write("relative_risk", dict(points=points.tolist(), is_track=track.tolist(), bandwidth_m=h, side_m=side, cell_m=cell, ratio=ratio.tolist()))


adaptive_density()
relative_risk()
