"""Peers of what works on points and cells."""
import json
import os
import subprocess

from .prepared import districts, places, points, within
from .registry import NODE_MODULES, peer, timed

HERE = os.path.dirname(os.path.abspath(__file__))
GRID_SIDE = 1024
BANDWIDTH_M = 1000.0
MOST_CLUSTERED = 100_000
SIDE_OF_CELLS = 45


@peer("shapely", ["locate"], ["shapely", "geopandas"])
def shapely_peer():
    """`contains_xy` on prepared polygons, after a test of boxes."""
    import numpy
    import shapely
    x, y = numpy.ascontiguousarray(points().T)
    polygons = districts().geometry.values
    shapely.prepare(polygons)
    def locate():
        found = 0
        for polygon in polygons:
            west, south, east, north = polygon.bounds
            near = numpy.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
            found += int(shapely.contains_xy(polygon, x[near], y[near]).sum())
        return found
    yield "locate", *timed(locate, 5)


def density_grid():
    """Lower-left corner of the grid of `density_1024`, and the side of a cell, metres."""
    west, south, east, north = districts().total_bounds
    longer = max(east - west, north - south)
    return west, south, longer / GRID_SIDE


def most_per_km2(blurred, cell_m):
    """The greatest density."""
    return float(blurred.max()) / (cell_m / 1000) ** 2


def binned_peer(blur):
    """One cell a point by `bincount`, those beyond the grid to its edge; then a blur."""
    import numpy
    x, y = numpy.ascontiguousarray(points().T)
    west, south, cell_m = density_grid()
    def density():
        column = numpy.clip(((x - west) * (1 / cell_m)).astype("i4"), 0, GRID_SIDE - 1)
        row = numpy.clip(((y - south) * (1 / cell_m)).astype("i4"), 0, GRID_SIDE - 1)
        counts = numpy.bincount(row * GRID_SIDE + column, minlength=GRID_SIDE**2).reshape(GRID_SIDE, GRID_SIDE)
        return most_per_km2(blur(counts.astype("f4"), BANDWIDTH_M / cell_m), cell_m)
    return "density_1024", *timed(density, 7)


@peer("scipy gaussian_filter", ["density_1024"], ["numpy", "scipy", "geopandas"])
def gaussian_filter_peer():
    """`numpy.bincount` and a separable blur in float32, cut at 4 σ."""
    from scipy.ndimage import gaussian_filter
    yield binned_peer(lambda counts, sigma: gaussian_filter(counts, sigma, mode="constant"))


@peer("scipy fftconvolve", ["density_1024"], ["numpy", "scipy", "geopandas"])
def fftconvolve_peer():
    """`numpy.bincount` and a Fourier transform, the kernel cut at 4 σ and worked out anew each time, as the blur is."""
    import numpy
    from scipy.signal import fftconvolve
    def blur(counts, sigma):
        reach = int(4 * sigma + 0.5)
        kernel = numpy.exp(-0.5 * (numpy.arange(-reach, reach + 1) / sigma) ** 2).astype("f4")
        kernel /= kernel.sum()
        return fftconvolve(counts, kernel[:, None] * kernel, mode="same")
    yield binned_peer(blur)


@peer("datashader", ["density_1024"], ["datashader", "scipy", "geopandas", "pandas"])
def datashader_peer():
    """`Canvas.points` in compiled code, then the blur of scipy."""
    import datashader
    import pandas
    from scipy.ndimage import gaussian_filter
    frame = pandas.DataFrame(points(), columns=["x", "y"])
    west, south, cell_m = density_grid()
    side = GRID_SIDE * cell_m
    canvas = datashader.Canvas(GRID_SIDE, GRID_SIDE, x_range=(west, west + side), y_range=(south, south + side))
    def density():
        counts = canvas.points(frame, "x", "y", datashader.count()).values.astype("f4")
        return most_per_km2(gaussian_filter(counts, BANDWIDTH_M / cell_m, mode="constant"), cell_m)
    yield "density_1024", *timed(density, 7)


@peer("supercluster", ["cluster_index", "cluster_query"], programs=["node"], npm=["supercluster"], is_program=True)
def supercluster_peer():
    """npm supercluster, radius 60, zooms 0 to 16: the index, and the slowest of views of 1920 × 1080 at zooms 5 to 16."""
    places().astype("<f8").tofile(within("places.f64"))
    script = os.path.join(HERE, "supercluster.mjs")
    command = ["node", "--max-old-space-size=12000", script, NODE_MODULES, within("places.f64")]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if told["points"] != len(places()):
        raise ValueError(f"supercluster holds {told['points']} points of {len(places())}")
    yield "cluster_index", told["index_s"], None
    yield "cluster_query", told["query_s"], None


def sklearn_dbscan(jobs):
    """`DBSCAN` over a k-d tree; its number of clusters."""
    from sklearn.cluster import DBSCAN
    some = points()[:MOST_CLUSTERED]
    work = DBSCAN(eps=200, min_samples=20, algorithm="kd_tree", n_jobs=jobs)
    yield "dbscan_100k", *timed(lambda: int(work.fit_predict(some).max()) + 1, 3)


@peer("scikit-learn, 1 job", ["dbscan_100k"], ["scikit-learn"])
def sklearn_peer():
    """On one core."""
    return sklearn_dbscan(1)


@peer("scikit-learn, all cores", ["dbscan_100k"], ["scikit-learn"])
def sklearn_parallel_peer():
    """On all cores."""
    return sklearn_dbscan(-1)


@peer("fast_hdbscan", ["hdbscan_100k"], ["fast_hdbscan", "numba"])
def fast_hdbscan_peer():
    """Compiled and parallel; its number of clusters. It does not count a point as its own neighbour, hence 49."""
    import fast_hdbscan
    some = points()[:MOST_CLUSTERED]
    work = fast_hdbscan.HDBSCAN(min_cluster_size=50, min_samples=49)
    yield "hdbscan_100k", *timed(lambda: int(work.fit_predict(some).max()) + 1, 3)


def cells():
    """The counts of `local_moran_999` and `gi_star_999`, drawn as `hujin` draws them (SplitMix64 of a counter)."""
    bits, golden = 2**64 - 1, 0x9E37_79B9_7F4A_7C15
    def mix(z):
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9 & bits
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB & bits
        return z ^ (z >> 31)
    def below(bound, seed, stream, index):
        drawn = mix(mix(seed + golden & bits) ^ (stream * golden & bits)) + index * golden & bits
        return mix(drawn) * bound >> 64
    return [float(below(12, 5, 5, i)) for i in range(SIDE_OF_CELLS**2)]


@peer("esda", ["local_moran_999", "gi_star_999"], ["esda", "libpysal", "numba"])
def esda_peer():
    """`Moran_Local` and `G_Local` compiled by numba, 999 permutations, queen neighbours; the sum of all values."""
    import esda
    import libpysal
    import numpy
    values = numpy.array(cells())
    weights = libpysal.weights.lat2W(SIDE_OF_CELLS, SIDE_OF_CELLS, rook=False)
    options = dict(permutations=999, seed=1, n_jobs=1, keep_simulations=False)
    weights.transform = "r"
    seconds, moran = timed(lambda: esda.Moran_Local(values, weights, **options), 7)
    yield "local_moran_999", seconds, float(moran.Is.sum())
    seconds, star = timed(lambda: esda.G_Local(values, weights, transform="B", star=True, **options), 7)
    yield "gi_star_999", seconds, float(star.Zs.sum())
