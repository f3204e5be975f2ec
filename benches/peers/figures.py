"""Peers of figures."""
import subprocess
import sys

from .prepared import districts, within
from .registry import peer, timed


def figure(table, areas, out):
    """The districts by class and every point, A4 landscape at 300 dpi."""
    import geopandas
    import matplotlib.pyplot
    import pandas
    spots = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(table.lon, table.lat), crs="EPSG:4326").to_crs(areas.crs)
    inside = geopandas.sjoin(spots, areas, predicate="within")
    areas = areas.assign(count=inside.groupby("index_right").size().reindex(areas.index, fill_value=0))
    areas["class"] = pandas.qcut(areas["count"], 5, labels=False, duplicates="drop")
    drawn, axes = matplotlib.pyplot.subplots(figsize=(11.69, 8.27))
    areas.plot(ax=axes, column="class", cmap="Blues", edgecolor="#8899aa", linewidth=0.6, legend=True)
    spots.plot(ax=axes, color="#b3470c", markersize=6, edgecolor="white", linewidth=0.3)
    axes.set_axis_off()
    axes.set_title("Fintech in Shanghai")
    drawn.savefig(out, dpi=300)
    matplotlib.pyplot.close(drawn)


def draw(table, areas, out):
    """The figure from files to a file."""
    import geopandas
    import matplotlib
    import pandas
    matplotlib.use("Agg")
    figure(pandas.read_csv(table, usecols=["lon", "lat"]), geopandas.read_file(areas).to_crs("EPSG:4549"), out)


@peer("matplotlib", ["figure_png"], ["matplotlib", "geopandas", "pandas"])
def matplotlib_peer():
    """geopandas and matplotlib, rows and districts in memory."""
    import matplotlib
    import pandas
    matplotlib.use("Agg")
    table, areas = pandas.read_csv(within("figure.csv"), usecols=["lon", "lat"]), districts()
    yield "figure_png", *timed(lambda: figure(table, areas, within("figure_peer.png")), 3)


@peer("matplotlib, a process", ["export_png"], ["matplotlib", "geopandas", "pandas"], is_program=True)
def matplotlib_command_peer():
    """The same from the command to the file on the disk, imports and all."""
    command = [sys.executable, "-m", "peers", "draw", within("figure.csv"), within("districts.geojson"), within("figure_peer.png")]
    yield "export_png", timed(lambda: subprocess.run(command, check=True), 3)[0], None
