#!/usr/bin/env python3
"""The peer of `hujin export`: geopandas and matplotlib draw the districts by class and 10,000 points, A4 landscape, 300 dpi.

usage: figure_peer.py ROWS.csv OUT.png [--runs 5] [--districts maps/shanghai/districts.geojson]
                      [--beside "COMMAND"]          another program, run in turn with this one

ROWS.csv has columns lon and lat (degrees). Each run is a process of its own, from start to the file on the disk, as a
command line is used; the time without the imports is told beside it. Medians are printed, in seconds.
"""
import argparse
import shlex
import statistics
import subprocess
import sys
import time


def draw(rows, districts, out):
    begun = time.perf_counter()
    import geopandas
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import pandas
    imported = time.perf_counter()
    table = pandas.read_csv(rows, usecols=["lon", "lat"])
    points = geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy(table.lon, table.lat), crs="EPSG:4326")
    areas = geopandas.read_file(districts).to_crs("EPSG:4549")
    points = points.to_crs(areas.crs)
    inside = geopandas.sjoin(points, areas, predicate="within")
    areas["count"] = inside.groupby("index_right").size().reindex(areas.index, fill_value=0)
    areas["class"] = pandas.qcut(areas["count"], 5, labels=False, duplicates="drop")
    figure, axes = plt.subplots(figsize=(11.69, 8.27))
    areas.plot(ax=axes, column="class", cmap="Blues", edgecolor="#8899aa", linewidth=0.6, legend=True)
    points.plot(ax=axes, color="#b3470c", markersize=6, edgecolor="white", linewidth=0.3)
    axes.set_axis_off()
    axes.set_title("Fintech in Shanghai")
    figure.savefig(out, dpi=300)
    print(time.perf_counter() - imported, imported - begun)


def timed(command):
    begun = time.perf_counter()
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return time.perf_counter() - begun, told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows")
    parser.add_argument("out")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--districts", default="maps/shanghai/districts.geojson")
    parser.add_argument("--beside")
    parser.add_argument("--draw", action="store_true", help=argparse.SUPPRESS)
    order = parser.parse_args()
    if order.draw:
        return draw(order.rows, order.districts, order.out)
    own = [sys.executable, __file__, order.rows, order.out, "--districts", order.districts, "--draw"]
    whole, inner, beside = [], [], []
    for _ in range(order.runs):
        seconds, told = timed(own)
        whole.append(seconds)
        inner.append(float(told.split()[0]))
        if order.beside:
            beside.append(timed(shlex.split(order.beside))[0])
    print(f"matplotlib: {statistics.median(whole):.2f} s, without the imports {statistics.median(inner):.2f} s")
    if beside:
        ratio = statistics.median(beside) / statistics.median(whole)
        print(f"beside: {statistics.median(beside):.2f} s, ratio {ratio:.2f}"
              f" ({statistics.median(beside) / statistics.median(inner):.2f} without the imports)")


main()
